"""Building the demo: a trial folder whose ledger says for ever that its people are invented."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from hepatica.demo.play import NotPlayable


def build(folder: Path, study: Path, *, stage: str = "open", moment: datetime | None = None) -> None:
    """Make the demo trial in an empty or new folder: deterministic for a moment, save for the passwords.

    ``moment`` is now unless told. TrialError says in a sentence why it cannot be made.
    """
    from hepatica import trial
    from hepatica.demo.play import perform
    from hepatica.demo.sign_ins import make_accounts
    from hepatica.study.load import load

    trial.make_folder(folder, study)
    trial.open_trial(folder)
    trial.migrate()
    protocol = load(folder / "study")
    now = moment or datetime.now(UTC)
    try:
        perform(protocol, now, stage=stage)
    except NotPlayable as error:
        raise trial.TrialError(f"The demo cannot be played: {error}") from error
    make_accounts(folder)
    write_identities(folder, now, stage=stage)


def write_identities(folder: Path, moment: datetime, *, stage: str) -> None:
    """Fill the site's identity list with the invented people who have been screened."""
    from hepatica.demo.cast import PARTICIPANTS
    from hepatica.people.identity import IdentityList
    from hepatica.store import read

    del moment, stage
    people = IdentityList(folder)
    for who, subject in zip(PARTICIPANTS, read.numbers(), strict=False):
        people.put(subject, who.identity)
