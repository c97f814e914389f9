"""BOIN: escalate, stay or de-escalate by comparing the observed rate with two fixed limits."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log

import scipy

SAFE, TOXIC = 0.6, 1.4
"""Rates, as multiples of the target, that the design takes for underdosing and overdosing."""


@dataclass(frozen=True, kw_only=True)
class DoseTable:
    """What to do after n treated at a dose, by the number of events among them; index 0 stands for one participant."""

    target: float
    escalate: tuple[int | None, ...]
    """At most so many events: go up. None where no count allows it."""
    deescalate: tuple[int, ...]
    """At least so many events: go down."""
    eliminate: tuple[int | None, ...]
    """At least so many events: this dose and all above are given up. None where no count can say so yet."""
    lambda_e: float | None = None
    lambda_d: float | None = None

    def decide(self, events: int, treated: int) -> str:
        """Return ``up``, ``stay``, ``down`` or ``eliminate``; ValueError for counts outside the table."""
        if not (1 <= treated <= len(self.deescalate) and 0 <= events <= treated):
            raise ValueError(f"{events} of {treated} is not in this table of {len(self.deescalate)}")
        gone, up = self.eliminate[treated - 1], self.escalate[treated - 1]
        if gone is not None and events >= gone:
            return "eliminate"
        if events >= self.deescalate[treated - 1]:
            return "down"
        return "up" if up is not None and events <= up else "stay"


def limits(target: float, *, safe: float = SAFE, toxic: float = TOXIC) -> tuple[float, float]:
    """Return lambda_e and lambda_d. Source: Liu and Yuan 2015, J R Stat Soc C 64:507."""
    if not 0 < target < 1 or not 0 < safe < 1 < toxic or toxic * target >= 1:
        raise ValueError(f"a target of {target} with {safe} and {toxic} as limits cannot be")
    low, high = safe * target, toxic * target
    up = log((1 - low) / (1 - target)) / log(target * (1 - low) / (low * (1 - target)))
    down = log((1 - target) / (1 - high)) / log(high * (1 - target) / (target * (1 - high)))
    return up, down


def boin(
    target: float, most: int, *, cutoff: float = 0.95, safe: float = SAFE, toxic: float = TOXIC
) -> DoseTable:
    """Return the table of a BOIN design for 1 to ``most`` treated at a dose.

    A dose is eliminated when P(rate > target | data, uniform prior) exceeds ``cutoff`` with three or more treated.
    """
    up, down = limits(target, safe=safe, toxic=toxic)
    sizes = range(1, most + 1)
    gone = tuple(eliminated(n, target, cutoff, least=3) for n in sizes)
    return DoseTable(
        target=target,
        escalate=tuple(floor(up * n + 1e-12) for n in sizes),
        deescalate=tuple(
            min(ceil(down * n - 1e-12), g if g is not None else n + 1)
            for n, g in zip(sizes, gone, strict=True)
        ),
        eliminate=gone,
        lambda_e=up,
        lambda_d=down,
    )


def eliminated(n: int, target: float, cutoff: float, *, least: int) -> int | None:
    """Return the fewest events of n with P(rate > target) above the cutoff; None where no count says so."""
    if n < least:
        return None
    return next((y for y in range(1, n + 1) if scipy.stats.beta.sf(target, y + 1, n - y + 1) > cutoff), None)
