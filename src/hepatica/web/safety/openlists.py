"""What is open before the record can be locked: values without an event, and events that are followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.datasets.open_events import OpenEvent, derive_open_events
from hepatica.datasets.unanswered import Unanswered, derive_unanswered
from hepatica.ledger.rows import FormRow, ProposalRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.store import clock, read, sight
from hepatica.store.kept import Kept
from hepatica.study.study import Study
from hepatica.web import addresses
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
    study, marks, found = read.plan().study, Marks(read.infused()), _kept.now()
    people = sorted(sight.numbers(sorted(found)), key=lambda subject: words.by_infusion(marks.of(subject)))
    context = {
        "page": "open",
        "unanswered": [_value(study, one, marks) for who in people for one in found[who].unanswered],
        "followed": [_event(one, marks) for who in people for one in found[who].followed],
    }
    return render(request, "safety/openlists.html", context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What is open of one participant; one of the two at least."""

    unanswered: tuple[Unanswered, ...]
    """Values that met a signal and have neither an event nor a reason why they are none."""
    followed: tuple[OpenEvent, ...]
    """Events that have not ended, with the day on which each is next asked about."""


def _read(subjects: tuple[str, ...]) -> dict[str, Open]:
    plan, today = read.plan(), clock.now().today
    zone = ZoneInfo(settings.TIME_ZONE)
    state = State(row for table in (SubjectRow, ProposalRow, FormRow) for row in read.among(table, subjects))

    def day_of(seq: int) -> date:
        return datetime.fromisoformat(read.instant_of(seq)).astimezone(zone).date()

    found = {
        subject: Open(
            unanswered=derive_unanswered(plan.study, plan.signals, state, subject),
            followed=derive_open_events(plan.study, state, subject, today, day_of=day_of),
        )
        for subject in subjects
    }
    return {subject: one for subject, one in found.items() if one.unanswered or one.followed}


_kept = Kept(_read, also=lambda: (clock.now().today, settings.TIME_ZONE))


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
