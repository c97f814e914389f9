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
from hepatica.conduct.commands import Actor, ConfirmSignal, DismissSignal, LiftHold, PlaceHold, Proposal
from hepatica.ledger import upcast
from hepatica.ledger.events import SignalConfirmed
from hepatica.store import clock, read
from hepatica.store.record import Recorded, Refused, record
from hepatica.web import boxes
from hepatica.web.acting import attempt, proven
from hepatica.web.doors import for_members, may
from hepatica.web.safety import asking, holds, present, views
from hepatica.web.safety.gathering import At


@require_POST
@for_members
def confirm(
    request: HttpRequest, actor: Actor, subject: str, visit: str, form: str, signal: str
) -> HttpResponse:
    """Confirm an episode with the answers given; what is missing is asked at its field, and nothing is stored.

    One that belongs to an event of the log asks nothing: that event has its answers.
    """
    at, typed = (subject, visit, form, signal), request.POST.dict()
    case = Case(read.plan(), read.subject_state(subject), clock.now(), actor)
    rows = [row.row for row in views.waiting(at)]
    into = boxes.number(typed.get("into", ""))
    wanted = [] if into else asking.wanted(case.plan, case.state, subject, typed)
    missing = asking.missing(wanted, typed)
    if missing and may(actor, "signal.confirm"):
        said = ngettext("%(n)s answer is missing.", "%(n)s answers are missing.", len(missing))
        return _again(request, case, at, missing, [said % {"n": len(missing)}])
    first = boxes.number(typed.get("row", ""), rows[0])
    command = ConfirmSignal(
        subject=subject,
        visit=visit,
        form=form,
        signal=signal,
        row=first,
        entries=() if into else asking.entries(case.plan.study, typed),
        others=_same(request, at, [row for row in rows if row != first]),
        into=into,
    )
    done = record(command, actor=actor)
    if isinstance(done, Refused):
        places = {refusal.item: refusal.sentence for refusal in done.refusals if refusal.item}
        return _again(request, case, at, places, _sentences(done))
    said = _("Confirmed: event %(n)s in the log of %(who)s.")
    messages.success(request, said % {"n": _event_number(done), "who": subject})
    return redirect("safety:desk")


def _same(request: HttpRequest, at: At, own: Iterable[int]) -> tuple[Proposal, ...]:
    """Return the other proposals that are the same: of this place and rule where 'yes' says so, and those named."""
    named = request.POST.getlist("same")[:50]
    found = [Proposal(visit=at[1], form=at[2], signal=at[3], row=row) for row in own if "yes" in named]
    return tuple(dict.fromkeys((*found, *(one for text in named for one in present.decoded(text)))))


def _again(
    request: HttpRequest, case: Case, at: At, places: Mapping[str, str], said: Iterable[str]
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
    """Judge that the readings the person saw, in all of the episode, are not an event, with one reason."""
    at = (subject, visit, form, signal)
    known = [row.row for row in views.waiting(at)]
    seen = [row for row in known if str(row) in request.POST.getlist("row")]
    if not seen:
        return views.draw(
            request, actor, at=at, refused=(_("Nothing was judged."),), where="dismiss", status=422
        )
    others = [Proposal(visit=visit, form=form, signal=signal, row=row) for row in seen[1:]]
    command = DismissSignal(
        subject=subject,
        visit=visit,
        form=form,
        signal=signal,
        row=seen[0],
        reason=boxes.prose(request.POST.dict(), "reason"),
        others=(*others, *(one for text in request.POST.getlist("same") for one in present.decoded(text))),
    )
    if said := _sentences(record(command, actor=actor)):
        return views.draw(request, actor, at=at, refused=said, where="dismiss", status=422)
    messages.success(request, _("Judged: not an event. Your reason stands beside the values."))
    return redirect("safety:desk")


@require_POST
@for_members
def hold(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Place a hold on the study or on one participant."""
    typed = request.POST.dict()

    def command() -> PlaceHold:
        return PlaceHold(
            subject=boxes.line(typed, "subject"),
            hold=boxes.line(typed, "hold"),
            reason=boxes.prose(typed, "reason"),
            blocks=tuple(gate[:120] for gate in request.POST.getlist("blocks")[:50]),
        )

    if refused := attempt(command, actor):
        return _on_page(request, actor, refused, "hold")
    messages.success(request, _("The hold is in force."))
    return _back(request)


@require_POST
@for_members
def lift(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Sign that a hold may end, after the password was typed again; the second person's signature ends it."""
    typed = request.POST.dict()
    subject, name = boxes.line(typed, "subject"), boxes.line(typed, "hold")

    def command() -> LiftHold:
        file, file_name = boxes.evidence(request)
        return LiftHold(
            subject=subject,
            hold=name,
            reason=boxes.prose(typed, "reason"),
            decision=boxes.line(typed, "decision"),
            file=file,
            file_name=file_name,
        )

    if refused := attempt(command, proven(request, actor, "hold.lift")):
        return _on_page(request, actor, refused, f"lift {subject} {name}")
    stands = any(row.hold == name for row in read.holds(subject))
    messages.success(
        request,
        _("Signed: one of two. The hold stands until a second person signs.")
        if stands
        else _("Signed by two people: the hold is lifted."),
    )
    return _back(request)


def _on_page(request: HttpRequest, actor: Actor, refused: tuple[str, ...], where: str) -> HttpResponse:
    """Draw the page the form stood on, with the refusal beside the form."""
    if request.POST.get("page") == "holds":
        return holds.draw(request, actor, refused=refused, where=where)
    return views.draw(request, actor, refused=refused, where=where, status=422)


def _back(request: HttpRequest) -> HttpResponse:
    return redirect("safety:holds" if request.POST.get("page") == "holds" else "safety:desk")


def _sentences(done: Recorded | Refused) -> tuple[str, ...]:
    return tuple(refusal.sentence for refusal in done.refusals) if isinstance(done, Refused) else ()
