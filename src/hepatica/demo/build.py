"""Building the demo: a trial folder whose ledger says for ever that its people are invented."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from hepatica.demo import slides
from hepatica.demo.cast import PARTICIPANTS
from hepatica.demo.play import STAGES, NotPlayable
from hepatica.study.study import Study


def build(folder: Path, study: Path, *, stage: str = "open", moment: datetime | None = None) -> None:
    """Make the demo trial in an empty or new folder: deterministic for a moment, save for the passwords.

    ``moment`` is now unless told. TrialError says in a sentence why it cannot be made.
    """
    from hepatica import trial
    from hepatica.study.load import load

    if stage not in STAGES:
        raise trial.TrialError(f"There is no stage {stage!r}; there are {' and '.join(STAGES)}.")
    trial.make_folder(folder, study)
    try:
        trial.open_trial(folder)
        trial.migrate()
        fill(folder, load(folder / "study"), moment or datetime.now(UTC), stage=stage)
    except NotPlayable as error:
        shutil.rmtree(folder)
        raise trial.TrialError(f"The demo cannot be played: {error}") from error


def fill(folder: Path, study: Study, moment: datetime, *, stage: str = "open") -> None:
    """Fill the open, empty trial of a folder: the play, an account per role, and the site's identity list."""
    from hepatica.demo.play import perform
    from hepatica.demo.sign_ins import make_accounts
    from hepatica.people.identity import IdentityList
    from hepatica.store import files, read

    files.keep(slides.section())
    perform(study, moment, stage=stage)
    make_accounts(folder)
    people = IdentityList(folder)
    for who, subject in zip(PARTICIPANTS, read.numbers(), strict=False):
        people.put(subject, who.identity)
