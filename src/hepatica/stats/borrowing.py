"""What earlier controls add to this trial's: always with and without, so that the weight of borrowing is seen.

Rules: controls are borrowed, never safety; the vague part weighs at least 0.2; a conflict is shown, not averaged away.
Source: Schmidli 2014; Ibrahim and Chen 2000 (power prior); Box 1980 (predictive check).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Generic, Literal, TypeVar

import numpy as np
import scipy

from hepatica.stats.mixtures import BetaMixture, Mixture, NormalMixture
from hepatica.stats.quadrature import over_log_odds

LEAST_VAGUE = 0.2
"""Smallest weight of the vague part of a robust prior."""

Purpose = Literal["efficacy", "safety"]
T = TypeVar("T")
S = TypeVar("S")
M = TypeVar("M", BetaMixture, NormalMixture)


@dataclass(frozen=True, kw_only=True)
class SideBySide(Generic[T]):
    """A result with what was borrowed, and the same result without it."""

    borrowed: T
    alone: T

    def map(self, change: Callable[[T], S]) -> "SideBySide[S]":
        """Apply a function to both sides."""
        return SideBySide(borrowed=change(self.borrowed), alone=change(self.alone))


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """How far this trial's controls lie from what the earlier ones predicted."""

    tail: float
    """Prior predictive probability of a result at most as probable as the one seen; small: conflict."""
    vague_before: float
    vague_after: float
    """Weight of the vague part before and after the data: it rises with conflict."""
    method: str = "prior predictive tail probability; posterior weight of the vague part"


@dataclass(frozen=True, kw_only=True)
class Controls:
    """What is known of the controls after this trial's."""

    posterior: Mixture
    method: str

    @property
    def mean(self) -> float:
        """Posterior mean."""
        return self.posterior.mean

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Give the equal-tailed credible interval."""
        tail = (1 - level) / 2
        return self.posterior.quantile(tail), self.posterior.quantile(1 - tail)


@dataclass(frozen=True, kw_only=True)
class Borrowed:
    """This trial's controls with and without the earlier ones, and whether the two disagree."""

    controls: SideBySide[Controls]
    conflict: Conflict


def robust_prior(prior: M, weight: float, vague: tuple[float, float], *, purpose: Purpose = "efficacy") -> M:
    """Add a vague part to an informative prior: Beta(a, b) for a probability, N(mean, sd) for a mean.

    A weight of 1 borrows nothing. Raises ValueError for a weight below 0.2 or above 1, or a prior meant for safety.
    """
    if purpose == "safety":
        raise ValueError("safety is never borrowed: only the events of this trial's participants count")
    if not LEAST_VAGUE <= weight <= 1:
        raise ValueError(f"a vague part of weight {weight} is refused: at least {LEAST_VAGUE}, at most 1")
    return prior.robust(weight, vague)


def borrow_events(
    prior: BetaMixture,
    r: int,
    n: int,
    *,
    weight: float = LEAST_VAGUE,
    vague: tuple[float, float] = (1.0, 1.0),
) -> Borrowed:
    """Give the event probability of the controls after r of n, with the earlier studies' prior and with the vague one.

    Raises ValueError as `robust_prior`, and for counts that cannot be.
    """
    robust = robust_prior(prior, weight, vague)
    after = robust.posterior(r, n)
    alone = BetaMixture.single(*vague).posterior(r, n)
    ahead = prior.predictive(n)
    tail = fsum(p for p in ahead if p <= ahead[r] * (1 + 1e-12))
    return _borrowed(after, alone, tail, weight)


def borrow_mean(
    prior: NormalMixture, y: float, se: float, *, weight: float = LEAST_VAGUE, vague: tuple[float, float]
) -> Borrowed:
    """Give the mean of the controls after an estimate y with its standard error; ``vague`` is (mean, sd).

    Raises ValueError as `robust_prior`, and for a standard error not above 0.
    """
    after = robust_prior(prior, weight, vague).posterior(y, se)
    alone = NormalMixture.single(*vague).posterior(y, se)
    below = float(prior.predictive(se).cdf(y))
    return _borrowed(after, alone, 2 * min(below, 1 - below), weight)


def power_prior_events(
    a0: float, r: int, n: int, *, initial: tuple[float, float] = (1.0, 1.0)
) -> SideBySide[BetaMixture]:
    """Give the prior that counts earlier events r of n by a fixed share ``a0``; without, the initial one.

    Raises ValueError for a share outside 0 to 1 or counts that cannot be.
    """
    _check_power(a0)
    if n < 1 or not 0 <= r <= n:
        raise ValueError(f"{r} of {n} is not a proportion")
    a, b = initial
    return SideBySide(
        borrowed=BetaMixture.single(a + a0 * r, b + a0 * (n - r)), alone=BetaMixture.single(a, b)
    )


def power_prior_mean(
    a0: float, y: float, se: float, *, initial: tuple[float, float]
) -> SideBySide[NormalMixture]:
    """Give the prior that counts an earlier estimate's information by a fixed share ``a0``; ``initial`` is (mean, sd).

    Raises ValueError for a share outside 0 to 1 or a spread not above 0.
    """
    _check_power(a0)
    alone = NormalMixture.single(*initial)
    borrowed = alone if a0 == 0 else alone.posterior(y, se / sqrt(a0))
    return SideBySide(borrowed=borrowed, alone=alone)


def probability_greater(first: Mixture, second: Mixture, *, by: float = 0.0) -> float:
    """Give the probability that the first exceeds the second (by more than ``by``), independently of each other.

    Exact: closed form for normals, quadrature over the log-odds for Betas. Raises ValueError when one is a probability
    and the other a mean.
    """
    if isinstance(first, NormalMixture) and isinstance(second, NormalMixture):
        return fsum(
            v * w * float(scipy.stats.norm.cdf((m - k - by) / sqrt(s**2 + t**2)))
            for v, m, s in zip(first.weights, first.means, first.sds, strict=True)
            for w, k, t in zip(second.weights, second.means, second.sds, strict=True)
        )
    if isinstance(first, BetaMixture) and isinstance(second, BetaMixture):
        theta, width = over_log_odds()
        p, q = scipy.special.expit(theta), scipy.special.expit(-theta)
        inside = (p > 0) & (q > 0)
        curve = np.where(inside, first.density(p) * p * q, 0.0)
        return float(np.nan_to_num(curve) @ (second.cdf(p - by) * width))
    raise ValueError("a probability and a mean cannot be compared")


def _borrowed(after: Mixture, alone: Mixture, tail: float, weight: float) -> Borrowed:
    return Borrowed(
        controls=SideBySide(
            borrowed=Controls(posterior=after, method="robust meta-analytic-predictive prior"),
            alone=Controls(posterior=alone, method="vague prior, nothing borrowed"),
        ),
        conflict=Conflict(tail=min(tail, 1.0), vague_before=weight, vague_after=after.weights[-1]),
    )


def _check_power(a0: float) -> None:
    if not 0 <= a0 <= 1:
        raise ValueError(f"a power of {a0} does not lie between 0 (nothing) and 1 (everything)")
