"""Time until one kind of event: Kaplan–Meier, the mean time to a horizon, and the log-rank test."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from hepatica.stats.effects import permutation_floor, z_of
from hepatica.stats.refusal import Refused
from hepatica.stats.risk_table import Flags, Floats, checked_times, risk_table


@dataclass(frozen=True, kw_only=True)
class Step:
    """The curve from one time to the next; no limits where it stands at 1 or 0, where the data give no spread."""

    time: float
    at_risk: int
    events: int
    survival: float
    se: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, kw_only=True)
class KaplanMeier:
    """A survival curve, one step per distinct time of event or censoring."""

    n: int
    events: int
    steps: tuple[Step, ...]
    level: float
    method: str = "Kaplan–Meier, Greenwood, log-log interval"

    @property
    def median(self) -> float | None:
        """The first time at which half or fewer are free of the event; None where the curve stays above."""
        # 1e-12: half of six is not always 0.5 after six multiplications.
        return next((step.time for step in self.steps if step.survival <= 0.5 + 1e-12), None)

    def at(self, time: float) -> float | None:
        """Free of the event just after ``time``; None beyond the last follow-up of somebody still free."""
        if time < 0:
            raise ValueError(f"a survival at time {time} cannot be asked")
        last = self.steps[-1]
        if time > last.time and last.survival > 0:
            return None
        earlier = [step.survival for step in self.steps if step.time <= time]
        return earlier[-1] if earlier else 1.0


@dataclass(frozen=True, kw_only=True)
class RestrictedMean:
    """Mean time free of the event up to a horizon: the area under the curve."""

    value: float
    se: float
    lower: float
    upper: float
    horizon: float
    level: float
    method: str = "Restricted mean survival time, Kaplan–Meier area"


@dataclass(frozen=True, kw_only=True)
class LogRank:
    """Observed and expected events per group, with the chi-squared statistic."""

    groups: tuple[str, ...]
    observed: tuple[int, ...]
    expected: tuple[float, ...]
    statistic: float
    df: int
    p: float
    floor: float  # the least p a permutation of these group sizes could give
    method: str = "Log-rank"


def kaplan_meier(times: Sequence[float], events: Sequence[bool], *, level: float = 0.95) -> KaplanMeier:
    """Estimate survival as the product of the shares that pass each time; Greenwood's variance, log-log limits.

    Raises ValueError for follow-up that cannot be. Sources: Kaplan and Meier 1958; Kalbfleisch and Prentice 1980.
    """
    followed = checked_times(times, len(events))
    z = z_of(level)
    table = risk_table(followed, np.asarray(events, dtype=bool))
    survival = table.survival
    greenwood = np.cumsum(_greenwood(table.at_risk, table.events))
    steps = []
    for i, time in enumerate(table.times):
        s, g = float(survival[i]), float(greenwood[i])
        known = 0 < s < 1
        width = z * g**0.5 / abs(np.log(s)) if known else 0.0
        steps.append(
            Step(
                time=float(time),
                at_risk=int(table.at_risk[i]),
                events=int(table.events[i]),
                survival=s,
                se=s * g**0.5 if known else None,
                lower=float(s ** np.exp(width)) if known else None,
                upper=float(s ** np.exp(-width)) if known else None,
            )
        )
    return KaplanMeier(n=len(times), events=int(table.events.sum()), steps=tuple(steps), level=level)


def restricted_mean(
    times: Sequence[float], events: Sequence[bool], *, horizon: float, level: float = 0.95
) -> RestrictedMean | Refused:
    """Integrate the Kaplan–Meier curve to ``horizon``; refused where nobody at risk was followed that far.

    The variance sums each event's area beyond it, squared, by Greenwood's weight. Source: Irwin 1949; R ``survival``.
    """
    if not horizon > 0:
        raise ValueError(f"a horizon of {horizon} cannot be")
    followed = checked_times(times, len(events))
    table = risk_table(followed, np.asarray(events, dtype=bool))
    survival = table.survival
    if table.times[-1] < horizon and survival[-1] > 0:
        reason = (
            f"nobody was followed beyond {table.times[-1]:g}: the area up to {horizon:g} was not observed"
        )
        return Refused(method=RestrictedMean.method, kind="not_followed", reason=reason)
    within = table.times < horizon
    edges = np.concatenate(([0.0], table.times[within], [horizon]))
    pieces = np.diff(edges) * np.concatenate(([1.0], survival[within]))
    beyond = np.cumsum(pieces[::-1])[::-1][1:]  # area to the right of each time
    variance = float(np.sum(beyond**2 * _greenwood(table.at_risk, table.events)[within]))
    value, se, z = float(pieces.sum()), variance**0.5, z_of(level)
    return RestrictedMean(
        value=value,
        se=se,
        lower=max(0.0, value - z * se),
        upper=min(horizon, value + z * se),
        horizon=horizon,
        level=level,
    )


def log_rank(times: Sequence[float], events: Sequence[bool], groups: Sequence[Hashable]) -> LogRank | Refused:
    """Compare survival between groups by observed minus expected events; refused without events or a second group.

    Hypergeometric variance; two or more groups. Sources: Mantel 1966; Peto and Peto 1972.
    """
    followed = checked_times(times, len(events))
    if len(groups) != len(times):
        raise ValueError(f"{len(times)} follow-up times stand beside {len(groups)} groups")
    happened = np.asarray(events, dtype=bool)
    names = sorted({str(group) for group in groups})
    if len(names) < 2:
        return Refused(method=LogRank.method, kind="too_few", reason="one group alone cannot be compared")
    if not happened.any():
        return Refused(
            method=LogRank.method, kind="no_events", reason="nobody had the event: no times to compare"
        )
    member = np.array([[str(group) == name for group in groups] for name in names])
    observed, expected, variance = _observed_expected(followed, happened, member)
    rank = int(np.linalg.matrix_rank(variance))
    if rank < len(names) - 1:
        reason = "in a group nobody was at risk when an event happened: the curves do not overlap"
        return Refused(method=LogRank.method, kind="not_estimable", reason=reason)
    difference = (observed - expected)[:-1]
    statistic = float(difference @ np.linalg.solve(variance[:-1, :-1], difference))
    return LogRank(
        groups=tuple(names),
        observed=tuple(int(o) for o in observed),
        expected=tuple(float(e) for e in expected),
        statistic=statistic,
        df=len(names) - 1,
        p=float(scipy.stats.chi2.sf(statistic, len(names) - 1)),
        floor=permutation_floor([int(row.sum()) for row in member]),
    )


def _observed_expected(times: Floats, events: Flags, member: Flags) -> tuple[Floats, Floats, Floats]:
    """Observed and expected events per group, and the covariance of their difference."""
    whole = risk_table(times, events)
    at = whole.times[:, None]
    at_risk = np.array([(times[row][None, :] >= at).sum(axis=1) for row in member], dtype=float)
    share = at_risk / whole.at_risk
    spread = np.where(
        whole.at_risk > 1, (whole.at_risk - whole.events) / np.maximum(whole.at_risk - 1, 1), 0.0
    )
    weight = whole.events * spread
    variance = np.diag((share * weight).sum(axis=1)) - (share * weight) @ share.T
    observed = np.array([events[row].sum() for row in member], dtype=float)
    return observed, (share * whole.events).sum(axis=1), variance


def _greenwood(at_risk: Floats, events: Floats) -> Floats:
    left = at_risk - events
    return np.where(left > 0, events / (at_risk * np.maximum(left, 1)), 0.0)
