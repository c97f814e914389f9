"""A simulated trial as a folder: the study with its enrolment raised, the ledger, the accounts, and the truth beside it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from hepatica.demo.sign_ins import make_accounts
from hepatica.simulated import truth
from hepatica.simulated.trial import Trial

FILE = "simulation.json"
"""Says with which arguments a folder was simulated, and whether that came to its end."""
_PLANNED = re.compile(r"(?m)^(enrolment:\n(?:[ #].*\n)*?  planned:) *(\d+)")


def prepare(folder: Path, study: Path, n: int) -> str:
    """Make the folder of a trial of n people around a copy of a study; return what was changed in it, as a sentence.

    TrialError when the folder holds something (a simulation that was cut short is named as one), or the study states no
    enrolment.
    """
    from hepatica import trial

    if is_cut_short(folder):
        raise trial.TrialError(
            f"{folder} holds a simulation that was cut short: a sound beginning of a trial, and no more. "
            "Start again in a new folder."
        )
    trial.make_folder(folder, study)
    path = folder / "study" / "study.yaml"
    text = path.read_text(encoding="utf-8")
    found = _PLANNED.search(text)
    if found is None:
        shutil.rmtree(folder)
        raise trial.TrialError(f"{study} states no planned enrolment in study.yaml that could be raised.")
    planned = int(found[2])
    if n <= planned:
        return f"The study plans for {planned} participants, and so it stays."
    path.write_text(f"{text[: found.end(1)]} {n}{text[found.end() :]}", encoding="utf-8")
    return f"The study plans for {planned} participants; its copy in this folder plans for {n}. Nothing else is changed."


def is_cut_short(folder: Path) -> bool:
    """Say whether a folder holds a simulation that did not come to its end."""
    path = folder / FILE
    return path.is_file() and not json.loads(path.read_text(encoding="utf-8"))["complete"]


def fill(folder: Path, trial: Trial, changed: str) -> None:
    """Play a trial into the open, empty folder; accounts and truth come last, and then the word that it is complete."""
    _note(folder, trial, changed, complete=False)
    trial.play()
    make_accounts(folder)
    truth.write(folder, trial)
    _note(folder, trial, changed, complete=True)


def _note(folder: Path, trial: Trial, changed: str, *, complete: bool) -> None:
    said = {
        "complete": complete,
        "people": trial.n,
        "seed": trial.seed,
        "world": trial.world.name,
        "go_on": trial.go_on,
        "changed": changed,
        "label": truth.label(trial).lines,
    }
    (folder / FILE).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
