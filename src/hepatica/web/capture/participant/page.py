"""The page of one participant, put together: what the record says, what may be done, and who it is when asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.conduct.locks import Place, sentence, site_of, standing
from hepatica.conduct.reconsent import must_renew
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.people.identity import Identity
from hepatica.store import clock, read
from hepatica.web.capture.participant import figures, present, trail
from hepatica.web.doors import may
from hepatica.web.locked_visits import locked_visits
from hepatica.web.shell.parts import Chip
from hepatica.web.to_sign import how_many
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
    state, plan, study_row = state_of(subject), read.plan_for(subject), read.study_row()
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
    row = state.get(SubjectRow, subject)
    lock = standing(state, Place(subject, site=site_of(state, subject)))
    context = {
        "page": _with_locks(view, locked_visits([row] if row else [])),
        "lock": sentence(plan.study, lock, clock.now().zone) if lock else "",
        "frozen": bool(lock and not lock.locked),
        "to_sign": how_many(subject) if may(actor, "form.sign") else 0,
        "may_lock": may(actor, "record.lock"),
        "version": plan.study.version if plan is not (head := read.plan()) else "",
        "reconsent": row is not None and must_renew(head, row),
        "identity": shown,
        "may_identify": may_see(actor),
        "trail": trail.sentences(plan.study, read.latest(subject, limit=15)),
    }
    return render(request, "capture/participant.html", context | figures.drawn(subject))


def _with_locks(view: present.Page, is_locked: Callable[[str, str], bool]) -> present.Page:
    """Return the page with the visits that are locked marked as such."""
    shut = Chip(words=_("Locked"), icon="locked")
    visits = tuple(
        replace(line, chip=shut)
        if is_locked(view.subject, line.href.rstrip("/").rpartition("/")[2])
        else line
        for line in view.visits
    )
    return replace(view, visits=visits)


def state_of(subject: str) -> State:
    """Return everything of one participant; 404 for a number that was never given."""
    state = read.subject_state(subject)
    if state.get(SubjectRow, subject) is None:
        raise Http404
    return state
