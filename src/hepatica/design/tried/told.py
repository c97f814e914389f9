"""What a design came to in its worlds, as the command, the screens and the appendix tell it: one record, with its labels."""

from collections.abc import Mapping
from typing import Any

from hepatica.design.document import Design
from hepatica.design.replicates import Tally
from hepatica.design.tried.choice import RULE, right
from hepatica.design.tried.envelope import told_in_worlds
from hepatica.design.tried.plan import TrialPlan
from hepatica.design.tried.schedule import REPORT, REVIEW
from hepatica.design.worlds.simulate import nature
from hepatica.design.worlds.world import World

CANNOT_SHOW = (
    "Which world is ours: they are chosen, not inferred, and no chance is given to any of them.",
    "What the pace of entry does to the answers: they are those of a trial that takes everybody.",
    "What missing visits do beyond the last value seen: everybody alive is ranked by it.",
)
CALENDAR = (
    f"calendar: entry by chance at the planned pace, an event known after {REPORT:g} day, each review holds entry for "
    f"{REVIEW:g} days, and nobody enters once the boundary has stopped."
)
EXPLAINED = (
    "survivors: what an analysis of the living alone would claim.",
    "stopped: the boundary, each outcome known before the next is treated; in the calendar it is known when it is.",
    CALENDAR,
    RULE,
)


def told(
    design: Design, plan: TrialPlan, found: Mapping[World, Tally], seed: int, weight: float
) -> dict[str, Any]:
    """Tell what trials of a design came to in each world, in numbers, texts, lists and maps alone, so that it can be kept.

    Every number is a share (0 to 1) or a mean over the trials, with its Monte-Carlo standard error; ``weight`` is the kg
    assumed of everybody. Each world carries the label of what is simulated, and what is ``right`` to choose in it.
    """
    return told_in_worlds(
        design,
        found,
        lambda world: {"right": dict(right(plan.arms, world, plan.days))},
        participants=plan.participants,
        parameters=nature().digest,
        seed=seed,
        weight=weight,
        assumes=(_convention(plan.alpha), *EXPLAINED),
        cannot_show=CANNOT_SHOW,
    )


def _convention(alpha: float) -> str:
    """Return how a question is answered, and how often by chance alone: the other side of the error is no yes."""
    return (
        "yes: answered yes, by everybody's rank (death, then transplantation, then the change in MELD): in favour, each comparison at a "
        f"two-sided {100 * alpha:g} %, so that in a world of no effect {50 * alpha:g} % say yes; fewer where two must both."
    )
