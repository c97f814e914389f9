"""Several outcomes watched at once: a Dirichlet prior of their joint categories, one posterior boundary for each outcome.

With m outcomes there are 2^m joint categories, each outcome present or absent. Counts add to the prior's numbers, so the
posterior of each outcome alone is a Beta, and its boundary depends on its own count. The trial stops when any outcome
reaches its boundary; how often depends on how the outcomes go together. Source: Thall and Sung 1998.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import fsum, prod, sqrt

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from hepatica.stats.monitoring.beta_binomial import Prior
from hepatica.stats.monitoring.families import BetaBinomial, LimitsAt
from hepatica.stats.monitoring.rules import check_prior, check_size
from hepatica.stats.monitoring.walk import ROUNDING, check_rates
from hepatica.stats.quadrature import Array
from hepatica.stats.refusal import Refused

MOST_ADDITIONS = 300_000_000
"""Additions, of a few nanoseconds each, beyond which a rule is simulated instead."""
HALVINGS = 40
CHUNK = 10_000
METHOD = "Several outcomes with a Dirichlet prior (Thall and Sung), exact by the absorbing walk"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """An unwanted outcome with its acceptable rate; a wanted one is watched by its absence."""

    name: str
    p0: float


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What is watched in ``n`` participants, and what was believed before.

    Raises ValueError, in a sentence, for no outcome, categories that do not fit, or a prior that has made up its mind.
    """

    outcomes: tuple[Outcome, ...]
    prior: tuple[float, ...]
    """Dirichlet numbers, one for each of `categories`."""
    n: int

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        check_size(self.n)
        if not self.outcomes:
            raise ValueError("at least one outcome must be watched")
        _fitting(self.prior, self.outcomes)
        if not all(number > 0 for number in self.prior):
            raise ValueError("every joint category needs a prior number above 0, or it could never be seen")
        for outcome, prior in zip(self.outcomes, self.margins, strict=True):
            if not 0 < outcome.p0 < 1:
                raise ValueError(
                    f"an acceptable rate of {outcome.p0} of {outcome.name} does not lie between 0 and 1"
                )
            check_prior(prior, outcome.p0)

    @property
    def margins(self) -> tuple[Prior, ...]:
        """The prior of each outcome alone."""
        having = margins(self.prior, len(self.outcomes))
        return tuple(Prior(a=a, b=fsum(self.prior) - a) for a in having)

    @cached_property
    def limits_at(self) -> tuple[LimitsAt, ...]:
        """Each outcome's limits as a function of the posterior probability at which it stops."""
        families = (BetaBinomial(a=prior.a, b=prior.b) for prior in self.margins)
        pairs = zip(families, self.outcomes, strict=True)
        return tuple(family.limits(self.n, outcome.p0) for family, outcome in pairs)


@dataclass(frozen=True, kw_only=True)
class Boundaries:
    """The fewest participants with each outcome that stop, after 1 to n; above that number it cannot stop."""

    watch: Watch
    cutoffs: tuple[float, ...]
    limits: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Odds:
    """What the boundaries do at true probabilities of the joint categories."""

    method: str
    p_stop: float
    by_outcome: tuple[float, ...]
    """Probability that each outcome is at its boundary when the trial stops; two can be at once."""
    expected_n: float
    expected_events: tuple[float, ...]
    """Participants with each outcome by then."""
    stops_at: tuple[float, ...]
    trials: int | None = None
    """Simulated trials; None: exact."""
    p_stop_se: float = 0.0
    expected_n_se: float = 0.0


def categories(outcomes: int) -> tuple[tuple[int, ...], ...]:
    """Give the joint categories in their order: 1 present, 0 absent; all present first, none of them last."""
    return tuple(product((1, 0), repeat=outcomes))


def independent(rates: Sequence[float]) -> tuple[float, ...]:
    """Give the joint probabilities of outcomes that have nothing to do with each other. Raises ValueError for a rate."""
    for rate in rates:
        check_rates((rate,), 1)
    return tuple(
        prod(rate if one else 1 - rate for rate, one in zip(rates, joint, strict=True))
        for joint in categories(len(rates))
    )


def margins(joint: Sequence[float], outcomes: int) -> tuple[float, ...]:
    """Give what the categories with each outcome hold together."""
    every = categories(outcomes)
    return tuple(
        fsum(p for p, category in zip(joint, every, strict=True) if category[j]) for j in range(outcomes)
    )


def boundaries(watch: Watch, cutoffs: Sequence[float]) -> Boundaries:
    """Give the counts at which P(rate > acceptable) reaches each outcome's ``cutoffs``.

    Raises ValueError when there is not one for each outcome, or one does not lie between 0 and 1.
    """
    if len(cutoffs) != len(watch.outcomes):
        raise ValueError(f"{len(cutoffs)} cutoffs do not fit {len(watch.outcomes)} outcomes")
    for cutoff in cutoffs:
        if not 0 < cutoff < 1:
            raise ValueError(f"a cutoff of {cutoff} does not lie between 0 and 1")
    limits = (at(cutoff) for at, cutoff in zip(watch.limits_at, cutoffs, strict=True))
    return Boundaries(
        watch=watch, cutoffs=tuple(cutoffs), limits=tuple(tuple(int(x) for x in row) for row in limits)
    )


def calibrated(watch: Watch, joint: Sequence[float], alpha: float) -> Boundaries | Refused:
    """Give the most watchful boundaries, one cutoff for all, that stop with probability at most ``alpha`` at ``joint``.

    Refused as `exact`. Raises ValueError for an alpha outside 0 to 1.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"a chance of a false stop of {alpha} does not lie between 0 and 1")
    low, high = 0.0, 1 - 2.0**-HALVINGS
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        found = exact(boundaries(watch, [middle] * len(watch.outcomes)), joint)
        if isinstance(found, Refused):
            return found
        low, high = (low, middle) if found.p_stop <= alpha else (middle, high)
    return boundaries(watch, [high] * len(watch.outcomes))


def exact(rule: Boundaries, joint: Sequence[float]) -> Odds | Refused:
    """Follow every course of counts and add up those that stop.

    Refused, with the size in a sentence, when there are too many. Raises ValueError for probabilities that are none.
    """
    n, m = rule.watch.n, len(rule.limits)
    _check_joint(joint, rule)
    shape = tuple(min(max(row), n) + 1 for row in rule.limits)
    additions = prod(shape) * n * 2**m
    if additions > MOST_ADDITIONS:
        return Refused(
            method=METHOD,
            kind="not_estimable",
            reason=f"{m} outcomes in {n} participants take {additions:.1g} additions to enumerate, more than "
            f"{MOST_ADDITIONS:.0g}: the odds are simulated instead, with their error",
        )
    alive = np.zeros(shape)
    alive[(0,) * m] = 1.0
    stops_at, fired = [], np.zeros(m)
    for k in range(n):
        alive = _treated(alive, joint)
        before = float(alive.sum())
        over = [(slice(None),) * j + (slice(rule.limits[j][k], None),) for j in range(m)]
        fired += [alive[where].sum() for where in over]
        for where in over:
            alive[where] = 0.0
        stops_at.append(before - float(alive.sum()))
    p_stop = fsum(stops_at)
    expected_n = fsum([*(k * p for k, p in enumerate(stops_at, 1)), n * (1 - p_stop)])
    return Odds(
        method=METHOD,
        p_stop=p_stop,
        by_outcome=tuple(float(p) for p in fired),
        expected_n=expected_n,
        expected_events=tuple(p * expected_n for p in margins(joint, m)),  # Wald's identity
        stops_at=tuple(stops_at),
    )


def simulated(rule: Boundaries, joint: Sequence[float], rng: Generator, trials: int) -> Odds:
    """Draw whole trials; the errors are of the simulation. Raises ValueError for fewer than 2 trials, or as `exact`."""
    n, m = rule.watch.n, len(rule.limits)
    _check_joint(joint, rule)
    if trials < 2:
        raise ValueError(f"{trials} simulated trials have no error to print; at least 2 are drawn")
    cumulated = np.cumsum(joint)[:-1]
    has = np.array(categories(m), dtype=bool)
    limits = np.array(rule.limits).T
    ended, fired = np.zeros(n + 1), np.zeros(m)
    for start in range(0, trials, CHUNK):
        drawn = has[np.searchsorted(cumulated, rng.random((min(CHUNK, trials - start), n)), side="right")]
        over = np.cumsum(drawn, axis=1) >= limits
        stop: npt.NDArray[np.bool_] = np.any(over, axis=2)
        first = np.where(stop.any(axis=1), stop.argmax(axis=1), n)
        ended += np.bincount(first, minlength=n + 1)
        stopped = first < n
        fired += over[np.flatnonzero(stopped), first[stopped]].sum(axis=0)
    share = ended / trials
    treated = np.minimum(np.arange(1, n + 2), n)
    p_stop, expected_n = float(share[:-1].sum()), float(share @ treated)
    return Odds(
        method=METHOD.replace("exact by the absorbing walk", f"{trials:,} simulated trials"),
        p_stop=p_stop,
        by_outcome=tuple(float(p) for p in fired / trials),
        expected_n=expected_n,
        expected_events=tuple(p * expected_n for p in margins(joint, m)),
        stops_at=tuple(float(p) for p in share[:-1]),
        trials=trials,
        p_stop_se=sqrt(p_stop * (1 - p_stop) / trials),
        expected_n_se=sqrt(max(0.0, float(share @ treated**2) - expected_n**2) / trials),
    )


def _treated(alive: Array, joint: Sequence[float]) -> Array:
    """Treat one more participant, who falls into one of the joint categories."""
    after = np.zeros_like(alive)
    for category, p in zip(categories(alive.ndim), joint, strict=True):
        to = tuple(slice(1, None) if one else slice(None) for one in category)
        whence = tuple(slice(None, -1) if one else slice(None) for one in category)
        after[to] += p * alive[whence]
    return after


def _check_joint(joint: Sequence[float], rule: Boundaries) -> None:
    _fitting(joint, rule.watch.outcomes)
    check_rates(joint, rule.watch.n)
    if abs(fsum(joint) - 1) > ROUNDING:
        raise ValueError(f"the joint probabilities add up to {fsum(joint):g}, not to 1")


def _fitting(numbers: Sequence[float], outcomes: Sequence[Outcome]) -> None:
    if len(numbers) != 2 ** len(outcomes):
        raise ValueError(
            f"{len(outcomes)} outcomes have {2 ** len(outcomes)} joint categories, not {len(numbers)}: "
            "first all of them, last none"
        )
