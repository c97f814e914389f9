"""Recording that a report reached its recipient: only this fulfils an obligation, with its date, number and file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.commands import Actor, Moment
from hepatica.conduct.desk_commands import RecordSubmission, WithdrawSubmission
from hepatica.ledger import upcast
from hepatica.ledger.desk_rows import ReportRow, SubmissionRow
from hepatica.ledger.events import ItemChanged
from hepatica.safety.clocks import Obligation
from hepatica.safety.recomputed import recomputed
from hepatica.store import read
from hepatica.study.dates import MONTHS
from hepatica.web import boxes
from hepatica.web.acting import attempt
from hepatica.web.clock_words import left_words, limit_words
from hepatica.web.docket import Docket, Entry, docket
from hepatica.web.doors import for_members, may
from hepatica.web.safety import present_obligations, words
from hepatica.web.safety.overview import TITLES

TRAIL = 20_000
"""Events of a participant that are searched for answers from which a clock counted before."""


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One obligation that a sending may fulfil."""

    clock: str
    title: str
    to: str
    limit: str
    left: str
    state: str
    basis: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A submission that stands."""

    clock: str
    title: str
    to: str
    at: str
    diary: str
    reason: str
    by: str
    file: str
    file_name: str


@for_members
def page(request: HttpRequest, actor: Actor, subject: str = "", row: int = 0) -> HttpResponse:
    """Show what is owed for a case, or by the trial itself, with the form that records a sending."""
    return _draw(request, actor, subject, row)


@require_POST
@for_members
def send(request: HttpRequest, actor: Actor, subject: str = "", row: int = 0) -> HttpResponse:
    """Record that a report reached those who were to be told."""
    typed = request.POST.dict()
    chosen = tuple(boxes.line({"clock": one}, "clock") for one in request.POST.getlist("clock")[:20])

    def command() -> RecordSubmission:
        if not chosen:
            raise ValueError(_("Choose whom it reached."))
        if not boxes.line(typed, "at.time"):
            raise ValueError(_("Give the time at which it reached them, too."))
        file, name = boxes.evidence(request)
        return RecordSubmission(
            subject=subject,
            row=row,
            clocks=chosen,
            at=boxes.moment(typed, "at"),
            diary=boxes.line(typed, "diary"),
            file=file,
            file_name=name,
            reason=boxes.prose(typed, "reason"),
            report=boxes.number(typed.get("report", "")),
        )

    if refused := attempt(command, actor):
        return _draw(request, actor, subject, row, refused=refused, where="send")
    messages.success(request, _("Recorded as sent, with its evidence."))
    return redirect("safety:desk")


@require_POST
@for_members
def withdraw(request: HttpRequest, actor: Actor, subject: str = "", row: int = 0) -> HttpResponse:
    """Say that a sending had been recorded in error: its clock runs again."""
    clock = boxes.line(request.POST.dict(), "clock")
    reason = boxes.prose(request.POST.dict(), "reason")
    refused = attempt(lambda: WithdrawSubmission(subject=subject, row=row, clock=clock, reason=reason), actor)
    if refused:
        return _draw(request, actor, subject, row, refused=refused, where=f"withdraw {clock}")
    messages.success(request, _("Taken back: the clock runs again."))
    return redirect(request.path.removesuffix("withdraw"))


def _draw(
    request: HttpRequest,
    actor: Actor,
    subject: str,
    row: int,
    *,
    refused: tuple[str, ...] = (),
    where: str = "",
) -> HttpResponse:
    found = docket()
    entry = found.entry(subject, row) if subject else None
    if subject and entry is None:
        raise Http404(_("There is no event of that number in the log."))
    owed = entry.owed if entry else found.trial
    posted = request.method == "POST"
    typed = request.POST.dict() if posted else _today(found.now)
    context: dict[str, Any] = {
        "page": "desk",
        "subject": subject,
        "row": row,
        "case": entry.case if entry else None,
        "mark": found.marks.of(subject) if subject else None,
        "owed": _owed(found, owed, set(request.POST.getlist("clock"))),
        "moved": _moved(found, entry) if entry else [],
        "reports": _reports(found, subject, row),
        "sent": _sent(found, subject, row),
        "typed": typed,
        "at": boxes.dates(typed, "at"),
        "time": typed.get("at.time", ""),
        "refused": refused,
        "where": where,
        "may_send": may(actor, "submission.record"),
        "may_withdraw": may(actor, "submission.withdraw"),
        "at_large": refused if not may(actor, "submission.record") else (),
    }
    return render(request, "safety/send.html", context, status=422 if refused else 200)


def _today(now: Moment) -> dict[str, str]:
    """Return today as the date a sending is first taken to have; the time is asked."""
    day = now.today
    return {"at.day": str(day.day), "at.month": MONTHS[day.month - 1][:3], "at.year": str(day.year)}


def _owed(found: Docket, owed: tuple[Obligation, ...], chosen: set[str]) -> list[Owed]:
    study, zone = found.plan.study, ZoneInfo(found.now.zone)
    waits = {one.clock.id: one for one in reversed(owed) if one.open}
    return [
        Owed(
            clock=one.clock.id,
            title=str(one.clock.title),
            to=present_obligations.recipient(study, one.clock.recipient),
            limit=limit_words(one.clock.limit),
            left=left_words(one, zone),
            state=one.state,
            basis=one.clock.basis,
            chosen=one.clock.id in chosen,
        )
        for one in sorted(waits.values(), key=lambda one: (one.due or found.now.at, one.clock.id))
    ]


def _moved(found: Docket, entry: Entry) -> list[str]:
    """Say which limits an edited answer moved: what was due before stays beside what is due now."""
    study, zone = found.plan.study, ZoneInfo(found.now.zone)
    changes = [one for one in read.latest(entry.case.subject, limit=TRAIL) if one.kind == ItemChanged.kind]
    trail = [upcast.read(one) for one in reversed(changes)]
    return [
        f"{one.clock.title}, {present_obligations.recipient(study, one.clock.recipient)}: {one.words(zone)}."
        for one in recomputed(study, entry.case, trail, zone, found.now.at)
    ]


def _reports(found: Docket, subject: str, row: int) -> list[tuple[int, str]]:
    issued = [one for one in found.state.of(ReportRow, subject) if one.row == row]
    version = _("%(report)s, version %(n)s of %(when)s")
    return [
        (
            one.seq,
            version
            % {"report": TITLES.get(one.report, one.report), "n": one.version, "when": words.instant(one.at)},
        )
        for one in sorted(issued, key=lambda one: -one.seq)
    ]


def _sent(found: Docket, subject: str, row: int) -> list[Sent]:
    study = found.plan.study
    titles = {one.id: str(one.title) for one in study.clocks}
    names = words.names(found.state)
    return [
        Sent(
            clock=one.clock,
            title=titles.get(one.clock, one.clock),
            to=present_obligations.recipient(study, one.recipient),
            at=words.minute(one.at),
            diary=one.diary,
            reason=one.reason,
            by=_("recorded by %(who)s, %(when)s")
            % {"who": names.get(one.by, one.by), "when": words.instant(one.recorded_at)},
            file=one.file,
            file_name=one.file_name,
        )
        for one in sorted(found.state.of(SubmissionRow, subject), key=lambda one: -one.seq)
        if one.row == row
    ]
