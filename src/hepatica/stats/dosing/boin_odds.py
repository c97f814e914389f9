"""Operating characteristics of BOIN, for one agent and for two: simulated, with the stream given by the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc
from scipy.stats import beta

from hepatica.stats.dosing.boin import DoseTable, boin, limits
from hepatica.stats.dosing.isotonic import PSEUDO

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
Pair = tuple[int, int]


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
    _check(rates, cohorts, size, trials)
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


def _check(rates: object, cohorts: int, size: int, trials: int) -> None:
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
    over = np.logical_or.accumulate((n >= 3) & (beta.sf(target, y + 1, n - y + 1) > cutoff), axis=1)
    slope = np.arange(n.shape[1]) * 1e-10
    distance = np.abs(_pooled(a / (a + b), weight) + slope - target)
    distance = np.where(tried & ~over, distance, np.inf)
    return np.where(np.isfinite(distance).any(axis=1), np.argmin(distance, axis=1) + 1, 0)


def _pooled(values: Array, weight: Array) -> Array:
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


def boin_pairs(
    rates: Sequence[Sequence[float]],
    target: float,
    *,
    cohorts: int,
    size: int,
    trials: int,
    stream: np.random.Generator,
    enough: int = 100,
) -> BoinOdds:
    """Simulate BOIN for two agents together, from the lowest pair. Source: Lin and Yin 2017, Stat Methods Med Res 26:2155.

    The next pair is the neighbour whose rate most probably lies between both limits; once ``enough`` are
    treated at a pair where the decision is to stay, the trial ends.
    """
    _check(rates, cohorts, size, trials)
    rate = np.asarray(rates, float)
    table = boin(target, cohorts * size)
    totals = [np.zeros(rate.shape) for _ in range(3)]
    for _ in range(trials):
        n, y, gone = _pairs_trial(rate, table, cohorts, size, stream, enough)
        totals[1] += n
        totals[2] += y
        place = None if gone[0, 0] else best_pair(n, y, gone, target)
        if place is not None:
            totals[0][place] += 100
    chosen, treated, events = (total / trials for total in totals)
    return BoinOdds(
        selected=tuple(map(float, chosen.ravel())),
        treated=tuple(map(float, treated.ravel())),
        events=tuple(map(float, events.ravel())),
        stopped=float(100 - chosen.sum()),
        trials=trials,
    )


def _pairs_trial(
    rate: Array, table: DoseTable, cohorts: int, size: int, stream: np.random.Generator, enough: int
) -> tuple[Array, Array, Flags]:
    n, y, gone = np.zeros(rate.shape), np.zeros(rate.shape), np.zeros(rate.shape, bool)
    here: Pair = (0, 0)
    for _ in range(cohorts):
        n[here] += size
        y[here] += stream.binomial(size, rate[here])
        decision = table.decide(int(y[here]), int(n[here]))
        if decision == "eliminate":
            gone[here[0] :, here[1] :] = True
            if gone[0, 0]:
                break
        next_pair = _next_pair(here, decision, n, y, gone, table, stream)
        if n[here] >= enough and next_pair == here:
            break
        here = next_pair
    return n, y, gone


def _next_pair(
    here: Pair,
    decision: str,
    n: Array,
    y: Array,
    gone: Flags,
    table: DoseTable,
    stream: np.random.Generator,
) -> Pair:
    if decision == "stay":
        return here
    best = next_pairs(here, 1 if decision == "up" else -1, n, y, gone, limits(table.target))
    return best[int(stream.integers(len(best)))] if best else here


def next_pairs(
    here: Pair, step: int, n: Array, y: Array, gone: Flags, between: tuple[float, float]
) -> list[Pair]:
    """Return the neighbours one step up (+1) or down (−1) whose rate most probably lies between both limits.

    Several where they are equally probable (the design draws one of them), none where no neighbour is open.
    """
    around = [(here[0] + step, here[1]), (here[0], here[1] + step)]
    open_to = [p for p in around if 0 <= p[0] < n.shape[0] and 0 <= p[1] < n.shape[1] and not gone[p]]
    odds = [float(np.diff(betainc(y[p] + 0.5, n[p] - y[p] + 0.5, between))[0]) for p in open_to]
    return [p for p, o in zip(open_to, odds, strict=True) if o >= max(odds) - 1e-12]


def best_pair(n: Array, y: Array, gone: Flags, target: float) -> Pair | None:
    """Return the pair whose isotonic estimate is closest to the target among those tried and not given up."""
    smooth = _isotonic_pairs((y + PSEUDO) / (n + 2 * PSEUDO), n + 2 * PSEUDO)
    slope = np.add.outer(np.arange(n.shape[0]), np.arange(n.shape[1])) * 1e-5
    distance = np.where((n > 0) & ~gone, np.abs(smooth + slope - target), np.inf)
    at = np.unravel_index(int(np.argmin(distance)), n.shape)
    return (int(at[0]), int(at[1])) if np.isfinite(distance[at]) else None


def _isotonic_pairs(values: Array, weight: Array) -> Array:
    """Return the closest table that falls neither along rows nor along columns, by alternating projections."""
    found, rows, columns = values.copy(), np.zeros(values.shape), np.zeros(values.shape)
    for _ in range(100):
        before = found
        turned = found + rows
        found = _pooled(turned, weight)
        rows = turned - found
        turned = found + columns
        found = _pooled(turned.T, weight.T).T
        columns = turned - found
        if np.abs(found - before).max() < 1e-8:
            break
    return found
