"""The cheapest beta-binomial boundary that meets what is demanded, among all there are for a grid of priors and sizes.

Only posterior probabilities that counts can reach tell boundaries apart, so each prior has finitely many boundaries: all of
them are walked, none is left out. Cheapest is the fewest participants treated at the harmful rate.
Source: Geller 2003 for the rule; the walk of `fast_walk`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from hepatica.stats.monitoring.beta_binomial import Prior
from hepatica.stats.monitoring.fast_walk import Limits, characteristics
from hepatica.stats.monitoring.rules import check_prior, percent
from hepatica.stats.monitoring.walk import check_rates
from hepatica.stats.quadrature import Array
from hepatica.stats.refusal import Refused

MOST = 100
"""Participants up to which all boundaries of a prior, about n²/2, are walked."""
METHOD = "Search of beta-binomial boundaries"


@dataclass(frozen=True, kw_only=True)
class Demands:
    """What a boundary must do. Raises ValueError for rates that do not rise or chances outside 0 to 1."""

    p0: float
    """Acceptable rate."""
    p1: float
    """Harmful rate."""
    false_stop: float
    """Most chance of stopping at p0."""
    found: float
    """Least chance of stopping at p1."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not 0 < self.p0 < self.p1 < 1:
            raise ValueError(f"rates of {self.p0} and {self.p1} do not rise between 0 and 1")
        if not (0 < self.false_stop < 1 and 0 < self.found < 1):
            raise ValueError("the chances of a false stop and of finding the harm lie between 0 and 1")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A boundary that meets the demands."""

    prior: Prior
    cutoff: float
    """Posterior probability of a rate above p0 at which it stops."""
    limits: tuple[int, ...]
    false_stop: float
    found: float
    expected_n: float
    """Participants treated at the harmful rate."""
    expected_events: float
    """Participants harmed at that rate."""


@dataclass(frozen=True, kw_only=True)
class Cheapest:
    """The cheapest boundary of each size, and of how many it was chosen."""

    best: Candidate
    by_size: tuple[tuple[int, Candidate | None], ...]
    """None: no boundary of this size meets the demands."""
    walked: int


def cheapest(demands: Demands, priors: Sequence[Prior], sizes: Sequence[int]) -> Cheapest | Refused:
    """Walk every boundary of every prior and size. Refused, with the best there is, when none meets the demands.

    Raises ValueError for no prior, one with its mind made up, or sizes outside 1 to 100.
    """
    if not priors or not sizes:
        raise ValueError("a search needs at least one prior and one number of participants")
    for prior in priors:
        check_prior(prior, demands.p0)
    for n in sizes:
        check_rates((), n)
        if n > MOST:
            raise ValueError(f"{n} participants have too many boundaries to walk all; {MOST} is the most")
    every = [(n, prior, *_boundaries(prior, demands.p0, n)) for n in sizes for prior in priors]
    walked = sum(len(limits) for _, _, _, limits in every)
    met: dict[int, Candidate] = {}
    nearest = 0.0
    for n, prior, cutoffs, limits in every:
        odds = characteristics(limits, (demands.p0, demands.p1))
        few = odds.p_stop[:, 0] <= demands.false_stop
        nearest = max(nearest, float(odds.p_stop[few, 1].max(initial=0.0)))
        for k in _fit(odds.p_stop, few, odds.expected_n[:, 1], demands.found):
            one = Candidate(
                prior=prior,
                cutoff=float(cutoffs[k]),
                limits=tuple(int(x) for x in limits[k]),
                false_stop=float(odds.p_stop[k, 0]),
                found=float(odds.p_stop[k, 1]),
                expected_n=float(odds.expected_n[k, 1]),
                expected_events=demands.p1 * float(odds.expected_n[k, 1]),
            )
            met[n] = min(met.get(n, one), one, key=_cost)
    if not met:
        return Refused(
            method=METHOD,
            kind="not_estimable",
            reason=f"none of {walked:,} boundaries stops in at most {percent(demands.false_stop)} of trials at a rate of "
            f"{percent(demands.p0)} and in at least {percent(demands.found)} at {percent(demands.p1)}; "
            f"of those with so few false stops the best finds {percent(nearest)}",
        )
    by_size = tuple((n, met.get(n)) for n in sizes)
    return Cheapest(best=min(met.values(), key=_cost), by_size=by_size, walked=walked)


def _boundaries(prior: Prior, p0: float, n: int) -> tuple[Array, Limits]:
    """Give every posterior probability that can be reached, and the boundary of each."""
    k, x = np.arange(1, n + 1)[:, None], np.arange(1, n + 1)[None, :]
    evidence = np.where(
        x <= k, scipy.special.betaincc(prior.a + x, prior.b + np.maximum(k - x, 0), p0), np.inf
    )
    cutoffs = np.unique(evidence[x <= k])
    limits = np.stack([np.searchsorted(row, cutoffs) + 1 for row in evidence], axis=1)
    limits, first = np.unique(limits, axis=0, return_index=True)
    return cutoffs[first], limits.astype(np.int64)


def _fit(p_stop: Array, few: npt.NDArray[np.bool_], treated: Array, found: float) -> Iterator[int]:
    """Yield the cheapest row that meets the demands, if any does."""
    fits = np.flatnonzero(few & (p_stop[:, 1] >= found))
    if len(fits):
        yield int(fits[np.lexsort((p_stop[fits, 0], treated[fits]))[0]])


def _cost(one: Candidate) -> tuple[float, float]:
    return one.expected_n, one.false_stop
