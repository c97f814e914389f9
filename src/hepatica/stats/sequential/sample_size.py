"""How many participants: two means, two rates beside a margin, Fisher's exact test."""

from __future__ import annotations

from dataclasses import dataclass
from math import acos, cos, pi

import numpy as np
import scipy


def two_means(difference: float, sd: float, *, error: float = 0.05, power: float = 0.8) -> float:
    """Return the participants in both equal groups together for a two-sided t test, not rounded."""
    if difference == 0 or sd <= 0 or not 0 < error < power < 1:
        raise ValueError("a difference, a spread and errors must be such that a sample can show them")

    def missing(total: float) -> float:
        limit = scipy.stats.t.isf(error / 2, total - 2)
        centre = abs(difference) / sd * (total / 4) ** 0.5
        return (
            float(
                scipy.stats.nct.sf(limit, total - 2, centre) + scipy.stats.nct.cdf(-limit, total - 2, centre)
            )
            - power
        )

    near = 4 * ((scipy.stats.norm.isf(error / 2) + scipy.stats.norm.ppf(power)) * sd / difference) ** 2
    return float(scipy.optimize.brentq(missing, max(2.1, 0.9 * near), 1.2 * near + 20, xtol=1e-8))


@dataclass(frozen=True, kw_only=True)
class Groups:
    """Participants per group, not rounded."""

    first: float
    second: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.first + self.second


def two_rates(
    first: float,
    second: float,
    *,
    margin: float = 0.0,
    ratio: float = 1.0,
    error: float = 0.025,
    power: float = 0.9,
) -> Groups:
    """Return participants for a one-sided score test of first − second beside a margin; ``ratio`` of second to first.

    Source: Farrington and Manning 1990, Stat Med 9:1447.
    """
    gap = first - second - margin
    if (
        gap == 0
        or not 0 < error < power < 1
        or ratio <= 0
        or not 0 <= min(first, second) <= max(first, second) <= 1
    ):
        raise ValueError("rates, margin and errors must be such that a sample can show the difference")
    a, b = _restricted(first, second, margin, ratio)
    null = (a * (1 - a) + b * (1 - b) / ratio) ** 0.5
    real = (first * (1 - first) + second * (1 - second) / ratio) ** 0.5
    one = ((scipy.stats.norm.isf(error) * null + scipy.stats.norm.ppf(power) * real) / gap) ** 2
    return Groups(first=float(one), second=float(one * ratio))


def _restricted(first: float, second: float, margin: float, ratio: float) -> tuple[float, float]:
    """Return both rates as most likely when they differ by exactly the margin: the root of a cubic."""
    a = 1 + ratio
    b = -(1 + ratio + first + ratio * second + margin * (ratio + 2))
    c = margin**2 + margin * (2 * first + ratio + 1) + first + ratio * second
    d = -first * margin * (1 + margin)
    v = (b / (3 * a)) ** 3 - b * c / (6 * a**2) + d / (2 * a)
    u = np.copysign(((b / (3 * a)) ** 2 - c / (3 * a)) ** 0.5, v)
    if u == 0:
        return first, second
    w = (pi + acos(min(1.0, max(-1.0, v / u**3)))) / 3
    one = 2 * u * cos(w) - b / (3 * a)
    return float(one), float(one - margin)


def casagrande(first: float, second: float, *, error: float = 0.05, power: float = 0.8) -> int:
    """Return participants per group by the corrected approximation. Source: Casagrande, Pike and Smith 1978."""
    middle, gap = (first + second) / 2, abs(first - second)
    both = (2 * middle * (1 - middle)) ** 0.5
    root = (
        scipy.stats.norm.isf(error / 2) * both
        + scipy.stats.norm.ppf(power) * (first * (1 - first) + second * (1 - second)) ** 0.5
    )
    plain = (root / gap) ** 2
    return int(np.ceil(plain / 4 * (1 + (1 + 4 / (plain * gap)) ** 0.5) ** 2))


def fisher_power(first: float, second: float, each: int, *, error: float = 0.05) -> float:
    """Return the exact power of Fisher's test with so many per group, at half the error on the side of the effect."""
    low, high = sorted((first, second))
    x = np.arange(each + 1)
    chance_low, chance_high = scipy.stats.binom.pmf(x, each, low), scipy.stats.binom.pmf(x, each, high)
    power = 0.0
    for events in range(2 * each + 1):
        y = np.arange(max(0, events - each), min(each, events) + 1)
        tail = scipy.stats.hypergeom.sf(y - 1, 2 * each, events, each)
        reject = y[tail <= error / 2]
        power += float((chance_high[reject] * chance_low[events - reject]).sum())
    return power


def fisher_size(first: float, second: float, *, error: float = 0.05, power: float = 0.8) -> tuple[int, float]:
    """Return the smallest group around the approximation whose exact power suffices, and that power."""
    each = casagrande(first, second, error=error, power=power)
    found = fisher_power(first, second, each, error=error)
    while found < power:
        each += 1
        found = fisher_power(first, second, each, error=error)
    while each > 2 and (less := fisher_power(first, second, each - 1, error=error)) >= power:
        each, found = each - 1, less
    return each, found
