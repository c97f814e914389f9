"""Decisions while outcomes are pending: who was followed, or received, only a part counts as that part of a participant.

The likelihood of a pending participant without an event is close to that of a fraction of a complete one, so a table
design decides by events over the effective number. Source: Lin and Yuan 2020, Biostatistics 21:807 (TITE-BOIN,
TITE-keyboard). Complete data give the printed table back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import scipy

from hepatica.stats.dosing.boin import limits
from hepatica.stats.dosing.keyboard import strongest_key, unit_mass


@dataclass(frozen=True, kw_only=True)
class Effective:
    """What is known at one dose: events among so many effective participants."""

    events: int
    size: float
    """Complete participants and whoever had the event count one each, the others their weight."""

    @property
    def rate(self) -> float:
        """The events over the effective size; 0 while nothing is known."""
        return self.events / self.size if self.size else 0.0

    def above(self, target: float) -> float:
        """Return P(rate > target) under a uniform prior."""
        return float(scipy.stats.beta.sf(target, 1 + self.events, 1 + self.size - self.events))

    def too_toxic(self, target: float, cutoff: float, *, least: float = 3) -> bool:
        """Whether the dose is given up: P(rate > target) above the cutoff with at least so many effective participants."""
        return self.size >= least and self.above(target) > cutoff


def effective(events: Sequence[bool], weights: Sequence[float]) -> Effective:
    """Return what participants with these outcomes and weights amount to; an event counts whole whatever its weight."""
    if len(events) != len(weights) or any(not 0 <= weight <= 1 for weight in weights):
        raise ValueError("there must be a weight from 0 to 1 for each participant")
    return Effective(
        events=sum(events),
        size=fsum(1.0 if event else weight for event, weight in zip(events, weights, strict=True)),
    )


def boin_step(seen: Effective, target: float, *, safe: float, toxic: float) -> int:
    """Return +1, 0 or −1 by the limits of BOIN; 0 while nothing is known."""
    up, down = limits(target, safe=safe, toxic=toxic)
    if not seen.size:
        return 0
    return 1 if seen.rate <= up + 1e-12 else -1 if seen.rate >= down - 1e-12 else 0


def keyboard_step(seen: Effective, target: float, *, half_width: float) -> int:
    """Return +1, 0 or −1 by the strongest key; 0 while nothing is known."""
    return -strongest_key(seen.events, seen.size, target, half_width=half_width) if seen.size else 0


def unit_mass_step(seen: Effective, target: float, *, half_width: float) -> int:
    """Return +1, 0 or −1 by mTPI-2; 0 while nothing is known."""
    if not seen.size:
        return 0
    return -unit_mass(seen.events, seen.size, target, half_width=half_width, finer=True)
