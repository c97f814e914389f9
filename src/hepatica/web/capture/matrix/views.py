"""The matrix: one page of participants, whatever the size of the trial."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.commands import Actor, ScreenSubject
from hepatica.conduct.plan import Plan
from hepatica.ledger.rows import FindingRow, SubjectRow
from hepatica.store import clock, queries, read
from hepatica.store.record import Refused, record
from hepatica.web import addresses
from hepatica.web.capture.matrix import present
from hepatica.web.doors import for_members, may
from hepatica.web.locked_visits import locked_visits
from hepatica.web.visit_marks import Marks

PAGE = 25


@for_members
def matrix(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show a page of participants by visits; `show=late|findings` keeps those who need something."""
    plan, study_row = read.plan(), read.study_row()
    numbers = ordered()
    show = request.GET.get("show", "")
    counts = _counts(plan, numbers) if show or len(numbers) <= PAGE else {}
    if show in {"late", "findings"}:
        numbers = [number for number in numbers if number in counts[show]]
    pages = max(1, -(-len(numbers) // PAGE))
    page = min(max(1, _whole(request.GET.get("page"))), pages)
    people = _people(plan, numbers[(page - 1) * PAGE : page * PAGE])
    chosen = present.first_cell(people)
    context: dict[str, Any] = {
        "columns": present.columns(plan.study),
        "bands": present.bands(plan.study),
        "people": present.selected(people, chosen),
        "total": study_row.screened,
        "show": show,
        "late": len(counts["late"]) if counts else None,
        "with_findings": len(counts["findings"]) if counts else None,
        "page": page,
        "pages": pages,
        "glance": present.glance(chosen, Marks(read.infused())) if chosen else None,
        "sites": plan.study.sites if may(actor, "subject.screen") else (),
    }
    return render(request, "capture/matrix.html", context)


def ordered() -> list[str]:
    """Return every participant's number in order of infusion, then by number."""
    infused = read.infused()
    known = set(infused)
    return [*infused, *(number for number in read.numbers() if number not in known)]


def _people(plan: Plan, numbers: Sequence[str]) -> list[present.Person]:
    rows = {row.subject: row for row in read.among(SubjectRow, numbers)}
    forms = read.forms_light(numbers)
    of: dict[str, list[read.FormLight]] = {}
    for form in forms:
        of.setdefault(form.subject, []).append(form)
    findings = present.counted(read.among(FindingRow, numbers), queries.counted(numbers))
    marks, today = Marks(read.infused()), clock.now().today
    is_locked, plan_of = locked_visits(rows.values()), read.plans_by_row()
    return [
        present.with_locks(
            present.person(
                plan_of(rows[number]).study,
                rows[number],
                of.get(number, ()),
                findings,
                marks,
                today,
                plan.study,
            ),
            is_locked,
        )
        for number in numbers
        if number in rows
    ]


def _counts(plan: Plan, numbers: Sequence[str]) -> dict[str, set[str]]:
    people = _people(plan, numbers)
    return {
        "late": {someone.mark.code for someone in people if someone.late},
        "findings": {someone.mark.code for someone in people if someone.findings},
    }


@require_POST
@for_members
def screen(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Give a person the next participant number and open their page."""
    done = record(ScreenSubject(site=request.POST.get("site", "")), actor=actor, key=request.POST.get("key"))
    if isinstance(done, Refused):
        for refusal in done.refusals:
            messages.error(request, refusal.sentence)
        return redirect("/matrix/")
    messages.success(request, _("%(number)s is the new participant number.") % {"number": done.subject})
    return redirect(addresses.participant(done.subject))


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else 1
