"""Exact tests of one count against a rate that was named beforehand."""

from bisect import bisect_left
from math import ceil, floor, isfinite

import scipy

from hepatica.stats.intervals import poisson_exact
from hepatica.stats.test import Alternative, Test

TIES = 1 + 1e-7
"""Two outcomes this near in probability are equally likely: binary rounding must not part them."""


def binomial_test(x: int, n: int, rate: float, *, alternative: Alternative = "two-sided") -> Test:
    """Test whether x of n comes from ``rate``; two-sided p adds every outcome no likelier than the one seen.

    Raises ValueError for counts that cannot be or a rate outside 0 to 1. Source: Clopper and Pearson 1934; R binom.test
    agrees.
    """
    if n < 1 or not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is not a proportion")
    if not 0 < rate < 1:
        raise ValueError(f"a rate of {rate} does not lie between 0 and 1")

    def p(count: int) -> float:
        return float(scipy.stats.binomtest(count, n, rate, alternative=alternative).pvalue)

    return Test(
        method=f"exact binomial test against {rate:g}",
        p=p(x),
        floor=min(p(0), p(n)),
        n=n,
        statistic=float(x),
        alternative=alternative,
    )


def poisson_test(
    x: int, exposure: float, rate: float = 1.0, *, alternative: Alternative = "two-sided"
) -> Test:
    """Test whether x events over an exposure come from ``rate``; two-sided as for the binomial test. R poisson.test agrees.

    Upwards there is no floor, since any count may occur; downwards it is the p of no event. Raises ValueError for counts,
    exposures or rates that cannot be.
    """
    poisson_exact(x, exposure)
    if not (rate > 0 and isfinite(rate)):
        raise ValueError(f"a rate cannot be {rate}")
    mean = exposure * rate
    below, above = float(scipy.stats.poisson.cdf(x, mean)), float(scipy.stats.poisson.sf(x - 1, mean))
    p = {"less": below, "greater": above}.get(alternative)
    return Test(
        method=f"exact Poisson test against {rate:g}",
        p=_both(x, mean) if p is None else p,
        floor=float(scipy.stats.poisson.pmf(0, mean)) if alternative == "less" else 0.0,
        n=x,
        statistic=float(x),
        alternative=alternative,
    )


def _both(x: int, mean: float) -> float:
    """Add the probability of every count no likelier than x."""
    limit = float(scipy.stats.poisson.pmf(x, mean)) * TIES
    if x == mean:
        return 1.0
    if x > mean:
        # Likelihood rises up to the mean: find how many small counts are no likelier than x.
        few = bisect_left(
            range(floor(mean) + 1), True, key=lambda k: scipy.stats.poisson.pmf(k, mean) > limit
        )
        return min(1.0, float(scipy.stats.poisson.sf(x - 1, mean) + scipy.stats.poisson.cdf(few - 1, mean)))
    most = 2 * ceil(mean) - x
    while scipy.stats.poisson.pmf(most, mean) > limit:
        most *= 2
    counts = range(ceil(mean), most + 1)
    many = counts[bisect_left(counts, True, key=lambda k: scipy.stats.poisson.pmf(k, mean) <= limit)]
    return min(1.0, float(scipy.stats.poisson.cdf(x, mean) + scipy.stats.poisson.sf(many - 1, mean)))
