"""The signer's statement: read and accepted once, before the first signature."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hepatica.conduct.commands import AcceptStatement, Actor
from hepatica.conduct.delegation import rule_of
from hepatica.conduct.statements import sha_of, statement_of, unverified
from hepatica.ledger.review_rows import StatementRow
from hepatica.store import read
from hepatica.web.acting import attempt, proven
from hepatica.web.doors import for_members, may
from hepatica.web.moments import instant


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the statement and who accepted it when; accept it with one's own password."""
    plan = read.plan()
    text, rule = statement_of(plan), rule_of(plan)
    refused: tuple[str, ...] = ()
    if request.method == "POST":
        seen = request.POST.get("sha256", "")[:64]
        who = proven(request, actor, "statement.accept")
        refused = attempt(lambda: AcceptStatement(text_sha256=seen), who)
        if not refused:
            messages.success(request, _("You have accepted the statement: you may sign now."))
            return redirect("people_screens:signature")
    rows = read.of_study(StatementRow)
    mine = next((row for row in rows if row.user == actor.user and row.text_sha256 == sha_of(text)), None)
    context = {
        "page": "signature",
        "text": rule.statement.in_language(get_language() or "en") if rule and rule.statement else "",
        "sha256": sha_of(text),
        "mine": instant(mine.at) if mine else "",
        "may_accept": may(actor, "statement.accept"),
        "unverified": unverified(plan, actor),
        "given": [(row.name, instant(row.at), row.text_sha256 == sha_of(text)) for row in rows],
        "refused": refused,
    }
    return render(request, "people_screens/signature.html", context, status=422 if refused else 200)
