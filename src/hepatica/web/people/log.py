"""The delegation log: read by everybody who works here, changed by administrators, printed for the inspector."""

from __future__ import annotations

from hashlib import sha256
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.authority import ROLES, deeds, role_name
from hepatica.conduct.commands import Actor, GrantRole, RevokeRole
from hepatica.conduct.delegation import rule_of
from hepatica.datasets.delegations import KINDS, Delegation, delegations, on
from hepatica.jobs.cuts import event_at, stamp_at
from hepatica.report import typst
from hepatica.report.record.delegations import delegation_document
from hepatica.store import clock, queries, read
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.study.dates import NotADate, PartialDate
from hepatica.web import boxes
from hepatica.web.acting import attempt
from hepatica.web.doors import for_members, may
from hepatica.web.people import present


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show every line of the log, the standing ones first."""
    return _draw(request, actor)


@require_POST
@for_members
def grant(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Delegate a role, or change the terms of one."""
    typed = request.POST.dict()

    def command() -> GrantRole:
        return GrantRole(
            user=boxes.line(typed, "user"),
            name=boxes.line(typed, "name") or _named(boxes.line(typed, "user")),
            role=boxes.line(typed, "role"),
            sites=tuple(request.POST.getlist("sites")),
            since=boxes.day(typed, "since"),
            until=boxes.day(typed, "until"),
            training=boxes.line(typed, "training"),
            identity=boxes.line(typed, "identity"),
        )

    if refused := attempt(command, actor):
        return _draw(request, actor, refused=refused, where="grant", status=422)
    messages.success(request, _("The line stands in the delegation log."))
    return redirect("people_screens:log")


@require_POST
@for_members
def end(request: HttpRequest, actor: Actor) -> HttpResponse:
    """End a delegation at once, with a reason."""
    typed = request.POST.dict()
    user, _sep, role = boxes.line(typed, "who").partition("/")

    def command() -> RevokeRole:
        return RevokeRole(user=user, role=role, reason=boxes.prose(typed, "reason"))

    if refused := attempt(command, actor):
        return _draw(request, actor, refused=refused, where="end", status=422)
    messages.success(request, _("The delegation ended."))
    return redirect("people_screens:log")


@for_members
def review(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Show who could do what on a day, as the ledger tells it: the review of access."""
    zone, today = ZoneInfo(settings.TIME_ZONE), clock.now().today
    asked = request.GET.dict()
    typed = boxes.day(asked, "on")
    try:
        day = (PartialDate.parse(typed).earliest if typed else today) or today
        said = ""
    except NotADate as error:
        day, said = today, str(error)
    found = on(_lines(), day, zone, rule_of(read.plan()))
    words = present.date_words(day)
    context = {
        "page": "review",
        "day": words,
        "on": boxes.dates(asked, "on"),
        "said": said,
        "people": [(present.shown(one, zone, _names()), deeds(one.role)) for one in found],
    }
    return render(request, "people_screens/review.html", context, status=422 if said else 200)


@for_members
def paper(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Print the log as it stands; the print is written on the access chain."""
    del request
    event = event_at()
    plan, zone = read.plan(), ZoneInfo(settings.TIME_ZONE)
    stamp = stamp_at(event, plan.study)
    document = delegation_document(
        _lines(), plan.study, stamp, zone, names=_names(), synthetic=read.study_row().synthetic
    )
    data = typst.pdf(document)
    body = {"what": "delegation log", "cut": str(event.seq), "sha256": sha256(data).hexdigest()}
    append_access(Access.PRINTED, actor=actor.user, body=body)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="delegation-log-{event.seq}.pdf"'
    return response


def _lines() -> tuple[Delegation, ...]:
    return delegations(queries.told(KINDS))


def _names() -> dict[str, str]:
    return {grant.user: grant.name for grant in read.grants()}


def _named(user: str) -> str:
    return _names().get(user, "")


def _draw(
    request: HttpRequest, actor: Actor, *, refused: tuple[str, ...] = (), where: str = "", status: int = 200
) -> HttpResponse:
    plan, zone = read.plan(), ZoneInfo(settings.TIME_ZONE)
    today, names, lines = clock.now().today.isoformat(), _names(), _lines()
    typed = request.POST.dict() if where else request.GET.dict()
    shown = [present.shown(one, zone, names, today=today, rule=rule_of(plan)) for one in lines]
    standing = [one for one in shown if one.stands]
    context = {
        "page": "log",
        "standing": standing,
        "ended": [one for one in reversed(shown) if not one.stands],
        "may_grant": may(actor, "role.grant"),
        "roles": [(role, role_name(role).partition(" ")[2]) for role in ROLES],
        "sites": [(site.id, site.place.partition(",")[0]) for site in plan.study.sites],
        "chosen": request.POST.getlist("sites"),
        "typed": typed,
        "since": boxes.dates(typed, "since"),
        "until": boxes.dates(typed, "until"),
        "refused": refused,
        "where": where,
        "rule": rule_of(plan),
    }
    return render(request, "people_screens/log.html", context, status=status)
