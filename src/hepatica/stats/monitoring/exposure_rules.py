"""Every stopping rule over exposure time on one call: what is watched for months exposes people before it is known.

Events are taken as a Poisson process over the exposure of all participants. Conventions: Martens and others 2024.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType

from hepatica.stats.monitoring.exposure import (
    ExposureFamily,
    ExposureMaxSprt,
    ExposureOBrienFleming,
    ExposurePocock,
    ExposurePower,
    ExposureSprt,
    GammaPoisson,
    Plan,
)
from hepatica.stats.monitoring.exposure_rule import ExposureOperating, ExposureRule, calibrated_exposure_rule
from hepatica.stats.monitoring.rules import cannot_show, check_size

PLAIN: Mapping[str, ExposureFamily] = MappingProxyType(
    {"maxsprt": ExposureMaxSprt(), "pocock": ExposurePocock(), "obrien-fleming": ExposureOBrienFleming()}
)
FAMILIES = (*PLAIN, "wang-tsiatis", "sprt", "gamma-poisson")
"""Families of boundaries over exposure time, by name."""


@dataclass(frozen=True, kw_only=True)
class ExposureAnswer:
    """A calibrated boundary over exposure time, and what it does at supposed probabilities of an event within tau."""

    method: str
    rule: ExposureRule
    boundary: tuple[int | None, ...]
    """Fewest events that stop when all exposure is that of 1 to n complete follow-ups; None where none can."""
    supposed: tuple[ExposureOperating, ...]
    assumes: tuple[str, ...]
    cannot_show: tuple[str, ...]


def family_of(
    name: str, plan: Plan, *, p1: float | None = None, delta: float | None = None, prior: Sequence[float] = ()
) -> ExposureFamily:
    """Give a family by name; ``prior`` is the shape of a gamma distribution and, if given, its rate.

    Raises ValueError, in a sentence, for an unknown name or a part that the family needs and lacks.
    """
    if name in PLAIN:
        return PLAIN[name]
    if name == "wang-tsiatis":
        if delta is None or not 0 <= delta <= 0.5:
            raise ValueError("wang-tsiatis needs a delta between 0 and 0.5")
        return ExposurePower(delta=delta)
    if name == "sprt":
        if p1 is None or not plan.p0 < p1 < 1:
            raise ValueError(
                f"sprt needs a probability to detect, p1, between the acceptable {plan.p0} and 1"
            )
        return ExposureSprt(p1=p1)
    if name == "gamma-poisson":
        if len(prior) not in {1, 2} or not all(0 < number < float("inf") for number in prior):
            raise ValueError(
                "gamma-poisson needs a prior: the shape of a gamma distribution and, if known, its rate"
            )
        return GammaPoisson(shape=prior[0], rate=prior[1] if len(prior) == 2 else None)
    raise ValueError(
        f"there is no family '{name}' over exposure time; the families are {', '.join(FAMILIES)}"
    )


def exposure_answered(
    family: ExposureFamily, plan: Plan, alpha: float, probabilities: Sequence[float]
) -> ExposureAnswer:
    """Calibrate the rule and give what it does. Raises ValueError as `calibrated_exposure_rule`."""
    check_size(plan.n)
    if not isfinite(plan.tau):
        raise ValueError(f"a follow-up of {plan.tau} cannot be watched to its end")
    rule = calibrated_exposure_rule(family, plan, alpha)
    supposed = rule.operating(probabilities)
    return ExposureAnswer(
        method=rule.method,
        rule=rule,
        boundary=tuple(_fewest(rule, k * plan.tau, k) for k in range(1, plan.n + 1)),
        supposed=supposed,
        assumes=(
            "events come as a Poisson process: a constant rate, the same for all, and as many as one per participant",
            "every event is known when it happens, and exposure is counted until then",
        ),
        cannot_show=(
            *cannot_show(plan.n, [(one.p, one.p_stop) for one in supposed if one.p > plan.p0]),
            "Events of a procedure come in its first days: a constant rate does not describe them.",
        ),
    )


def _fewest(rule: ExposureRule, exposure: float, most: int) -> int | None:
    events = next((d for latest, d in rule.stages if exposure <= latest * (1 + 1e-12)), rule.stages[-1][1])
    return events if events <= most else None
