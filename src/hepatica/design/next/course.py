"""Six months of one arm as chances: death, transplant, decompensation, and the change in MELD of who lives untransplanted.

Death and transplant have constant hazards and exclude each other; decompensations of the living follow a Poisson law; the
change in MELD is normal and, given survival, independent of them. Where nothing is said the numbers are those of
trial-like patients: MELD 10 to 25 without cancer or dialysis, 18.3 % dead and 6.0 % transplanted by day 180.
"""

from dataclasses import dataclass
from math import isfinite

import numpy as np
import scipy

from hepatica.stats.competing_plan import Hazards, hazards_of
from hepatica.stats.quadrature import Array

DEATH, TRANSPLANT, HORIZON = 0.183, 0.060, 180.0
BINS_OF_TIME = 36
STEP = 0.5
"""MELD points to a bin."""
REACH = 5.0
WIDEST = 34.0
"""MELD points from the least to the most ill."""
MOST_COUNTED = 3
"""Decompensations told apart; more are as many."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """One arm to the horizon. Raises ValueError for shares, spreads or counts that cannot be."""

    death: float = DEATH
    transplant: float = TRANSPLANT
    decompensations: float = 0.35
    """Expected in six months, of who lives untransplanted: a supposition to vary, not a published number."""
    change: float = -0.5
    """Mean change in MELD under standard care."""
    sd: float = 4.0
    horizon: float = HORIZON

    def __post_init__(self) -> None:
        """Refuse what no arm does."""
        if not (isfinite(self.sd) and self.sd > 0 and isfinite(self.change)):
            raise ValueError(f"a standard deviation of {self.sd} is not above 0")
        if self.sd > WIDEST or abs(self.change) > WIDEST:
            raise ValueError(
                f"a change of {self.change:g} ± {self.sd:g} is none in MELD, which runs from 6 to 40"
            )
        if not (isfinite(self.decompensations) and self.decompensations >= 0):
            raise ValueError(f"{self.decompensations} decompensations cannot be expected")
        hazards_of(self.death, self.transplant, horizon=self.horizon)

    @property
    def hazards(self) -> Hazards:
        """Hazards of death and of transplant."""
        return hazards_of(self.death, self.transplant, horizon=self.horizon)

    @property
    def alive(self) -> float:
        """Share alive without transplant at the horizon."""
        return 1 - self.death - self.transplant


@dataclass(frozen=True, kw_only=True)
class Benefit:
    """What treatment does: points of MELD taken off, and ratios of the hazards and of the rate of decompensation."""

    meld: float = 2.0
    death: float = 1.0
    transplant: float = 1.0
    decompensation: float = 1.0

    def __post_init__(self) -> None:
        """Refuse ratios that cannot be."""
        for name in ("death", "transplant", "decompensation"):
            ratio = getattr(self, name)
            if not (isfinite(ratio) and ratio > 0):
                raise ValueError(f"a ratio of {ratio} for {name} is not above 0")
        if not abs(self.meld) <= WIDEST:
            raise ValueError(f"a benefit of {self.meld} points cannot be")

    def on(self, course: Course) -> Course:
        """Return the arm's course with treatment."""
        death, transplant = course.hazards.scaled(self.death, self.transplant).incidence(course.horizon)
        return Course(
            death=death,
            transplant=transplant,
            decompensations=course.decompensations * self.decompensation,
            change=course.change - self.meld,
            sd=course.sd,
            horizon=course.horizon,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcomes:
    """Everything that can happen to one participant, in columns of one length, and its chance in both arms."""

    level: Array
    """0 dead, 1 transplanted, 2 alive without transplant."""
    day: Array
    """Of death or transplant, the middle of its bin; the horizon for the living."""
    decompensations: Array
    change: Array
    treated: Array
    controls: Array


def outcomes(controls: Course, treated: Course) -> Outcomes:
    """Return the finite list of outcomes of two arms with one horizon, and their chances."""
    edges = np.linspace(0.0, controls.horizon, BINS_OF_TIME + 1)
    low = min(arm.change - REACH * arm.sd for arm in (controls, treated))
    high = max(arm.change + REACH * arm.sd for arm in (controls, treated))
    bins = np.arange(np.floor(low / STEP), np.ceil(high / STEP) + 1) * STEP
    middle = (bins[1:] + bins[:-1]) / 2
    counts = np.arange(MOST_COUNTED + 1)
    times, living = edges[1:] - np.diff(edges) / 2, middle.size * counts.size
    return Outcomes(
        level=np.repeat([0.0, 1.0, 2.0], [times.size, times.size, living]),
        day=np.concatenate([times, times, np.full(living, controls.horizon)]),
        decompensations=np.concatenate([np.zeros(2 * times.size), np.repeat(counts, middle.size)]),
        change=np.concatenate([np.zeros(2 * times.size), np.tile(middle, counts.size)]),
        treated=_chances(treated, edges, bins),
        controls=_chances(controls, edges, bins),
    )


def _chances(arm: Course, edges: Array, bins: Array) -> Array:
    by_day = np.array([arm.hazards.incidence(float(day)) for day in edges])
    death, transplant = np.diff(by_day, axis=0).T
    counts = scipy.stats.poisson.pmf(np.arange(MOST_COUNTED + 1), arm.decompensations)
    counts[-1] = scipy.stats.poisson.sf(MOST_COUNTED - 1, arm.decompensations)
    change = np.diff(scipy.stats.norm.cdf(bins, arm.change, arm.sd))
    living = arm.alive * np.outer(counts, change / change.sum()).ravel()
    found = np.concatenate([death, transplant, living])
    return np.asarray(found / found.sum())
