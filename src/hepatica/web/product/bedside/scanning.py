"""The bedside check: wristband, bag, second reader; each Enter of the scanner goes one step on.

The first scan travels in the address of the second, nothing is stored before both are there: a phone that dies between
two scans leaves nothing, and starts again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hepatica.conduct.authority import not_allowed
from hepatica.conduct.commands import Actor
from hepatica.conduct.product_commands import MatchBag
from hepatica.ledger import upcast
from hepatica.ledger.product_facts import BagMatched
from hepatica.ledger.product_rows import MaterialRow
from hepatica.ledger.rows import SubjectRow
from hepatica.people.accounts import witness_of
from hepatica.product import codes, custody
from hepatica.store import clock, read
from hepatica.store.record import Refused
from hepatica.web import boxes
from hepatica.web.acting import fresh_key, key_of, tried
from hepatica.web.doors import for_members
from hepatica.web.product import addresses
from hepatica.web.product.doing import actor_with
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks

LONGEST = 200
KIND = "bag.match"


@dataclass(frozen=True, kw_only=True)
class Scan:
    """How far the check is."""

    wristband: str = ""
    """As scanned; '' until it was read."""
    mark: Mark | None = None
    code: str = ""
    bag: str = ""
    typed: str = ""
    """What was scanned and could not be used: it stays in its box."""
    refusal: str = ""

    @property
    def step(self) -> int:
        """1 wristband, 2 bag, 3 the second reader."""
        return 1 if not self.wristband else 2 if not self.code else 3


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Read one code after the other, then compare them on the server before two people."""
    if request.method == "POST":
        return _compare(request, actor)
    return _draw(request, actor, scanned(request.GET.get("wristband", ""), request.GET.get("bag", "")))


def scanned(wristband: str, bag: str) -> Scan:
    """Return how far two scans bring the check, with the sentence for what cannot be used."""
    wristband, bag = wristband.strip()[:LONGEST], bag.strip()[:LONGEST]
    if not wristband:
        return Scan()
    worn = codes.read(wristband)
    if said := _unworn(worn):
        return Scan(typed=wristband, refusal=said)
    mark = Marks(read.infused()).of(worn.name)
    if not bag:
        return Scan(wristband=wristband, mark=mark)
    found = codes.read(bag)
    if said := _no_bag(found):
        return Scan(wristband=wristband, mark=mark, typed=bag, refusal=said)
    return Scan(wristband=wristband, mark=mark, code=bag, bag=found.name)


def _unworn(worn: codes.Code) -> str:
    """Say why a code is no wristband of the trial; '' when it is."""
    if worn.problem:
        return worn.problem
    if worn.kind != codes.PERSON:
        return _("%(label)s is a bag's label. Scan the wristband first.") % {"label": worn.name}
    if not read.among(SubjectRow, [worn.name]):
        return _("There is no participant %(who)s.") % {"who": worn.name}
    return ""


def _no_bag(found: codes.Code) -> str:
    if found.problem:
        return found.problem
    return _("This is the wristband again. Now scan the bag.") if found.kind == codes.PERSON else ""


def _compare(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    typed = request.POST.dict()
    scan = scanned(typed.get("wristband", ""), typed.get("bag", ""))
    if scan.step < 3:
        return _draw(request, actor, scan, status=422)
    second = boxes.line(typed, "second")
    witness = witness_of(request, second, request.POST.get("second_password", ""))
    if witness is None:
        said = _("The second reader chooses their own name and types their own password. Nothing was stored.")
        return _draw(request, actor, scan, refused=(said,), second=second, status=422)
    place = _place(scan.bag)
    done = tried(
        lambda: MatchBag(wristband=scan.wristband, code=scan.code, place=place),
        actor_with(actor, witness),
        key_of(request),
    )
    if isinstance(done, Refused):
        said = tuple(one.sentence for one in done.refusals)  # type: ignore[assignment]
        return _draw(request, actor, scan, refused=said, second=second, status=422)  # type: ignore[arg-type]
    event = next(one for one in done.events if one.kind == BagMatched.kind)
    assert isinstance(upcast.read(event), BagMatched)
    return redirect(addresses.match(event.seq))


def _place(bag: str) -> str:
    """Return where the bag was brought last."""
    row = next((row for row in read.everyones(MaterialRow) if row.material == bag), None)
    return custody.where(row).place if row else ""


def _draw(
    request: HttpRequest,
    actor: Actor,
    scan: Scan,
    *,
    refused: tuple[str, ...] = (),
    second: str = "",
    status: int = 200,
) -> HttpResponse:
    denied = not_allowed(actor, KIND)
    context: dict[str, Any] = {
        "scan": scan,
        "now": clock.now().at,
        "refused": refused,
        "readers": readers(actor) if scan.step == 3 else (),
        "second": second,
        "key": fresh_key(),
        "denied": str(denied) if denied else "",
        "telephone": read.plan().study.manufacture.telephone,
    }
    return render(request, "product/bedside/scan.html", context, status=status)


def readers(actor: Actor) -> list[tuple[str, str]]:
    """Return who may be the second reader: everybody else who may compare, by name."""
    found = {}
    for grant in read.grants():
        one = Actor(user=grant.user, name=grant.name, roles=frozenset({grant.role}))
        if grant.user != actor.user and not_allowed(one, KIND) is None:
            found[grant.user] = grant.name
    return sorted(found.items(), key=lambda pair: pair[1])
