"""Listings that become queries: chosen, seen line by line, ticked, opened in one go; and what each check costs people."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hepatica.conduct.commands import Actor
from hepatica.conduct.listings import LISTINGS, Asking, Listing, Source, derive_asking, listing
from hepatica.conduct.plan import Changed, Plan
from hepatica.conduct.refused import Refused
from hepatica.conduct.review_commands import OpenQuery
from hepatica.datasets.burden import KINDS, Burden, derive_burden
from hepatica.ledger import upcast
from hepatica.ledger.events import ItemChanged
from hepatica.store import clock, queries, read
from hepatica.study.study import Study
from hepatica.web import addresses
from hepatica.web.acting import tried
from hepatica.web.doors import for_members, may
from hepatica.web.queries.views import places
from hepatica.web.queries.worklist import place_words
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks

_BOXES = re.compile(r"\{[^}]*\}")
PAGE = 25
"""Participants whose records are read for one page of a listing."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One query that would be opened, as it is drawn."""

    asking: Asking
    mark: Mark
    href: str
    place: str
    label: str
    before: str
    """What became of the same question before; '' when it is new."""


@for_members
def choose(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Offer the listings."""
    offered = [{"id": one.id, "title": _(one.title), "help": _(one.help)} for one in LISTINGS]
    return render(request, "queries/listings.html", {"listings": offered, **places(actor)})


@for_members
def dry_run(request: HttpRequest, actor: Actor, name: str) -> HttpResponseBase:
    """Show exactly what a listing would ask, and open what was ticked."""
    one = listing(name)
    if one is None:
        raise Http404
    plan, numbers = read.plan(), read.numbers()
    pages = max(1, -(-len(numbers) // PAGE))
    text = request.GET.get("page", "")
    page = min(max(1, int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1), pages)
    found = _asking(plan, one, numbers[(page - 1) * PAGE : page * PAGE])
    if request.method == "POST":
        _open(request, actor, one, found)
        return redirect(f"{request.path}?page={page}")
    marks = Marks(read.infused())
    rows = [_row(plan.study, asking, marks) for asking in found]
    values = {
        "listing": {"title": _(one.title), "help": _(one.help)},
        "rows": rows,
        "new": sum(not row.before for row in rows),
        "page": page,
        "pages": pages,
        "may_open": may(actor, "query.open"),
        **places(actor),
    }
    return render(request, "queries/dry_run.html", values)


def _asking(plan: Plan, one: Listing, numbers: tuple[str, ...]) -> list[Asking]:
    today = clock.now().today
    found: list[Asking] = []
    for subject in numbers:
        source = Source(
            plan=plan,
            state=read.subject_state(subject),
            subject=subject,
            today=today,
            changes=_changes(subject) if one.id == "often" else {},
        )
        found += derive_asking(one, source)
    return found


def _changes(subject: str) -> Counter[Changed]:
    counted: Counter[Changed] = Counter()
    for event in queries.told((ItemChanged.kind,), subject=subject):
        fact = upcast.read(event)
        assert isinstance(fact, ItemChanged)
        counted[Changed(fact.visit, fact.form, fact.item, fact.row)] += 1
    return counted


def _row(study: Study, asking: Asking, marks: Marks) -> Row:
    item = study.item(asking.form, asking.item)
    label = str(item.label) if item else asking.item
    before = {"open": _("asked, open"), "answered": _("asked, answered"), "closed": _("asked, closed")}
    return Row(
        asking=asking,
        mark=marks.of(asking.subject),
        href=addresses.item(asking.subject, asking.visit, asking.form, asking.item, asking.row),
        place=place_words(study, asking.visit, asking.form),
        label=f"{label}, {_('row %(n)s') % {'n': asking.row}}" if asking.row else label,
        before=before.get(asking.before, ""),
    )


def _open(request: HttpRequest, actor: Actor, one: Listing, found: list[Asking]) -> None:
    """Open what was ticked and the listing still has; each is a command of its own, with a key told by what it asks."""
    ticked = set(request.POST.getlist("ask"))
    opened = 0
    refusals: dict[str, None] = {}
    for asking in (ask for ask in found if ask.place in ticked and not ask.before):
        done = tried(lambda ask=asking: _command(ask), actor, _key(actor, one, asking))  # type: ignore[misc]
        if isinstance(done, Refused):
            refusals |= dict.fromkeys(refusal.sentence for refusal in done.refusals)
        else:
            opened += bool(done.events and not done.repeated)
    for said in list(refusals)[:5]:
        messages.error(request, said)
    if opened:
        said = ngettext("%(n)s query is open.", "%(n)s queries are open.", opened) % {"n": opened}
        messages.success(request, said)
    elif not refusals:
        messages.info(request, _("Nothing was opened: nothing was ticked that is not asked already."))


def _command(asking: Asking) -> OpenQuery:
    return OpenQuery(
        subject=asking.subject,
        visit=asking.visit,
        form=asking.form,
        item=asking.item,
        row=asking.row,
        text=asking.text,
        mends=asking.mends,
    )


def _key(actor: Actor, one: Listing, asking: Asking) -> str:
    said = f"{actor.user}|{one.id}|{asking.place}|{asking.text}"
    return f"listing.{sha256(said.encode()).hexdigest()}"


# -- What checks cost people ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """One check with what became of its firings, in words."""

    burden: Burden
    title: str
    place: str
    verdict: str
    loud: bool
    """Overruled more often than not, of at least four firings."""


@for_members
def checks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show how often each check fired, was mended, and was overruled."""
    plan = read.plan()
    found = derive_burden(queries.told(KINDS))
    values = {"checks": [_weighed(plan, one) for one in found], **places(actor)}
    return render(request, "queries/checks.html", values)


def _weighed(plan: Plan, one: Burden) -> Weighed:
    planned = next((p.check for p in plan.checks if p.check.id == one.check), None)
    form = plan.study.form_by_id.get(one.form)
    kind, _dot, item = one.check.partition(".")
    named = plan.study.item(one.form, item)
    title = _BOXES.sub("…", str(planned.message)) if planned else one.check
    signal = next((s for s in plan.study.signals if f"signal:{s.id}" == one.check), None)
    if signal:
        title = _("Whether a value is the adverse event %(term)s") % {"term": signal.term}
    if named:
        words = {
            "plausible": _("%(item)s outside of what is plausible"),
            "unasked": _("%(item)s answered, though not asked"),
        }
        title = words.get(kind, "%(item)s") % {"item": named.label}
    verdict = ""
    if one.overruled:
        verdict = _("overruled %(n)s of %(all)s times") % {"n": one.overruled, "all": one.fired}
    loud = one.fired >= 4 and one.overruled * 2 > one.fired
    return Weighed(
        burden=one, title=title, place=str(form.title) if form else one.form, verdict=verdict, loud=loud
    )
