"""What is open before the record can be locked: values without an event, and events that are followed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hepatica.conduct.commands import Actor
from hepatica.ledger.rows import ProposalRow
from hepatica.web.docket import docket
from hepatica.web.doors import for_members
from hepatica.web.safety import log


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Show both lists."""
    found = docket()
    rows = [row for row in found.state.all(ProposalRow) if row.state == "proposed"]
    context = {
        "page": "open",
        "unanswered": log.unmatched(found.plan.study, rows, found.marks),
        "followed": [],
    }
    return render(request, "safety/openlists.html", context)
