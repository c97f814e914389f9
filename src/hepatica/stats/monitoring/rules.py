"""Every stopping rule on one call: its boundary, calibrated, and what it does at supposed rates, with the pause beside it.

A boundary is the second layer: the first is to pause and review at each event, and both odds are always given together.
Sources: the families name theirs; calibration and characteristics by the absorbing walk, Jennison and Turnbull 2000.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum, isfinite
from types import MappingProxyType
from typing import TypeVar

import scipy

from hepatica.stats.monitoring.beta_binomial import Prior
from hepatica.stats.monitoring.boundary import odds, pause_at_first
from hepatica.stats.monitoring.calibration import Rule, calibrated_rule
from hepatica.stats.monitoring.families import (
    BetaBinomial,
    ChenChaloner,
    Family,
    MaxSprt,
    OBrienFleming,
    Pocock,
    Sprt,
    WangTsiatis,
)
from hepatica.stats.monitoring.walk import Walk, check_rates

T = TypeVar("T")
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "beta-binomial": "Thall and Simon 1994; Geller and others 2003",
        "pocock": "Pocock 1977; Ivanova, Qaqish and Schell 2005",
        "obrien-fleming": "O'Brien and Fleming 1979",
        "wang-tsiatis": "Wang and Tsiatis 1987",
        "chen-chaloner": "Chen and Chaloner 2006",
        "sprt": "Wald 1945; Goldman 1987",
        "maxsprt": "Kulldorff and others 2011",
    }
)
"""The rules by name, and who proposed each."""
PLAIN: Mapping[str, Family] = MappingProxyType(
    {"pocock": Pocock(), "obrien-fleming": OBrienFleming(), "maxsprt": MaxSprt()}
)
"""Rules that need nothing besides an acceptable rate."""
NO_MASS = 1e-6
"""A prior with less than this on one side of the acceptable rate has made up its mind."""
MOST = 1000
UNSEEN = 0.2
"""An event is called missed at the rate at which a trial of this size sees none with this probability."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A stopping rule by name, with what it needs: ``n`` participants watched one after another, or only at ``looks``.

    Raises ValueError, in a sentence, for what cannot be: no participants, shares outside 0 to 1, a rate to detect that is not
    above the acceptable one, a prior that leaves nothing for the data to say, or a part that the rule needs and lacks.
    """

    rule: str
    n: int
    p0: float
    """Acceptable rate; where the event can also come from the disease, with that in it."""
    alpha: float
    """Chance of a false stop, at the acceptable rate, that one will bear."""
    prior: Prior | None = None
    p1: float | None = None
    """Rate to detect: sequential probability ratio test, Chen-Chaloner."""
    nu: float | None = None
    """Chen-Chaloner: least posterior probability of a rate above p1."""
    delta: float | None = None
    """Wang-Tsiatis: 0 is O'Brien-Fleming's boundary, 0.5 Pocock's."""
    looks: tuple[int, ...] = ()
    """Participants after which the count is looked at; each one if empty."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if self.rule not in SOURCES:
            raise ValueError(f"there is no rule '{self.rule}'; the rules are {', '.join(SOURCES)}")
        check_size(self.n)
        for value, name in ((self.p0, "an acceptable rate"), (self.alpha, "a chance of a false stop")):
            _share(value, name)
        if self.looks and self.looks[-1] != self.n:
            raise ValueError(f"the last look is after {self.looks[-1]} participants, not after all {self.n}")
        if self.p1 is not None and not self.p0 < self.p1 < 1:
            raise ValueError(
                f"a rate to detect of {self.p1} does not lie between the acceptable {self.p0} and 1"
            )
        if self.prior is not None:
            check_prior(self.prior, self.p0)
        _ = self.family

    @cached_property
    def family(self) -> Family:
        """The family of boundaries."""
        match self.rule:
            case "beta-binomial":
                prior = _needed(self.prior, self.rule, "a prior")
                return BetaBinomial(a=prior.a, b=prior.b)
            case "chen-chaloner":
                prior = _needed(self.prior, self.rule, "a prior")
                p1, nu = (
                    _needed(self.p1, self.rule, "a rate to detect, p1"),
                    _needed(self.nu, self.rule, "nu"),
                )
                _share(nu, "a posterior probability nu")
                return ChenChaloner(a=prior.a, b=prior.b, p1=p1, nu=nu)
            case "sprt":
                return Sprt(p1=_needed(self.p1, self.rule, "a rate to detect, p1"))
            case "wang-tsiatis":
                delta = _needed(self.delta, self.rule, "delta")
                if not 0 <= delta <= 0.5:
                    raise ValueError(f"a delta of {delta} does not lie between 0 and 0.5")
                return WangTsiatis(delta=delta)
            case _:
                return PLAIN[self.rule]


@dataclass(frozen=True, kw_only=True)
class Layer:
    """What one layer of protection does at one true rate: exact."""

    stops_at: tuple[float, ...]
    """Probability that it acts at the 1st, 2nd ... participant."""
    p: float
    """Probability that it acts at all."""
    expected_n: float
    """Participants treated until it acts, or all."""
    expected_events: float
    """Participants with the event by then: those exposed to the harm."""
    expected_n_if: float | None
    """Participants treated when it acts, in trials where it does; None where it never does."""


@dataclass(frozen=True, kw_only=True)
class Supposed:
    """What the boundary, and the pause at each event, do at one supposed true rate."""

    rate: float
    stop: Layer
    pause: Layer


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A calibrated boundary with the odds of both layers."""

    method: str
    source: str
    boundary: tuple[int | None, ...]
    """Fewest events that stop after 1 to n participants; None where it cannot stop, or nobody looks."""
    rule: Rule = field(repr=False)
    supposed: tuple[Supposed, ...]
    assumes: tuple[str, ...]
    cannot_show: tuple[str, ...]


def answered(asked: Asked, rates: Sequence[float]) -> Answer:
    """Calibrate the rule and give what it does at each supposed true rate.

    Raises ValueError for a rate outside 0 to 1, or looks that do not rise.
    """
    rule = calibrated_rule(asked.family, asked.looks or range(1, asked.n + 1), asked.p0, asked.alpha)
    limits = dict(zip(rule.looks, rule.limits, strict=True))
    every = tuple(limits.get(k, k + 1) for k in range(1, asked.n + 1))
    supposed = tuple(
        Supposed(rate=rate, stop=layer(odds(every, rate)), pause=layer(odds(pause_at_first(asked.n), rate)))
        for rate in rates
    )
    return Answer(
        method=rule.method,
        source=SOURCES[asked.rule],
        boundary=tuple(limit if limit <= k else None for k, limit in enumerate(every, 1)),
        rule=rule,
        supposed=supposed,
        assumes=(
            "participants are treated one after another, and the outcome of each is known before the next is treated",
            "all have the same rate, and none changes another's",
            f"the acceptable rate of {percent(asked.p0)} counts every event of this kind, whatever its cause",
        ),
        cannot_show=cannot_show(asked.n, [(one.rate, one.stop.p) for one in supposed if one.rate > asked.p0]),
    )


def layer(walked: Walk) -> Layer:
    """Give a walk of one class of events as a layer of protection."""
    p = walked.p_stop
    acted = fsum(k * chance for k, chance in enumerate(walked.stops_at, 1))
    return Layer(
        stops_at=walked.stops_at,
        p=p,
        expected_n=walked.expected_dosed,
        expected_events=walked.expected_counts[0],
        expected_n_if=acted / p if p > 0 else None,
    )


def check_size(n: int) -> None:
    """Refuse, in a sentence, fewer participants than one and more than are watched one by one."""
    check_rates((), n)
    if n > MOST:
        raise ValueError(
            f"{n:,} participants are more than the {MOST:,} that an early phase watches one by one"
        )


def check_prior(prior: Prior, p0: float) -> None:
    """Refuse, in a sentence, a prior with no mass on one side of the acceptable rate: no data could then speak."""
    if not (isfinite(prior.a) and isfinite(prior.b)):
        raise ValueError(f"Beta({prior.a}, {prior.b}) is not a prior: both numbers must be finite")
    for side, mass in (
        ("above", scipy.stats.beta.sf(p0, prior.a, prior.b)),
        ("below", scipy.stats.beta.cdf(p0, prior.a, prior.b)),
    ):
        if not mass >= NO_MASS:
            raise ValueError(
                f"Beta({prior.a:g}, {prior.b:g}) leaves {mass:.1g} of its mass {side} the acceptable rate of {p0:g}: "
                "no outcome of the trial could change its mind"
            )


def cannot_show(n: int, harmful: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    """Say what a boundary for n participants cannot show, given its chance of stopping at harmful rates, as pairs."""
    missed = (
        f"At a true rate of {percent(rate)} the boundary lets {percent(1 - p)} of such trials run to their end."
        for rate, p in harmful
    )
    unseen = percent(1 - UNSEEN ** (1 / n))
    return (
        "A boundary that was not reached does not show that the treatment is safe.",
        *missed,
        f"An event of a true rate of {unseen} is not seen at all in one of five trials of {n}.",
        "The rates are supposed: the odds say what would follow from them, never what they are.",
    )


def percent(share: float) -> str:
    """Write a share for a sentence: 25.6 %."""
    return f"{100 * share:.3g} %"


def _needed(value: T | None, rule: str, what: str) -> T:
    if value is None:
        raise ValueError(f"the rule {rule} needs {what}")
    return value


def _share(value: float, name: str) -> None:
    if not 0 < value < 1:
        raise ValueError(f"{name} of {value} does not lie between 0 and 1")
