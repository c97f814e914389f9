"""What is open before the record can be locked: values without an event, and events that are followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.datasets.open_events import OpenEvent, derive_open_events
from hepatica.datasets.unanswered import Unanswered, derive_unanswered
from hepatica.jobs.obligations import instant_of
from hepatica.ledger.rows import SubjectRow
from hepatica.study.study import Study
from hepatica.web import addresses
from hepatica.web.docket import Docket, docket
from hepatica.web.doors import for_members
from hepatica.web.safety import words
from hepatica.web.safety.present_rules import case_address
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks, date_words


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that is open."""

    mark: Mark
    term: str
    words: str
    said: str
    href: str
    late: bool = False


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Show both lists."""
    found = docket()
    context = {
        "page": "open",
        "unanswered": list(unanswered(found)),
        "followed": list(followed(found)),
    }
    return render(request, "safety/openlists.html", context)


def unanswered(found: Docket) -> Iterable[Line]:
    """Yield the values that met a signal and have neither an event nor a reason why they are none."""
    for subject in _people(found):
        for one in derive_unanswered(found.plan.study, found.plan.signals, found.state, subject):
            yield _value(found.plan.study, one, found.marks)


def _value(study: Study, one: Unanswered, marks: Marks) -> Line:
    why = {
        "waiting": _("Waits for an investigator."),
        "no_event": _("Its event was struck out of the log."),
        "never_proposed": _("Entered before the protocol had this signal: nobody was asked."),
    }[one.why]
    signal = next((s for s in study.signals if s.id == one.signal), None)
    return Line(
        mark=marks.of(one.subject),
        term=one.term,
        words=words.readings(study, signal, one.readings) if signal else "",
        said=f"{words.place(study, one.visit, one.form)}. {why}",
        href=addresses.form(one.subject, one.visit, one.form),
    )


def followed(found: Docket) -> Iterable[Line]:
    """Yield the events that have not ended, with the day on which each is next asked about."""
    zone = ZoneInfo(found.now.zone)

    def day_of(seq: int) -> date:
        return datetime.fromisoformat(instant_of(seq)).astimezone(zone).date()

    for subject in _people(found):
        for one in derive_open_events(found.plan.study, found.state, subject, found.now.today, day_of=day_of):
            yield _event(one, found.marks)


def _event(one: OpenEvent, marks: Marks) -> Line:
    due = _("Ask again on %(day)s.") % {"day": date_words(one.due)} if one.due else _("No day to ask yet.")
    late = _("Was to be asked about on %(day)s.") % {"day": date_words(one.due)}
    began = _("began %(when)s") % {"when": one.start.words()}
    grade = _("grade %(n)s") % {"n": one.grade} if one.grade is not None else _("no grade yet")
    return Line(
        mark=marks.of(one.subject),
        term=one.term,
        words=late if one.overdue else due,
        said=f"{began}, {grade}",
        href=case_address(one.subject, one.row),
        late=one.overdue,
    )


def _people(found: Docket) -> list[str]:
    rows = sorted(row.subject for row in found.state.all(SubjectRow))
    return sorted(rows, key=lambda subject: words.by_infusion(found.marks.of(subject)))
