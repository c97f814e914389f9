"""What is decided at the desk: an event confirmed or not, a hold placed or lifted. Each goes through ``record``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hepatica.conduct.case import Case
from hepatica.conduct.commands import Actor, ConfirmSignal, DismissSignal, LiftHold, PlaceHold
from hepatica.ledger import upcast
from hepatica.ledger.events import HoldLifted, SignalConfirmed
from hepatica.people.accounts import actor_of, is_their_password
from hepatica.store import clock, read
from hepatica.store.record import Recorded, Refused, record
from hepatica.web.doors import for_members, may
from hepatica.web.safety import asking, present, views


@require_POST
@for_members
def confirm(
    request: HttpRequest, actor: Actor, subject: str, visit: str, form: str, signal: str
) -> HttpResponse:
    """Confirm a proposal with the answers given; what is missing is asked at its field, and nothing is stored."""
    at, boxes = (subject, visit, form, signal), request.POST.dict()
    case = Case(read.plan(), read.subject_state(subject), clock.now(), actor)
    rows = [row.row for row in views.waiting(at)]
    missing = asking.missing(asking.wanted(case.plan, case.state, subject, boxes), boxes)
    if missing and may(actor, "signal.confirm"):
        said = ngettext("%(n)s answer is missing.", "%(n)s answers are missing.", len(missing))
        return _again(request, case, at, missing, [said % {"n": len(missing)}])
    first = _number(boxes.get("row", ""), rows[0])
    command = ConfirmSignal(
        subject=subject,
        visit=visit,
        form=form,
        signal=signal,
        row=first,
        entries=asking.entries(case.plan.study, boxes),
    )
    done = record(command, actor=actor)
    if isinstance(done, Refused):
        places = {refusal.item: refusal.sentence for refusal in done.refusals if refusal.item}
        return _again(request, case, at, places, _sentences(done))
    number = _event_number(done)
    said = _("Confirmed: event %(n)s in the log of %(who)s.") % {"n": number, "who": subject}
    messages.success(request, said)
    if boxes.get("same"):
        reason = _("The same event as event %(n)s of the log.") % {"n": number}
        for other in _dismissals(at, (row for row in rows if row != first), reason):
            for sentence in _sentences(record(other, actor=actor)):
                messages.error(request, sentence)
    return redirect("safety:desk")


def _again(
    request: HttpRequest, case: Case, at: present.At, places: Mapping[str, str], said: Iterable[str]
) -> HttpResponse:
    asks = views.questions(case, at[0], request.POST.dict(), places)
    return views.draw(request, case.actor, at=at, asks=asks, refused=tuple(said), where="confirm", status=422)


def _event_number(done: Recorded) -> int:
    facts = (upcast.read(event) for event in done.events)
    return next(fact.ae_row for fact in facts if isinstance(fact, SignalConfirmed))


@require_POST
@for_members
def dismiss(
    request: HttpRequest, actor: Actor, subject: str, visit: str, form: str, signal: str
) -> HttpResponse:
    """Judge that the readings the person saw are not an event, with the reason."""
    at = (subject, visit, form, signal)
    known = [row.row for row in views.waiting(at)]
    seen = {_number(text, -1) for text in request.POST.getlist("row")}
    reason = request.POST.get("reason", "")[:4000]
    for command in _dismissals(at, (row for row in known if row in seen), reason):
        if said := _sentences(record(command, actor=actor)):
            return views.draw(request, actor, at=at, refused=said, where="dismiss", status=422)
    messages.success(request, _("Judged: not an event. Your reason stands beside the values."))
    return redirect("safety:desk")


def _dismissals(at: present.At, rows: Iterable[int], reason: str) -> Iterable[DismissSignal]:
    subject, visit, form, signal = at
    for row in rows:
        yield DismissSignal(subject=subject, visit=visit, form=form, signal=signal, row=row, reason=reason)


@require_POST
@for_members
def hold(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Place a hold on the study or on one participant."""
    command = PlaceHold(
        subject=_name(request, "subject"),
        hold=_name(request, "hold"),
        reason=request.POST.get("reason", "")[:4000],
        blocks=tuple(gate[:120] for gate in request.POST.getlist("blocks")[:50]),
    )
    return _held(request, actor, command, _("The hold is in force."))


@require_POST
@for_members
def lift(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Sign that a hold may end, after the password was typed again; the second person's signature ends it."""
    assert request.user.is_authenticated
    signer = actor
    if may(actor, "hold.lift") and is_their_password(request, request.POST.get("password", "")):
        signer = actor_of(request.user, reauthenticated=True)
    command = LiftHold(
        subject=_name(request, "subject"),
        hold=_name(request, "hold"),
        reason=request.POST.get("reason", "")[:4000],
    )
    return _held(
        request, signer, command, _("Signed: one of two. The hold stands until a second person signs.")
    )


def _held(request: HttpRequest, actor: Actor, command: PlaceHold | LiftHold, said: str) -> HttpResponse:
    done = record(command, actor=actor)
    if isinstance(done, Refused):
        where = "hold" if isinstance(command, PlaceHold) else f"lift {command.subject} {command.hold}"
        return views.draw(request, actor, refused=_sentences(done), where=where, status=422)
    ended = any(event.kind == HoldLifted.kind for event in done.events)
    messages.success(request, _("Signed by two people: the hold is lifted.") if ended else said)
    return redirect("safety:desk")


def _sentences(done: Recorded | Refused) -> tuple[str, ...]:
    return tuple(refusal.sentence for refusal in done.refusals) if isinstance(done, Refused) else ()


def _name(request: HttpRequest, box: str) -> str:
    """Return a one-line box: no control characters, as the command wants it."""
    return " ".join("".join(c if c.isprintable() else " " for c in request.POST.get(box, "")).split())[:120]


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
