"""What comparing two means by the t test costs when the spread is estimated from the trial, in groups of any proportion.

Exact by the noncentral t distribution; a baseline that is adjusted for takes one degree of freedom. Sizes need not be
whole, so that a plan can be inflated or searched. Source: Julious 2004, Stat Med 23:1921.
"""

from __future__ import annotations

from math import sqrt

import scipy

from hepatica.stats.factorial_plan import MOST, check_errors

Shares = tuple[float, float]


def means_power(
    n: float, effect: float, *, shares: Shares = (1.0, 1.0), baselines: int = 0, error: float = 0.05
) -> float:
    """Return the chance to be significant in the right direction with ``n`` times each share in the two groups.

    ``effect`` is in standard deviations, after adjustment for ``baselines`` of them; ``error`` is two-sided. Raises
    ValueError for an error outside 0 to 1, or groups that nobody is in.
    """
    check_errors(error)
    first, second = shares
    if not n * min(shares) > 0:
        raise ValueError(f"groups of {n * first:g} and {n * second:g} participants cannot be compared")
    df = max(1.0, n * (first + second) - 2 - baselines)
    centre = effect / sqrt(1 / (n * first) + 1 / (n * second))
    return 1 - float(scipy.special.nctdtr(df, centre, -scipy.special.stdtrit(df, error / 2)))


def means_size(
    effect: float,
    *,
    shares: Shares = (1.0, 1.0),
    baselines: int = 0,
    error: float = 0.05,
    power: float = 0.8,
) -> float:
    """Return the participants in a group of share 1, at least two and not rounded, for a power.

    Beyond ten million it is the normal approximation, which no t test tells apart. Raises ValueError for an effect of
    nothing, or a power that does not lie between the error and 1.
    """
    check_errors(error, power)
    if effect == 0:
        raise ValueError("no number of participants shows a difference of nothing")
    size, least = abs(effect), 2.0
    both = float(scipy.stats.norm.isf(error / 2) + scipy.stats.norm.ppf(power))
    near = (1 / shares[0] + 1 / shares[1]) * (both / size) ** 2
    if near > MOST:
        return near

    def missing(n: float) -> float:
        return means_power(n, size, shares=shares, baselines=baselines, error=error) - power

    low = max(least, near)
    if missing(low) >= 0:
        return low
    high = low + 4
    while missing(high) < 0:
        high = low + 2 * (high - low)
    return float(scipy.optimize.brentq(missing, low, high, xtol=1e-8))
