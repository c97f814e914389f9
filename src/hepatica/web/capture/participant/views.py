"""The participant's page, and the acts that begin there."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.commands import Actor, AuthoriseAct, EnrolSubject
from hepatica.ledger.rows import SubjectRow
from hepatica.store import clock, read
from hepatica.store.record import Refused, record
from hepatica.study.study import LOG_VISIT, VISIT_FORM
from hepatica.web import addresses
from hepatica.web.capture.matrix.present import glance
from hepatica.web.capture.participant.page import page, state_of
from hepatica.web.doors import for_members
from hepatica.web.visit_marks import Marks
from hepatica.web.visits import next_unscheduled, occurrences


@for_members
def participant(request: HttpRequest, actor: Actor, subject: str) -> HttpResponse:
    """Show one participant: status, what may be done, profile, visits, logs, findings and the trail."""
    return page(request, actor, subject)


@require_POST
@for_members
def enrol(request: HttpRequest, actor: Actor, subject: str) -> HttpResponseBase:
    """Enrol, or say every reason against it."""
    return _act(request, actor, subject, EnrolSubject(subject=subject), _("%(who)s is enrolled."))


@require_POST
@for_members
def authorise(request: HttpRequest, actor: Actor, subject: str) -> HttpResponseBase:
    """Authorise what a gate guards, or say every reason against it."""
    command = AuthoriseAct(subject=subject, gate=request.POST.get("gate", ""))
    return _act(request, actor, subject, command, _("Authorised for %(who)s."))


def _act(
    request: HttpRequest, actor: Actor, subject: str, command: EnrolSubject | AuthoriseAct, said: str
) -> HttpResponseBase:
    done = record(command, actor=actor)
    if isinstance(done, Refused):
        for refusal in done.refusals:
            messages.error(request, refusal.sentence)
    elif done.events:
        messages.success(request, said % {"who": subject})
    return redirect(addresses.participant(subject))


@require_POST
@for_members
def unscheduled(request: HttpRequest, actor: Actor, subject: str) -> HttpResponseBase:  # noqa: ARG001
    """Go to the next occurrence of a visit that repeats; it exists once something is written there."""
    row = state_of(subject).get(SubjectRow, subject)
    assert row is not None
    study = read.plan_for(subject).study
    free = next_unscheduled(study, row, read.forms_light([subject]))
    visit_id = request.POST.get("visit") or next(iter(free), "")
    if visit_id not in free:
        raise Http404
    planned = study.visit(visit_id)
    assert planned is not None
    return redirect(addresses.form(subject, free[visit_id], planned.forms[0]))


@for_members
def visit(request: HttpRequest, actor: Actor, subject: str, visit: str) -> HttpResponseBase:  # noqa: ARG001
    """Open a visit at its first form that is not complete; with `glance`, say how it stands."""
    row = state_of(subject).get(SubjectRow, subject)
    study = read.plan_for(subject).study
    assert row is not None
    if visit == LOG_VISIT:
        return redirect(addresses.form(subject, LOG_VISIT, study.schedule.logs[0]))
    visits = occurrences(study, row, read.forms_light([subject]), clock.now().today)
    here = next((v for v in visits if v.id == visit), None)
    if here is None:
        planned = study.visit(visit)
        if planned is None or not planned.optional:
            raise Http404
        return redirect(addresses.form(subject, visit, planned.forms[0] if planned.forms else VISIT_FORM))
    if "glance" in request.GET:
        seen = glance(here, Marks(read.infused()))
        return render(request, "capture/glance.html", {"glance": seen})
    first = next(iter(here.unfinished), here.forms[0])
    return redirect(addresses.form(subject, visit, first.form))
