"""The page behind an alert's link. It needs no sign-in, shows no clinical detail, and acts only when asked to."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.commands import Actor
from hepatica.conduct.desk_commands import AcknowledgeAlert
from hepatica.conduct.refused import Refused
from hepatica.jobs import alerts, feed
from hepatica.people.accounts import actor_of
from hepatica.store.record import record
from hepatica.web.alerts.words import ago, name_of
from hepatica.web.doors import for_members

GONE = 410


def alert(request: HttpRequest, token: str) -> HttpResponse:
    """Show an alert to the person it was sent to, and let them say that they have it.

    Opening the link changes nothing: programs that look into mail open it too.
    """
    found = alerts.of_token(token)
    if found is None:
        return render(request, "alerts/gone.html", status=GONE)
    row, user = found
    refused = ""
    if request.method == "POST":
        outcome = record(AcknowledgeAlert(subject=row.subject, alert=row.alert), actor=_actor(user))
        refused = str(outcome) if isinstance(outcome, Refused) else ""
        row, user = alerts.of_token(token) or found
    context = {
        "alert": row,
        "user": user,
        "refused": refused,
        "raised": ago(row.raised_at),
        "by": name_of(row.acknowledged_by),
    }
    return render(request, "alerts/alert.html", context, status=400 if refused and row.open else 200)


@require_POST
@for_members
def acknowledge(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Acknowledge an alert from a page of the trial, and go back there."""
    subject, _sep, name = request.POST.get("alert", "").partition(" ")
    outcome = record(AcknowledgeAlert(subject=subject, alert=name), actor=actor)
    if isinstance(outcome, Refused):
        return render(
            request, "shell/problem.html", {"title": _("Not acknowledged"), "words": str(outcome)}, status=400
        )
    return redirect("/safety/")


def calendar(_request: HttpRequest, token: str) -> HttpResponse:
    """Return what is due as iCalendar; the address is the key, so it shows numbers and no clinical detail."""
    text = feed.of_token(token)
    if text is None:
        raise Http404
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _actor(user: str) -> Actor:
    person = get_user_model().objects.filter(username=user, is_active=True).first()
    return actor_of(person) if person else Actor(user=user, name=user, roles=frozenset())
