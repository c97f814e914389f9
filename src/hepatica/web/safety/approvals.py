"""The register of approvals, and decisions about a participant: what a gate before an infusion reads."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.commands import Actor
from hepatica.conduct.desk_commands import GiveClearance, RecordApproval
from hepatica.ledger.desk_rows import ApprovalRow, ClearanceRow
from hepatica.store import clock, read
from hepatica.web import boxes
from hepatica.web.acting import attempt
from hepatica.web.doors import for_members, may
from hepatica.web.safety import present_approvals, present_board
from hepatica.web.safety.holds import under_way
from hepatica.web.visit_marks import Marks

ACTS = {"approval": "approval.record", "clearance": "clearance.give"}
"""Form of the page → the kind of command it sends."""


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the register and the decisions that stand."""
    return _draw(request, actor)


@require_POST
@for_members
def record_one(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Record an approval with its dates and its letter."""
    typed = request.POST.dict()

    def command() -> RecordApproval:
        file, name = boxes.evidence(request)
        return RecordApproval(
            approval=boxes.line(typed, "approval"),
            number=boxes.line(typed, "number"),
            valid_from=boxes.day(typed, "from"),
            valid_to=boxes.day(typed, "to"),
            file=file,
            file_name=name,
            reason=boxes.prose(typed, "reason"),
        )

    if refused := attempt(command, actor):
        return _draw(request, actor, refused=refused, where="approval", status=422)
    messages.success(request, _("The approval is in the register."))
    return redirect("safety:approvals")


@require_POST
@for_members
def clear(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give a named decision about a participant."""
    typed = request.POST.dict()

    def command() -> GiveClearance:
        if typed.get("decision") not in present_approvals.DECISIONS:
            raise ValueError(_("Say what you decide: clear, wait or stop."))
        file, name = boxes.evidence(request)
        clearance, _sep, subject = boxes.line(typed, "about").partition("|")
        return GiveClearance(
            subject=subject,
            clearance=clearance,
            decision=typed["decision"],
            reason=boxes.prose(typed, "reason"),
            file=file,
            file_name=name,
        )

    if refused := attempt(command, actor):
        return _draw(request, actor, refused=refused, where="clearance", status=422)
    messages.success(request, _("Your decision is in the record."))
    return redirect(f"{request.path.removesuffix('clearance')}approvals/#clearances")


def _draw(
    request: HttpRequest, actor: Actor, *, refused: tuple[str, ...] = (), where: str = "", status: int = 200
) -> HttpResponse:
    study, marks = read.plan().study, Marks(read.infused())
    names = {grant.user: grant.name for grant in read.grants()}
    typed = request.POST.dict() if request.method == "POST" else request.GET.dict()
    state = read.state_at(read.head().seq)
    asks = [(f"{gate}|{who}", who, gate) for gate, who in present_board.waits(study, state)]
    asks += [(one.about, one.mark.code, f"hold:{one.hold}") for one in under_way(state, names, marks)]
    context: dict[str, Any] = {
        "page": "approvals",
        "register": present_approvals.register(study, read.of_study(ApprovalRow), clock.now().today, names),
        "given": present_approvals.given(study, read.everyones(ClearanceRow), names, marks),
        "asks": [
            (key, f"{who}: {present_approvals.clearance_words(study, what)}") for key, who, what in asks
        ],
        "decisions": [(one, present_approvals.decision_words(one)) for one in present_approvals.DECISIONS],
        "typed": typed,
        "from": boxes.dates(typed, "from"),
        "to": boxes.dates(typed, "to"),
        "refused": refused,
        "where": where,
        "may_record": may(actor, "approval.record"),
        "may_clear": may(actor, "clearance.give"),
        "at_large": refused if not may(actor, ACTS.get(where, "")) else (),
    }
    return render(request, "safety/approvals.html", context, status=status)
