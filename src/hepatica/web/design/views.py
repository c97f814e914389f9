"""The designs of the next trial: those that are kept, those to begin from, one with its answers, and its history."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.design.diff import differences
from hepatica.store import designs
from hepatica.web.design import pictures, present, shelf
from hepatica.web.design.present import PLANS
from hepatica.web.design.shelf import links
from hepatica.web.doors import for_members, may
from hepatica.web.figures import script_address


@for_members
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the designs that are kept and those to begin from, each with what it asks of people and what it can show."""
    names = present.names()
    context = {
        "kept": [present.card(one, names) for one in shelf.kept()],
        "unread": shelf.unread(),
        "beginnings": [present.card(one, names) for one in shelf.beginnings()],
        "may_keep": may(actor, PLANS),
    }
    return render(request, "design/index.html", context)


@for_members
def one(request: HttpRequest, actor: Actor, place: str, name: str) -> HttpResponse:
    """Show a design: its answers first, then its pictures, what each question costs, and what it cannot show."""
    stand = shelf.standing(place, name, request.GET.get("version", ""))
    shown = present.shown(stand.design)
    context = {
        "stand": stand,
        "head": present.head(stand, present.names()),
        "shown": shown,
        "links": links(stand),
        "pictures": pictures.of_design(shown.answers),
        "grids": present.grids(stand.design),
        "may_keep": may(actor, PLANS),
        "script": script_address(),
    }
    return render(request, "design/one.html", context)


@for_members
def history(request: HttpRequest, actor: Actor, place: str, name: str) -> HttpResponse:  # noqa: ARG001
    """Show every version that was kept, and in words what changed from one to another."""
    stand = shelf.standing(place, name)
    every = designs.versions(name)
    old = request.GET.get("old", every[min(1, len(every) - 1)].sha256)
    new = request.GET.get("new", every[0].sha256)
    before, after = shelf.standing(place, name, old), shelf.standing(place, name, new)
    context = {
        "stand": stand,
        "versions": present.versions(every, present.names()),
        "old": before,
        "new": after,
        "changes": present.sections(differences(before.design, after.design)),
        "title": _("Versions of %(title)s") % {"title": stand.design.title},
    }
    return render(request, "design/history.html", context)
