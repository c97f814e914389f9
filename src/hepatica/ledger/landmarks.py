"""Which items the subject row repeats, derived from the definition in force, and how they are read off its forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from hepatica.ledger.rows import Answer, FormRow, SubjectRow
from hepatica.ledger.state import Landmarks, State
from hepatica.study.dates import UNKNOWN, NotADate, PartialDate, parse_cached
from hepatica.study.schedule import End
from hepatica.study.study import NOT_DONE, VISIT_DATE, VISIT_FORM, VISIT_STATUS, Study


def landmarks(study: Study) -> Landmarks:
    """Return the landmarks of a study: its anchors, planned dates, ends and repeating groups."""
    anchors: dict[tuple[str, str], tuple[str, ...]] = {}
    planned: dict[tuple[str, str], tuple[str, ...]] = {}
    for anchor in study.schedule.anchors:
        at = (anchor.item.form, anchor.item.item)
        anchors[at] = (*anchors.get(at, ()), anchor.id)
        if anchor.planned:
            at = (anchor.planned.form, anchor.planned.item)
            planned[at] = (*planned.get(at, ()), anchor.id)
    ends: dict[str, tuple[End, ...]] = {}
    for end in study.schedule.ends:
        ends[end.date.form] = (*ends.get(end.date.form, ()), end)
    return Landmarks(
        anchors=anchors,
        planned=planned,
        ends=ends,
        groups={(f.id, g.id): frozenset(i.id for i in g.items) for f in study.forms for g in f.groups},
        order=study.schedule.visit_anchor,
    )


def civil(text: str | None) -> PartialDate | None:
    """Return the civil date of a stored date or minute; None when there is none or nothing of it is known."""
    try:
        day = parse_cached((text or "")[:10])
    except NotADate:
        return None
    return day if day.known else None


def earliest(answers: Iterable[Answer]) -> str:
    """Return the earliest date among answers (ISO, possibly partial), the most precise of equals; '' when none."""
    days = [day for answer in answers if (day := civil(answer.value))]
    return min(days, key=lambda d: (d.earliest, d.latest)).iso() if days else ""


def answers_at(state: State, subject: str, form: str, item: str) -> Iterator[Answer]:
    """Yield the answers of an item over all visits and rows of one participant."""
    return (items[item] for items in _rows(state, subject, form) if item in items)


def follow(
    state: State, subject: SubjectRow, marks: Landmarks, *, visit: str, form: str, items: frozenset[str]
) -> SubjectRow:
    """Return the subject row after ``items`` of a form changed; the same object when nothing there is a landmark."""
    for item in items:
        if names := marks.anchors.get((form, item)):
            day = earliest(answers_at(state, subject.subject, form, item))
            subject = _dated(subject, "anchors", names, day)
            if marks.order in names:
                subject = msgspec.structs.replace(subject, infused=day)
        if names := marks.planned.get((form, item)):
            subject = _dated(
                subject, "planned", names, earliest(answers_at(state, subject.subject, form, item))
            )
    if form == VISIT_FORM and items & {VISIT_DATE, VISIT_STATUS}:
        subject = _visited(subject, visit, state.get(FormRow, subject.subject, f"{visit}/{form}"))
    for end in marks.ends.get(form, ()):
        if end.date.item in items or end.item in items:
            alike = [other for ends in marks.ends.values() for other in ends if other.id == end.id]
            subject = _ended(state, subject, alike)
    return subject


def _dated(subject: SubjectRow, field: str, names: tuple[str, ...], day: str) -> SubjectRow:
    dates = {k: v for k, v in getattr(subject, field).items() if k not in names}
    if day:
        dates.update(dict.fromkeys(names, day))
    return msgspec.structs.replace(subject, **{field: dates})


def _visited(subject: SubjectRow, visit: str, header: FormRow | None) -> SubjectRow:
    visits = {k: v for k, v in subject.visits.items() if k != visit}
    status, day = (header.answer(VISIT_STATUS), header.answer(VISIT_DATE)) if header else (None, None)
    if (status and NOT_DONE in (status.value, status.state)) or (day and day.state == NOT_DONE):
        visits[visit] = NOT_DONE
    elif day and day.value:
        visits[visit] = day.value[:10]
    return msgspec.structs.replace(subject, visits=visits)


def _ended(state: State, subject: SubjectRow, ends: list[End]) -> SubjectRow:
    ended = {k: v for k, v in subject.ended.items() if k != ends[0].id}
    told = [
        items for end in ends for items in _rows(state, subject.subject, end.date.form) if _said(items, end)
    ]
    if told:
        days = [items[end.date.item] for end in ends for items in told if end.date.item in items]
        ended[ends[0].id] = earliest(days) or UNKNOWN
    return msgspec.structs.replace(subject, ended=ended)


def _rows(state: State, subject: str, form: str) -> Iterator[dict[str, Answer]]:
    for row in state.of(FormRow, subject):
        if row.form == form:
            yield from row.answers.values()


def _said(items: dict[str, Answer], end: End) -> bool:
    at = end.item or end.date.item
    return at in items and (items[at].given if end.item is None else items[at].value in end.codes)
