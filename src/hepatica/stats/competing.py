"""Time until one of several events that exclude each other: death or transplant, whichever comes first."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from hepatica.stats.effects import permutation_floor, z_of
from hepatica.stats.refusal import Refused
from hepatica.stats.risk_table import Flags, Floats, RiskTable, at_or_before, checked_times, risk_table

_ROUNDING = 1e-9
"""An incidence as near to 1 is 1: sums of shares miss it by their rounding."""


@dataclass(frozen=True, kw_only=True)
class IncidenceStep:
    """Cumulative incidence from one event time to the next; no limits at 0, 1 or without a variance."""

    time: float
    incidence: float
    variance: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True, kw_only=True)
class CumulativeIncidence:
    """The share who have had one cause first, by time."""

    cause: str
    n: int
    events: int
    steps: tuple[IncidenceStep, ...]
    last: float  # the longest follow-up
    open: bool  # somebody was still free of every event at the end
    level: float
    method: str = "Aalen–Johansen, log-log interval"

    def at(self, time: float) -> IncidenceStep | None:
        """Return the curve just after ``time``; None beyond the last follow-up of somebody still free."""
        if time < 0:
            raise ValueError(f"an incidence at time {time} cannot be asked")
        if time > self.last and self.open:
            return None
        index = at_or_before(np.array([step.time for step in self.steps]), time)
        if index < 0:
            return IncidenceStep(time=0.0, incidence=0.0, variance=0.0, lower=None, upper=None)
        return self.steps[index]


@dataclass(frozen=True, kw_only=True)
class GrayTest:
    """Whether groups differ in the cumulative incidence of one cause."""

    cause: str
    groups: tuple[str, ...]
    statistic: float
    df: int
    p: float
    floor: float  # the least p a permutation of these group sizes could give
    method: str = "Gray"


def cumulative_incidence(
    times: Sequence[float], causes: Sequence[str | None], cause: str, *, level: float = 0.95
) -> CumulativeIncidence:
    """Add up, over time, the share still free of everything times the share of those who then have ``cause``.

    ``causes`` holds the first event of each participant, None where censored. The variance is the delta method of
    Pepe and Mori with a correction for ties, as R ``cmprsk`` has it. Raises ValueError for follow-up that cannot be.
    Source: Aalen and Johansen 1978; Gray 1988.
    """
    table, z = _table(times, causes, cause), z_of(level)
    incidence, variance = _incidence(table), _variance(table)
    happened = (table.events + table.other) > 0
    return CumulativeIncidence(
        cause=cause,
        n=len(times),
        events=int(table.events.sum()),
        steps=tuple(
            _step(float(t), float(f), float(v), z)
            for t, f, v in zip(table.times[happened], incidence[happened], variance[happened], strict=True)
        ),
        last=float(table.times[-1]),
        open=bool(table.survival[-1] > 0),
        level=level,
    )


def naive_incidence(
    times: Sequence[float], causes: Sequence[str | None], cause: str, *, level: float = 0.95
) -> CumulativeIncidence:
    """One minus Kaplan–Meier with the other causes censored: **overstates**, and is shown only beside the right one.

    It answers what would happen if nobody could have the other events, as though the transplanted died like the rest.
    """
    only = tuple(each if each == cause else None for each in causes)
    curve = cumulative_incidence(times, only, cause, level=level)
    return CumulativeIncidence(
        cause=cause,
        n=curve.n,
        events=curve.events,
        steps=curve.steps,
        last=curve.last,
        open=curve.open,
        level=level,
        method="1 − Kaplan–Meier with competing events censored: overstates the risk",
    )


def gray_test(
    times: Sequence[float], causes: Sequence[str | None], groups: Sequence[Hashable], cause: str
) -> GrayTest | Refused:
    """Compare cumulative incidence between groups, keeping in the risk set those removed by another cause.

    Refused without an event of the cause or without a second group. Source: Gray 1988 (weights ρ = 0).
    """
    followed = checked_times(times, len(causes))
    if len(groups) != len(times):
        raise ValueError(f"{len(times)} follow-up times stand beside {len(groups)} groups")
    names = sorted({str(group) for group in groups})
    member = np.array([[str(group) == name for group in groups] for name in names])
    of_cause, other = _flags(causes, cause)
    if len(names) < 2:
        return Refused(method=GrayTest.method, kind="too_few", reason="one group alone cannot be compared")
    if not of_cause.any():
        reason = f"nobody had the event {cause}: no times to compare"
        return Refused(method=GrayTest.method, kind="no_events", reason=reason)
    score, variance = _gray_score(followed, of_cause, other, member)
    inner = variance[:-1, :-1]
    if np.linalg.matrix_rank(inner) < len(names) - 1:
        reason = f"no events of the cause {cause} fell where the groups could be compared"
        return Refused(method=GrayTest.method, kind="not_estimable", reason=reason)
    statistic = float(score[:-1] @ np.linalg.solve(inner, score[:-1]))
    return GrayTest(
        cause=cause,
        groups=tuple(names),
        statistic=statistic,
        df=len(names) - 1,
        p=float(scipy.stats.chi2.sf(statistic, len(names) - 1)),
        floor=permutation_floor([int(row.sum()) for row in member]),
    )


def _flags(causes: Sequence[str | None], cause: str) -> tuple[Flags, Flags]:
    of_cause = np.array([each == cause for each in causes], dtype=bool)
    other = np.array([each is not None and each != cause for each in causes], dtype=bool)
    return of_cause, other


def _table(times: Sequence[float], causes: Sequence[str | None], cause: str) -> RiskTable:
    followed = checked_times(times, len(causes))
    return risk_table(followed, *_flags(causes, cause))


def _step(time: float, f: float, v: float, z: float) -> IncidenceStep:
    # On the log-log scale of F itself, so that limits stay within 0 and 1.
    known = 0 < f < 1 - _ROUNDING and v > 0
    width = z * v**0.5 / (f * abs(np.log(f))) if known else 0.0
    return IncidenceStep(
        time=time,
        incidence=f,
        variance=v,
        lower=float(f ** np.exp(width)) if known else None,
        upper=float(f ** np.exp(-width)) if known else None,
    )


def _incidence(table: RiskTable) -> Floats:
    return np.cumsum(table.survival_before * table.events / table.at_risk)


def _untied(events: Floats, at_risk: Floats) -> Floats:
    """Share of the variance left where several events fall on one time."""
    return np.where(events > 1, 1 - (events - 1) / np.maximum(at_risk - 1, 1), 1.0)


def _variance(table: RiskTable) -> Floats:
    """Variance of the incidence just after each time: what each event so far still does to it, squared and weighed."""
    f, s, n = _incidence(table), table.survival, table.at_risk
    inverse = np.where(s > 0, 1 / np.where(s > 0, s, 1.0), 0.0)
    base = table.survival_before**2 / n**2
    own = base * _untied(table.events, n) * table.events
    rest = np.where(s > 0, base * _untied(table.other, n) * table.other, 0.0)
    # Both influences are linear in F(t), so three running sums carry them to every later time.
    own_at, rest_at = 1 + f * inverse, f * inverse
    constant = np.cumsum(own * own_at**2 + rest * rest_at**2)
    linear = np.cumsum((own * own_at + rest * rest_at) * inverse)
    square = np.cumsum((own + rest) * inverse**2)
    variance: Floats = np.maximum(constant - 2 * f * linear + f**2 * square, 0.0)
    return variance


def _gray_score(times: Floats, of_cause: Flags, other: Flags, member: Flags) -> tuple[Floats, Floats]:
    """Gray's score per group and its covariance, by the influence of each event on each group's score."""
    whole = risk_table(times, of_cause, other)
    k = len(member)
    survival, incidence, pooled = np.ones(k), np.zeros(k), 0.0
    score, drift = np.zeros(k), np.zeros((k, k))
    direct: list[tuple[Floats, Floats, Floats, Floats]] = []
    for time in whole.times[(whole.events + whole.other) > 0]:
        now = times == time
        at_risk = (member & (times >= time)).sum(axis=1).astype(float)
        first = (member & now & of_cause).sum(axis=1).astype(float)
        second = (member & now & other).sum(axis=1).astype(float)
        here = at_risk > 0
        safe = np.where(here, at_risk, 1.0)
        before = np.where(here, survival, 1.0)
        kept = np.where(here, at_risk / before, 0.0)  # at risk, had nobody left by another cause
        total, events = float(kept.sum()), float(first.sum())
        pull = np.diag(kept) - np.outer(kept, kept) / total
        drift = drift + pull * events / (total * (1 - pooled))
        free = kept * (1 - incidence)
        score += first - events * free / free.sum()
        after = np.where(here, before * (at_risk - first - second) / safe, survival)
        pooled_after = pooled + events / total
        incidence = incidence + np.where(here, before * first / safe, 0.0)
        ratio = np.where(after > 0, (1 - pooled_after) / np.where(after > 0, after, 1.0), 0.0)
        if events > 0:
            tied = np.where(events > 1, 1 - (events - 1) / np.maximum(total * before - 1, 1e-12), 1.0)
            weight = np.where(here, tied * before * events / (total * safe), 0.0)
            direct.append((pull, drift, 1 - ratio, weight))
        lost = _untied(second, at_risk) * before**2 * second / safe**2
        direct.append((np.zeros((k, k)), drift, -ratio, np.where(after > 0, lost, 0.0)))
        survival, pooled = after, pooled_after
    variance = np.zeros((k, k))
    for pull, then, carry, weight in direct:
        influence = pull + (drift - then) * carry
        variance += (influence * weight) @ influence.T
    return score, variance
