"""The page of one participant, put together: what the record says, what may be done, and who it is when asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hepatica.conduct.commands import Actor
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.people.identity import Identity
from hepatica.store import clock, read
from hepatica.web.capture.participant import figures, present, trail
from hepatica.web.visit_marks import Marks

ROLES = frozenset({"coordinator", "investigator"})
"""Roles that care for participants and may see who they are."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The identity on the page after it was asked for."""

    person: Identity
    known: bool


def may_see(actor: Actor) -> bool:
    """Whether the person cares for participants: coordinators and investigators do."""
    return bool(actor.roles & ROLES)


def page(request: HttpRequest, actor: Actor, subject: str, shown: Shown | None = None) -> HttpResponse:
    """Render the page; the identity only when it was just asked for."""
    state, plan, study_row = state_of(subject), read.plan(), read.study_row()
    view = present.page(
        plan,
        state,
        subject,
        forms=read.forms_light([subject]),
        study_row=study_row,
        marks=Marks(read.infused()),
        actor=actor,
        today=clock.now().today,
    )
    context = {
        "page": view,
        "identity": shown,
        "may_identify": may_see(actor),
        "trail": trail.sentences(plan.study, read.latest(subject, limit=15)),
    }
    return render(request, "capture/participant.html", context | figures.drawn(subject))


def state_of(subject: str) -> State:
    """Return everything of one participant; 404 for a number that was never given."""
    state = read.subject_state(subject)
    if state.get(SubjectRow, subject) is None:
        raise Http404
    return state
