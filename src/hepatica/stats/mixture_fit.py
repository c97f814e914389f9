"""A predictive distribution as a small mixture, so that it can be updated in closed form."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy

from hepatica.stats.map import MapPrior
from hepatica.stats.mixtures import BetaMixture, Mixture, NormalMixture
from hepatica.stats.quadrature import Array

MOST_PARTS = 4
DRAWS = 4000
"""The fit is judged as if from so many draws: what a simulation of the same model would have kept."""
PRICE = 6.0
"""Of one more parameter, in twice the log likelihood: dearer than AIC's 2, so that parts are few."""
ROUNDS = 400
ENOUGH = 1e-6
"""Rise of the mean log likelihood per round below which the score no longer moves by a hundredth."""


@dataclass(frozen=True, kw_only=True)
class _Fit:
    parameters: tuple[Array, Array]
    weights: Array
    log_likelihood: float
    """Mean over the distribution that is fitted."""

    @property
    def score(self) -> float:
        return PRICE * (3 * len(self.weights) - 1) - 2 * DRAWS * self.log_likelihood


def fit_mixture(prior: MapPrior, *, parts: int | None = None) -> Mixture:
    """Give the mixture nearest to a predictive prior: of Betas for a probability, of normals for a mean.

    Expectation-maximisation on the weighted grid from two fixed starts, so the same prior gives the same mixture. With
    no ``parts`` given the number, 1 to 4, with the best penalised likelihood is taken. Raises ValueError for a number
    of parts below 1.
    """
    if parts is not None and parts < 1:
        raise ValueError(f"a mixture of {parts} parts cannot be")
    x, cdf = prior.new.grid[1::2], prior.new.cdf[0::2]  # every second point is the middle of a cell of two
    mass = np.diff(cdf) / (cdf[-1] - cdf[0])
    family = _BETA if prior.outcome == "binomial" else _NORMAL
    tried = range(1, MOST_PARTS + 1) if parts is None else [parts]
    fits = [_best(family, x, mass, k) for k in tried]
    best = min(fits, key=lambda fit: fit.score)
    order = np.argsort(-best.weights)
    weights = tuple(float(w) for w in best.weights[order] / best.weights.sum())
    first, second = (tuple(float(v) for v in values[order]) for values in best.parameters)
    if prior.outcome == "binomial":
        return BetaMixture(weights=weights, a=first, b=second)
    return NormalMixture(weights=weights, means=first, sds=second)


@dataclass(frozen=True, kw_only=True)
class _Family:
    log_density: Callable[[Array, Array, Array], Array]
    """Of x (m, 1) under parameters (k,)."""
    moments: Callable[[Array, Array], tuple[Array, Array]]
    """Parameters with these means and variances."""
    maximise: Callable[[Array, Array, tuple[Array, Array]], tuple[Array, Array]]
    """Parameters of most likelihood under masses (m, k) whose columns add to 1."""


def _best(family: _Family, x: Array, mass: Array, k: int) -> _Fit:
    starts = [_side_by_side(x, mass, k), _nested(x, mass, k)] if k > 1 else [_nested(x, mass, k)]
    fits = [_climb(family, x, mass, family.moments(*start)) for start in starts]
    return max(fits, key=lambda fit: fit.log_likelihood)


def _nested(x: Array, mass: Array, k: int) -> tuple[Array, Array]:
    """All parts about one mean, each four times as wide in variance as the one before."""
    mean = float(mass @ x)
    variance = float(mass @ (x - mean) ** 2)
    return np.full(k, mean), variance * np.power(4.0, np.arange(k) - (k - 1) * 0.8)


def _side_by_side(x: Array, mass: Array, k: int) -> tuple[Array, Array]:
    """Each part a stretch of equal probability."""
    stretch = np.minimum((np.cumsum(mass) * k).astype(int), k - 1)
    shares = [mass * (stretch == j) / mass[stretch == j].sum() for j in range(k)]
    means = np.array([share @ x for share in shares])
    return means, np.array([share @ (x - mean) ** 2 for share, mean in zip(shares, means, strict=True)]) * 2


def _climb(family: _Family, x: Array, mass: Array, parameters: tuple[Array, Array]) -> _Fit:
    weights = np.full(len(parameters[0]), 1 / len(parameters[0]))
    before = -np.inf
    for _ in range(ROUNDS):
        joint = np.log(weights) + family.log_density(x[:, None], *parameters)
        total = scipy.special.logsumexp(joint, axis=1)
        reached = float(mass @ total)
        if reached - before < ENOUGH:
            break
        before = reached
        share = mass[:, None] * np.exp(joint - total[:, None])
        weights = np.maximum(share.sum(axis=0), 1e-12)
        parameters = family.maximise(x, share / weights, parameters)
    return _Fit(parameters=parameters, weights=weights, log_likelihood=reached)


def _beta_moments(mean: Array, variance: Array) -> tuple[Array, Array]:
    size = np.maximum(mean * (1 - mean) / variance - 1, 0.5)
    return mean * size, (1 - mean) * size


def _beta_maximise(x: Array, share: Array, parameters: tuple[Array, Array]) -> tuple[Array, Array]:
    """Newton steps in log a and log b towards the expected log p and log (1 - p)."""
    log_p, log_q = np.log(x) @ share, np.log1p(-x) @ share
    a, b = parameters
    for _ in range(2):
        both, bend = scipy.special.psi(a + b), scipy.special.polygamma(1, a + b)
        off_a, off_b = a * (scipy.special.psi(a) - both - log_p), b * (scipy.special.psi(b) - both - log_q)
        aa, bb, ab = (
            a**2 * (scipy.special.polygamma(1, a) - bend),
            b**2 * (scipy.special.polygamma(1, b) - bend),
            -a * b * bend,
        )
        determinant = aa * bb - ab**2
        a = a * np.exp(np.clip(-(bb * off_a - ab * off_b) / determinant, -1.0, 1.0))
        b = b * np.exp(np.clip(-(aa * off_b - ab * off_a) / determinant, -1.0, 1.0))
    return a, b


def _normal_maximise(x: Array, share: Array, _: tuple[Array, Array]) -> tuple[Array, Array]:
    means = x @ share
    least = (x[1] - x[0]) ** 2  # no part may shrink onto one point of the grid
    return means, np.sqrt(np.maximum(((x[:, None] - means) ** 2 * share).sum(axis=0), least))


def _beta_log_density(x: Array, a: Array, b: Array) -> Array:
    found: Array = (a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - scipy.special.betaln(a, b)
    return found


def _normal_log_density(x: Array, mean: Array, sd: Array) -> Array:
    found: Array = -0.5 * ((x - mean) / sd) ** 2 - np.log(sd) - 0.5 * np.log(2 * np.pi)
    return found


_BETA = _Family(log_density=_beta_log_density, moments=_beta_moments, maximise=_beta_maximise)
_NORMAL = _Family(
    log_density=_normal_log_density,
    moments=lambda mean, variance: (mean, np.sqrt(variance)),
    maximise=_normal_maximise,
)
