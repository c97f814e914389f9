"""Named suppositions under which a design that finds a dose is tried: how harm and benefit go with the number of cells.

They are no estimates. The curve of harm is a line in the log-odds, 0.8 for each step of the grid; the response is low where
cells do nothing and thirty points of a hundred higher where they work.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

STEP = 0.8
"""Log-odds of the event from one dose to the next."""
WORKS = 0.30
"""How much the response rises where cells work."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """True rates of the event and of the response at each dose, with a name and what it supposes."""

    name: str
    title: str
    toxicity: tuple[float, ...]
    efficacy: tuple[float, ...]


def scenarios(doses: int, target: float, least_efficacy: float = 0.25) -> tuple[Scenario, ...]:
    """Return the named scenarios of so many doses around a target rate. Raises ValueError for a target that is no rate."""
    if not 0 < target < 1:
        raise ValueError(f"a target of {target} does not lie between 0 and 1")
    if doses < 1:
        raise ValueError("a trial needs at least one dose")
    low = max(0.01, least_efficacy - 0.15)
    high = min(0.95, least_efficacy + WORKS)
    flat, works = (round(target / 3, 4),) * doses, (high,) * doses
    plateau = (low, *works[1:])
    steps = max(1, doses - 1)
    growing = tuple(round(low + (high - low) * k / steps, 4) for k in range(doses))
    middle = (doses + 1) / 2
    return (
        Scenario(
            name="procedure",
            title="harm is the procedure's, and the second dose is enough",
            toxicity=flat,
            efficacy=plateau,
        ),
        Scenario(
            name="rising",
            title="harm and benefit rise with the dose",
            toxicity=_curve(doses, target, middle),
            efficacy=growing,
        ),
        Scenario(
            name="lowest",
            title="only the lowest dose is tolerable",
            toxicity=_curve(doses, target, 1),
            efficacy=works,
        ),
        Scenario(
            name="highest",
            title="the highest dose is the tolerable one",
            toxicity=_curve(doses, target, doses),
            efficacy=growing,
        ),
        Scenario(
            name="too_toxic",
            title="even the lowest dose is too toxic",
            toxicity=_curve(doses, target, -1),
            efficacy=works,
        ),
        Scenario(
            name="useless",
            title="harm is the procedure's, and no dose works",
            toxicity=flat,
            efficacy=(low,) * doses,
        ),
    )


def _curve(doses: int, target: float, at: float) -> tuple[float, ...]:
    """Return rates whose log-odds rise by a step, with the target at a dose counted from 1."""
    odds = (log(target / (1 - target)) + STEP * (k - at) for k in range(1, doses + 1))
    return tuple(round(1 / (1 + exp(-x)), 4) for x in odds)
