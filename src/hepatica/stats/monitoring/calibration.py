"""The most watchful boundary of a family that stops falsely with at most a given probability."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from hepatica.stats.monitoring.families import Family
from hepatica.stats.monitoring.sweep import Operating, chance_of_stopping, check_looks, operating

HALVINGS = 50


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Stop after ``looks[k]`` participants when at least ``limits[k]`` of them had the event."""

    method: str
    looks: tuple[int, ...]
    limits: tuple[int, ...]
    p0: float
    alpha: float
    """The chance of a false stop that was allowed."""
    type_one: float
    """The chance of a false stop that the whole numbers left."""

    def operating(self, rates: Sequence[float]) -> tuple[Operating, ...]:
        """Give what the rule does at each true rate. Raises ValueError for a rate outside 0 to 1."""
        return operating(self.looks, self.limits, rates)


def calibrated_rule(family: Family, looks: Sequence[int], p0: float, alpha: float) -> Rule:
    """Give the rule of a family whose chance of stopping at a true rate of ``p0`` is at most ``alpha``.

    The interval of critical values is halved fifty times, and meets about fifteen boundaries on the way: each is walked
    once. Any value that gives the same whole numbers is as good, so it is not kept. Raises ValueError for looks that do not rise, or rates and levels that do not lie between 0 and 1.
    """
    check_looks(looks, [1] * len(looks))
    for value, name in ((p0, "an acceptable rate"), (alpha, "a chance of a false stop")):
        if not 0 < value < 1:
            raise ValueError(f"{name} of {value} does not lie between 0 and 1")
    at, where = family.limits(looks[-1], p0), np.asarray(looks) - 1

    def limits(critical: float) -> tuple[int, ...]:
        every = at(critical)
        return tuple(every[where].tolist())

    @cache
    def false_stop(boundary: tuple[int, ...]) -> float:
        return chance_of_stopping(looks, boundary, p0)

    low, high = family.bracket(looks[-1], alpha)
    while family.scale != "probability" and false_stop(limits(high)) > alpha:
        low, high = high, 2 * high  # normal tails are too thin for few looks and small rates
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if false_stop(limits(middle)) <= alpha:
            high = middle
        else:
            low = middle
    found = limits(high)
    return Rule(
        method=f"{family.name} boundary",
        looks=tuple(looks),
        limits=found,
        p0=p0,
        alpha=alpha,
        type_one=false_stop(found),
    )
