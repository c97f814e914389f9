"""The change between a patient's two biopsies: the cells as a log-ratio, the sinusoids beside them, and the reading.

A missing biopsy stays missing with its reason; nothing is imputed. Patients are never pooled here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hepatica.stats.agreement import NotEstimable
from hepatica.stats.field_ratio import ONE_FIELD, AreaChange, compute_area_change
from hepatica.stats.paired_rates import (
    Change,
    Events,
    ExactBounds,
    compute_odds_ratio,
    compute_rate_ratio,
    exact_rate_ratio,
)
from hepatica.tissue.counts import Count, pool
from hepatica.tissue.reading_rule import ReadingRule, Section, Verdict, read_change


@dataclass(frozen=True, kw_only=True)
class ReaderCount:
    """What one reader counted in one reading, and the sinusoidal area that reader found."""

    reader: str
    """As recorded; '' where no reader was named."""
    number: int
    """1 for the first reading."""
    count: Count
    sinusoids: Decimal | None = None
    """CD34⁺ sinusoidal area, per cent of parenchyma."""


@dataclass(frozen=True, kw_only=True)
class BiopsyValue:
    """The value of one biopsy: the readings of one method, at least one."""

    method: str
    readings: tuple[ReaderCount, ...]
    sinusoids: Decimal | None = None
    """The sinusoidal area that stands for the biopsy: the one read first."""
    fields: tuple[tuple[float, float], ...] = ()
    """Sinusoidal area by field, (positive, evaluated); empty where only the whole section was measured."""

    @property
    def count(self) -> Count:
        """Give the counts of all readings added up."""
        return pool([reading.count for reading in self.readings])


@dataclass(frozen=True, kw_only=True)
class SinusoidChange:
    """After over before of the sinusoidal area fraction; the interval, or the sentence why there is none."""

    ratio: Decimal | NotEstimable
    interval: AreaChange | NotEstimable


@dataclass(frozen=True, kw_only=True)
class PairedChange:
    """What one patient's two biopsies show; `cells` is None unless both were counted by one method."""

    before: BiopsyValue | None
    after: BiopsyValue | None
    missing: str
    """Why a biopsy is missing; '' where both are there."""
    cells: Change | NotEstimable | None
    odds: Change | NotEstimable | None
    exact: ExactBounds | NotEstimable | None
    sinusoids: SinusoidChange | None
    verdict: Verdict | None
    """None where the study states no rule."""


def compute_paired_change(
    before: BiopsyValue | None,
    after: BiopsyValue | None,
    *,
    rule: ReadingRule | None,
    missing: str = "",
    level: float = 0.95,
) -> PairedChange:
    """Compare a patient's biopsies; raises ValueError where one is missing and no reason is given.

    Rates come from all readings; the interval is as wide as one reading's, because the readers see the same cells. It
    covers counting error within one core before and one after, and nothing else.
    """
    if (before is None or after is None) and not missing.strip():
        raise ValueError("a biopsy is missing and no reason is given: it is never filled in")
    same = before is not None and after is not None and before.method == after.method
    verdict = read_change(_section(before), _section(after), rule, one_method=same) if rule else None
    found = _Compared()
    if before is not None and after is not None and same:
        found = _compare(before, after, level)
    return PairedChange(
        before=before,
        after=after,
        missing=missing if before is None or after is None else "",
        cells=found.cells,
        odds=found.odds,
        exact=found.exact,
        sinusoids=found.sinusoids,
        verdict=verdict,
    )


def compute_sinusoid_change(
    before: BiopsyValue, after: BiopsyValue, *, level: float = 0.95
) -> SinusoidChange:
    """Give the ratio of the sinusoidal area fractions; its interval comes from fields, never from pixels."""
    interval = compute_area_change(before.fields, after.fields, level=level)
    if not before.fields or not after.fields:
        interval = NotEstimable(why=ONE_FIELD)
    if before.sinusoids is None or after.sinusoids is None:
        return SinusoidChange(
            ratio=NotEstimable(why="sinusoids not read at both biopsies"), interval=interval
        )
    if before.sinusoids == 0:
        return SinusoidChange(
            ratio=NotEstimable(why="no sinusoidal staining before: no ratio"), interval=interval
        )
    return SinusoidChange(ratio=after.sinusoids / before.sinusoids, interval=interval)


@dataclass(frozen=True, kw_only=True)
class _Compared:
    """The four comparisons of a pair, or none of them."""

    cells: Change | NotEstimable | None = None
    odds: Change | NotEstimable | None = None
    exact: ExactBounds | NotEstimable | None = None
    sinusoids: SinusoidChange | None = None


def _compare(before: BiopsyValue, after: BiopsyValue, level: float) -> _Compared:
    first, second = _events(before.count), _events(after.count)
    return _Compared(
        cells=compute_rate_ratio(first, second, level=level),
        odds=compute_odds_ratio(first, second, level=level),
        exact=exact_rate_ratio(first, second, level=level),
        sinusoids=compute_sinusoid_change(before, after, level=level),
    )


def _events(count: Count) -> Events:
    """Return the events of one reading: the mean over the readings."""
    return Events(x=count.positive / count.readings, n=count.counted / count.readings)


def _section(value: BiopsyValue | None) -> Section | None:
    return None if value is None else Section(share=value.count.share, sinusoids=value.sinusoids)
