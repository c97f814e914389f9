"""Operating characteristics of BOIN trial by trial: simulated, with the stream given by the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from hepatica.stats.dosing.boin import DoseTable, boin
from hepatica.stats.dosing.isotonic import PSEUDO

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class BoinOdds:
    """What a design does at given true rates; percentages and means over the trials simulated."""

    selected: tuple[float, ...]
    """Percent of trials that choose each dose (or combination, row by row)."""
    treated: tuple[float, ...]
    events: tuple[float, ...]
    stopped: float
    """Percent of trials that stop because even the lowest dose is too toxic."""
    trials: int

    @property
    def error(self) -> float:
        """Largest standard error of a percentage: that of a half."""
        return float(100 * 0.5 / self.trials**0.5)


def boin_odds(
    rates: Sequence[float],
    target: float,
    *,
    cohorts: int,
    size: int,
    trials: int,
    stream: np.random.Generator,
) -> BoinOdds:
    """Simulate a BOIN trial of so many cohorts of a size, from the lowest dose. Same stream, same numbers."""
    check_simulated(rates, cohorts, size, trials)
    table = boin(target, cohorts * size)
    rate = np.asarray(rates, float)
    n, y = (np.zeros((trials, rate.size), int) for _ in range(2))
    dose, ceiling = np.zeros(trials, int), np.full(trials, rate.size)
    going, every = np.ones(trials, bool), np.arange(trials)
    for _ in range(cohorts):
        new = stream.binomial(size, rate[dose])
        n[every, dose] += np.where(going, size, 0)
        y[every, dose] += np.where(going, new, 0)
        step, gone = _steps(table, n[every, dose], y[every, dose])
        ceiling = np.where(going & gone, np.minimum(ceiling, dose), ceiling)
        going &= ceiling > 0
        up = (step > 0) & (dose + 1 < ceiling)
        dose = np.where(up, dose + 1, np.where((step < 0) | gone, np.maximum(dose - 1, 0), dose))
    share = np.bincount(closest_doses(n, y, target), minlength=rate.size + 1)[1:] / trials
    return BoinOdds(
        selected=tuple(map(float, 100 * share)),
        treated=tuple(map(float, n.mean(axis=0))),
        events=tuple(map(float, y.mean(axis=0))),
        stopped=float(100 * (1 - share.sum())),
        trials=trials,
    )


def check_simulated(rates: object, cohorts: int, size: int, trials: int) -> None:
    """Refuse true rates or a number of cohorts, participants or trials that cannot be."""
    rate = np.asarray(rates, float)
    if rate.size == 0 or not ((rate >= 0) & (rate <= 1)).all():
        raise ValueError("a true rate lies between 0 and 1")
    if min(cohorts, size, trials) < 1:
        raise ValueError("there must be a cohort, a participant in it and a trial to simulate")


def _steps(table: DoseTable, n: Counts, y: Counts) -> tuple[Counts, Flags]:
    never = 10**9
    at = np.maximum(n, 1) - 1
    up = np.array([-1 if e is None else e for e in table.escalate])[at]
    gone = np.array([never if e is None else e for e in table.eliminate])[at]
    step = np.where(y <= up, 1, np.where(y >= np.array(table.deescalate)[at], -1, 0))
    return np.asarray(step, np.int64), np.asarray(y >= gone)


def closest_doses(n: Counts, y: Counts, target: float, *, cutoff: float = 0.95) -> Counts:
    """Return what ``select_dose`` chooses in every trial at once, a row each; 0 where no dose is left."""
    tried = n > 0
    a, b = y + PSEUDO, n - y + PSEUDO
    weight = np.where(tried, (a + b) ** 2 * (a + b + 1) / (a * b), 0.0)
    over = np.logical_or.accumulate(
        (n >= 3) & (scipy.stats.beta.sf(target, y + 1, n - y + 1) > cutoff), axis=1
    )
    slope = np.arange(n.shape[1]) * 1e-10
    distance = np.abs(pooled(a / (a + b), weight) + slope - target)
    distance = np.where(tried & ~over, distance, np.inf)
    return np.where(np.isfinite(distance).any(axis=1), np.argmin(distance, axis=1) + 1, 0)


def pooled(values: Array, weight: Array) -> Array:
    """Return the isotonic fit of each row: at j the largest, over starts i, of the least weighted mean from i to k ≥ j."""
    doses = values.shape[1]
    fit = np.full(values.shape, -np.inf)
    for start in range(doses):
        mass = np.cumsum(weight[:, start:], axis=1)
        means = np.divide(
            np.cumsum((values * weight)[:, start:], axis=1),
            mass,
            out=np.full(mass.shape, np.inf),
            where=mass > 0,
        )
        least = np.minimum.accumulate(means[:, ::-1], axis=1)[:, ::-1]
        fit[:, start:] = np.maximum(fit[:, start:], least)
    return fit
