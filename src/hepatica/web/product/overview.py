"""All participants' products: where each stands, what waits for whom, mismatches lately."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hepatica.conduct.commands import Actor
from hepatica.ledger.product_rows import MatchRow
from hepatica.ledger.rows import GrantRow, SubjectRow
from hepatica.store import clock, read
from hepatica.web.doors import KNOWS_CODES, for_members, may
from hepatica.web.moments import instant
from hepatica.web.product import addresses
from hepatica.web.product.bench import Bench
from hepatica.web.product.standing import Standing, standings
from hepatica.web.product.waiting import waits
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks

PAGE = 25
"""Participants drawn at a time; what waits is of everybody."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """One participant and each product."""

    mark: Mark
    href: str
    standings: list[Standing]


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show a page of participants with their products, and all that waits."""
    state, plan, now, marks = read.state_at(read.head().seq), read.plan(), clock.now(), Marks(read.infused())
    grants = tuple(state.all(GrantRow))
    people = sorted(state.all(SubjectRow), key=lambda row: (marks.of(row.subject).order or inf, row.subject))
    at = [
        Bench(
            actor=actor,
            plan=plan,
            state=state,
            now=now,
            subject=row.subject,
            mark=marks.of(row.subject),
            grants=grants,
        )
        for row in people
    ]
    waiting = sorted((one for bench in at for one in waits(bench)), key=lambda one: one.order)
    pages = max(1, -(-len(at) // PAGE))
    asked = request.GET.get("page", "")
    shown = min(max(1, int(asked) if asked.isdecimal() and len(asked) < 7 else 1), pages)
    context = {
        "described": any(product.steps for product in plan.study.products),
        "products": [str(product.short or product.title) for product in plan.study.products],
        "people": [
            Person(mark=b.mark, href=addresses.person(b.subject), standings=standings(b))
            for b in at[(shown - 1) * PAGE : shown * PAGE]
        ],
        "everybody": len(at),
        "page": shown,
        "pages": pages,
        "waiting": waiting,
        "strays": [
            (row.sentence, instant(row.at), addresses.match(row.seq))
            for row in sorted(state.of(MatchRow, ""), key=lambda row: -row.seq)
            if not row.matched
        ][:5],
        "may_bedside": may(actor, "bag.match"),
        "knows_codes": bool(actor.roles & KNOWS_CODES) and bool(plan.study.tissue.steps),
    }
    return render(request, "product/overview.html", context)
