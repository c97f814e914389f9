"""The verdict of two scans: match or do not give, what was checked, both names, and what to do now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hepatica.conduct.bags import INFUSION, under_hold
from hepatica.conduct.case import Case
from hepatica.conduct.commands import Actor
from hepatica.conduct.gates import gate_for
from hepatica.ledger.product_rows import BagRow, MatchRow, ReleaseRow
from hepatica.ledger.rows import SubjectRow
from hepatica.product.moments import in_words
from hepatica.store import read
from hepatica.web.acting import fresh_key
from hepatica.web.doors import for_members, may
from hepatica.web.moments import instant, local
from hepatica.web.product import addresses, words
from hepatica.web.product.bench import Bench, bench


@dataclass(frozen=True, kw_only=True)
class Check:
    """One line of what was checked."""

    title: str
    said: str


@for_members
def page(request: HttpRequest, actor: Actor, seq: int) -> HttpResponse:
    """Show what a comparison found: it stands in the record whatever is done next."""
    row = next((row for row in read.everyones(MatchRow) if row.seq == seq), None)
    if row is None:
        raise Http404(_("There is no such comparison."))
    at = bench(actor, row.subject)
    bag = at.state.get(BagRow, row.subject, row.bag)
    then = local(row.at)
    until = then + timedelta(minutes=at.study.manufacture.match_minutes)
    fresh = row.matched and at.clock <= until and not (bag and bag.started)
    context = {
        "row": row,
        "mark": at.mark,
        "now": at.clock,
        "when": instant(row.at),
        "time": f"{then:%H:%M}",
        "first": at.names().get(row.user, row.user),
        "other_person": bool(row.donor) and row.donor != row.subject,
        "label": row.bag or row.code,
        "checks": list(_checks(at, row)) if row.matched else [],
        "telephone": at.study.manufacture.telephone,
        "fresh": fresh,
        "until": f"{until:%H:%M}",
        "started": bool(bag and bag.started),
        "may_start": may(actor, "infusion.start"),
        "start": f"{addresses.infusion(row.subject, row.bag)}start/",
        "infusion": addresses.infusion(row.subject, row.bag),
        "key": fresh_key(),
    }
    return render(request, "product/bedside/verdict.html", context)


def _checks(at: Bench, row: MatchRow) -> Iterator[Check]:
    lot = at.lineage.lot(row.bag)
    decided = at.state.get(ReleaseRow, row.subject, lot.material) if lot else None
    if decided:
        yield Check(title=str(words.RELEASED_BY[decided.decision]), said=in_words(decided.at[:10]))
        if decided.expires:
            yield Check(title=_("Expires"), said=_expiry(at, decided.expires))
    gate = gate_for(at.plan, INFUSION)
    subject = at.state.get(SubjectRow, row.subject)
    seq = subject.authorised.get(gate.gate.id) if subject and gate else None
    event = read.event(seq) if seq else None
    if event:
        held = list(under_hold(Case(at.plan, at.state, at.now, at.actor), row.subject))
        title = _("Gate signed, a hold stands") if held else _("Gate signed, no hold")
        yield Check(title=title, said=_short(at, local(event.at)))


def _expiry(at: Bench, expires: str) -> str:
    end = datetime.fromisoformat(expires)
    left = end - datetime.fromisoformat(at.minute)
    hours, minutes = divmod(max(0, int(left.total_seconds() // 60)), 60)
    said = f"{end:%H:%M}" if expires[:10] == at.minute[:10] else in_words(expires)
    if left < timedelta(0):
        return _("%(when)s, past") % {"when": said}
    return (
        _("%(when)s, in %(h)s h %(m)s") % {"when": said, "h": hours, "m": f"{minutes:02d}"}
        if hours < 48
        else said
    )


def _short(at: Bench, when: datetime) -> str:
    return f"{when:%H:%M}" if when.date() == at.clock.date() else in_words(f"{when:%Y-%m-%dT%H:%M}")
