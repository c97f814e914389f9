"""Families of stopping boundaries for a binary event: one critical value each, and a limit for every number treated.

After k participants a rule stops at the fewest events whose evidence against the acceptable rate ``p0`` reaches the
critical value. Limits above k mean that it cannot stop yet. Conventions: Martens and Logan 2024.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, log, sqrt
from statistics import NormalDist
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt
import scipy

Limits = npt.NDArray[np.int64]
LimitsAt = Callable[[float], Limits]
"""Limits after 1 to n participants, by critical value: they never fall as it grows."""


Scale = Literal["probability", "deviations", "log ratio"]
"""What a critical value is measured in."""


def searched(scale: Scale, alpha: float, least: float) -> tuple[float, float]:
    """Give critical values for one test at level ``alpha`` and at the level ``least``, all of 0 to 1 for a probability."""
    if scale == "probability":
        return 0.0, 1.0
    if scale == "deviations":
        return _normal_quantile(1 - alpha), _normal_quantile(1 - least)
    return float(scipy.stats.chi2.isf(alpha, 1)) / 2, float(scipy.stats.chi2.isf(least, 1)) / 2


def _normal_quantile(p: float) -> float:
    # Wichura's AS 241, which R uses too: the last bit matters where a line meets whole numbers.
    return NormalDist().inv_cdf(p)


class Family:
    """A family of boundaries, named by who proposed it."""

    name: ClassVar[str]
    scale: ClassVar[Scale]

    def limits(self, n: int, p0: float) -> LimitsAt:
        """Give the limits for 1 to n participants as a function of the critical value."""
        raise NotImplementedError

    def bracket(self, n: int, alpha: float) -> tuple[float, float]:
        """Give the critical values between which the one is searched."""
        return searched(self.scale, alpha, alpha / n)


@dataclass(frozen=True, kw_only=True)
class Pocock(Family):
    """One-sided exact binomial test at one pointwise level. Source: Pocock 1977; Ivanova 2005."""

    name: ClassVar[str] = "Pocock-type"
    scale: ClassVar[Scale] = "probability"

    def limits(self, n: int, p0: float) -> LimitsAt:
        """Critical value: 1 less the pointwise level."""
        k, x = _table(n)
        tail = np.where(x <= k, scipy.stats.binom.sf(x - 1, k, p0), 0.0)
        return lambda c: _first(tail <= 1 - c)


@dataclass(frozen=True, kw_only=True)
class WangTsiatis(Family):
    """A normal boundary of the power family; ``delta`` 0 is O'Brien-Fleming, 0.5 constant. Source: Wang 1987."""

    delta: float
    name: ClassVar[str] = "Wang-Tsiatis"
    scale: ClassVar[Scale] = "deviations"

    def limits(self, n: int, p0: float) -> LimitsAt:
        """Critical value: standard deviations at the last look."""
        k = np.arange(1, n + 1)
        if self.delta == 0:
            return lambda c: _whole(c * sqrt(n * p0 * (1 - p0)) + k * p0)
        return lambda c: _whole(c * (k / n) ** (self.delta - 0.5) * np.sqrt(k * p0 * (1 - p0)) + k * p0)


@dataclass(frozen=True, kw_only=True)
class OBrienFleming(WangTsiatis):
    """A straight boundary: few early stops. Source: O'Brien and Fleming 1979."""

    delta: float = 0.0
    name: ClassVar[str] = "O'Brien-Fleming-type"


@dataclass(frozen=True, kw_only=True)
class BetaBinomial(Family):
    """Posterior probability of a rate above p0 under a Beta(a, b) prior. Source: Thall and Simon 1994; Geller 2003."""

    a: float
    b: float
    name: ClassVar[str] = "beta-binomial (Geller)"
    scale: ClassVar[Scale] = "probability"

    def limits(self, n: int, p0: float) -> LimitsAt:
        """Critical value: the posterior probability. The count is continued beyond k as far as the prior allows."""
        k, x = _table(n, ceil(self.b))
        # The table ends at the count that leaves no doubt in a double: of fewer than n it leaves still less.
        x = x[:, : int((self._evidence(n, x, p0) == 1).argmax()) + 1]
        evidence = self._evidence(k, x, p0)
        evidence[:, -1] = 1.0
        return lambda c: _first(evidence >= c)

    def _evidence(self, k: Limits | int, x: Limits, p0: float) -> npt.NDArray[np.float64]:
        left = self.b + k - x
        return np.where(left > 0, scipy.special.betaincc(self.a + x, np.maximum(left, 1e-300), p0), 1.0)


@dataclass(frozen=True, kw_only=True)
class ChenChaloner(Family):
    """As beta-binomial, but P(rate > p1) must also exceed ``nu``. Source: Chen and Chaloner 2006."""

    a: float
    b: float
    p1: float
    nu: float
    name: ClassVar[str] = "Chen-Chaloner"
    scale: ClassVar[Scale] = "probability"

    def limits(self, n: int, p0: float) -> LimitsAt:
        """Critical value: the posterior probability of a rate above p0."""
        k, x = _table(n)
        left = self.b + np.maximum(k - x, 0)
        above = scipy.special.betaincc(self.a + x, left, p0)
        enough = (x <= k) & (scipy.special.betaincc(self.a + x, left, self.p1) > self.nu)
        return lambda c: _first((x > k) | ((above > c) & enough))


@dataclass(frozen=True, kw_only=True)
class Sprt(Family):
    """Truncated sequential probability ratio test of p1 against p0. Source: Wald 1945; Goldman 1987."""

    p1: float
    name: ClassVar[str] = "truncated SPRT"
    scale: ClassVar[Scale] = "log ratio"

    def limits(self, n: int, p0: float) -> LimitsAt:
        """Critical value: the log likelihood ratio."""
        if not p0 < self.p1 < 1:
            raise ValueError(f"a targeted rate of {self.p1} does not lie between {p0} and 1")
        k = np.arange(1, n + 1)
        per_none = log((1 - self.p1) / (1 - p0))
        per_event = log(self.p1 * (1 - p0) / ((1 - self.p1) * p0))
        return lambda c: _whole((c - k * per_none) / per_event)


@dataclass(frozen=True, kw_only=True)
class MaxSprt(Family):
    """Sequential test of the most likely rate above p0 against p0. Source: Kulldorff 2011."""

    name: ClassVar[str] = "MaxSPRT"
    scale: ClassVar[Scale] = "log ratio"

    def limits(self, n: int, p0: float) -> LimitsAt:
        """Critical value: the log generalised likelihood ratio."""
        k, x = _table(n)
        none = np.maximum(k - x, 0)
        ratio = scipy.special.xlogy(x, x / (k * p0)) + scipy.special.xlogy(none, none / (k * (1 - p0)))
        evidence = np.where(x > k, np.inf, np.where(x > k * p0, ratio, 0.0))
        return lambda c: _first(evidence >= c)


def _table(n: int, beyond: int = 1) -> tuple[Limits, Limits]:
    """Participants down, events across from 1 to n and some more."""
    return np.arange(1, n + 1)[:, None], np.arange(1, n + beyond + 1)[None, :]


def _first(reached: npt.NDArray[np.bool_]) -> Limits:
    """Find the fewest events, one per row, that are enough."""
    found: Limits = reached.argmax(axis=1) + 1
    return found


def _whole(line: npt.NDArray[np.floating]) -> Limits:
    """Round a line up to whole numbers.

    A line through 4 of 2 goes through 5 of 7 as well. Which of them binary rounding leaves below it is settled by doing
    the arithmetic in the order in which the published boundaries were computed; every answer keeps the level.
    """
    found: Limits = np.maximum(np.ceil(line), 1).astype(np.int64)
    return found
