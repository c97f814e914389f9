"""Who was at risk and what happened at each time: the table under every survival curve."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class RiskTable:
    """Per distinct time: at risk just before it, events and departures at it. Arrays of one length."""

    times: Floats
    at_risk: Floats
    events: Floats
    """Of the cause of interest."""
    other: Floats
    """Of any other cause; zero without competing events."""

    @property
    def survival(self) -> Floats:
        """Free of any event just after each time (Kaplan–Meier)."""
        return np.cumprod(1 - (self.events + self.other) / self.at_risk).astype(np.float64)

    @property
    def survival_before(self) -> Floats:
        """Free of any event just before each time."""
        return np.concatenate(([1.0], self.survival[:-1]))


def risk_table(times: Floats, events: Flags, other: Flags | None = None) -> RiskTable:
    """Tabulate follow-up; somebody censored at a time is still at risk at it."""
    distinct, place = np.unique(times, return_inverse=True)
    size = len(distinct)
    left = np.bincount(place, minlength=size).astype(np.float64)
    competing = np.zeros(len(times), dtype=bool) if other is None else other
    return RiskTable(
        times=distinct,
        at_risk=len(times) - np.concatenate(([0.0], np.cumsum(left)[:-1])),
        events=np.bincount(place[events], minlength=size).astype(np.float64),
        other=np.bincount(place[competing], minlength=size).astype(np.float64),
    )


def checked_times(times: Sequence[float], beside: int) -> Floats:
    """Return times as an array; raises ValueError where follow-up is negative, endless, absent or unmatched."""
    if not times:
        raise ValueError("nobody was followed: there is no survival to estimate")
    if len(times) != beside:
        raise ValueError(f"{len(times)} follow-up times stand beside {beside} outcomes")
    wrong = [t for t in times if not isfinite(t) or t < 0]
    if wrong:
        raise ValueError(f"a follow-up of {wrong[0]} cannot be: check the dates of the participant")
    return np.asarray(times, dtype=float)


def at_or_before(times: Floats, time: float) -> int:
    """Return the index of the last time not after ``time``; −1 before the first."""
    return int(np.searchsorted(times, time, side="right")) - 1
