"""The boundary of a design that a simulated trial is watched by: related serious events among those given cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from hepatica.design.document import Design
from hepatica.design.engines import asked
from hepatica.design.proceeding import StopRule
from hepatica.stats.monitoring.rules import Asked, answered


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A boundary for related serious events among those who were given cells, in the order they entered."""

    limits: tuple[int, ...]
    """After k exposed, the fewest of them with an event that stop; above k it cannot stop yet."""
    window_days: int
    """Days from the first infusion in which an event counts."""


def watched(design: Design) -> Watched | None:
    """Return the first boundary of the stop layer that counts related serious events by number; None for none."""
    for rule in design.stopping:
        if rule.layer != "stop" or rule.counts != "related_serious":
            continue
        if limits := _limits(rule, design.exposed):
            return Watched(limits=limits, window_days=rule.window_days or design.times.window_days)
    return None


def _limits(rule: StopRule, n: int) -> tuple[int, ...]:
    known = asked(rule, n)
    return () if known is None else _boundary(known)


@lru_cache(maxsize=16)
def _boundary(known: Asked) -> tuple[int, ...]:
    """Return the fewest events that stop after each number; searched once, for the plan and its schedule both ask."""
    return tuple(k + 1 if limit is None else limit for k, limit in enumerate(answered(known, ()).boundary, 1))
