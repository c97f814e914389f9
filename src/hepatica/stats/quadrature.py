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
NEAR_THE_TOP = 1e-4
"""A last step of Newton, in logits, after which the next would be the square of it: the rule is exact about any centre."""
LEAST = 1e-300
"""What a probability is taken for that a double rounds to nothing."""


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
    choose = scipy.special.gammaln(n + 1) - scipy.special.gammaln(r + 1) - scipy.special.gammaln(n - r + 1)
    r, n, mean, sd, choose = (np.array(v, order="C") for v in np.broadcast_arrays(r, n, mean, sd, choose))
    centre, spread = _laplace(r, n, mean, sd)
    off, bend = (centre - mean) / sd, 0.5 * (1 - (spread / sd) ** 2)
    share = _share(centre, n, spread * (r - off / sd), spread, bend, nodes)
    total: Array = np.log(share * spread / sd) + r * centre - n * _softplus(centre) - 0.5 * off**2 + choose
    return total


def _share(centre: Array, n: Array, slope: Array, spread: Array, bend: Array, nodes: int) -> Array:
    """Mean over z of the integrand at centre + spread z, against its height at the centre.

    The rule's own weight is divided out, so the log of the integrand is a quadratic in z less n times the rise of
    softplus. With p the probability at the centre that rise is log(q + p e) to the left and, but for a straight line,
    log(p + q e) to the right, e = exp(-spread |z|): two nodes share one exponential, and it cannot overflow.
    """
    z, w = standard_normal(nodes)
    p, q = (np.maximum(scipy.special.expit(side), LEAST) for side in (centre, -centre))
    sides = ((q, p, -slope), (p, q, slope - n * spread))
    share = np.full(centre.shape, w[nodes // 2] if nodes % 2 else 0.0)
    fall, bow, rise, height = (np.empty(centre.shape) for _ in range(4))
    for k in range((nodes + 1) // 2, nodes):  # in place: what is made anew for each node leaves the cache
        np.exp(np.multiply(spread, -z[k], out=fall), out=fall)
        np.multiply(bend, z[k], out=bow)
        for near, far, straight in sides:
            np.add(near, np.multiply(far, fall, out=rise), out=rise)
            np.multiply(np.log(rise, out=rise), n, out=rise)
            np.multiply(np.add(straight, bow, out=height), z[k], out=height)
            np.exp(np.subtract(height, rise, out=height), out=height)
            share += np.multiply(height, w[k], out=height)
    return share


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
    pull = r + mean * precision
    for _ in range(NEWTON_STEPS):
        events = n * (p := scipy.special.expit(theta))
        step = (pull - events - theta * precision) / (events * (1 - p) + precision)
        theta = theta + np.clip(step, -LONGEST_STEP, LONGEST_STEP)
        if np.max(np.abs(step)) < NEAR_THE_TOP:
            break
    p = scipy.special.expit(theta)
    return theta, 1 / np.sqrt(n * p * (1 - p) + precision)
