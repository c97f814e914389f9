"""BOIN for two agents together: the next pair, the pair chosen at the end, and their odds over many trials at once.

The next pair is the neighbour whose rate most probably lies between both limits; the pair chosen is that whose estimate,
which falls neither along rows nor along columns, is closest to the target. Source: Lin and Yin 2017, Stat Methods Med Res
26:2155.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

from hepatica.stats.dosing.boin import DoseTable, boin, limits
from hepatica.stats.dosing.boin_odds import BoinOdds, check_simulated, pooled
from hepatica.stats.dosing.isotonic import PSEUDO

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
Pair = tuple[int, int]
BLOCK = 4_096
"""Trials that are played side by side."""
NEVER = 10**9
SWEEPS, STILL = 100, 1e-8
"""Alternating projections at most, and the change below which a table no longer moves."""


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
    """Simulate BOIN for two agents together, from the lowest pair. Same stream, same numbers.

    Of two neighbours that are equally good one is drawn; once ``enough`` are treated at a pair where the decision is to
    stay, the trial ends. Raises ValueError for rates that are no table of rates, and for sizes that are no trial.
    """
    check_simulated(rates, cohorts, size, trials)
    rate = np.asarray(rates, float)
    if rate.ndim != 2:
        raise ValueError("the true rates of pairs are a table: a row for each dose of the first agent")
    chosen = np.zeros(rate.size, np.int64)
    treated, events = np.zeros(rate.shape), np.zeros(rate.shape)
    played = _Played(rate, boin(target, cohorts * size), size)
    for begun in range(0, trials, BLOCK):
        n, y, gone = played.trials(min(BLOCK, trials - begun), cohorts, enough, stream)
        treated += n.sum(axis=0)
        events += y.sum(axis=0)
        place = best_pairs(n, y, gone, target)
        chosen += np.bincount(place[place >= 0], minlength=rate.size)
    return BoinOdds(
        selected=tuple(map(float, 100 * chosen / trials)),
        treated=tuple(map(float, (treated / trials).ravel())),
        events=tuple(map(float, (events / trials).ravel())),
        stopped=float(100 - 100 * chosen.sum() / trials),
        trials=trials,
    )


class _Played:
    """What all trials share: the true rates, the table, and how probable each count makes a rate between the limits."""

    def __init__(self, rate: Array, table: DoseTable, size: int) -> None:
        self.rate, self.size = rate, size
        most = len(table.deescalate)
        self.up = np.array([-1, *(-1 if e is None else e for e in table.escalate)])
        self.down = np.array([NEVER, *table.deescalate])
        self.over = np.array([NEVER, *(NEVER if e is None else e for e in table.eliminate)])
        n, y = np.arange(0, most + 1, size)[:, None], np.arange(most + 1)[None, :]
        self.between = _between(n, np.minimum(y, n), limits(table.target))

    def trials(
        self, trials: int, cohorts: int, enough: int, stream: np.random.Generator
    ) -> tuple[Counts, Counts, Flags]:
        """Play so many trials: participants and events at each pair, and which pairs were given up."""
        shape = (trials, *self.rate.shape)
        n, y, gone = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, bool)
        row, column, going = np.zeros(trials, np.int64), np.zeros(trials, np.int64), np.arange(trials)
        for _ in range(cohorts):
            a, b = row[going], column[going]
            n[going, a, b] += self.size
            y[going, a, b] += stream.binomial(self.size, self.rate[a, b])
            here, seen = n[going, a, b], y[going, a, b]
            self._give_up(gone, going, a, b, seen >= self.over[here])
            step = np.where(
                seen <= self.up[here], 1, -((seen >= self.down[here]) | (seen >= self.over[here])).astype(int)
            )
            row[going], column[going] = self._moved(n, y, gone, going, a, b, step, stream.random(going.size))
            stays = (row[going] == a) & (column[going] == b)
            going = going[~gone[going, 0, 0] & ~((here >= enough) & stays)]
            if not going.size:
                break
        return n, y, gone

    def _give_up(self, gone: Flags, going: Counts, a: Counts, b: Counts, over: Flags) -> None:
        """Give up a pair that is too toxic, with all that hold as much of both."""
        for trial, i, j in zip(going[over], a[over], b[over], strict=True):
            gone[trial, i:, j:] = True

    def _moved(
        self,
        n: Counts,
        y: Counts,
        gone: Flags,
        going: Counts,
        a: Counts,
        b: Counts,
        step: Counts,
        drawn: Array,
    ) -> tuple[Counts, Counts]:
        first = self._odds(n, y, gone, going, a + step, b)
        second = self._odds(n, y, gone, going, a, b + step)
        none = (step == 0) | (np.maximum(first, second) < 0)
        equal = np.abs(first - second) <= 1e-12
        across = np.where(equal, drawn < 0.5, first > second)
        return np.where(none | ~across, a, a + step), np.where(none | across, b, b + step)

    def _odds(self, n: Counts, y: Counts, gone: Flags, going: Counts, a: Counts, b: Counts) -> Array:
        """Return how probably the rate at a pair lies between both limits; −1 where the pair is not open."""
        rows, columns = self.rate.shape
        inside = (a >= 0) & (a < rows) & (b >= 0) & (b < columns)
        i, j = np.clip(a, 0, rows - 1), np.clip(b, 0, columns - 1)
        known = self.between[n[going, i, j] // self.size, y[going, i, j]]
        return np.where(inside & ~gone[going, i, j], known, -1.0)


def next_pairs(
    here: Pair, step: int, n: Array, y: Array, gone: Flags, between: tuple[float, float]
) -> list[Pair]:
    """Return the neighbours one step up (+1) or down (−1) whose rate most probably lies between both limits.

    Several where they are equally probable (the design draws one of them), none where no neighbour is open.
    """
    around = [(here[0] + step, here[1]), (here[0], here[1] + step)]
    open_to = [p for p in around if 0 <= p[0] < n.shape[0] and 0 <= p[1] < n.shape[1] and not gone[p]]
    odds = [float(_between(n[p], y[p], between)) for p in open_to]
    return [p for p, o in zip(open_to, odds, strict=True) if o >= max(odds) - 1e-12]


def best_pair(n: Array, y: Array, gone: Flags, target: float) -> Pair | None:
    """Return the pair whose isotonic estimate is closest to the target among those tried and not given up."""
    place = int(best_pairs(n[None], y[None], gone[None], target)[0])
    return None if place < 0 else (place // n.shape[1], place % n.shape[1])


def best_pairs(n: Array | Counts, y: Array | Counts, gone: Flags, target: float) -> Counts:
    """Return ``best_pair`` of each trial (first axis) as its place in the table read by rows; −1 for none."""
    weight = np.asarray(n, float) + 2 * PSEUDO
    smooth = _isotonic((np.asarray(y, float) + PSEUDO) / weight, weight)
    slope = np.add.outer(np.arange(n.shape[1]), np.arange(n.shape[2])) * 1e-5
    open_to = (n > 0) & ~gone
    distance = np.where(open_to, np.abs(smooth + slope - target), np.inf).reshape(len(n), -1)
    return np.where(np.isfinite(distance).any(axis=1), distance.argmin(axis=1), -1)


def _between(n: object, y: object, between: tuple[float, float]) -> Array:
    a, b = np.asarray(y, float) + 0.5, np.asarray(n, float) - np.asarray(y, float) + 0.5
    return np.asarray(
        scipy.special.betainc(a, b, between[1]) - scipy.special.betainc(a, b, between[0]), float
    )


def _isotonic(values: Array, weight: Array) -> Array:
    """Return, for each trial, the closest table that falls neither along rows nor along columns.

    Alternating projections (Dykstra): rows and columns in turn, each with what the last turn took off put back.
    """
    found, moving = values.copy(), np.arange(len(values))
    rows, columns = np.zeros(values.shape), np.zeros(values.shape)
    for _ in range(SWEEPS):
        before, mass = found[moving], weight[moving]
        turned = before + rows[moving]
        flat = _along_rows(turned, mass)
        rows[moving] = turned - flat
        turned = flat + columns[moving]
        after = _along_rows(turned.swapaxes(1, 2), mass.swapaxes(1, 2)).swapaxes(1, 2)
        columns[moving] = turned - after
        found[moving] = after
        moving = moving[np.abs(after - before).max(axis=(1, 2)) >= STILL]
        if not moving.size:
            break
    return found


def _along_rows(values: Array, weight: Array) -> Array:
    wide = values.shape[2]
    return pooled(values.reshape(-1, wide), weight.reshape(-1, wide)).reshape(values.shape)
