"""Priors as mixtures of Beta or normal distributions: updated in closed form, each part by how well it predicted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum, isfinite, sqrt
from typing import Self

import numpy as np
import scipy

from hepatica.stats.quadrature import Array

WEIGHTS_ADD_TO = 1e-6
"""How far from 1 printed weights may add up to."""


@dataclass(frozen=True, kw_only=True)
class BetaMixture:
    """A mixture of Beta(a, b) for a probability. Raises ValueError for weights or parameters that cannot be."""

    weights: tuple[float, ...]
    a: tuple[float, ...]
    b: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse what is no distribution."""
        _check_weights(self.weights, len(self.a), len(self.b))
        for a, b in zip(self.a, self.b, strict=True):
            if not (a > 0 and b > 0 and isfinite(a) and isfinite(b)):
                raise ValueError(f"Beta({a}, {b}) is not a prior: both numbers must be above 0")

    @classmethod
    def single(cls, a: float, b: float) -> Self:
        """Give one Beta distribution as a mixture."""
        return cls(weights=(1.0,), a=(a,), b=(b,))

    @property
    def mean(self) -> float:
        """The mean of the probability."""
        return fsum(w * a / (a + b) for w, a, b in self._parts())

    @property
    def sd(self) -> float:
        """The standard deviation of the probability."""
        squares = fsum(w * a * (a + 1) / ((a + b) * (a + b + 1)) for w, a, b in self._parts())
        return sqrt(max(0.0, squares - self.mean**2))

    def density(self, p: Array | float) -> Array:
        """Give the density at each p."""
        return _sum(self.weights, [scipy.stats.beta.pdf(p, a, b) for _, a, b in self._parts()])

    def cdf(self, p: Array | float) -> Array:
        """Give the probability of a value at most p, at each p."""
        return _sum(self.weights, [scipy.stats.beta.cdf(p, a, b) for _, a, b in self._parts()])

    def quantile(self, share: float) -> float:
        """Give the value below which a share of the probability lies."""
        _check_share(share)
        parts = [float(scipy.stats.beta.ppf(share, a, b)) for _, a, b in self._parts()]
        return _between(lambda p: float(self.cdf(p)) - share, min(parts), max(parts))

    @property
    def mode(self) -> float:
        """The most probable value; of several, the highest."""
        return _peak(self.density, np.linspace(0, 1, 2001)[1:-1])

    def predictive(self, n: int) -> tuple[float, ...]:
        """Give the probability of 0, 1 ... n events among n new participants (beta-binomial)."""
        if n < 0:
            raise ValueError(f"{n} participants cannot be")
        x = np.arange(n + 1)
        parts = [
            np.exp(_choose(n, x) + scipy.special.betaln(a + x, b + n - x) - scipy.special.betaln(a, b))
            for _, a, b in self._parts()
        ]
        return tuple(float(p) for p in _sum(self.weights, parts))

    def posterior(self, r: int, n: int) -> Self:
        """Give the distribution after r of n new events; weights follow the marginal likelihoods.

        Raises ValueError for counts that cannot be. Source: Schmidli 2014.
        """
        if n < 0 or not 0 <= r <= n:
            raise ValueError(f"{r} of {n} is not a proportion")
        seen = [
            scipy.special.betaln(a + r, b + n - r) - scipy.special.betaln(a, b) for _, a, b in self._parts()
        ]
        return type(self)(
            weights=_updated(self.weights, seen),
            a=tuple(a + r for a in self.a),
            b=tuple(b + n - r for b in self.b),
        )

    def robust(self, weight: float, vague: tuple[float, float] = (1.0, 1.0)) -> Self:
        """Add a vague Beta as the last part, with ``weight``: it takes over where the data contradict the rest."""
        _check_vague(weight)
        return type(self)(
            weights=(*(w * (1 - weight) for w in self.weights), weight),
            a=(*self.a, vague[0]),
            b=(*self.b, vague[1]),
        )

    def _parts(self) -> list[tuple[float, float, float]]:
        return list(zip(self.weights, self.a, self.b, strict=True))


@dataclass(frozen=True, kw_only=True)
class NormalMixture:
    """A mixture of N(mean, sd) for a mean. Raises ValueError for weights that do not add to 1 or an sd not above 0."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    sds: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse what is no distribution."""
        _check_weights(self.weights, len(self.means), len(self.sds))
        for mean, sd in zip(self.means, self.sds, strict=True):
            if not (sd > 0 and isfinite(sd) and isfinite(mean)):
                raise ValueError(f"N({mean}, {sd}) is not a prior: the sd must be above 0")

    @classmethod
    def single(cls, mean: float, sd: float) -> Self:
        """Give one normal distribution as a mixture."""
        return cls(weights=(1.0,), means=(mean,), sds=(sd,))

    @property
    def mean(self) -> float:
        """The mean."""
        return fsum(w * m for w, m, _ in self._parts())

    @property
    def sd(self) -> float:
        """The standard deviation."""
        return sqrt(fsum(w * (s**2 + (m - self.mean) ** 2) for w, m, s in self._parts()))

    def density(self, x: Array | float) -> Array:
        """Give the density at each x."""
        return _sum(self.weights, [scipy.stats.norm.pdf(x, m, s) for _, m, s in self._parts()])

    def cdf(self, x: Array | float) -> Array:
        """Give the probability of a value at most x, at each x."""
        return _sum(self.weights, [scipy.stats.norm.cdf(x, m, s) for _, m, s in self._parts()])

    def quantile(self, share: float) -> float:
        """Give the value below which a share of the probability lies."""
        _check_share(share)
        parts = [float(scipy.stats.norm.ppf(share, m, s)) for _, m, s in self._parts()]
        return _between(lambda x: float(self.cdf(x)) - share, min(parts), max(parts))

    @property
    def mode(self) -> float:
        """The most probable value; of several, the highest."""
        low = min(m - 4 * s for _, m, s in self._parts())
        high = max(m + 4 * s for _, m, s in self._parts())
        near = [m + s * z for _, m, s in self._parts() for z in np.linspace(-2, 2, 201)]
        return _peak(self.density, np.unique([*np.linspace(low, high, 2001), *near]))

    def predictive(self, se: float) -> Self:
        """Give the distribution of a new estimate with that standard error."""
        if not se > 0:
            raise ValueError(f"a standard error of {se} is not above 0")
        return type(self)(
            weights=self.weights, means=self.means, sds=tuple(sqrt(s**2 + se**2) for s in self.sds)
        )

    def posterior(self, y: float, se: float) -> Self:
        """Give the distribution after a new estimate y; weights follow the marginal likelihoods.

        Raises ValueError for a standard error not above 0.
        """
        ahead = self.predictive(se)
        seen = [float(scipy.stats.norm.logpdf(y, m, s)) for m, s in zip(ahead.means, ahead.sds, strict=True)]
        precision = [1 / s**2 + 1 / se**2 for s in self.sds]
        pulled = [(m / s**2 + y / se**2) / p for m, s, p in zip(self.means, self.sds, precision, strict=True)]
        return type(self)(
            weights=_updated(self.weights, seen),
            means=tuple(pulled),
            sds=tuple(1 / sqrt(p) for p in precision),
        )

    def robust(self, weight: float, vague: tuple[float, float]) -> Self:
        """Add a vague normal (mean, sd) as the last part, with ``weight``."""
        _check_vague(weight)
        return type(self)(
            weights=(*(w * (1 - weight) for w in self.weights), weight),
            means=(*self.means, vague[0]),
            sds=(*self.sds, vague[1]),
        )

    def _parts(self) -> list[tuple[float, float, float]]:
        return list(zip(self.weights, self.means, self.sds, strict=True))


Mixture = BetaMixture | NormalMixture


def _check_weights(weights: Sequence[float], *lengths: int) -> None:
    if not weights or any(length != len(weights) for length in lengths):
        raise ValueError(f"a mixture of {len(weights)} weights needs as many parts")
    if any(not 0 <= w <= 1 for w in weights):
        raise ValueError(f"a weight of {min(weights)} or {max(weights)} does not lie between 0 and 1")
    if abs(fsum(weights) - 1) > WEIGHTS_ADD_TO:
        raise ValueError(f"the weights of a mixture add up to {fsum(weights)}, not to 1")


def _check_share(share: float) -> None:
    if not 0 < share < 1:
        raise ValueError(f"a share of {share} does not lie between 0 and 1")


def _check_vague(weight: float) -> None:
    if not 0 < weight <= 1:
        raise ValueError(f"a weight of the vague part of {weight} does not lie between 0 and 1")


def _sum(weights: Sequence[float], parts: Sequence[Array]) -> Array:
    total: Array = np.tensordot(np.asarray(weights), np.asarray(parts), axes=1)
    return total


def _choose(n: int, x: Array | np.ndarray[tuple[int], np.dtype[np.int64]]) -> Array:
    found: Array = (
        scipy.special.gammaln(n + 1) - scipy.special.gammaln(x + 1) - scipy.special.gammaln(n - x + 1)
    )
    return found


def _updated(weights: Sequence[float], log_seen: Sequence[float]) -> tuple[float, ...]:
    with np.errstate(divide="ignore"):  # a part of weight 0 keeps weight 0
        return tuple(
            float(w) for w in scipy.special.softmax(np.log(np.asarray(weights)) + np.asarray(log_seen))
        )


def _between(f: Callable[[float], float], low: float, high: float) -> float:
    if f(low) >= 0 or f(high) <= 0:  # one part, or rounding at an end
        return low if f(low) >= 0 else high
    return float(scipy.optimize.brentq(f, low, high, xtol=1e-14))


def _peak(density: Callable[[Array | float], Array], points: Array) -> float:
    at = int(np.argmax(density(points)))
    around = float(points[max(0, at - 1)]), float(points[min(len(points) - 1, at + 1)])
    found = scipy.optimize.minimize_scalar(
        lambda x: -float(density(x)), bounds=around, method="bounded", options={"xatol": 1e-12}
    )
    return float(found.x)
