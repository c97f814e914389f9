"""The gate of quality: recomputes what a source claims from the source's own numbers, and says what does not follow.

A p value fails when no two-sample t test on the printed means, SDs and arm sizes, rounded as they may have been, gives
it (Welch's and Student's are both tried). A percentage fails when the count over its denominator does not round to it. A denominator fails when it is
larger than its arm. A row that fails is left out of every synthesis, and counted.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from hepatica.evidence.row import Evidence, Row
from hepatica.stats.summary_tests import PRange, Summary, half_digit, size_that_fits, t_test_range

IN_WORDS = re.compile(r"(\d+)/(\d+) vs\.? (\d+)/(\d+)")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One claim recomputed: of which row, from which rows, and whether it fails, in a sentence."""

    row: str
    uses: tuple[str, ...]
    claim: str
    fails: bool
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Excluded:
    """A row left out of every synthesis, with the sentence that says why."""

    row: Row
    sentence: str


def recompute(rows: Iterable[Row]) -> tuple[Finding, ...]:
    """Recompute every claim the rows can check, in the order of the rows."""
    every = tuple(rows)
    return tuple(finding for row in every for finding in _findings(row, every))


@lru_cache(maxsize=8)
def excluded(evidence: Evidence) -> tuple[Excluded, ...]:
    """Return the rows left out by default: those that fail, and their controls where no other claim on these holds.

    A p value that does not follow throws doubt on both its arms. A control whose numbers reproduce another arm's p value
    is kept.
    """
    findings = recompute(evidence.rows)
    held = {name for finding in findings if not finding.fails for name in finding.uses}
    why: dict[str, str] = {}
    for finding in (each for each in findings if each.fails):
        why.setdefault(finding.row, finding.sentence)
        for other in finding.uses:
            if other not in held:
                why.setdefault(other, f"Control of {finding.row}, whose printed p value does not follow.")
    return tuple(Excluded(row=row, sentence=why[row.id]) for row in evidence.rows if row.id in why)


def kept(evidence: Evidence, *, include_failed: bool = False) -> tuple[Row, ...]:
    """Return the rows a synthesis may use; with ``include_failed`` all of them."""
    out = set() if include_failed else {each.row.id for each in excluded(evidence)}
    return tuple(row for row in evidence.rows if row.id not in out)


def control_of(row: Row, rows: Iterable[Row]) -> Row | None:
    """Return the standard-care row of the same report, outcome and month; None where there is none."""
    if row.cells == "care":
        return None
    return next((other for other in rows if other.cells == "care" and _beside(row, other)), None)


def _beside(row: Row, other: Row) -> bool:
    same = (row.study, row.year, row.outcome, row.unit, row.months, row.kind)
    return same == (other.study, other.year, other.outcome, other.unit, other.months, other.kind)


def _findings(row: Row, rows: tuple[Row, ...]) -> Iterator[Finding]:
    if row.kind == "events_in_words":
        yield from _words(row, rows)
    if row.percent is not None and row.events is not None and row.at_risk:
        yield _percent(row, row.percent, row.events, row.at_risk)
    if row.denominator is not None and row.n is not None:
        yield _denominator(row, row.denominator, row.n)
    control = control_of(row, rows) if row.p else None
    if control is not None:
        yield from _p(row, control)


def _words(row: Row, rows: tuple[Row, ...]) -> Iterator[Finding]:
    """Check `6/23 vs 5/23` against the sizes of the study's arms."""
    found = IN_WORDS.fullmatch(row.events_words)
    sizes = sorted({other.n for other in rows if other.study == row.study and other.n})
    if found is None or not sizes:
        return
    said = sorted((int(found[2]), int(found[4])))
    fails = any(n not in sizes for n in said) or (len(sizes) > 1 and len(set(said)) == 1)
    arms = " and ".join(str(n) for n in sizes)
    verb = "does not fit" if fails else "fits"
    yield Finding(
        row=row.id,
        uses=(),
        claim=f"{row.events_words} died",
        fails=fails,
        sentence=f"The source prints {row.events_words}, which {verb} its arms of {arms}.",
    )


def _percent(row: Row, printed: Decimal, events: int, n: int) -> Finding:
    exact = Decimal(100) * events / n
    fails = abs(exact - printed) > half_digit(printed)
    verb = "but" if fails else "and"
    return Finding(
        row=row.id,
        uses=(),
        claim=f"{events} of {n} is {printed} %",
        fails=fails,
        sentence=f"{events} of {n} is {exact:.1f} %, {verb} the source prints {printed} %.",
    )


def _denominator(row: Row, denominator: int, n: int) -> Finding:
    fails = denominator > n
    said = "more than there are" if fails else "fewer than there are" if denominator < n else "all of them"
    counted = f"{denominator} people" if row.events is None else f"{row.events}/{denominator}"
    return Finding(
        row=row.id,
        uses=(),
        claim=counted,
        fails=fails,
        sentence=f"The source counts {counted}; its arm has {n}, so these are {said}.",
    )


def _p(row: Row, control: Row) -> Iterator[Finding]:
    found = _range(row, control)
    if found is None:
        return
    bound = row.p.startswith("<")
    printed = Decimal(row.p.removeprefix("<"))
    low, high, half = Decimal(repr(found.low)), Decimal(repr(found.high)), half_digit(printed)
    fails = low >= printed if bound else not (low <= printed + half and high >= printed - half)
    verb = "but" if fails else "and"
    yield Finding(
        row=row.id,
        uses=(control.id,),
        claim=f"p {row.p}" if bound else f"p = {row.p}",
        fails=fails,
        sentence=(
            f"{row.value} (SD {row.sd}, n = {row.n}) against {control.value} (SD {control.sd}, n = {control.n}) gives "
            f"p = {found.welch:.3f} by Welch's test, {verb} the source prints p {'' if bound else '= '}{row.p}"
            f"{_fits(row, control, printed) if fails and not bound else ''}."
        ),
    )


def _fits(row: Row, control: Row, printed: Decimal) -> str:
    one, other = _summary(row), _summary(control)
    n = size_that_fits(one, other, printed) if one and other else None
    return f", which about {n} in each arm would give" if n else ""


def _range(row: Row, control: Row) -> PRange | None:
    one, other = _summary(row), _summary(control)
    return t_test_range(one, other) if one and other else None


def _summary(row: Row) -> Summary | None:
    if row.kind != "mean" or row.value is None or row.sd is None or row.n is None or row.n < 2 or row.sd <= 0:
        return None
    return Summary(mean=row.value, sd=row.sd, n=row.n)
