"""Trials that look for the optimal biological dose, many at once: who is treated where, and which dose is named.

The same decisions as ``obd``, read from tables of all counts a trial can reach; outcomes are drawn, an event and a response
independent of each other. Source: Lin, Zhou, Yan, Li and Yuan 2020 (BOIN12); Zang, Lee and Yuan 2014.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from hepatica.stats.dosing.boin import limits
from hepatica.stats.dosing.boin_odds import pooled
from hepatica.stats.dosing.courses import Counts
from hepatica.stats.dosing.isotonic import PSEUDO
from hepatica.stats.dosing.obd import Aims

Array = NDArray[np.float64]
BLOCK = 8_192
"""Trials that are played side by side."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """Trials as they ended: a row each, a column per dose; the dose named from 1, 0 for none."""

    treated: Counts
    toxic: Counts
    responded: Counts
    chosen: Counts


def played(
    toxicity: Sequence[float],
    efficacy: Sequence[float],
    *,
    cohorts: int,
    size: int,
    trials: int,
    stream: np.random.Generator,
    aims: Aims | None = None,
    start: int = 1,
) -> Found:
    """Play so many trials from a starting dose (from 1); one without an acceptable dose to go to ends without a dose.

    Raises ValueError for rates, sizes or a starting dose that cannot be. Same stream, same numbers.
    """
    tox, eff = np.asarray(toxicity, float), np.asarray(efficacy, float)
    if tox.ndim != 1 or tox.shape != eff.shape or not tox.size:
        raise ValueError("there must be a rate of the event and one of the response for each dose")
    if not ((tox >= 0) & (tox <= 1) & (eff >= 0) & (eff <= 1)).all():
        raise ValueError("a true rate lies between 0 and 1")
    if min(cohorts, size, trials) < 1:
        raise ValueError("there must be a cohort, a participant in it and a trial to play")
    if not 1 <= start <= tox.size:
        raise ValueError(f"the starting dose {start} is none of the {tox.size} doses")
    rules = _Rules(aims or Aims(), cohorts * size)
    blocks = [
        rules.block(tox, eff, cohorts, size, min(BLOCK, trials - begun), stream, start - 1)
        for begun in range(0, trials, BLOCK)
    ]
    each = ("treated", "toxic", "responded", "chosen")
    return Found(**{name: np.concatenate([getattr(one, name) for one in blocks]) for name in each})


class _Rules:
    """The verdict on every count of participants, events and responses at a dose, worked out once."""

    def __init__(self, aims: Aims, most: int) -> None:
        self.aims, self.limits = aims, limits(aims.most_toxicity)
        n, x = np.arange(most + 1)[:, None], np.arange(most + 1)[None, :]
        x = np.minimum(x, n)
        self.bad = scipy.special.betaincc(1 + x, 1 + n - x, aims.most_toxicity) > aims.toxicity_odds
        self.weak = scipy.special.betainc(1 + x, 1 + n - x, aims.least_efficacy) > aims.efficacy_odds

    def block(
        self,
        tox: Array,
        eff: Array,
        cohorts: int,
        size: int,
        trials: int,
        stream: np.random.Generator,
        first: int,
    ) -> Found:
        """Play some trials side by side."""
        n, t, e = (np.zeros((trials, tox.size), np.int64) for _ in range(3))
        dose, going = np.full(trials, first), np.arange(trials)
        for _ in range(cohorts):
            at = dose[going]
            n[going, at] += size
            t[going, at] += stream.binomial(size, tox[at])
            e[going, at] += stream.binomial(size, eff[at])
            after = self.next(n[going], t[going], e[going], at)
            dose[going] = after
            going = going[after >= 0]
        chosen = np.zeros(trials, np.int64)
        chosen[going] = self.named(n[going], t[going], e[going])
        return Found(treated=n, toxic=t, responded=e, chosen=chosen)

    def acceptable(self, n: Counts, t: Counts, e: Counts) -> NDArray[np.bool_]:
        """Say which doses are neither too toxic, nor above one that is, nor too weak."""
        over = np.logical_or.accumulate(self.bad[n, t], axis=1)
        return np.asarray(~over & ~self.weak[n, e])

    def next(self, n: Counts, t: Counts, e: Counts, at: Counts) -> Counts:
        """Return the next dose, from 0; −1 where no neighbour is acceptable."""
        every, doses = np.arange(at.size), n.shape[1]
        fit, here = self.acceptable(n, t, e), n[every, at]
        rate = t[every, at] / here
        too_many = rate >= self.limits[1]
        between = ~too_many & (rate > self.limits[0]) & (here >= self.aims.enough)
        best, worth = np.full(at.size, -1), np.full(at.size, -1.0)
        for move, open_to in ((-1, np.ones(at.size, bool)), (0, ~too_many), (1, ~too_many & ~between)):
            to = np.clip(at + move, 0, doses - 1)
            open_here = open_to & (at + move == to) & fit[every, to]
            value = np.where(open_here, self._worth(n[every, to], t[every, to], e[every, to]), -1.0)
            best, worth = np.where(value > worth, to, best), np.maximum(value, worth)
        lowest = (best < 0) & too_many & (at == 0) & fit[:, 0]
        return np.where(lowest, 0, best)

    def named(self, n: Counts, t: Counts, e: Counts) -> Counts:
        """Return the lowest acceptable dose whose isotonic response is within the margin of the best; 0 for none."""
        tried = n > 0
        raw = (e + PSEUDO) / (n + 2 * PSEUDO)
        rising = pooled(raw, np.where(tried, n, 0).astype(float))
        open_to = tried & self.acceptable(n, t, e)
        best = np.where(open_to, rising, -np.inf).max(axis=1, keepdims=True)
        near = open_to & (rising >= best - self.aims.margin - 1e-12)
        return np.where(near.any(axis=1), near.argmax(axis=1) + 1, 0)

    def _worth(self, n: Counts, t: Counts, e: Counts) -> Array:
        goal = self.aims
        worth = goal.weight * e + (1 - goal.weight) * (n - t)
        return np.asarray(scipy.special.betaincc(1 + worth, 1 + n - worth, goal.benchmark), float)
