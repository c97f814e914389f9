"""Deviations: those of rules and those of the log together, what was missed, and the judgement on each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.commands import Actor, AssessDeviation, ConfirmMissed
from hepatica.conduct.deviating import Flagged, flagged
from hepatica.conduct.missed import Missed, missed, place_of
from hepatica.ledger.review_rows import AssessmentRow
from hepatica.ledger.rows import DeviationRow
from hepatica.ledger.state import State
from hepatica.store import clock, read, versions
from hepatica.web import boxes
from hepatica.web.acting import attempt
from hepatica.web.amendments import present_deviations as present
from hepatica.web.doors import for_members, may
from hepatica.web.visit_marks import Marks

SHOWN = 100
"""Lines of a list; the page says how many there are, and filters."""
GRADES = ("minor", "important")


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show every deviation; `rule`, `who` and `show=waiting|overdue|important` keep some."""
    return _draw(request, actor)


@require_POST
@for_members
def assess(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Judge a deviation."""
    typed = request.POST.dict()

    def command() -> AssessDeviation:
        if typed.get("grade") not in GRADES:
            raise ValueError(_("Say how grave it is: minor or important."))
        subject, _bar, key = typed.get("key", "").partition("|")
        return AssessDeviation(
            subject=subject,
            deviation=key,
            grade=typed["grade"],
            cause=boxes.prose(typed, "cause"),
            action=boxes.prose(typed, "action"),
            reported=boxes.day(typed, "reported"),
        )

    if refused := attempt(command, actor):
        return _draw(request, actor, refused=refused, chosen=typed.get("key", ""), status=422)
    messages.success(request, _("Your judgement is in the record."))
    return redirect("amendments:deviations")


@require_POST
@for_members
def confirm(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Confirm that something was missed."""
    typed = request.POST.dict()

    def command() -> ConfirmMissed:
        return ConfirmMissed(
            subject=boxes.line(typed, "subject"),
            rule=boxes.line(typed, "rule"),
            visit=boxes.line(typed, "visit"),
            form=boxes.line(typed, "form"),
        )

    if refused := attempt(command, actor):
        return _draw(request, actor, refused=refused, status=422)
    messages.success(request, _("It is recorded as a deviation."))
    return redirect("amendments:deviations")


def _draw(
    request: HttpRequest,
    actor: Actor,
    *,
    refused: tuple[str, ...] = (),
    chosen: str = "",
    status: int = 200,
) -> HttpResponse:
    study, marks, today = read.plan().study, Marks(read.infused()), clock.now().today
    state = State((*read.everyones(DeviationRow), *read.everyones(AssessmentRow)))
    people = sorted({row.subject for row in state.all(DeviationRow)})
    found = [one for who in people for one in flagged(study, state, who)]
    names = {grant.user: grant.name for grant in read.grants()}
    at = versions.instants(tuple(one.row.seq for one in found))
    lines = [*present.flagged_lines(study, found, marks, at, names, today)]
    form = present.log_form(study)
    lines += [*present.logged_lines(study, read.forms_named(form.id), marks)] if form else []
    kept = [line for line in lines if _kept(line, request)]
    chosen = chosen or request.GET.get("assess", "")
    waiting = _missed(found)
    context: dict[str, Any] = {
        "page": "deviations",
        "lines": kept[:SHOWN],
        "many": len(kept),
        "all": len(lines),
        "waiting": sum(line.waits for line in lines),
        "overdue": sum(line.overdue for line in lines),
        "late_days": study.monitoring.late_days,
        "rules": [
            (rule, present.title_of(rule)) for rule in dict.fromkeys(li.rule for li in lines if li.key)
        ],
        "people": dict.fromkeys(line.mark.code for line in lines),
        "asked": {name: request.GET.get(name, "") for name in ("rule", "who", "show")},
        "missed": present.proposed(waiting[:SHOWN], marks),
        "missed_many": len(waiting),
        "chosen": next((line for line in lines if line.key == chosen and line.key), None),
        "typed": request.POST.dict(),
        "reported": boxes.dates(request.POST.dict(), "reported"),
        "may_assess": may(actor, "deviation.assess"),
        "may_confirm": may(actor, "deviation.confirm"),
        "refused": refused,
    }
    return render(request, "amendments/deviations.html", context, status=status)


def _kept(line: present.Line, request: HttpRequest) -> bool:
    rule, who, show = (request.GET.get(name, "") for name in ("rule", "who", "show"))
    shown = {
        "waiting": line.waits,
        "overdue": line.overdue,
        "important": "important" in {line.grade, line.proposed} or line.critical,
    }
    return rule in {"", line.rule} and who in {"", line.mark.code} and shown.get(show, True)


def _missed(found: list[Flagged]) -> list[Missed]:
    """Return what is missed now and not confirmed yet, each participant under their own version."""
    told = {(one.row.subject, one.row.rule, one.row.visit, one.row.form) for one in found}
    begun: dict[str, list[str]] = {}
    for form in read.forms_light():
        if form.answered:
            begun.setdefault(form.subject, []).append(f"{form.visit}/{form.form}")
    today, plan_of = clock.now().today, read.plans_by_row()
    every = (
        one
        for row in read.subjects()
        for one in missed(plan_of(row).study, row, begun.get(row.subject, ()), today)
    )
    return [one for one in every if (one.subject, one.rule, one.visit, place_of(one).form) not in told]
