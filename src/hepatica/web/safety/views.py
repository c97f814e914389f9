"""The safety desk: what a rule proposed, for a clinician to decide."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hepatica.conduct.commands import Actor
from hepatica.store import read
from hepatica.web.doors import for_members
from hepatica.web.safety import present
from hepatica.web.visit_marks import Marks


@for_members
def desk(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Show every proposed event."""
    proposed = present.proposed(read.plan().study, read.proposals(), Marks(read.infused()))
    return render(request, "safety/desk.html", {"proposed": proposed})
