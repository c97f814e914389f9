"""On call: who is told at once, in which order, and the log of every alert."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.commands import Actor
from hepatica.conduct.desk_commands import SetOnCall
from hepatica.ledger.desk_rows import OnCallRow
from hepatica.store import read
from hepatica.web import boxes
from hepatica.web.acting import attempt
from hepatica.web.doors import for_members, may
from hepatica.web.safety import present_alerts
from hepatica.web.visit_marks import Marks

PLACES = 4
"""People a list names: the first, and the deputies."""
STORY = 1000
"""Events of a participant that are searched for what became of an alert."""


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who is on call and the log of alerts."""
    return _draw(request, actor)


@require_POST
@for_members
def change(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Say who is on call, in order."""
    chosen = tuple(
        filter(None, (boxes.line({"user": user}, "user") for user in request.POST.getlist("user")))
    )
    refused = attempt(lambda: SetOnCall(users=chosen), actor) if chosen else (_("Name at least one person."),)
    if refused:
        return _draw(request, actor, chosen=chosen, refused=refused, status=422)
    messages.success(request, _("The list of who is on call has changed."))
    return redirect("safety:oncall")


def _draw(
    request: HttpRequest,
    actor: Actor,
    *,
    chosen: tuple[str, ...] | None = None,
    refused: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    roster = next(iter(read.of_study(OnCallRow)), OnCallRow(subject="")).users
    grants = read.grants()
    names = {grant.user: grant.name for grant in grants}
    rows = read.alerts(open_only=False)
    stories = {s: tuple(reversed(read.latest(s, limit=STORY))) for s in {row.subject for row in rows}}
    wanted = (*(roster if chosen is None else chosen), *[""] * PLACES)[: max(PLACES, len(roster))]
    context: dict[str, Any] = {
        "page": "oncall",
        "roster": [names.get(user, user) for user in roster],
        "people": present_alerts.able(grants),
        "chosen": wanted,
        "alerts": present_alerts.alerts(rows, stories, names, Marks(read.infused())),
        "refused": refused,
        "may_set": may(actor, "oncall.set"),
        "at_large": refused if not may(actor, "oncall.set") else (),
        "may_acknowledge": may(actor, "alert.acknowledge"),
    }
    return render(request, "safety/oncall.html", context, status=status)
