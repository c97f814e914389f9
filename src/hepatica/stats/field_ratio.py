"""An area fraction from fields, with an interval that comes from how the fields differ.

Pixels are no sample: neighbours share a vessel, so an interval from their number would be far too narrow. The fields are
the sample; with one field there is no interval, whatever it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import scipy

from hepatica.stats.agreement import NotEstimable

ONE_FIELD = "no interval: one field"


@dataclass(frozen=True, kw_only=True)
class AreaFraction:
    """Positive over evaluated area of all fields, with the interval of its logarithm turned back."""

    value: float
    log_error: float
    lower: float
    upper: float
    fields: int
    level: float


@dataclass(frozen=True, kw_only=True)
class AreaChange:
    """After over before of two area fractions."""

    ratio: float
    lower: float
    upper: float
    level: float


def compute_area_fraction(
    fields: Sequence[tuple[float, float]], *, level: float = 0.95
) -> AreaFraction | NotEstimable:
    """Give Σ positive / Σ evaluated over fields (positive, evaluated, in one unit) by the ratio estimator.

    Variance k/(k−1) Σ(p − R·e)² / (Σe)², the fields as independent draws; t with k − 1 degrees of freedom on the log
    scale. Raises ValueError for a field with more positive than evaluated area. Source: Cochran 1977, chapter 6.
    """
    if not 0 < level < 1:
        raise ValueError(f"a confidence level of {level} does not lie between 0 and 1")
    for positive, evaluated in fields:
        if not 0 <= positive <= evaluated or evaluated == 0:
            raise ValueError(
                f"a field with {positive} positive of {evaluated} evaluated is not an area fraction"
            )
    k = len(fields)
    if k < 2:
        return NotEstimable(why=ONE_FIELD if k else "no field was measured")
    whole = sum(e for _, e in fields)
    value = sum(p for p, _ in fields) / whole
    if value == 0:
        return NotEstimable(why="no interval: no positive area in any field")
    rest = sum((p - value * e) ** 2 for p, e in fields)
    error = sqrt(k / (k - 1) * rest) / whole / value
    margin = float(scipy.stats.t.ppf((1 + level) / 2, k - 1)) * error
    return AreaFraction(
        value=value,
        log_error=error,
        lower=value * exp(-margin),
        upper=min(1.0, value * exp(margin)),
        fields=k,
        level=level,
    )


def compute_area_change(
    before: Sequence[tuple[float, float]], after: Sequence[tuple[float, float]], *, level: float = 0.95
) -> AreaChange | NotEstimable:
    """Give the ratio of two area fractions, fields against fields, by Welch's interval of the log-ratio."""
    first, second = compute_area_fraction(before, level=level), compute_area_fraction(after, level=level)
    if isinstance(first, NotEstimable):
        return first
    if isinstance(second, NotEstimable):
        return second
    squares = [(a.log_error**2, a.fields - 1) for a in (first, second)]
    spread = sum(s for s, _ in squares)
    if spread == 0:
        return NotEstimable(why="no interval: the fields of each section are all alike")
    freedom = spread**2 / sum(s**2 / df for s, df in squares)
    margin = float(scipy.stats.t.ppf((1 + level) / 2, freedom)) * sqrt(spread)
    change = log(second.value / first.value)
    return AreaChange(ratio=exp(change), lower=exp(change - margin), upper=exp(change + margin), level=level)
