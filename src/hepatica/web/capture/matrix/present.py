"""The matrix as the template draws it: participants by visits, from light reads alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from hepatica.ledger.rows import FindingRow, SubjectRow
from hepatica.store.queries import Counted
from hepatica.store.read import FormLight
from hepatica.study.study import Study
from hepatica.web import addresses
from hepatica.web.shell.parts import Cell, Chip, Mark, Window
from hepatica.web.shell.parts.visit import Tone
from hepatica.web.visit_marks import (
    Marks,
    date_words,
    day_words,
    planned_days,
    short_date,
    timing,
    visit_title,
    window_of,
)
from hepatica.web.visits import FormStand, Occurrence, occurrences, zero_day

CHIPS: dict[str, Tone] = {
    "due": "accent",
    "started": "accent",
    "open": "warn",
    "complete": "ok",
    "signed": "ok",
}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One visit of the protocol."""

    title: str
    code: str
    days: str


@dataclass(frozen=True, kw_only=True)
class Person:
    """One row: who, since when, and each visit; a visit after the end of the course has no cell."""

    mark: Mark
    href: str
    status: str
    today: str
    cells: tuple[Cell | None, ...]
    visits: tuple[Occurrence, ...]
    late: bool
    findings: int
    """Findings nobody has explained, and queries nobody has closed."""
    extra: int
    """Unscheduled visits and an early termination, which have no column."""


@dataclass(frozen=True, kw_only=True)
class Glance:
    """The selected cell, opened below the matrix."""

    mark: Mark
    title: str
    chip: Chip
    when: str
    window: Window | None
    timing: str
    forms: tuple[FormStand, ...]
    href: str


def columns(study: Study) -> tuple[Column, ...]:
    """Return the planned visits in protocol order."""
    return tuple(
        Column(title=str(v.title), code=v.code.replace("-", "–"), days=planned_days(study, v))
        for v in study.schedule.visits
        if not v.optional
    )


def bands(study: Study) -> tuple[tuple[str, int], ...]:
    """Return the epochs over the columns, as (title, number of visits)."""
    titles = {epoch.id: str(epoch.title) for epoch in study.schedule.epochs}
    planned = [visit.epoch for visit in study.schedule.visits if not visit.optional]
    return tuple((titles[epoch], len(list(same))) for epoch, same in groupby(planned))


def person(
    study: Study,
    row: SubjectRow,
    forms: Iterable[FormLight],
    asked: Mapping[str, Asked],
    marks: Marks,
    today: date,
    columns: Study | None = None,
) -> Person:
    """Return the row of one participant under ``study``, the own version; a cell for each visit of ``columns``."""
    visits = occurrences(study, row, forms, today)
    mine = asked.get(row.subject, Asked())
    planned = [visit for visit in visits if not visit.visit.optional]
    own = {visit.id: visit for visit in planned}
    across = [own.get(v.id) for v in (columns or study).schedule.visits if not v.optional]
    return Person(
        mark=marks.of(row.subject),
        href=addresses.participant(row.subject),
        status=status_words(study, row),
        today=day_words(_today(study, row, today)),
        cells=tuple(
            None if v is None or v.stopped else cell(v, mine.open[v.id], mine.answered[v.id]) for v in across
        ),
        visits=visits,
        late=any(v.late for v in visits),
        findings=mine.open.total() + mine.answered.total(),
        extra=len(visits) - len(planned),
    )


def with_locks(someone: Person, is_locked: Callable[[str, str], bool]) -> Person:
    """Return a row whose locked visits say so."""
    subject = someone.mark.code
    shut = {addresses.visit(subject, v.id) for v in someone.visits if is_locked(subject, v.id)}
    cells = tuple(
        replace(cell, state="locked") if cell is not None and cell.href in shut else cell
        for cell in someone.cells
    )
    return replace(someone, cells=cells) if shut else someone


def status_words(study: Study, row: SubjectRow) -> str:
    """Say where a participant is: infused, planned, in screening, or how the course ended."""
    names = {
        "death": _("died"),
        "transplant": _("transplanted"),
        "withdrawal": _("withdrew"),
        "completed": _("completed"),
    }
    ended = next((words for end, words in names.items() if end in row.ended), "")
    zero, happened = zero_day(study, row)
    if ended:
        return ended
    if happened:
        return _("infused %(day)s") % {"day": date_words(zero)}
    if not row.enrolled_seq:
        return _("in screening")
    return _("planned %(day)s") % {"day": date_words(zero)} if zero else _("enrolled")


def _today(study: Study, row: SubjectRow, today: date) -> int | None:
    zero, _happened = zero_day(study, row)
    return (today - zero).days if zero and not row.ended else None


def cell(visit: Occurrence, asked: int, answered: int = 0) -> Cell:
    """Return the cell of one visit, with what is asked there and what is answered and not closed."""
    when = visit.done or (visit.due.target if visit.due else None)
    return Cell(
        state=visit.state,
        date=visit.said or date_words(when) or _("no date yet"),
        href=addresses.visit(visit.subject, visit.id),
        label=visit_title(visit),
        window=window_of(visit),
        queries=asked,
        answered=answered,
    )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of one participant, by visit."""

    open: Counter[str] = field(default_factory=Counter)
    """Queries without an answer, and findings that nobody has explained."""
    answered: Counter[str] = field(default_factory=Counter)
    """Answers and explanations that nobody has accepted."""


def counted(findings: Iterable[FindingRow], queries: Iterable[Counted] = ()) -> dict[str, Asked]:
    """Count what waits, by participant and visit: findings, and queries from their counts alone."""
    found: dict[str, Asked] = {}
    for finding in findings:
        if finding.accepted or finding.verdict != "fires":
            continue
        asked = found.setdefault(finding.subject, Asked())
        (asked.answered if finding.explained else asked.open)[finding.visit] += 1
    for one in queries:
        asked = found.setdefault(one.subject, Asked())
        (asked.answered if one.state == "answered" else asked.open)[one.visit] += one.n
    return found


def first_cell(people: Iterable[Person]) -> Occurrence | None:
    """Return the visit to open below: the first due or late one, else the first of the page."""
    visits = [
        visit for someone in people for visit in someone.visits if not (visit.stopped or visit.visit.optional)
    ]
    for states in (("started", "due"), ("open",)):
        if found := next((v for v in visits if v.state in states), None):
            return found
    return visits[0] if visits else None


def selected(people: Iterable[Person], chosen: Occurrence | None) -> list[Person]:
    """Return the rows with the chosen visit's cell marked."""
    if chosen is None:
        return list(people)
    href = addresses.visit(chosen.subject, chosen.id)
    return [
        replace(
            someone,
            cells=tuple(replace(c, selected=True) if c and c.href == href else c for c in someone.cells),
        )
        for someone in people
    ]


def glance(visit: Occurrence, marks: Marks) -> Glance:
    """Return what opens below the matrix."""
    words = cell(visit, 0).words
    when = visit.said or (date_words(visit.due.target) if visit.due else "")
    at = visit.done or (visit.due.target if visit.due else None)
    day = day_words(visit.day(at)) if at else ""
    return Glance(
        mark=marks.of(visit.subject),
        title=visit_title(visit),
        chip=Chip(words=words, tone=CHIPS.get(visit.state, ""), icon=visit.state),
        when=" · ".join(part for part in (when, day) if part),
        window=window_of(visit),
        timing=_span(visit),
        forms=visit.forms,
        href=addresses.visit(visit.subject, visit.id),
    )


def _span(visit: Occurrence) -> str:
    if visit.due is None:
        return ""
    said = _("Window %(first)s to %(last)s") % {
        "first": short_date(visit.due.first),
        "last": date_words(visit.due.last),
    }
    if visit.state in {"due", "started"} and visit.due.first <= visit.today:
        return f"{said}, {timing(visit).rpartition(', ')[2]}"
    return said
