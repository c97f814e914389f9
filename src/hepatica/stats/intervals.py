"""Intervals for a proportion and for a rate, exact where that is possible."""

from dataclasses import dataclass
from math import isfinite
from typing import Literal

from scipy.stats import beta, binomtest, chi2

Side = Literal["two", "upper"]


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
    lower, upper = binomtest(x, n, alternative=alternative).proportion_ci(level, method="exact")
    return Interval(lower=float(lower), upper=float(upper), level=level, method="Clopper-Pearson", side=side)


def wilson(x: int, n: int, *, level: float = 0.95) -> Interval:
    """Wilson score interval for x of n, without continuity correction. Source: Wilson 1927, Newcombe 1998."""
    _check_counts(x, n, level)
    lower, upper = binomtest(x, n).proportion_ci(level, method="wilson")
    # At the ends the formula is exactly 0 and 1; binary rounding leaves 1e-17.
    return Interval(
        lower=0.0 if x == 0 else float(lower),
        upper=1.0 if x == n else float(upper),
        level=level,
        method="Wilson",
    )


def jeffreys(x: int, n: int, *, level: float = 0.95) -> Interval:
    """Bayesian interval under Jeffreys' prior, Beta(x + 1/2, n - x + 1/2); 0 and 1 at the ends. Source: Brown 2001."""
    _check_counts(x, n, level)
    tail = (1 - level) / 2
    posterior = beta(x + 0.5, n - x + 0.5)
    return Interval(
        lower=0.0 if x == 0 else float(posterior.ppf(tail)),
        upper=1.0 if x == n else float(posterior.ppf(1 - tail)),
        level=level,
        method="Jeffreys",
    )


def poisson_exact(x: int, exposure: float = 1.0, *, level: float = 0.95, side: Side = "two") -> Interval:
    """Exact interval for a rate of x events in an exposure (person-years), by chi-squared. Source: Garwood 1936."""
    if x < 0:
        raise ValueError(f"a count cannot be {x}")
    if not (exposure > 0 and isfinite(exposure)):
        raise ValueError(f"an exposure cannot be {exposure}")
    _check_level(level)
    tail = (1 - level) / 2 if side == "two" else 1 - level
    lower = 0.0 if x == 0 or side == "upper" else float(chi2.ppf(tail, 2 * x)) / 2
    upper = float(chi2.ppf(1 - tail, 2 * (x + 1))) / 2
    return Interval(
        lower=lower / exposure, upper=upper / exposure, level=level, method="Poisson exact", side=side
    )


def _check_counts(x: int, n: int, level: float) -> None:
    if n < 1 or not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is not a proportion")
    _check_level(level)


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"a confidence level of {level} does not lie between 0 and 1")
