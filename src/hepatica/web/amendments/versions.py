"""The versions of the protocol: what was in force when, who is under which, and who still has to consent again."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.commands import Actor, RenewConsent
from hepatica.conduct.reconsent import must_renew
from hepatica.conduct.versions import applies
from hepatica.ledger.rows import SubjectRow
from hepatica.store import read, versions
from hepatica.web import boxes
from hepatica.web.acting import attempt, fresh_key, key_of
from hepatica.web.amendments import present
from hepatica.web.doors import for_members, may
from hepatica.web.visit_marks import Marks

SHOWN = 200
"""Participants that a list shows; it says how many there are."""


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the versions, who is under which, and who must consent again."""
    return _draw(request, actor)


@require_POST
@for_members
def renew(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Record a renewed consent."""
    typed = request.POST.dict()

    def command() -> RenewConsent:
        file, name = boxes.evidence(request)
        return RenewConsent(
            subject=boxes.line(typed, "subject"),
            date=boxes.day(typed, "date"),
            document=boxes.line(typed, "document"),
            file=file,
            file_name=name,
        )

    if refused := attempt(command, actor, key_of(request)):
        return _draw(request, actor, refused=refused, status=422)
    said = _("The renewed consent of %(who)s is in the record.")
    messages.success(request, said % {"who": boxes.line(typed, "subject")})
    return redirect("amendments:protocol")


def _draw(
    request: HttpRequest, actor: Actor, *, refused: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    head, people, marks = read.plan(), read.subjects(), Marks(read.infused())
    found = versions.versions()
    under = Counter(applies(head, row) for row in people)
    due = [row for row in people if must_renew(head, row)]
    names = {grant.user: grant.name for grant in read.grants()}
    may_renew = may(actor, "consent.renew")
    typed = request.POST.dict()
    context: dict[str, Any] = {
        "page": "versions",
        "versions": [present.version(one, head, under[one.seq], names) for one in found],
        "pairs": [(one.seq, one.fact.version) for one in found],
        "others": _others(people, head.definition, {one.seq: one.fact.version for one in found}, marks),
        "due": [(marks.of(row.subject), present.consent_words(row)) for row in due[:SHOWN]],
        "due_many": len(due),
        "waiting": [marks.of(one) for one in versions.waiting()[:SHOWN]],
        "asks": due if may_renew else (),
        "may_renew": may_renew,
        "typed": typed,
        "date": boxes.dates(typed, "date"),
        "key": fresh_key(),
        "refused": refused,
    }
    return render(request, "amendments/protocol.html", context, status=status)


def _others(
    people: tuple[SubjectRow, ...], head: int, named: dict[int, str], marks: Marks
) -> list[tuple[Any, str]]:
    """Return who is under another version than the one in force."""
    plan = read.plan()
    found = ((row, applies(plan, row)) for row in people)
    return [(marks.of(row.subject), named.get(at, "")) for row, at in found if at != head][:SHOWN]
