"""An infusion by the minute: what runs, since when, what was noted, and large buttons for what happens next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.authority import not_allowed
from hepatica.conduct.commands import Actor, Refusal
from hepatica.ledger.product_rows import BagRow
from hepatica.ledger.rows import DeviationRow
from hepatica.study.study import AE_FORM, LOG_VISIT
from hepatica.web import addresses as forms
from hepatica.web import asking
from hepatica.web.acting import fresh_key
from hepatica.web.asking import Box
from hepatica.web.doors import for_members, may
from hepatica.web.moments import minute
from hepatica.web.product import addresses, words
from hepatica.web.product.bedside import noting
from hepatica.web.product.bench import Bench, bench
from hepatica.web.product.doing import perform

GLYPHS = {
    "rate": "chart",
    "pause": "pause",
    "resume": "right",
    "vitals": "chart",
    "reaction": "late",
    "contrast": "due",
    "position": "procedure",
    "note": "query",
}


@dataclass(frozen=True, kw_only=True)
class Button:
    """Something that may be noted now: opened, it asks its boxes."""

    what: str
    words: str
    glyph: str
    boxes: tuple[Box, ...]
    open: bool


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One line of the infusion."""

    time: str
    what: str
    glyph: str
    said: str


@for_members
def page(request: HttpRequest, actor: Actor, subject: str, bag: str) -> HttpResponse:
    """Show a bag's infusion."""
    return _draw(request, bench(actor, subject), bag)


@require_POST
@for_members
def start(request: HttpRequest, actor: Actor, subject: str, bag: str) -> HttpResponseBase:
    """Record that the bag that was just matched runs."""
    at = bench(actor, subject)
    refusals = perform(request, at, noting.START, bag)
    return _after(request, at, bag, refusals, noting.START.done(bag, {}), "start")


@require_POST
@for_members
def note(request: HttpRequest, actor: Actor, subject: str, bag: str) -> HttpResponseBase:
    """Record what happened at a minute."""
    at, what = bench(actor, subject), request.POST.get("what", "")
    refusals = perform(request, at, noting.NOTE, bag)
    said = _("%(what)s recorded.") % {"what": noting.WHAT.get(what, "")}
    return _after(request, at, bag, refusals, said, what)


@require_POST
@for_members
def end(request: HttpRequest, actor: Actor, subject: str, bag: str) -> HttpResponseBase:
    """Record the end, in full or in part."""
    at = bench(actor, subject)
    refusals = perform(request, at, noting.END, bag)
    return _after(request, at, bag, refusals, noting.END.done(bag, {}), "end")


@for_members
def late(request: HttpRequest, actor: Actor, subject: str) -> HttpResponseBase:
    """Enter an infusion that was written on the two-person sheet."""
    at = bench(actor, subject)
    refusals: tuple[Refusal, ...] = ()
    if request.method == "POST":
        refusals = perform(request, at, noting.LATE, "")
        if not refusals:
            bag = noting.bag_typed(request.POST.dict())
            messages.success(request, noting.LATE.done("", {}))
            return redirect(addresses.infusion(subject, bag))
    sheet = noting.late_sheet(at, "", request.POST.dict())
    known = asking.names_of(sheet)
    denied = not_allowed(actor, noting.LATE.kind)
    context = {
        "sheet": asking.refused(sheet, {one.item: one.sentence for one in refusals if one.item in known}),
        "refused": tuple(one.sentence for one in refusals if one.item not in known),
        "mark": at.mark,
        "back": addresses.person(subject),
        "back_words": _("Cell products"),
        "key": fresh_key(),
        "allowed": denied is None,
        "allowed_words": str(denied) if denied else "",
    }
    return render(request, "product/act.html", context, status=422 if refusals else 200)


def _after(
    request: HttpRequest, at: Bench, bag: str, refusals: tuple[Refusal, ...], said: str, where: str
) -> HttpResponseBase:
    if refusals:
        return _draw(request, at, bag, refusals=refusals, where=where)
    messages.success(request, said)
    return redirect(addresses.infusion(at.subject, bag))


def _draw(
    request: HttpRequest, at: Bench, bag: str, *, refusals: tuple[Refusal, ...] = (), where: str = ""
) -> HttpResponse:
    row = at.state.get(BagRow, at.subject, bag)
    if row is None:
        at.material(bag)
        row = BagRow(subject=at.subject, bag=bag)
    runs = bool(row.started) and not row.ended
    typed = request.POST.dict()
    context: dict[str, Any] = {
        "mark": at.mark,
        "subject": at.subject,
        "row": row,
        "runs": runs,
        "paused": _paused(row),
        "elapsed": elapsed(row, at.minute),
        "began": minute(row.started) if row.started else "",
        "ended": minute(row.ended) if row.ended else "",
        "moments": moments(at, row),
        "buttons": buttons(at, row, typed, where) if runs and may(at.actor, noting.NOTE.kind) else [],
        "end_boxes": noting.end_boxes(at, bag, typed if where == "end" else {}) if runs else (),
        "may_end": may(at.actor, noting.END.kind),
        "where": where,
        "refused": tuple(one.sentence for one in refusals),
        "deviations": [one for one in at.state.of(DeviationRow, at.subject) if one.item == bag],
        "log": forms.form(at.subject, LOG_VISIT, AE_FORM),
        "reacted": any(one.what == "reaction" for one in row.notes),
        "strip": reverse("products:picture", args=[at.subject, "infusion"]),
        "back": addresses.person(at.subject),
        "key": fresh_key(),
    }
    return render(request, "product/bedside/infusion.html", context, status=422 if refusals else 200)


def _paused(row: BagRow) -> bool:
    last = [one.what for one in sorted(row.notes, key=lambda one: one.at) if one.what in {"pause", "resume"}]
    return bool(last) and last[-1] == "pause"


def elapsed(row: BagRow, now: str) -> str:
    """Say how long a bag has run: '12 min', '1 h 05 min'; '' before it began."""
    if not row.started:
        return ""
    span = datetime.fromisoformat(row.ended or now) - datetime.fromisoformat(row.started)
    hours, minutes = divmod(max(0, int(span.total_seconds() // 60)), 60)
    return (
        _("%(h)s h %(m)s min") % {"h": hours, "m": f"{minutes:02d}"}
        if hours
        else _("%(m)s min") % {"m": minutes}
    )


def buttons(at: Bench, row: BagRow, typed: dict[str, str], where: str) -> list[Button]:
    """Return what may be noted: resume instead of pause while it is paused."""
    hidden = "pause" if _paused(row) else "resume"
    return [
        Button(
            what=what,
            words=str(said),
            glyph=GLYPHS[what],
            boxes=noting.boxes_of(at, what, typed if where == what else {}),
            open=where == what,
        )
        for what, said in noting.WHAT.items()
        if what != hidden
    ]


def moments(at: Bench, row: BagRow) -> list[Moment]:
    """Return the infusion minute by minute, the last first."""
    labels = {
        name: (str(item.label), item)
        for what in ("vitals", "reaction")
        for name, item in noting.measured(at, what)
    }

    def said(name: str, value: str, unit: str) -> str:
        label, item = labels.get(name, ("", None))
        if item is not None and item.codelist:
            return at.study.codelist_by_id[item.codelist].label(value)
        return f"{label} {value} {words.unit(unit)}".strip()

    found = [
        Moment(
            time=one.at[11:],
            what=str(noting.WHAT.get(one.what, one.what)),
            glyph=GLYPHS.get(one.what, "due"),
            said=", ".join(filter(None, (*(said(v.name, v.value, v.unit) for v in one.values), one.note))),
        )
        for one in sorted(row.notes, key=lambda one: (one.at, one.seq), reverse=True)
    ]
    if row.started:
        both = _("%(first)s and %(second)s") % {"first": row.first, "second": row.second}
        lay = dict(noting.positions(at.study)).get(row.position, row.position)
        paper = _("from paper sheet %(n)s") % {"n": row.paper} if row.paper else ""
        found.append(
            Moment(
                time=row.started[11:],
                what=_("Start"),
                glyph="right",
                said=", ".join(filter(None, (both, paper, lay))),
            )
        )
    if row.ended:
        how = _("whole bag") if row.complete else _("a part: %(why)s") % {"why": row.stopped_for}
        given = _("%(n)s million cells") % {"n": row.cells} if row.cells else ""
        found.insert(
            0,
            Moment(
                time=row.ended[11:],
                what=_("End"),
                glyph="complete",
                said=", ".join(filter(None, (f"{row.volume} mL", how, given))),
            ),
        )
    return found
