"""Measurements of several participants over time, and each one's own slope: the summary that five can carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import median

import numpy as np

from hepatica.stats.risk_table import Floats


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """One value of one participant."""

    participant: str
    time: float
    value: float


@dataclass(frozen=True, kw_only=True)
class OwnSlope:
    """One participant's least-squares slope; None with fewer than two times."""

    participant: str
    n: int
    slope: float | None


@dataclass(frozen=True, kw_only=True)
class OwnSlopes:
    """Everybody's slope; the median is of those who have one."""

    each: tuple[OwnSlope, ...]
    median: float | None
    method: str = "Least-squares slope of each participant"

    @property
    def known(self) -> tuple[float, ...]:
        """The slopes there are, for the exact paired tests."""
        return tuple(one.slope for one in self.each if one.slope is not None)


@dataclass(frozen=True, kw_only=True)
class Longitudinal:
    """Checked measurements as arrays of one length, participants numbered in the order of appearance."""

    participants: tuple[str, ...]
    member: np.typing.NDArray[np.intp]
    times: Floats
    values: Floats


def longitudinal(measurements: Sequence[Measurement]) -> Longitudinal:
    """Check measurements and lay them out; raises ValueError where there are none or one is not a number."""
    if not measurements:
        raise ValueError("nothing was measured: there is no course to describe")
    for one in measurements:
        if not (isfinite(one.time) and isfinite(one.value)):
            raise ValueError(
                f"participant {one.participant}: a value of {one.value} at {one.time} is not a measurement; "
                "leave it out and say so"
            )
    participants = tuple(dict.fromkeys(one.participant for one in measurements))
    number = {participant: i for i, participant in enumerate(participants)}
    return Longitudinal(
        participants=participants,
        member=np.array([number[one.participant] for one in measurements], dtype=np.intp),
        times=np.array([one.time for one in measurements], dtype=float),
        values=np.array([one.value for one in measurements], dtype=float),
    )


def own_slopes(measurements: Sequence[Measurement]) -> OwnSlopes:
    """Fit each participant a line of their own; whoever was measured at one time only is kept, without a slope."""
    data = longitudinal(measurements)
    each = tuple(_own(data, i) for i in range(len(data.participants)))
    known = [one.slope for one in each if one.slope is not None]
    return OwnSlopes(each=each, median=median(known) if known else None)


def _own(data: Longitudinal, i: int) -> OwnSlope:
    mine = data.member == i
    t, y = data.times[mine], data.values[mine]
    away = t - t.mean()
    spread = float(away @ away)
    return OwnSlope(
        participant=data.participants[i],
        n=len(t),
        slope=float(away @ (y - y.mean())) / spread if spread > 0 else None,
    )
