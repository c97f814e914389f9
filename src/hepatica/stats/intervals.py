"""Intervals for a proportion and for a rate, exact where that is possible."""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, inf, isfinite, log, sqrt
from typing import Literal

import scipy

Side = Literal["two", "upper"]
Edges = Literal["equal-tailed", "one-sided"]


@dataclass(frozen=True, kw_only=True)
class Interval:
    """An interval with its method, so that no table prints one without naming it."""

    lower: float
    upper: float
    level: float  # 0.95
    method: str  # Clopper-Pearson
    side: Side = "two"  # "upper": all of 1 - level lies above


def clopper_pearson(x: int, n: int, *, level: float = 0.95, side: Side = "two") -> Interval:
    """Exact binomial interval for x of n; with side="upper" the one-sided upper limit, lower 0.

    Raises ValueError for counts that cannot be. Source: Clopper and Pearson 1934; scipy agrees with R binom.test.
    """
    _check_counts(x, n, level)
    alternative = "two-sided" if side == "two" else "less"
    lower, upper = scipy.stats.binomtest(x, n, alternative=alternative).proportion_ci(level, method="exact")
    return Interval(lower=float(lower), upper=float(upper), level=level, method="Clopper-Pearson", side=side)


def wilson(x: int, n: int, *, level: float = 0.95) -> Interval:
    """Wilson score interval for x of n, without continuity correction. Source: Wilson 1927, Newcombe 1998."""
    _check_counts(x, n, level)
    lower, upper = scipy.stats.binomtest(x, n).proportion_ci(level, method="wilson")
    # At the ends the formula is exactly 0 and 1; binary rounding leaves 1e-17.
    return Interval(
        lower=0.0 if x == 0 else float(lower),
        upper=1.0 if x == n else float(upper),
        level=level,
        method="Wilson",
    )


def agresti_coull(x: int, n: int, *, level: float = 0.95, clipped: bool = True) -> Interval:
    """Wald's interval after z²/2 added successes and z²/2 added failures. Source: Agresti and Coull 1998.

    Near the ends it runs out of 0 to 1: it is cut there unless ``clipped`` is False.
    """
    _check_counts(x, n, level)
    z = float(scipy.stats.norm.ppf((1 + level) / 2))
    size = n + z * z
    centre = (x + z * z / 2) / size
    half = z * sqrt(centre * (1 - centre) / size)
    least, most = (0.0, 1.0) if clipped else (-inf, inf)
    return Interval(
        lower=max(least, centre - half), upper=min(most, centre + half), level=level, method="Agresti-Coull"
    )


def likelihood_ratio(x: int, n: int, *, level: float = 0.95) -> Interval:
    """Rates whose log-likelihood lies within chi-squared(1)/2 of the largest. Source: Wilks 1938; Brown 2001."""
    _check_counts(x, n, level)
    reach = float(scipy.stats.chi2.ppf(level, 1)) / 2
    if x in {0, n}:
        edge = exp(-reach / n)
        lower, upper = (0.0, 1 - edge) if x == 0 else (edge, 1.0)
    else:
        share = x / n
        top = x * log(share) + (n - x) * log(1 - share)
        lower, upper = _where_zero(lambda p: top - x * log(p) - (n - x) * log(1 - p) - reach, share)
    return Interval(lower=lower, upper=upper, level=level, method="likelihood ratio")


def mid_p(x: int, n: int, *, level: float = 0.95) -> Interval:
    """Exact tails with half the weight of the count seen: shorter, its coverage about the level on average, not at least.

    Source: Lancaster 1961; Berry and Armitage 1995.
    """
    _check_counts(x, n, level)
    tail = (1 - level) / 2

    def above(p: float) -> float:
        return float(scipy.stats.binom.sf(x, n, p) + scipy.stats.binom.pmf(x, n, p) / 2)

    lower = 0.0 if x == 0 else float(scipy.optimize.brentq(lambda p: above(p) - tail, 0, 1, xtol=1e-15))
    upper = 1.0 if x == n else float(scipy.optimize.brentq(lambda p: 1 - above(p) - tail, 0, 1, xtol=1e-15))
    return Interval(lower=lower, upper=upper, level=level, method="mid-p")


def jeffreys(x: int, n: int, *, level: float = 0.95, edges: Edges = "equal-tailed") -> Interval:
    """Bayesian interval under Jeffreys' prior, Beta(x + 1/2, n - x + 1/2); 0 and 1 at the ends. Source: Brown 2001.

    With ``edges="one-sided"`` no event, or nothing but events, leaves all of 1 - level on the open side, as the R
    function binom.bayes does: shorter there, the same elsewhere.
    """
    _check_counts(x, n, level)
    one_sided = edges == "one-sided" and x in {0, n}
    tail = 1 - level if one_sided else (1 - level) / 2
    posterior = scipy.stats.beta(x + 0.5, n - x + 0.5)
    return Interval(
        lower=0.0 if x == 0 else float(posterior.ppf(tail)),
        upper=1.0 if x == n else float(posterior.ppf(1 - tail)),
        level=level,
        method="Jeffreys, one-sided at the ends" if edges == "one-sided" else "Jeffreys",
    )


def poisson_exact(x: int, exposure: float = 1.0, *, level: float = 0.95, side: Side = "two") -> Interval:
    """Exact interval for a rate of x events in an exposure (person-years), by chi-squared. Source: Garwood 1936."""
    if x < 0:
        raise ValueError(f"a count cannot be {x}")
    if not (exposure > 0 and isfinite(exposure)):
        raise ValueError(f"an exposure cannot be {exposure}")
    _check_level(level)
    tail = (1 - level) / 2 if side == "two" else 1 - level
    lower = 0.0 if x == 0 or side == "upper" else float(scipy.stats.chi2.ppf(tail, 2 * x)) / 2
    upper = float(scipy.stats.chi2.ppf(1 - tail, 2 * (x + 1))) / 2
    return Interval(
        lower=lower / exposure, upper=upper / exposure, level=level, method="Poisson exact", side=side
    )


def _where_zero(excess: Callable[[float], float], share: float) -> tuple[float, float]:
    """Find where a function that is negative at ``share`` crosses zero on either side, between 0 and 1."""
    low, high = (
        float(scipy.optimize.brentq(excess, *ends, xtol=1e-15))
        for ends in ((1e-300, share), (share, 1 - 1e-16))
    )
    return low, high


def _check_counts(x: int, n: int, level: float) -> None:
    if n < 1 or not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is not a proportion")
    _check_level(level)


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"a confidence level of {level} does not lie between 0 and 1")
