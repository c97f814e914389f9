"""The one view behind every form of the laboratory: draw it, record what was typed, or say why not and keep it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hepatica.conduct.authority import not_allowed
from hepatica.conduct.commands import Actor, Command, Refusal
from hepatica.people.accounts import witness_of
from hepatica.store.record import Refused, rehearsal
from hepatica.web import asking, boxes
from hepatica.web.acting import fresh_key, key_of, proven, tried
from hepatica.web.doors import for_members
from hepatica.web.product import addresses, words
from hepatica.web.product.acts.act import Act
from hepatica.web.product.acts.deciding import AUTHORISE, DECIDE
from hepatica.web.product.acts.going_on import BRANCH, SEND
from hepatica.web.product.acts.making import MAKE
from hepatica.web.product.acts.measuring import CORRECT, MEASURE
from hepatica.web.product.acts.moving import MOVE
from hepatica.web.product.acts.splitting import SPLIT
from hepatica.web.product.acts.testing import TEST
from hepatica.web.product.bench import Bench, bench

ACTS: dict[str, Act] = {
    "make": MAKE,
    "split": SPLIT,
    "count": MEASURE,
    "correct": CORRECT,
    "move": MOVE,
    "test": TEST,
    "decide": DECIDE,
    "authorise": AUTHORISE,
    "branch": BRANCH,
    "letter": SEND,
}
OF_THE_PERSON = frozenset({"make", "branch", "letter"})
"""Acts that lead back to the participant's page; every other to its material's."""


@for_members
def act(request: HttpRequest, actor: Actor, subject: str, name: str, thing: str) -> HttpResponse:
    """Show the form of an act, or record it."""
    found = ACTS.get(name)
    if found is None:
        raise Http404(_("There is no such act."))
    at = bench(actor, subject)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST" and "more" not in request.POST:
        found.sheet(at, thing, {})  # what the form is about must be there
        refusals = perform(request, at, found, thing)
        if not refusals:
            messages.success(request, found.done(thing, request.POST.dict()))
            return redirect(back(at, name, thing))
    return _draw(request, at, found, name, thing, refusals)


def perform(request: HttpRequest, at: Bench, act: Act, thing: str) -> tuple[Refusal, ...]:
    """Record an act, all of its commands or none; returns why not."""
    actor = at.actor
    if act.signed:
        actor = proven(request, actor, act.kind)
    if act.witnessed and (second := boxes.line(request.POST.dict(), "second")):
        witness = witness_of(request, second, request.POST.get("second_password", ""))
        if witness is None:
            said = _("That is not the password of %(who)s. Nothing was stored.")
            name = at.names().get(second, second)
            return (Refusal(code="reauthentication", sentence=said % {"who": name}, item="second_password"),)
        actor = actor_with(actor, witness)
    try:
        commands = act.commands(at, thing, request, request.POST.dict())
    except ValueError as error:
        done = tried(_raising(error), actor)
        return done.refusals if isinstance(done, Refused) else ()
    return _recorded(commands, actor, key_of(request))


def actor_with(actor: Actor, witness: Actor) -> Actor:
    """Return a person with the second one who stands beside them."""
    return Actor(
        user=actor.user,
        name=actor.name,
        roles=actor.roles,
        reauthenticated=actor.reauthenticated,
        witness=witness,
    )


def _raising(error: ValueError) -> Any:
    def make() -> Command:
        raise error

    return make


def _recorded(commands: Iterable[Command], actor: Actor, key: str | None) -> tuple[Refusal, ...]:
    wanted = tuple(commands)
    if len(wanted) == 1:
        done = tried(lambda: wanted[0], actor, key)
        return done.refusals if isinstance(done, Refused) else ()
    with rehearsal(keep=True) as together:
        for n, command in enumerate(wanted, start=1):
            done = tried(lambda command=command: command, actor, key and f"{key}.{n}")  # type: ignore[misc]
            if isinstance(done, Refused):
                together.undo()
                return tuple(msgspec.structs.replace(one, item=f"{one.item}.{n}") for one in done.refusals)
    return ()


def back(at: Bench, name: str, thing: str) -> str:
    """Return where an act leads back to."""
    if name in OF_THE_PERSON:
        return addresses.person(at.subject)
    return addresses.material(at.subject, thing.partition("/")[0])


def _draw(
    request: HttpRequest, at: Bench, act: Act, name: str, thing: str, refusals: tuple[Refusal, ...]
) -> HttpResponse:
    typed = request.POST.dict()
    sheet = act.sheet(at, thing, typed)
    known = asking.names_of(sheet)
    placed = [(_box_of(one.item, known), words.unit(one.sentence)) for one in refusals]
    places = {box: said for box, said in placed if box}
    denied = not_allowed(at.actor, act.kind)
    context = {
        "sheet": asking.refused(sheet, places),
        "refused": tuple(dict.fromkeys(said for box, said in placed if not box)),
        "mark": at.mark,
        "back": back(at, name, thing),
        "back_words": _("Cell products") if name in OF_THE_PERSON else thing.partition("/")[0],
        "key": fresh_key() if refusals or request.method == "GET" else key_of(request) or fresh_key(),
        "allowed": denied is None,
        "allowed_words": str(denied) if denied else "",
        "sum": act.sums(at, thing, typed) if act.sums else None,
    }
    return render(request, "product/act.html", context, status=422 if refusals else 200)


def _box_of(item: str, known: set[str]) -> str:
    """Return the box a refusal points at: that of its row, else the one all rows share; '' for none."""
    shared = item.rpartition(".")[0]
    return item if item in known else shared if shared in known else ""
