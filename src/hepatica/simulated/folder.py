"""A simulated trial as a folder: the study with its enrolment raised, the ledger, the accounts, and the truth beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hepatica.demo.sign_ins import make_accounts
from hepatica.design.worlds.world import World
from hepatica.simulated import truth
from hepatica.simulated.trial import OPENED, Trial

FILE = "simulation.json"
"""Says with which arguments a folder was simulated, and whether that came to its end."""
_STUDY = "study.yaml"
_PLANNED = re.compile(r"(?m)^(enrolment:\n(?:[ #].*\n)*?  planned:) *(\d+)")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a simulation is asked for; equal arguments and an equal study give an equal ledger."""

    n: int
    seed: int
    world: World
    go_on: bool = False
    opened: date = OPENED
    until: datetime | None = None
    """The aware moment at which the trial is left as it stands; None plays it to its end."""

    def said(self) -> dict[str, Any]:
        """Return it as the folder notes it."""
        open_ = {"opened": self.opened.isoformat(), "until": self.until.isoformat()} if self.until else {}
        return {
            "people": self.n,
            "seed": self.seed,
            "world": self.world.name,
            "go_on": self.go_on,
            **open_,
            "label": list(truth.label(self.world, self.seed).lines),
        }


def under_way(n: int, moment: datetime, *, world: World, seed: int = 1) -> Asked:
    """Return what to ask for so that a trial of n people is under way at an aware moment: some followed, some in preparation."""
    opened = moment.date() - timedelta(days=_BEFORE_FIRST + _EACH * n)
    return Asked(n=n, seed=seed, world=world, opened=opened, until=moment)


_BEFORE_FIRST, _EACH = 60, 16
"""Days from the opening until somebody is infused, less some, and between two people who are asked."""
_OPTIONS = {"people": "-n", "seed": "--seed", "world": "--world", "go_on": "--go-on"}


def prepare(folder: Path, study: Path, asked: Asked) -> str:
    """Make the folder of a trial around a copy of a study, or take up one that was cut short; return what was changed.

    TrialError when the folder holds something else, a simulation of other arguments or one that came to its end, or when
    the study states no enrolment.
    """
    from hepatica import trial

    begun = _noted(folder)
    if begun is not None:
        _same(folder, study, asked, begun)
        return str(begun["changed"])
    found = _PLANNED.search(_text(study))
    if found is None:
        raise trial.TrialError(f"{study} states no planned enrolment in {_STUDY} that could be raised.")
    trial.make_folder(folder, study)
    (folder / "study" / _STUDY).write_text(_raised(study, asked.n), encoding="utf-8")
    planned = int(found[2])
    changed = f"The study plans for {planned} participants, and so it stays."
    if asked.n > planned:
        changed = (
            f"The study plans for {planned} participants; its copy in this folder plans for {asked.n}. "
            "Nothing else is changed."
        )
    _note(folder, asked, changed, complete=False)
    return changed


def is_cut_short(folder: Path) -> bool:
    """Say whether a folder holds a simulation that did not come to its end."""
    begun = _noted(folder)
    return begun is not None and not begun["complete"]


def fill(folder: Path, asked: Asked, changed: str, progress: Callable[[int], None] = lambda _: None) -> Trial:
    """Play a trial into the open folder, from where it was cut short; accounts and truth come last, then the word that it is complete.

    NotPlayable when the study refuses the play, or the folder holds what this play would not have written.
    """
    from hepatica.store.record import rehearsal
    from hepatica.study.load import load

    study = load(folder / "study")
    played = Trial(
        study=study,
        world=asked.world,
        n=asked.n,
        seed=asked.seed,
        go_on=asked.go_on,
        opened=asked.opened,
        until=asked.until,
        progress=progress,
    )
    played.play()
    if not _has_accounts():
        with rehearsal(keep=True):  # one transaction: all of them, or none
            make_accounts(folder)
    truth.write(folder, played)
    _note(folder, asked, changed, complete=True)
    return played


def _has_accounts() -> bool:
    from django.contrib.auth import get_user_model

    return bool(get_user_model().objects.exists())


def _text(study: Path) -> str:
    """Return a study's first file; '' when it has none, which loading it will say."""
    path = study / _STUDY
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _raised(study: Path, n: int) -> str:
    """Return the study's first file with its enrolment raised to n where it plans for fewer."""
    text = _text(study)
    found = _PLANNED.search(text)
    if found is None or n <= int(found[2]):
        return text
    return f"{text[: found.end(1)]} {n}{text[found.end() :]}"


def _same(folder: Path, study: Path, asked: Asked, begun: dict[str, Any]) -> None:
    """Raise TrialError, with what differs, unless a folder was cut short while just this was simulated."""
    from hepatica.trial import TrialError

    if begun["complete"]:
        raise TrialError(f"{folder} holds a simulation that came to its end. A new one needs a new folder.")
    here = asked.said()
    other = [
        f"{option} {'yes' if begun.get(name) is True else 'no' if begun.get(name) is False else begun.get(name)}"
        for name, option in _OPTIONS.items()
        if begun.get(name) != here[name]
    ]
    if not other and begun.get("label") != here["label"]:
        other = ["other numbers of the model"]
    if not other and dict(_files(folder / "study")) != dict(_files(study)) | {
        _STUDY: _raised(study, asked.n)
    }:
        other = ["another study"]
    if other:
        raise TrialError(
            f"{folder} holds a simulation that was cut short, begun with {', '.join(other)}. "
            "It is gone on with by the arguments with which it was begun; anything else needs a new folder."
        )


def _files(study: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(study.rglob("*.yaml")):
        yield path.relative_to(study).as_posix(), path.read_text(encoding="utf-8")


def _noted(folder: Path) -> dict[str, Any] | None:
    path = folder / FILE
    found: dict[str, Any] | None = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    return found


def _note(folder: Path, asked: Asked, changed: str, *, complete: bool) -> None:
    """Write what a folder was simulated with, whole or not at all."""
    said = {"complete": complete, **asked.said(), "changed": changed}
    new = folder / f"{FILE}.new"
    new.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    new.replace(folder / FILE)
