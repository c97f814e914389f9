"""The time slider: the matrix, a participant and a form read-only as they stood at any event."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.datasets.adverse_events import AdverseEvent, derive_events
from hepatica.datasets.why.item import said, visit_words
from hepatica.datasets.why.reference import item_ref
from hepatica.jobs import trail as jobs
from hepatica.ledger.review_rows import QueryRow
from hepatica.ledger.rows import Answer, FindingRow, FormRow, SignatureRow, SubjectRow
from hepatica.store import trail as stored
from hepatica.store.trail import Wanted
from hepatica.study.form import Group
from hepatica.study.study import VISIT_FORM
from hepatica.web import addresses
from hepatica.web.doors import for_members
from hepatica.web.moments import instant
from hepatica.web.record.doors import knows_codes
from hepatica.web.record.moment import Then, counts, lanes, light, then
from hepatica.web.record.trailing import days
from hepatica.web.shell.parts import Cell, Mark
from hepatica.web.visit_marks import Marks, date_words, visit_title, window_of
from hepatica.web.visits import Occurrence, occurrences

LATELY = 12
PAGE = 25
"""Participants on one page of the matrix."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """One row of the matrix as it stood."""

    mark: Mark
    href: str
    status: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, kw_only=True)
class Given:
    """One answer of a form as it stood."""

    label: str
    value: str
    reason: str
    seq: int
    who: str
    critical: bool
    why: str
    history: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """The answers of one group, or of one row of a repeating group."""

    title: str
    answers: tuple[Given, ...]


@for_members
def time(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the whole study as of a moment; what is no moment is said, and now is shown."""
    try:
        at = then(request.GET.get("at", "").strip())
    except ValueError as error:
        messages.error(request, str(error))
        at = then("")
    order = _order(at)
    pages = max(1, -(-len(order) // PAGE))
    page = min(max(1, _whole(request.GET.get("page", ""))), pages)
    context = _frame(at) | {
        "columns": [v for v in at.study.schedule.visits if not v.optional],
        "people": _people(at, order[(page - 1) * PAGE : page * PAGE]),
        "page": page,
        "pages": pages,
        "counts": counts(at),
        "days": _lately(at, actor),
    }
    return render(request, "record/time.html", context)


@for_members
def participant(request: HttpRequest, actor: Actor, subject: str) -> HttpResponse:
    """Show one participant as of a moment."""
    at = _then(request)
    row = _row(at, subject)
    marks = Marks(at.infused)
    context = _frame(at) | {
        "subject": subject,
        "mark": marks.of(subject),
        "status": _status(row),
        "visits": [(visit_title(one), one, _forms(at, one)) for one in _visits(at, row) if _begun(one)],
        "logs": _logs(at, subject),
        "events": derive_events(at.study, at.state, subject),
        "event_words": _event_words,
        "findings": [one for one in at.state.of(FindingRow, subject) if not one.explained],
        "queries": [one for one in at.state.of(QueryRow, subject) if one.state != "closed"],
        "days": _lately(at, actor, subject),
    }
    return render(request, "record/time_participant.html", context)


@for_members
def form(request: HttpRequest, actor: Actor, subject: str, visit: str, form: str) -> HttpResponse:  # noqa: ARG001
    """Show one form read-only as of a moment."""
    at = _then(request)
    row = _row(at, subject)
    asked, found = at.study.form_by_id.get(form), at.state.get(FormRow, subject, f"{visit}/{form}")
    if asked is None or found is None:
        raise Http404(_("Nothing stood on this form at that moment."))
    signed = [s for s in at.state.of(SignatureRow, subject) if (s.visit, s.form) == (visit, form)]
    context = _frame(at) | {
        "subject": subject,
        "mark": Marks(at.infused).of(subject),
        "title": str(asked.title),
        "visit_title": visit_words(at.study, visit),
        "status": _status(row),
        "complete": found.complete,
        "parts": _parts(at, found),
        "removed": len(found.removed),
        "signatures": [(s, instant(s.at)) for s in signed],
        "today": addresses.form(subject, visit, form),
    }
    return render(request, "record/time_form.html", context)


def _then(request: HttpRequest) -> Then:
    try:
        return then(request.GET.get("at", "").strip())
    except ValueError as error:
        raise Http404(str(error)) from error


def _frame(at: Then) -> dict[str, object]:
    found = lanes(at)
    ticks = sorted({tick.seq for lane in found for tick in lane.ticks})
    return {
        "at": at,
        "seq": at.seq,
        "when": instant(at.event.at),
        "zone": jobs.zone().key,
        "lanes": found,
        "low": ticks[0] if ticks else 1,
        "earlier": max((seq for seq in ticks if seq < at.seq), default=0),
        "later": min((seq for seq in ticks if seq > at.seq), default=0),
        "stamp": at.stamp,
        "is_now": at.seq == at.last,
    }


def _lately(at: Then, actor: Actor, subject: str = "") -> object:
    """Return what had happened last."""
    found = stored.page(Wanted(subject=subject, last=at.seq), size=LATELY)
    return days(jobs.teller(codes=knows_codes(actor)).all(found.events), actor)


def _order(at: Then) -> list[str]:
    known = set(at.infused)
    return [*at.infused, *sorted(row.subject for row in at.state.all(SubjectRow) if row.subject not in known)]


def _people(at: Then, subjects: list[str]) -> tuple[Person, ...]:
    marks, rows = Marks(at.infused), {one: at.state.get(SubjectRow, one) for one in subjects}
    return tuple(_person(at, row, marks) for row in rows.values() if row)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _person(at: Then, row: SubjectRow, marks: Marks) -> Person:
    planned = [one for one in _visits(at, row) if not one.visit.optional]
    return Person(
        mark=marks.of(row.subject),
        href=f"/record/time/{row.subject}/?at={at.seq}",
        status=_status(row),
        cells=tuple(None if one.stopped else _cell(one, at) for one in planned),
    )


def _cell(one: Occurrence, at: Then) -> Cell:
    when = one.done or (one.due.target if one.due else None)
    begun = next((form.form for form in one.forms if form.answered), "")
    return Cell(
        state=one.state,
        date=one.said or date_words(when) or _("no date yet"),
        href=f"/record/time/{one.subject}/{one.id}/{begun}/?at={at.seq}"
        if begun
        else f"/record/time/{one.subject}/?at={at.seq}",
        label=visit_title(one),
        window=window_of(one),
        queries=sum(f.visit == one.id and not f.explained for f in at.state.of(FindingRow, one.subject)),
    )


def _visits(at: Then, row: SubjectRow) -> tuple[Occurrence, ...]:
    return occurrences(at.study, row, light(at.state, row.subject), at.today)


def _begun(one: Occurrence) -> bool:
    return bool(one.said) or any(form.answered for form in one.forms)


def _forms(at: Then, one: Occurrence) -> list[tuple[str, str, str]]:
    """Return the forms of a visit that hold something: title, state, address."""
    stood = {row.form for row in at.state.of(FormRow, one.subject) if row.visit == one.id}
    listed: list[tuple[str, str, str]] = [
        (form.title, form.state, f"/record/time/{one.subject}/{one.id}/{form.form}/?at={at.seq}")
        for form in one.forms
        if form.form in stood
    ]
    if VISIT_FORM in stood:
        title = str(at.study.form_by_id[VISIT_FORM].title)
        listed.insert(0, (title, "", f"/record/time/{one.subject}/{one.id}/{VISIT_FORM}/?at={at.seq}"))
    return listed


def _logs(at: Then, subject: str) -> list[tuple[str, int, str]]:
    """Return the logs that hold rows: title, how many, address."""
    found = {row.form: row for row in at.state.of(FormRow, subject) if row.visit == "log"}
    return [
        (
            str(at.study.form_by_id[name].title),
            len(row.answers),
            f"/record/time/{subject}/log/{name}/?at={at.seq}",
        )
        for name, row in found.items()
        if name in at.study.form_by_id
    ]


def _row(at: Then, subject: str) -> SubjectRow:
    row = at.state.get(SubjectRow, subject)
    if row is None:
        raise Http404(_("Nobody had the number %(subject)s at that moment.") % {"subject": subject})
    return row


def _status(row: SubjectRow) -> str:
    ended = {
        "death": _("died"),
        "transplant": _("transplanted"),
        "withdrawal": _("withdrew"),
        "completed": _("completed"),
    }
    for end, words in ended.items():
        if end in row.ended:
            return words
    if row.infused:
        return _("infused")
    return _("enrolled") if row.enrolled_seq else _("in screening")


def _event_words(one: AdverseEvent) -> str:
    return " · ".join(filter(None, (one.term, f"{_('grade')} {one.worst}" if one.worst else "")))


def _parts(at: Then, row: FormRow) -> tuple[Part, ...]:
    groups = at.study.form_by_id[row.form].groups
    return tuple(part for group in groups for part in _part(at, row, group))


def _part(at: Then, row: FormRow, group: Group) -> list[Part]:
    parts = []
    for number, answers in sorted(row.answers.items(), key=lambda pair: int(pair[0])):
        given = tuple(
            _given(at, row, item.id, int(number), answers[item.id])
            for item in group.items
            if item.id in answers
        )
        if given:
            title = f"{group.title}, {group.repeat.label} {number}" if group.repeat else str(group.title)
            parts.append(Part(title=title, answers=given))
    return parts


def _given(at: Then, row: FormRow, name: str, number: int, answer: Answer) -> Given:
    item = at.study.item(row.form, name)
    assert item is not None
    ref = item_ref(row.subject, row.visit, row.form, number, name)
    return Given(
        label=str(item.label),
        value=said(at.study, item, answer),
        reason=answer.reason,
        seq=answer.seq,
        who=answer.by,
        critical=item.critical,
        why=addresses.why(ref, at.seq),
        history=addresses.history(row.subject, row.visit, row.form, name, number),
    )
