"""The safety desk: what a rule proposed, for a clinician to decide; events, holds and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hepatica.conduct.authority import roles_for
from hepatica.conduct.case import Case
from hepatica.conduct.commands import Actor
from hepatica.ledger.rows import HoldRow, ProposalRow, SignatureRow
from hepatica.store import clock, read
from hepatica.study.study import AE_FORM, LOG_VISIT, Study
from hepatica.web import addresses
from hepatica.web.docket import docket
from hepatica.web.doors import for_members, may
from hepatica.web.safety import asking, holding, log, present, present_gate, words
from hepatica.web.safety.gathering import At, gathered
from hepatica.web.safety.overview import overview
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks

LATELY = 8
"""Decisions shown."""
MENU = 200
"""Participants that a menu lists; among more the matrix finds them."""


@for_members
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the desk."""
    return draw(request, actor)


@for_members
def judge(
    request: HttpRequest, actor: Actor, subject: str, visit: str, form: str, signal: str
) -> HttpResponse:
    """Show the desk with the confirmation of one proposal opened in its place."""
    at = (subject, visit, form, signal)
    first = waiting(at)[0]
    case = Case(read.plan(), read.subject_state(subject), clock.now(), actor)
    asks = questions(case, subject, asking.begun(case, first), {})
    return draw(request, actor, at=at, asks=asks)


def waiting(at: At) -> list[ProposalRow]:
    """Return the proposals that wait in a place under a rule; 404 when none was ever raised there."""
    subject, visit, form, signal = at
    found = [
        row
        for row in read.among(ProposalRow, [subject])
        if (row.visit, row.form, row.signal) == (visit, form, signal)
    ]
    if not found:
        raise Http404
    return [row for row in found if row.state == "proposed"] or found


def questions(
    case: Case, subject: str, boxes: Mapping[str, str], refusals: Mapping[str, str]
) -> list[asking.Ask]:
    """Return what the confirmation asks, with what was typed."""
    items = asking.wanted(case.plan, case.state, subject, boxes)
    return asking.asks(case.plan.study, items, boxes, refusals)


def draw(
    request: HttpRequest,
    actor: Actor,
    *,
    at: At | None = None,
    asks: list[asking.Ask] | None = None,
    refused: tuple[str, ...] = (),
    where: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw the desk: ``where`` names the form whose refusals are said, ``at`` the proposal that is open."""
    found = docket()
    plan, marks, state = found.plan, found.marks, found.state
    proposals = tuple(state.all(ProposalRow))
    cases = [entry.case for entry in found.entries]
    shown = present.proposed(plan, state, gathered(plan.study, state), cases, marks)
    held = holding.held(plan.study, state.all(HoldRow), state.all(SignatureRow), actor.user, marks)
    places = {"hold"} if may(actor, "hold.place") else set()
    if may(actor, "signal.confirm") and at in {one.at for one in shown}:
        places |= {"confirm", "dismiss"}
    if may(actor, "hold.lift"):
        places |= {one.place for one in held if not one.mine}
    fills = bool(set(plan.study.form_by_id[AE_FORM].roles) & set(roles_for(actor, "items.enter")))
    context: dict[str, Any] = {
        "page": "desk",
        "now": found.now.at,
        "proposed": shown,
        "at_large": refused if where not in places else (),
        "opened": at,
        "asks": asks,
        "refused": refused,
        "where": where,
        "typed": request.POST,
        "blocked": request.POST.getlist("blocks"),
        "may_judge": may(actor, "signal.confirm") and may(actor, "signal.dismiss"),
        "may_hold": may(actor, "hold.place"),
        "may_lift": may(actor, "hold.lift"),
        "gates": plan.study.gates,
        "people": (people := sorted(map(marks.of, read.numbers()), key=words.by_infusion)),
        "logs": _logs(people) if fills and len(people) <= MENU else [],
        "fills": fills,
        "held": held,
        "next": present_gate.coming(plan, state, found.now.today, words.names(state), marks),
        "shelves": log.shelves(plan.study, found.events, marks),
        "unmatched": (unmatched := log.unmatched(plan.study, proposals, marks))[: log.SHOWN],
        "unmatched_many": len(unmatched),
        "unmatched_more": max(0, len(unmatched) - log.SHOWN),
        "decisions": _decisions(plan.study, proposals, marks),
        **overview(found, actor),
    }
    return render(request, "safety/desk.html", context, status=status)


def _logs(people: Iterable[Mark]) -> list[tuple[Mark, str]]:
    """Return where a new event is entered, for each participant."""
    return [(one, f"{addresses.form(one.code, LOG_VISIT, AE_FORM)}#foot") for one in people]


def _decisions(study: Study, proposals: tuple[ProposalRow, ...], marks: Marks) -> list[log.Decision]:
    rows = sorted((p for p in proposals if p.state != "proposed"), key=lambda p: -p.seq)[:LATELY]
    events = {row.seq: event for row in rows if (event := read.event(row.seq))}
    names = {grant.user: grant.name for grant in read.grants()}
    return log.decisions(study, rows, events, names, marks)
