"""The one view behind every form on a specimen: draw it, record what was typed, or say why not and keep it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hepatica.conduct.authority import not_allowed
from hepatica.conduct.commands import Actor, Refusal
from hepatica.store.record import Refused
from hepatica.web import asking
from hepatica.web.acting import fresh_key, key_of, tried
from hepatica.web.tissue import addresses
from hepatica.web.tissue.acts.act import Act
from hepatica.web.tissue.acts.coding import CODE
from hepatica.web.tissue.acts.making import MAKE
from hepatica.web.tissue.acts.moving import MOVE
from hepatica.web.tissue.acts.unmasking import UNMASK
from hepatica.web.tissue.specimens import Specimens, for_keepers, specimens
from hepatica.web.uploads import too_large_words

ACTS: dict[str, Act] = {"make": MAKE, "move": MOVE, "code": CODE, "unmask": UNMASK}


@for_keepers
def act(request: HttpRequest, actor: Actor, subject: str, name: str, thing: str) -> HttpResponse:
    """Show the form of an act, or record it."""
    found = ACTS.get(name)
    if found is None:
        raise Http404(_("There is no such act."))
    at = specimens(actor, subject)
    if request.method != "POST":
        return _draw(request, at, found, thing, ())
    found.sheet(at, thing, {})  # what the form is about must be there
    if not_allowed(actor, found.kind):
        return _draw(request, at, found, thing, ())
    made = []

    def make() -> object:
        made.append(found.command(at, thing, request))
        return made[-1]

    done = tried(make, actor, key_of(request))  # type: ignore[arg-type]
    if isinstance(done, Refused):
        return _draw(request, at, found, thing, done.refusals)
    messages.success(request, found.done(thing, made[-1]))
    return redirect(addresses.OVERVIEW)  # not to the person: what is said stands at the top


def _draw(
    request: HttpRequest, at: Specimens, found: Act, thing: str, refusals: tuple[Refusal, ...]
) -> HttpResponse:
    typed = request.POST.dict()
    start = {"parents": request.GET["of"]} if "of" in request.GET else {}
    sheet = found.sheet(at, thing, typed or start)
    known = asking.names_of(sheet)
    denied = not_allowed(at.actor, found.kind)
    context = {
        "sheet": asking.refused(sheet, {one.item: one.sentence for one in refusals if one.item in known}),
        "refused": tuple(dict.fromkeys(one.sentence for one in refusals if one.item not in known)),
        "mark": at.mark,
        "back": addresses.person(at.subject),
        "key": fresh_key() if refusals or request.method == "GET" else key_of(request) or fresh_key(),
        "denied": str(denied) if denied else "",
        "most": settings.HEPATICA_UPLOAD_MOST if any(box.kind == "file" for box in sheet.boxes) else 0,
        "too_large": too_large_words(),
    }
    return render(request, "tissue/act.html", context, status=422 if refusals else 200)
