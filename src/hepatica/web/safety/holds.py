"""The page of the holds: what each blocks and what lifts it, and who was under way when it was placed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hepatica.conduct.commands import Actor
from hepatica.conduct.gates import mobilised
from hepatica.ledger.desk_rows import ClearanceRow
from hepatica.ledger.rows import HoldRow, SignatureRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.store import read
from hepatica.web.doors import for_members, may
from hepatica.web.safety import holding, present_approvals, words
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks


@dataclass(frozen=True, kw_only=True)
class UnderWay:
    """A participant already mobilised when a hold was placed: the medical monitor decides by name."""

    mark: Mark
    hold: str
    about: str
    """What the form of the decision is told."""
    decision: str
    by: str
    reason: str

    @property
    def asked(self) -> bool:
        """Whether the decision is still asked for."""
        return not self.decision


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the holds."""
    return draw(request, actor)


def draw(
    request: HttpRequest, actor: Actor, *, refused: tuple[str, ...] = (), where: str = ""
) -> HttpResponse:
    """Draw the page; ``where`` names the form whose refusals are said."""
    state, marks = read.state_at(read.head().seq), Marks(read.infused())
    held = holding.held(read.plan().study, state.all(HoldRow), state.all(SignatureRow), actor.user, marks)
    places = {one.place for one in held if not one.mine} if may(actor, "hold.lift") else set()
    places |= {"hold"} if may(actor, "hold.place") else set()
    context: dict[str, Any] = {
        "page": "holds",
        "held": held,
        "under_way": list(under_way(state, words.names(state), marks)),
        "people": sorted(map(marks.of, read.numbers()), key=words.by_infusion),
        "gates": read.plan().study.gates,
        "blocked": request.POST.getlist("blocks"),
        "typed": request.POST,
        "refused": refused,
        "where": where,
        "at_large": refused if where not in places else (),
        "may_hold": may(actor, "hold.place"),
        "may_lift": may(actor, "hold.lift"),
        "may_clear": may(actor, "clearance.give"),
    }
    return render(request, "safety/holds_page.html", context, status=422 if refused else 200)


def under_way(state: State, names: dict[str, str], marks: Marks) -> Iterable[UnderWay]:
    """Yield everybody whose course was under way under a hold, with the decision of the medical monitor."""
    for subject in sorted(row.subject for row in state.all(SubjectRow)):
        if not mobilised(state, subject):
            continue
        for hold in (*state.of(HoldRow, ""), *state.of(HoldRow, subject)):
            row = state.get(ClearanceRow, subject, f"hold:{hold.hold}")
            given = row if row and row.seq > hold.seq else None
            yield UnderWay(
                mark=marks.of(subject),
                hold=hold.hold,
                about=f"hold:{hold.hold}|{subject}",
                decision=present_approvals.decision_words(given.decision) if given else "",
                by=f"{names.get(given.by, given.by)}, {words.instant(given.at)}" if given else "",
                reason=given.reason if given else "",
            )
