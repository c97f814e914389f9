"""Events over time at risk: incidence rates by person and window, and two rates set against each other.

A rate that counts first events stops each person's clock at the event (EAIR); one that counts all events does not (EAER).
Both assume a hazard that does not change, which no procedure has: give them by window, never one for the whole study.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, nan, sqrt
from typing import Literal

import scipy

from hepatica.stats.intervals import Interval, Side, poisson_exact
from hepatica.stats.test import Alternative, Test

Counted = Literal["first", "all"]
METHODS = {
    "first": "exposure-adjusted incidence of first events (EAIR): time ends at the event",
    "all": "exposure-adjusted rate of all events (EAER): time runs on after an event",
}


@dataclass(frozen=True, kw_only=True)
class Followed:
    """One participant's time at risk from 0 to ``until``, and when events fell in it. Any unit of time."""

    until: float
    events: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse time that cannot be, and an event outside it."""
        if not (isfinite(self.until) and self.until >= 0):
            raise ValueError(f"a participant cannot be followed for {self.until}")
        outside = [event for event in self.events if not 0 <= event <= self.until]
        if outside:
            raise ValueError(f"an event at {outside[0]} does not lie within the follow-up of {self.until}")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Events over exposure, with its exact interval."""

    events: int
    exposure: float
    people: int
    value: float
    interval: Interval
    method: str


@dataclass(frozen=True, kw_only=True)
class RateRatio:
    """One rate over another with its exact interval; ``upper`` is infinite where the second has no event."""

    ratio: float
    lower: float
    upper: float
    level: float
    test: Test
    method: str = "exact conditional binomial"


def incidence(
    people: Sequence[Followed], *, counted: Counted = "first", level: float = 0.95, side: Side = "two"
) -> Rate:
    """Count first or all events over the time at risk, with Garwood's exact interval.

    Raises ValueError for nobody, or no time at risk. Source: Garwood 1936; Siddiqui 2009 for the two rates.
    """
    if not people:
        raise ValueError("nobody was followed, so there is no rate")
    first = counted == "first"
    events = sum(min(1, len(one.events)) if first else len(one.events) for one in people)
    exposure = sum(min(one.events, default=one.until) if first else one.until for one in people)
    if exposure <= 0:
        raise ValueError("nobody was at risk for any time, so there is no rate")
    return Rate(
        events=events,
        exposure=exposure,
        people=len(people),
        value=events / exposure,
        interval=poisson_exact(events, exposure, level=level, side=side),
        method=METHODS[counted],
    )


def within(people: Sequence[Followed], start: float, end: float) -> tuple[Followed, ...]:
    """Keep what falls from ``start`` up to, not including, ``end``; time counts from the start of the window anew.

    An event at the very end of somebody's follow-up stays in the window that the follow-up ends with. Who was not followed
    into the window is left out. Raises ValueError for a window without length.
    """
    if not start < end:
        raise ValueError(f"a window from {start} to {end} has no length")
    return tuple(
        Followed(
            until=min(one.until, end) - start,
            events=tuple(t - start for t in one.events if start <= t < end or t == end == one.until),
        )
        for one in people
        if one.until > start or one.until == start == 0
    )


def anscombe(x: int, exposure: float = 1.0, *, level: float = 0.95) -> Interval:
    """Approximate interval for a rate by the square root; its lower limit does not exist (NaN) without an event.

    At one event it runs below the root's zero and is squared back: print Garwood's instead. Source: Anscombe 1948.
    """
    poisson_exact(x, exposure, level=level)  # refuses what is no rate
    z = float(scipy.stats.norm.ppf((1 + level) / 2))
    lower = nan if x == 0 else (sqrt(x - 1 / 8) - z / 2) ** 2 / exposure
    upper = (sqrt(x + 7 / 8) + z / 2) ** 2 / exposure
    return Interval(lower=lower, upper=upper, level=level, method="Anscombe square root")


def compare_rates(
    x1: int,
    exposure1: float,
    x0: int,
    exposure0: float,
    *,
    level: float = 0.95,
    alternative: Alternative = "two-sided",
) -> RateRatio:
    """Set x1 events over exposure1 against x0 over exposure0: given their sum, x1 is binomial.

    Two-sided p adds all outcomes no likelier than the one seen. Raises ValueError for no event in either, or counts and
    exposures that cannot be. Source: Przyborowski and Wilenski 1940; R poisson.test agrees.
    """
    for x, exposure in ((x1, exposure1), (x0, exposure0)):
        poisson_exact(x, exposure, level=level)
    total = x1 + x0
    if total == 0:
        raise ValueError("no event in either group says nothing about the ratio of their rates")
    share, scale = exposure1 / (exposure1 + exposure0), exposure0 / exposure1
    seen = scipy.stats.binomtest(x1, total, share, alternative=alternative)
    low, high = seen.proportion_ci(level, method="exact")
    ends = [scipy.stats.binomtest(x, total, share, alternative=alternative).pvalue for x in (0, total)]
    return RateRatio(
        ratio=x1 / x0 * scale if x0 else inf,
        lower=_odds(float(low)) * scale,
        upper=_odds(float(high)) * scale,
        level=level,
        test=Test(
            method="exact comparison of two rates",
            p=float(seen.pvalue),
            floor=float(min(ends)),
            n=total,
            statistic=float(x1),
            alternative=alternative,
        ),
    )


def _odds(share: float) -> float:
    return inf if share == 1 else share / (1 - share)
