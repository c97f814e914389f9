"""Weighted points that stand for an integral: deterministic, so that the same record gives the same bytes."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy
from numpy.polynomial.hermite_e import hermegauss
from numpy.polynomial.legendre import leggauss

Array = npt.NDArray[np.float64]

NODES = 15
"""Points of an adaptive Gauss-Hermite rule; 31 change no printed digit."""
FARTHEST = 7.2
"""asinh of 670 logits, where a double still holds the probability."""
NEWTON_STEPS = 10
LONGEST_STEP = 3.0  # in logits: Newton from a flat place would otherwise leave for infinity


@lru_cache
def standard_normal(nodes: int = NODES) -> tuple[Array, Array]:
    """Give points z and weights adding to 1, so that the sum of w f(z) is the mean of f under N(0, 1)."""
    z, w = hermegauss(nodes)
    return z, w / w.sum()


def between(low: float, high: float, nodes: int) -> tuple[Array, Array]:
    """Give Gauss-Legendre points and weights for the integral from ``low`` to ``high``."""
    x, w = _legendre(nodes)
    half = (high - low) / 2
    return low + half * (x + 1), half * w


@lru_cache
def over_log_odds(points: int = 1201) -> tuple[Array, Array]:
    """Give log-odds and weights for an integral over all of them, dense in the middle and 670 logits far.

    A density of a probability p turns into one of log-odds by a factor p (1 - p). Trapezium sums after a sinh
    substitution: exact to about twelve digits for what falls off on both sides.
    """
    u, step = np.linspace(-FARTHEST, FARTHEST, points, retstep=True)
    return np.sinh(u), np.cosh(u) * step


@lru_cache
def _legendre(nodes: int) -> tuple[Array, Array]:
    x, w = leggauss(nodes)
    return x, w


def log_binomial_normal(r: Array, n: Array, mean: Array, sd: Array, *, nodes: int = NODES) -> Array:
    """Log probability of r of n when the log-odds are N(mean, sd), by adaptive Gauss-Hermite quadrature.

    All four broadcast together; the result has their common shape. Source: Pinheiro and Bates 1995.
    """
    r, n, mean, sd = np.broadcast_arrays(r, n, mean, sd)
    centre, spread = _laplace(r, n, mean, sd)
    off, at_top = (centre - mean) / sd, n * _softplus(centre)
    # Beside its top the log integrand is a quadratic in z less n softplus; the rule's own weight is divided out again.
    slope, bend = spread * (r - off / sd), 0.5 * (1 - (spread / sd) ** 2)
    share = np.zeros_like(centre)
    for z, w in zip(*standard_normal(nodes), strict=True):  # node by node: small arrays stay in the cache
        share += w * np.exp(at_top + z * (slope + z * bend) - n * _softplus(centre + spread * z))
    choose = scipy.special.gammaln(n + 1) - scipy.special.gammaln(r + 1) - scipy.special.gammaln(n - r + 1)
    total: Array = np.log(share * spread / sd) + r * centre - at_top - 0.5 * off**2 + choose
    return total


def _softplus(theta: Array) -> Array:
    """log(1 + exp(theta)), written so that neither end overflows."""
    found: Array = np.maximum(theta, 0.0) + np.log1p(np.exp(-np.abs(theta)))
    return found


def _laplace(r: Array, n: Array, mean: Array, sd: Array) -> tuple[Array, Array]:
    """Mode and curvature scale of binomial likelihood times normal; the product is log-concave, so there is one."""
    seen = np.log((r + 0.5) / (n - r + 0.5))
    seen_precision = (r + 0.5) * (n - r + 0.5) / (n + 1)
    precision = 1 / sd**2
    theta = (seen * seen_precision + mean * precision) / (seen_precision + precision)
    for _ in range(NEWTON_STEPS):
        p = scipy.special.expit(theta)
        step = (r - n * p - (theta - mean) * precision) / (n * p * (1 - p) + precision)
        theta = theta + np.clip(step, -LONGEST_STEP, LONGEST_STEP)
        if np.max(np.abs(step)) < 1e-6:
            break
    p = scipy.special.expit(theta)
    return theta, 1 / np.sqrt(n * p * (1 - p) + precision)
