"""Today, and the find box of every page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from hepatica.conduct.commands import Actor
from hepatica.conduct.findings import sentence
from hepatica.conduct.plan import Plan
from hepatica.conduct.reading import Reading
from hepatica.conduct.reconsent import must_renew
from hepatica.jobs.obligations import owed
from hepatica.ledger.rows import FindingRow, HoldRow
from hepatica.product import codes
from hepatica.store import clock, queries, read
from hepatica.web import addresses
from hepatica.web.doors import for_members, may
from hepatica.web.shell.frame import is_served
from hepatica.web.threads import waits_for_me
from hepatica.web.to_sign import how_many
from hepatica.web.today import ahead, clocks, present, search
from hepatica.web.visit_marks import Marks

INSPECTION = "/record/inspect/"
_LANDED = "hepatica_landed"


@for_members
def today(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show what is late, due and next, and what waits for a person; an inspector who just signed in begins elsewhere."""
    if (
        "inspector" in actor.roles
        and _LANDED not in request.session
        and is_served(INSPECTION, settings.ROOT_URLCONF)
    ):
        request.session[_LANDED] = True
        return redirect(INSPECTION)
    plan, study_row, now = read.plan(), read.study_row(), clock.now().today
    found, marks, zone = owed(), Marks(read.infused()), ZoneInfo(settings.TIME_ZONE)
    holds = read.everyones(HoldRow)
    page = present.day(
        plan.study,
        ahead.visits(),
        read.findings(),
        _sayer(plan),
        read.proposals(),
        holds,
        marks,
        now,
        [one for one in queries.queries() if waits_for_me(plan.study, one, actor)],
    )
    due = (
        [row.subject for row in read.subjects() if must_renew(plan, row)] if plan.published.reconsent else []
    )
    context = {
        "day": page,
        "today": now,
        "screened": study_row.screened,
        "reconsent": [marks.of(one) for one in due[:20]],
        "reconsent_many": len(due),
        "clocks": clocks.running(plan.study, found, marks, zone),
        "to_sign": how_many() if may(actor, "form.sign") else 0,
        "clock_lead": " ".join(filter(None, (clocks.late(found), clocks.lead(found, zone)))),
    }
    return render(request, "today/today.html", context)


def _sayer(plan: Plan) -> Callable[[FindingRow], str]:
    """Return what puts a finding into its sentence; only the participants of those shown are read."""

    @cache
    def reading(subject: str) -> Reading:
        return Reading(plan.study, read.subject_state(subject), subject)

    return lambda row: sentence(plan, row, reading(row.subject))


@for_members
def find(request: HttpRequest, actor: Actor) -> HttpResponseBase:  # noqa: ARG001
    """Find a participant, a visit or a form, or what a label or its scanned code stands for.

    One certain answer is opened at once.
    """
    asked = request.GET.get("q", "").strip()
    made = read.material(codes.read(asked).name or asked.upper())
    if made is not None:
        return redirect(addresses.material(made.subject, made.material))
    found = search.search(read.plan().study, read.numbers(), asked)
    if len(found) == 1:
        return redirect(found[0].href)
    return render(
        request, "today/find.html", {"asked": asked, "found": found, "marks": Marks(read.infused())}
    )
