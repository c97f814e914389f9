"""The boundary of a design that a simulated trial is watched by: related serious events among those given cells."""

from __future__ import annotations

from dataclasses import dataclass

from hepatica.design.document import Design
from hepatica.design.engines import asked, calibrated
from hepatica.design.proceeding import StopRule


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
    if known is None:
        return ()
    return tuple(min(limit, k + 1) for k, limit in enumerate(calibrated(known).limits, 1))
