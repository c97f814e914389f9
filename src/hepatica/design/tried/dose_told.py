"""What a dose-finding design came to in its worlds, in the same record as designs that compare arms, with what is so there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hepatica.design.document import Design
from hepatica.design.replicates import Tally
from hepatica.design.tried.dose_plan import POOL, DosePlan
from hepatica.design.tried.dosed import KNOWN_BY, RESPONSE, truth, truth_told
from hepatica.design.tried.envelope import told_in_worlds
from hepatica.design.worlds.simulate import Nature
from hepatica.design.worlds.world import World

ASSUMES = (
    "an event is a serious one in the window that the investigator calls related",
    f"a response is {RESPONSE:g} points of MELD less at the last visit, alive with the own liver",
    "every outcome is known before the next cohort",
    f"who is not infused as planned is replaced for the decision; at most {POOL} come for each that counts",
    f"what is so at a level is known from {KNOWN_BY} who are given every level, so it has an error too",
)
CANNOT_SHOW = (
    "Which world is ours: they are chosen, not inferred, and no chance is given to any of them.",
    "A highest tolerated dose where harm does not rise with the number of cells: there is none, and the rule goes to the top.",
    "Benefit: a response without a control is what everybody has who recovers anyway.",
)


def dose_told(
    design: Design, plan: DosePlan, found: Mapping[World, Tally], supposed: Nature, seed: int, weight: float
) -> dict[str, Any]:
    """Tell what trials came to in each world, in numbers, texts, lists and maps alone, each number with its standard error.

    ``truth`` in a world says which level is at the target, which is of use, which are too toxic, and the rates.
    """
    return told_in_worlds(
        design,
        found,
        lambda world: {"truth": truth_told(plan, truth(plan, world, supposed, seed))},
        participants=plan.participants,
        parameters=supposed.digest,
        seed=seed,
        weight=weight,
        assumes=ASSUMES,
        cannot_show=CANNOT_SHOW,
    )
