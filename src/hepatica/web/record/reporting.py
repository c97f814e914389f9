"""The reports about the trail, and the review of the trail itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hepatica.conduct.commands import Actor
from hepatica.conduct.review_commands import ReviewTrail
from hepatica.jobs import trail as jobs
from hepatica.ledger.review_rows import TrailReviewRow
from hepatica.report.html import table_html
from hepatica.report.record.watching import BY_ID, KINDS, Kind
from hepatica.report.spreadsheet import of_table
from hepatica.report.table import Group, Table
from hepatica.store import read, sight
from hepatica.web.acting import attempt, fresh_key, key_of
from hepatica.web.doors import for_members, may
from hepatica.web.moments import instant
from hepatica.web.record.doors import knows_codes, must_take
from hepatica.web.record.giving import given
from hepatica.web.record.trailing import place

SHOWN = 300
"""Lines of a report on the page; its file and its print hold all."""


@dataclass(frozen=True, kw_only=True)
class Review:
    """A review of the trail that somebody did."""

    seq: int
    at: str
    who: str
    what: str
    up_to: int
    note: str


@dataclass(frozen=True, kw_only=True)
class Fresh:
    """How much of one kind came since the last review."""

    kind: Kind
    many: int


@for_members
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List the reports, each with how much it finds."""
    found = [(kind, _many(_table(kind.id, actor))) for kind in KINDS if _is_open(kind)]
    return render(request, "record/reports.html", {"found": found, "last": read.head()})


@for_members
def report(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """Show one report."""
    table = _table(kind, actor)
    rows, many = table.rows, _many(table)
    cut = replace(table, groups=(Group(rows=rows[-SHOWN:]),)) if many > SHOWN else table
    context = {
        "kind": BY_ID[kind],
        "kinds": KINDS,
        "shown": table_html(cut),
        "many": many,
        "left_out": max(0, many - SHOWN),
        "last": read.head(),
    }
    return render(request, "record/report.html", context)


@for_members
def taken(request: HttpRequest, actor: Actor, kind: str, form: str) -> HttpResponse:  # noqa: ARG001
    """Give one report as a file or on paper."""
    must_take(actor)
    table = _table(kind, actor)
    data = of_table(table).encode() if form == "csv" else jobs.table_pdf(table, title=table.title)
    what = f"trail report {kind}, {form.upper()}"
    return given(actor, data, what=what, name=f"trail-{kind}", form=form, rows=_many(table))


def _table(kind: str, actor: Actor) -> Table:
    if kind not in BY_ID:
        raise Http404(_("There is no report of that name."))
    return jobs.report(kind, codes=knows_codes(actor), link=place)


def _is_open(kind: Kind) -> bool:
    return kind.id not in {"people", "sites"} or not sight.is_limited()


def _many(table: Table) -> int:
    return sum(not row.sentence for row in table.rows)


@require_http_methods(["GET", "POST"])
@for_members
def reviews(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show who read the trail to where, what came since, and record a review."""
    typed = request.POST
    if request.method == "POST":
        refused = attempt(
            lambda: ReviewTrail(
                what=typed.get("what", ""), up_to=_up_to(typed.get("up_to", "")), note=typed.get("note", "")
            ),
            actor,
            key_of(request),
        )
        if not refused:
            messages.success(request, _("Your review of the trail is recorded."))
            return redirect("record:reviews")
        for sentence in refused:
            messages.error(request, sentence)
    names = {grant.user: grant.name for grant in read.grants()}
    rows = sorted(read.of_study(TrailReviewRow), key=lambda row: -row.seq)
    since = max((row.up_to for row in rows if row.by == actor.user), default=0)
    context = {
        "reviews": [_review(row, names) for row in rows],
        "mine": since,
        "fresh": _fresh(since),
        "new": read.head().seq - since,
        "last": read.head(),
        "may_review": may(actor, "trail.review"),
        "typed": typed,
        "key": fresh_key(),
    }
    return render(request, "record/reviews.html", context)


def _up_to(text: str) -> int:
    last = read.head().seq
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= last):
        raise ValueError(
            _("The ledger has events 1 to %(last)s: say to which of them you have read.") % {"last": last}
        )
    return int(text)


def _review(row: TrailReviewRow, names: dict[str, str]) -> Review:
    return Review(
        seq=row.seq,
        at=instant(row.at),
        who=names.get(row.by, row.by),
        what=row.what,
        up_to=row.up_to,
        note=row.note,
    )


def _fresh(since: int) -> list[Fresh]:
    """Return how much a reviewer has not seen yet, by report."""
    found = jobs.watch()
    lists: tuple[tuple[str, Sequence[int]], ...] = (
        ("critical", found.critical),
        ("critical-after-signature", found.critical_after_signature),
        ("after-signature", found.after_signature),
        ("after-lock", found.after_unlock),
        ("invalidated", found.invalidated),
        ("unlocks", found.unlocks),
        ("struck-out", found.struck_out),
        ("changes", found.changes),
    )
    return [Fresh(kind=BY_ID[name], many=len(seqs) - bisect_right(seqs, since)) for name, seqs in lists]
