"""A design changed in a form: answers while it is typed, and the version kept. Nothing typed is lost, whatever is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hepatica.conduct.commands import Actor, KeepDesign
from hepatica.web.acting import attempt, fresh_key, key_of
from hepatica.web.boxes import line, prose
from hepatica.web.design import present, shelf
from hepatica.web.design.draft import Draft, begun, changed, examined
from hepatica.web.design.numbers import PREFIX
from hepatica.web.design.present import PLANS
from hepatica.web.design.shelf import KEPT, Standing, links
from hepatica.web.doors import for_members, may


@require_http_methods(["GET", "POST"])
@for_members
def change(request: HttpRequest, actor: Actor, place: str, name: str) -> HttpResponseBase:
    """Show the numbers of a design as a form, with its answers; without scripts a press of the button answers anew."""
    stand = shelf.standing(place, name, request.GET.get("version", ""))
    if request.method != "POST":
        return _draw(request, actor, stand, begun(stand.text), {})
    return _draw(request, actor, stand, _sent(request, stand), {"typed": request.POST})


@require_POST
@for_members
def live(request: HttpRequest, actor: Actor, place: str, name: str) -> HttpResponse:  # noqa: ARG001
    """Answer what is typed: the answers, a sentence at each number that cannot be, and the text as it now is."""
    stand = shelf.standing(place, name, request.GET.get("version", ""))
    draft = _sent(request, stand)
    names = {box.number.name for one in draft.asked for box in one.boxes}
    whole = names != {name for name in request.POST if name.startswith(PREFIX)}
    return render(request, "design/live.html", _answered(stand, draft) | {"whole": whole})


@require_POST
@for_members
def keep(request: HttpRequest, actor: Actor, place: str, name: str) -> HttpResponseBase:
    """Keep the version that was typed, unless somebody kept another since: then both are shown and nothing is lost."""
    stand = shelf.standing(place, name, request.GET.get("version", ""))
    draft = _sent(request, stand)
    own = line(request.POST, "name") if place != KEPT else name
    more: dict[str, object] = {"typed": request.POST}
    refused: tuple[str, ...] = (_("What does not fit together is not kept: mend it where it is marked."),)
    if draft.design is not None:
        since = shelf.latest_digest(own)
        if since != request.POST.get("since", ""):
            theirs = shelf.standing(KEPT, own)
            proposed = shelf.next_version(theirs)
            mine = examined(shelf.versioned(draft.text, stand.design, proposed, own)).design or draft.design
            conflict = present.conflict(theirs, mine, present.names())
            typed = request.POST.dict() | {"version": proposed}
            more = {"typed": typed, "conflict": conflict, "since": since}
            return _draw(request, actor, stand, draft, more, status=409)
        text = shelf.versioned(draft.text, stand.design, line(request.POST, "version"), own)
        if place != KEPT:
            text = shelf.named(text, own)
        refused = attempt(
            lambda: KeepDesign(design=own, text=text, reason=prose(request.POST, "reason"), since=since),
            actor,
            key_of(request),
        )
        if not refused:
            messages.success(request, _("Kept: %(title)s.") % {"title": draft.design.title})
            return redirect(f"/design/{KEPT}/{own}/")
    return _draw(request, actor, stand, draft, more | {"refused": refused}, status=422)


def _sent(request: HttpRequest, stand: Standing) -> Draft:
    return changed(request.POST.dict(), stand.design)


def _answered(stand: Standing, draft: Draft) -> dict[str, object]:
    design = draft.supposed
    return {
        "stand": stand,
        "draft": draft,
        "shown": present.shown(design) if design is not None else None,
        "changes": present.changes(stand.design, design) if design is not None else (),
    }


def _draw(
    request: HttpRequest,
    actor: Actor,
    stand: Standing,
    draft: Draft,
    more: Mapping[str, object],
    *,
    status: int = 200,
) -> HttpResponse:
    """Draw the form; ``since`` is the version that was the latest when it was first opened."""
    typed = more.get("typed")
    since = shelf.latest_digest(stand.name) if stand.place == KEPT else ""
    context = {
        "may_keep": may(actor, PLANS),
        "version": shelf.next_version(stand),
        "key": fresh_key(),
        "since": typed.get("since", since) if isinstance(typed, Mapping) else since,
        "links": links(stand),
    }
    return render(
        request, "design/change.html", context | _answered(stand, draft) | dict(more), status=status
    )
