"""The safety board: its decision form with conflicts and quorum, and the signatures of its members."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.commands import Actor
from hepatica.conduct.desk_commands import DecideBoard, Member, SignBoard
from hepatica.ledger.rows import GrantRow
from hepatica.store import read
from hepatica.web import boxes
from hepatica.web.acting import attempt, proven
from hepatica.web.doors import for_members, may
from hepatica.web.safety import packs, present_board

ROLE = "board"


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the packs, the decisions and the form."""
    return _draw(request, actor)


@require_POST
@for_members
def decide(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Enter the decision form of a meeting."""
    typed = request.POST.dict()

    def command() -> DecideBoard:
        if typed.get("recommendation") not in present_board.RECOMMENDATIONS:
            raise ValueError(_("Say what the board recommends."))
        members = _members(request)
        if not members:
            raise ValueError(_("Name the members of the board."))
        file, name = boxes.evidence(request)
        return DecideBoard(
            meeting=boxes.line(typed, "meeting"),
            held_on=boxes.day(typed, "held"),
            cut=boxes.number(typed.get("cut", "")) or read.head().seq,
            recommendation=typed["recommendation"],
            sentence=boxes.prose(typed, "sentence"),
            members=members,
            clears=tuple(boxes.line({"one": one}, "one") for one in request.POST.getlist("clears")[:40]),
            file=file,
            file_name=name,
        )

    if refused := attempt(command, actor):
        return _draw(request, actor, refused=refused, where="decide")
    messages.success(request, _("The decision is entered; it is in force once the quorum has signed."))
    return redirect("safety:board")


@require_POST
@for_members
def sign(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Sign a decision form as a member, after the password was typed again."""
    meeting = boxes.line(request.POST.dict(), "meeting")
    signer = proven(request, actor, "board.sign")
    if refused := attempt(lambda: SignBoard(meeting=meeting), signer):
        return _draw(request, actor, refused=refused, where=f"sign {meeting}")
    messages.success(request, _("You have signed for the board."))
    return redirect("safety:board")


def _members(request: HttpRequest) -> tuple[Member, ...]:
    """Return the members whose line says who they are: an account of the board, or a name."""
    typed, names = request.POST.dict(), _accounts()
    found = []
    for n in range(_seats()):
        user = boxes.line(typed, f"user.{n}")
        if name := names.get(user) or boxes.line(typed, f"name.{n}"):
            found.append(
                Member(
                    name=name,
                    present=f"present.{n}" in typed,
                    conflict=boxes.prose(typed, f"conflict.{n}"),
                    user=user if user in names else "",
                )
            )
    return tuple(found)


def _accounts() -> dict[str, str]:
    return {grant.user: grant.name for grant in read.grants() if grant.role == ROLE}


def _seats() -> int:
    board = read.plan().study.oversight.board
    return board.members if board else 0


def _draw(
    request: HttpRequest, actor: Actor, *, refused: tuple[str, ...] = (), where: str = ""
) -> HttpResponse:
    study, state, head = read.plan().study, read.state_at(read.head().seq), read.head()
    typed = request.POST.dict()
    names = {grant.user: grant.name for grant in state.all(GrantRow)}
    decisions = present_board.decisions(study, state, actor.user, names)
    drawn = any(one.may_sign and where == f"sign {one.meeting}" for one in decisions)
    drawn = drawn or (where == "decide" and may(actor, "board.decide"))
    context: dict[str, Any] = {
        "page": "board",
        "board": study.oversight.board,
        "decisions": decisions,
        "accounts": sorted(_accounts().items(), key=lambda one: one[1]),
        "seats": [
            {
                "n": n,
                "user": typed.get(f"user.{n}", ""),
                "name": typed.get(f"name.{n}", ""),
                "present": f"present.{n}" in typed or not typed,
                "conflict": typed.get(f"conflict.{n}", ""),
            }
            for n in range(_seats())
        ],
        "recommendations": [
            (one, present_board.recommendation_words(one)) for one in present_board.RECOMMENDATIONS
        ],
        "clearable": present_board.clearable(study, state),
        "cleared": request.POST.getlist("clears"),
        "held": boxes.dates(typed, "held"),
        "head": head.seq,
        "papers": list(packs.papers(names)),
        "typed": typed,
        "refused": refused,
        "where": where,
        "may_decide": may(actor, "board.decide"),
        "at_large": refused if not drawn else (),
    }
    return render(request, "safety/board.html", context, status=422 if refused else 200)
