"""From arms to contrasts: what a treated arm did less what its control did, with the standard error that print allows.

Final means against final means, changes where a spread of the change was printed, counts as log odds ratio, a printed
difference as printed. Quartiles become means only as a flagged approximation, off unless asked for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import log, sqrt

from hepatica.evidence.dose import dose_class
from hepatica.evidence.recompute import control_of, excluded
from hepatica.evidence.row import Evidence, Row, Study
from hepatica.evidence.vocabulary import TITLES
from hepatica.stats.from_quartiles import mean_and_sd

CHANGE = " change from baseline"
DIFFERENCE = "difference between arms in "
APPROXIMATED = "approximated from quartiles"
Z = 1.959963984540054
TIMES: tuple[tuple[str, Decimal, Decimal], ...] = (
    ("1 month", Decimal(1), Decimal("1.5")),
    ("3 months", Decimal(3), Decimal("4.5")),
    ("6 months", Decimal(6), Decimal(9)),
    ("12 months", Decimal(12), Decimal(18)),
    ("later", Decimal(36), Decimal(10000)),
)
"""Spans of months: name, the month that is meant, the last month that counts."""


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """Treated less control in one study at one time: an effect, its variance by arm, and all that may group it.

    ``effect`` is a difference in ``unit``, or a log odds ratio where ``counts``. ``failed`` says why the rows are left out
    by default; '' where they stand. ``basis`` says how it was got.
    """

    study: Study
    treated: Row
    control: Row | None
    measure: str
    counts: bool
    effect: float
    variances: tuple[float, float]
    """Of the treated and of the control arm."""
    basis: str
    failed: str = ""

    @property
    def error(self) -> float:
        """The standard error."""
        return sqrt(sum(self.variances))

    @property
    def approximate(self) -> bool:
        """Whether somebody guessed a mean from quartiles."""
        return self.basis == APPROXIMATED

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows it rests on."""
        return (self.treated.id, *((self.control.id,) if self.control else ()))

    @property
    def months(self) -> Decimal:
        """When."""
        return self.treated.months

    @property
    def time(self) -> str:
        """The span of months it belongs to."""
        return time_of(self.months)

    @property
    def bounds(self) -> tuple[float, float]:
        """The 95 % interval."""
        return self.effect - Z * self.error, self.effect + Z * self.error

    def key(self, by: str) -> str:
        """Return the words of the group it belongs to: by cells, source, route, dose, doses, time or masking."""
        row = self.treated
        words = {
            "cells": TITLES[row.cells],
            "source": row.source or "no cells",
            "route": row.way,
            "dose": dose_class(row),
            "doses": "not stated" if row.doses is None else "one" if row.doses == 1 else "more than one",
            "time": self.time,
            "masking": "masked" if self.study.masked else "open or not stated",
        }
        return words[by]


BY = ("cells", "source", "route", "dose", "doses", "time", "masking")
"""Every way to group contrasts."""


def time_of(months: Decimal) -> str:
    """Name the span of months a time belongs to."""
    return next(name for name, _, last in TIMES if months <= last)


def measure_of(row: Row) -> str:
    """Name what a row measures: `MELD` for its value, its change and a difference in its change."""
    return (
        row.outcome.removeprefix(DIFFERENCE)
        .removesuffix(" (ddMELD)")
        .removesuffix(" change")
        .removesuffix(CHANGE)
    )


def measures(evidence: Evidence) -> tuple[str, ...]:
    """Return what can be contrasted at all, in the order of the table."""
    found = {measure_of(row): None for row in evidence.rows if _contrast(evidence, row, "") is not None}
    return tuple(found)


def contrasts(
    evidence: Evidence,
    measure: str,
    *,
    time: str = "",
    approximate: bool = False,
    include_failed: bool = False,
) -> tuple[Contrast, ...]:
    """Return every contrast of a measure, one for each arm and span of months: the month nearest to the one meant.

    ``time`` keeps one span. Without ``approximate`` quartiles are not turned into means, without ``include_failed`` rows
    that fail recomputation are left out.
    """
    why = {each.row.id: each.sentence for each in excluded(evidence)}
    found = [
        made for row in evidence.rows if measure_of(row) == measure and (made := _told(evidence, row, why))
    ]
    wanted = [c for c in found if (approximate or not c.approximate) and (include_failed or not c.failed)]
    return tuple(c for c in _nearest(wanted) if not time or c.time == time)


def _told(evidence: Evidence, row: Row, why: dict[str, str]) -> Contrast | None:
    made = _contrast(evidence, row, why.get(row.id, ""))
    if made is None or made.failed or made.control is None:
        return made
    return _contrast(evidence, row, why.get(made.control.id, ""))


def _nearest(found: Iterable[Contrast]) -> Iterator[Contrast]:
    meant = {name: month for name, month, _ in TIMES}
    best: dict[tuple[str, str, str], Contrast] = {}
    for one in found:
        key = (one.study.id, one.treated.arm, one.time)
        kept = best.get(key)
        far = abs(one.months - meant[one.time])
        if kept is None or far <= abs(kept.months - meant[one.time]):
            best[key] = one
    yield from best.values()


def _contrast(evidence: Evidence, row: Row, failed: str) -> Contrast | None:
    if row.months == 0 or row.cells in {"care", "pooled"}:
        return None
    control = control_of(row, evidence.rows)
    made = _printed(row) if row.kind == "difference" else _compared(row, control) if control else None
    if made is None:
        return None
    effect, variances, basis = made
    return Contrast(
        study=evidence.study(row.study),
        treated=row,
        control=control,
        measure=measure_of(row),
        counts=row.kind == "events",
        effect=effect,
        variances=variances,
        basis=basis,
        failed=failed,
    )


Made = tuple[float, tuple[float, float], str]


def _printed(row: Row) -> Made | None:
    """Take a difference as printed; its standard error from the printed 95 % interval."""
    if row.value is None or row.low is None or row.high is None or row.low == row.high:
        return None
    error = float(row.high - row.low) / (2 * Z)
    return float(row.value), (error**2, 0.0), "difference as printed"


def _compared(row: Row, control: Row) -> Made | None:
    if row.kind == "events":
        return _counts(row, control)
    if row.kind not in {"mean", "change"}:
        return None
    one, other = mean_of(row), mean_of(control)
    if one is None or other is None:
        return None
    basis = (
        APPROXIMATED if row.kind == "change" else "change" if row.outcome.endswith(CHANGE) else "final values"
    )
    return one[0] - other[0], (one[1], other[1]), basis


def mean_of(row: Row) -> tuple[float, float] | None:
    """Return a mean and the variance of that mean, approximated where ``row`` has quartiles; None where neither can be had."""
    n = row.at_risk
    if row.value is None or n is None:
        return None
    if row.kind == "mean" and row.sd:
        return float(row.value), float(row.sd) ** 2 / n
    if row.kind != "change" or row.low is None or row.high is None or row.low == row.high or n < 4:
        return None
    guessed = mean_and_sd(float(row.low), float(row.value), float(row.high), n)
    return guessed.mean, guessed.sd**2 / n


def _counts(row: Row, control: Row) -> Made | None:
    """Return a log odds ratio; half is added to every cell where one is empty, and nothing said where none or all had it."""
    if row.events is None or control.events is None or not row.at_risk or not control.at_risk:
        return None
    cells = [row.events, row.at_risk - row.events, control.events, control.at_risk - control.events]
    if min(cells) < 0 or cells[0] == cells[2] == 0 or cells[1] == cells[3] == 0:
        return None
    half = 0.5 if 0 in cells else 0.0
    a, b, c, d = (each + half for each in cells)
    basis = "counts, with half added to each" if half else "counts"
    return log(a * d / (b * c)), (1 / a + 1 / b, 1 / c + 1 / d), basis
