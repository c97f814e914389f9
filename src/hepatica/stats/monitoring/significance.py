"""A toxicity boundary by repeated significance tests at one level, bracketed by the two that cross near the target.

Events above the boundary stop. Source: Ivanova, Qaqish and Schell 2005; Jennison and Turnbull 2000; search conventions
of clinfun's toxbdry.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from hepatica.stats.monitoring.sweep import Operating, check_looks, operating

GROWS, SHRINKS = 1.4, 0.5
"""How a level that is too low, or too high, is moved before the search."""
NEAR = 0.01
"""Levels nearer than this are interpolated, others halved."""


@dataclass(frozen=True, kw_only=True)
class Level:
    """The most events that are acceptable at each look, at one level of testing."""

    level: float
    limits: tuple[int, ...]
    operating: tuple[Operating, ...]
    """At each rate of the grid."""


@dataclass(frozen=True, kw_only=True)
class Bracket:
    """Two neighbouring boundaries: ``low`` crosses slightly more often than asked, ``high`` slightly less."""

    method: str
    looks: tuple[int, ...]
    rates: tuple[float, ...]
    low: Level
    high: Level


@dataclass(frozen=True, kw_only=True)
class RepeatedTest:
    """A question to the boundary: acceptable and unacceptable rates, looks, and the crossing chances wanted at each.

    ``shape`` is 0 for one level throughout and 0.5 for O'Brien-Fleming. Raises ValueError for what cannot be.
    """

    acceptable: float
    unacceptable: float
    looks: tuple[int, ...]
    crossing_low: float = 0.1
    """Wanted at the acceptable rate."""
    crossing_high: float = 0.9
    """Wanted at the unacceptable rate."""
    grid: int = 6
    rounds: int = 10
    shape: float = 0.0
    priority: Literal["null", "alt"] = "null"
    """Which of the two is met when the trial is too small for both."""

    def __post_init__(self) -> None:
        """Refuse rates, looks and levels that cannot be."""
        check_looks(self.looks, [1] * len(self.looks))
        if len(self.looks) < 2:
            raise ValueError("a boundary that can stop early needs at least two looks")
        if not 0 < self.acceptable < self.unacceptable < 1:
            raise ValueError(
                f"rates of {self.acceptable} and {self.unacceptable} do not rise between 0 and 1"
            )
        if not (0 < self.crossing_low < 1 and 0 < self.crossing_high < 1 and 0 <= self.shape <= 0.5):
            raise ValueError("chances of crossing lie between 0 and 1, and the shape between 0 and 0.5")


def bracketed(question: RepeatedTest) -> Bracket:
    """Give the two boundaries around the wanted chance of crossing, and what each does.

    Raises ValueError when no level crosses as often as wanted.
    """
    high = _at(question, question.crossing_low / len(question.looks))
    low = _at(question, question.crossing_low)
    if question.priority == "alt":
        while _crosses(question, high) > _wanted(question):
            low, high = high, _at(question, SHRINKS * high.level)
    while _crosses(question, low) < _wanted(question):
        high, low = low, _at(question, GROWS * low.level)
    for _ in range(question.rounds + 1):
        if sum(high.limits) - sum(low.limits) <= 1:
            break
        found = _at(question, _between(question, low, high))
        if _crosses(question, found) < _wanted(question):
            high = found
        else:
            low = found
    return Bracket(
        method="repeated significance tests (Ivanova, Qaqish and Schell)",
        looks=question.looks,
        rates=_rates(question),
        low=low,
        high=high,
    )


def _between(question: RepeatedTest, low: Level, high: Level) -> float:
    if low.level - high.level > NEAR:
        return (low.level + high.level) / 2
    below, above = _crosses(question, high), _crosses(question, low)
    return high.level + (low.level - high.level) * (_wanted(question) - below) / (above - below)


def _at(question: RepeatedTest, level: float) -> Level:
    if not level < 1:
        raise ValueError(f"no level of testing crosses with probability {_wanted(question)} at these looks")
    looks = np.array(question.looks)
    power = (looks / looks[-1]) ** question.shape
    limits = scipy.stats.binom.ppf(
        1 - scipy.stats.norm.cdf(scipy.stats.norm.ppf(level) / power), looks, question.acceptable
    ).astype(int)
    return Level(
        level=level,
        limits=tuple(int(x) for x in limits),
        operating=operating(question.looks, [int(x) + 1 for x in limits], _rates(question)),
    )


def _rates(question: RepeatedTest) -> tuple[float, ...]:
    return tuple(float(p) for p in np.linspace(question.acceptable, question.unacceptable, question.grid))


def _wanted(question: RepeatedTest) -> float:
    return question.crossing_low if question.priority == "null" else question.crossing_high


def _crosses(question: RepeatedTest, boundary: Level) -> float:
    return boundary.operating[0 if question.priority == "null" else -1].p_stop
