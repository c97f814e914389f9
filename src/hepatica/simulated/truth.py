"""The truth beside the ledger: what only a simulation can know, in a file that no screen, report or export reads.

It stands outside the ledger, so that rules and analyses see what a trial would see and can be judged by what was so.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hepatica.design.label import Label, digest_of
from hepatica.design.worlds.world import World
from hepatica.simulated.life import Life
from hepatica.simulated.patients import DAYS, supposed
from hepatica.simulated.trial import Trial

FILE = "truth.json"
_MELD_ON = (0, 90, 180, 270)
ASSUMED = (
    "Who is referred stands near the limits of eligibility; the number of persons never asked is not recorded.",
    "A culture that does not fail grows until there are enough mesenchymal cells, and 50 million are given.",
    "In a world where G-CSF itself acts, the model counts its effect from consent, 45 days before the first dose.",
    "Of blood counts other than bilirubin, INR, creatinine, albumin and sodium nothing is modelled: they are made to fit.",
)
"""What this play supposes beside the model, in sentences."""


def label(world: World, seed: int) -> Label:
    """Return the label of a trial that is simulated in a world with a seed."""
    return Label(world=world.name, seed=seed, parameters=digest_of(supposed().digest, repr(world)))


def truth(trial: Trial) -> dict[str, Any]:
    """Return the truth of a trial that was played, as JSON has it: days count from consent."""
    return {
        "label": label(trial.world, trial.seed).lines,
        "sentence": trial.world.sentence,
        "assumed": ASSUMED,
        "stopped_by": trial.stopped,
        "participants": [_of(life) for life in trial.lives],
    }


def write(folder: Path, trial: Trial) -> None:
    """Write the truth into the folder of a trial, beside its ledger."""
    text = json.dumps(truth(trial), indent=1, ensure_ascii=False)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def _of(life: Life) -> dict[str, Any]:
    rows = {id(true): row for row, _, true in life.truth}
    last = life.since(life.ended) if life.ended else DAYS
    return {
        "subject": life.subject,
        "virtual": life.virtual.number,
        "outcome": life.outcome,
        "why": life.why,
        "consent": life.consent.isoformat(),
        "infused": life.infused.isoformat() if life.infused else "",
        "cd34": round(life.virtual.selected, 2) if life.infused and life.virtual.passes else 0.0,
        "ended": life.ended.isoformat() if life.ended else "",
        "died": life.ended.isoformat() if life.outcome == "died" and life.ended else "",
        "meld": {str(day): round(life.course.meld(day), 2) for day in _MELD_ON if day <= last},
        "events": [
            {
                "row": rows.get(id(one), 0),
                "day": one.day,
                "kind": one.kind,
                "grade": one.grade,
                "cause": one.cause,
                "called_related": one.related,
                "serious": one.serious,
            }
            for one in life.events
            if one.day <= last
        ],
    }
