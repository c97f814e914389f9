"""The change between two rates of one patient, as a ratio with its interval.

A pair is one patient's: before and after, each x counted events in a size n (cells in nuclei, cells in mm²). Nothing here
pools patients. A mean of several readings may make x and n fractional.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isfinite, log, sqrt
from typing import Literal

import scipy

from hepatica.stats.agreement import NotEstimable

Variance = Literal["binomial", "poisson"]
HALF = 0.5
NONE_COUNTED = "no cell was counted in either specimen, so the data say nothing about their ratio"
ALL_COUNTED = "every cell was positive in both specimens, so the data say nothing about their ratio"


@dataclass(frozen=True, kw_only=True)
class Events:
    """x events in a size n; ValueError for what cannot be counted."""

    x: float
    n: float

    def __post_init__(self) -> None:
        """Refuse a count below none or a size that is none."""
        if not (isfinite(self.x) and isfinite(self.n) and self.x >= 0 and self.n > 0):
            raise ValueError(f"{self.x} events in {self.n} is not a rate")


@dataclass(frozen=True, kw_only=True)
class Change:
    """After over before: the ratio and its logarithm, each with the interval, and how they were made."""

    ratio: float
    lower: float
    upper: float
    log_ratio: float
    log_error: float
    level: float
    method: str
    leans_on_half: bool
    """A count was 0: without the added half there would be no ratio, so it leans on that half."""


@dataclass(frozen=True, kw_only=True)
class ExactBounds:
    """Exact bounds of a ratio; ``upper`` is None where the data set none."""

    lower: float
    upper: float | None
    level: float


def compute_rate_ratio(
    before: Events, after: Events, *, variance: Variance = "binomial", level: float = 0.95
) -> Change | NotEstimable:
    """Give log[(x₁+½)/(n₁+½)] − log[(x₀+½)/(n₀+½)] with its large-sample interval, turned back into a ratio.

    Variance: binomial Σ 1/(x+½) − 1/(n+½), for events that are some of n; Poisson Σ 1/(x+½) with the rate (x+½)/n, for
    events in an area. No event in either gives a sentence. Source: Walter 1975; Pettigrew, Gart and Thomas 1986.
    """
    if before.x == after.x == 0:
        return NotEstimable(why=NONE_COUNTED)
    if variance == "binomial":
        _check_proportions(before, after)
        if before.x == before.n and after.x == after.n:
            return NotEstimable(why=ALL_COUNTED)
        rates = [log((e.x + HALF) / (e.n + HALF)) for e in (before, after)]
        spread = sum(1 / (e.x + HALF) - 1 / (e.n + HALF) for e in (before, after))
        method = "log ratio of (x+½)/(n+½), binomial variance"
    else:
        rates = [log((e.x + HALF) / e.n) for e in (before, after)]
        spread = sum(1 / (e.x + HALF) for e in (before, after))
        method = "log ratio of (x+½)/size, Poisson variance"
    return _change(rates[1] - rates[0], sqrt(spread), before, after, level, method)


def compute_odds_ratio(before: Events, after: Events, *, level: float = 0.95) -> Change | NotEstimable:
    """Give the difference of log[(x+½)/(n−x+½)] with variance Σ 1/(x+½) + 1/(n−x+½), turned back into a ratio.

    No event in either, or nothing but events in both, gives a sentence. Source: Haldane 1956, Anscombe 1956, Gart 1966.
    """
    _check_proportions(before, after)
    if before.x == after.x == 0:
        return NotEstimable(why=NONE_COUNTED)
    if before.x == before.n and after.x == after.n:
        return NotEstimable(why=ALL_COUNTED)
    odds = [log((e.x + HALF) / (e.n - e.x + HALF)) for e in (before, after)]
    spread = sum(1 / (e.x + HALF) + 1 / (e.n - e.x + HALF) for e in (before, after))
    return _change(odds[1] - odds[0], sqrt(spread), before, after, level, "log odds ratio with added halves")


def exact_rate_ratio(before: Events, after: Events, *, level: float = 0.95) -> ExactBounds | NotEstimable:
    """Give exact bounds of the rate ratio: given their sum, the events after are binomial (both rates being Poisson).

    No event after gives lower bound 0; none before gives no upper bound. Source: Przyborowski and Wilenski 1940.
    """
    _check_level(level)
    if before.x == after.x == 0:
        return NotEstimable(why=NONE_COUNTED)
    tail = (1 - level) / 2
    scale = before.n / after.n
    low = 0.0 if after.x == 0 else float(scipy.stats.beta.ppf(tail, after.x, before.x + 1))
    high = None if before.x == 0 else float(scipy.stats.beta.ppf(1 - tail, after.x + 1, before.x))
    return ExactBounds(
        lower=low / (1 - low) * scale, upper=None if high is None else high / (1 - high) * scale, level=level
    )


def _change(
    difference: float, error: float, before: Events, after: Events, level: float, method: str
) -> Change:
    _check_level(level)
    margin = float(scipy.stats.norm.ppf((1 + level) / 2)) * error
    return Change(
        ratio=exp(difference),
        lower=exp(difference - margin),
        upper=exp(difference + margin),
        log_ratio=difference,
        log_error=error,
        level=level,
        method=method,
        leans_on_half=before.x == 0 or after.x == 0,
    )


def _check_proportions(*pair: Events) -> None:
    wrong = [e for e in pair if e.x > e.n]
    if wrong:
        raise ValueError(f"{wrong[0].x} events of {wrong[0].n} is not a proportion")


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"a confidence level of {level} does not lie between 0 and 1")
