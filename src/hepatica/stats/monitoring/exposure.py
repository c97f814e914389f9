"""Families of boundaries for events over exposure time: a rule stops at the d-th event if it comes early enough.

Events are taken as a Poisson process of rate -log(1 - p) / tau, where p is the probability of an event within tau.
Conventions: Martens and others 2024.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, e, exp, inf, log, sqrt
from typing import ClassVar, Literal

import scipy

from hepatica.stats.monitoring.families import Scale, searched
from hepatica.stats.root import crossing

Information = Literal["expected", "maximum"]
"""Exposure at which the chance of a false stop is counted: expected at p0, or if nobody has an event."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who is watched, and for how long.

    Raises ValueError for nobody, no time, or a probability that does not lie between 0 and 1.
    """

    n: int
    tau: float
    """Length of each participant's observation, in any unit of time."""
    p0: float
    """Acceptable probability of an event within tau."""
    information: Information = "expected"

    def __post_init__(self) -> None:
        """Refuse what cannot be watched."""
        if self.n < 1 or not self.tau > 0:
            raise ValueError(f"{self.n} participants for a time of {self.tau} cannot be watched")
        if not 0 < self.p0 < 1:
            raise ValueError(f"an acceptable probability of {self.p0} does not lie between 0 and 1")

    def rate(self, p: float) -> float:
        """Give events per unit of exposure where p is the probability of one within tau."""
        return -log(1 - p) / self.tau

    @property
    def longest(self) -> float:
        """Exposure if nobody has an event."""
        return self.n * self.tau

    @property
    def most(self) -> float:
        """Exposure for which the rule is calibrated; expected: each participant up to the first event, at p0."""
        return self.longest if self.information == "maximum" else self.n * self.p0 / self.rate(self.p0)


class ExposureFamily:
    """A family of boundaries of one critical value."""

    name: ClassVar[str]
    scale: ClassVar[Scale]

    def events_at(self, exposure: float, critical: float, plan: Plan) -> float:
        """Give the boundary in events after an exposure."""
        raise NotImplementedError

    def latest(self, d: int, critical: float, plan: Plan) -> float:
        """Give the exposure up to which d events stop."""
        raise NotImplementedError

    def bracket(self, plan: Plan, alpha: float) -> tuple[float, float]:
        """Give critical values between which the one is searched."""
        return searched(self.scale, alpha, alpha / (plan.n * plan.p0))

    def stages(self, critical: float, plan: Plan) -> list[tuple[float, int]]:
        """Give (latest exposure, events), rising; the last stage ends with the longest exposure."""
        first = max(ceil(self.events_at(0.0, critical, plan)), 1)
        last = ceil(self.events_at(plan.longest, critical, plan))
        stages = [(self.latest(d, critical, plan), d) for d in range(first, last + 1)]
        return [*stages[:-1], (plan.longest, last)]


@dataclass(frozen=True, kw_only=True)
class ExposurePower(ExposureFamily):
    """Events above expectation in powers of exposure: ``delta`` 0.5 Pocock, 0 O'Brien-Fleming. Source: Wang 1987."""

    delta: float
    name: ClassVar[str] = "Wang-Tsiatis"
    scale: ClassVar[Scale] = "deviations"

    def events_at(self, exposure: float, critical: float, plan: Plan) -> float:
        """Critical value: standard deviations."""
        rate = plan.rate(plan.p0)
        if self.delta == 0.5:
            return rate * exposure + critical * sqrt(rate * exposure)
        if self.delta == 0:
            return rate * exposure + critical * sqrt(rate * plan.most)
        power: float = plan.most ** (0.5 - self.delta) * exposure**self.delta
        return rate * exposure + critical * sqrt(rate) * power

    def latest(self, d: int, critical: float, plan: Plan) -> float:
        """Give it in closed form at the two ends of the family, solved between."""
        rate = plan.rate(plan.p0)
        if self.delta == 0.5:
            return (d + 0.5 * (critical**2 - sqrt(4 * d * critical**2 + critical**4))) / rate
        if self.delta == 0:
            return (d - critical * sqrt(rate * plan.most)) / rate
        return crossing(lambda u: self.events_at(u, critical, plan) - d, 0.0, 2 * plan.longest)


@dataclass(frozen=True, kw_only=True)
class ExposurePocock(ExposurePower):
    """The same number of standard deviations throughout."""

    delta: float = 0.5
    name: ClassVar[str] = "Pocock-type"


@dataclass(frozen=True, kw_only=True)
class ExposureOBrienFleming(ExposurePower):
    """A straight boundary: few early stops."""

    delta: float = 0.0
    name: ClassVar[str] = "O'Brien-Fleming-type"


@dataclass(frozen=True, kw_only=True)
class ExposureSprt(ExposureFamily):
    """Truncated sequential probability ratio test of p1 against p0. Source: Wald 1945."""

    p1: float
    name: ClassVar[str] = "truncated SPRT"
    scale: ClassVar[Scale] = "log ratio"

    def events_at(self, exposure: float, critical: float, plan: Plan) -> float:
        """Critical value: log likelihood ratio."""
        low, high = plan.rate(plan.p0), plan.rate(self.p1)
        return (critical + (high - low) * exposure) / log(high / low)

    def latest(self, d: int, critical: float, plan: Plan) -> float:
        """Turn the straight line round."""
        low, high = plan.rate(plan.p0), plan.rate(self.p1)
        return (d * (log(high) - log(low)) - critical) / (high - low)


@dataclass(frozen=True, kw_only=True)
class ExposureMaxSprt(ExposureFamily):
    """Sequential test of the most likely rate against p0. Source: Kulldorff 2011."""

    name: ClassVar[str] = "MaxSPRT"
    scale: ClassVar[Scale] = "log ratio"

    def events_at(self, exposure: float, critical: float, plan: Plan) -> float:
        """Critical value: log generalised likelihood ratio."""
        if exposure == 0:
            return 0.0
        expected = plan.rate(plan.p0) * exposure
        return float((critical - expected) / scipy.special.lambertw((critical / expected - 1) / e).real)

    def latest(self, d: int, critical: float, plan: Plan) -> float:
        """Turn it round by Lambert's function."""
        return float(-d / plan.rate(plan.p0) * scipy.special.lambertw(-exp(-critical / d - 1)).real)


@dataclass(frozen=True, kw_only=True)
class GammaPoisson(ExposureFamily):
    """Posterior probability of a rate above p0's under a gamma(shape, rate) prior of the event rate.

    Without ``rate`` the prior's mean is the acceptable rate. The critical value is the posterior probability.
    """

    shape: float
    rate: float | None = None
    name: ClassVar[str] = "gamma-Poisson"
    scale: ClassVar[Scale] = "probability"

    def stages(self, critical: float, plan: Plan) -> list[tuple[float, int]]:
        """Give (latest exposure, events), each solved from the one before."""
        first = self._fewest(0.0, critical, plan)
        last = self._fewest(plan.longest, critical, plan)
        stages: list[tuple[float, int]] = []
        for d in range(first, last):
            low = stages[-1][0] if stages else 0.0
            stages.append((self._latest(d, critical, plan, low), d))
        return [*stages, (plan.longest, last)]

    def bracket(self, plan: Plan, alpha: float) -> tuple[float, float]:
        """From what one event in all of the exposure would give, to near certainty."""
        low, high = super().bracket(plan, alpha)
        return low + self._above(1, plan.most, plan) + 0.01, high - 0.001

    def _latest(self, d: int, critical: float, plan: Plan, low: float) -> float:
        return crossing(lambda u: self._above(d, u, plan) - critical, low, plan.longest)

    def _above(self, d: int, exposure: float, plan: Plan) -> float:
        acceptable = plan.rate(plan.p0)
        rate = self.shape / acceptable if self.rate is None else self.rate
        return float(1 - scipy.stats.gamma.cdf(acceptable * (rate + exposure), self.shape + d))

    def _fewest(self, exposure: float, critical: float, plan: Plan) -> int:
        enough = (d for d in range(1, plan.n + 1) if self._above(d, exposure, plan) >= critical)
        if (found := next(enough, inf)) == inf:
            raise ValueError(f"not even an event in each of {plan.n} participants reaches {critical}")
        return int(found)
