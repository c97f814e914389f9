"""The trail of one item as sentences, oldest first."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hepatica.ledger.events import ItemChanged, ItemEntered, RowRemoved
from hepatica.ledger.rows import Answer
from hepatica.store import read
from hepatica.store.read import Trailed
from hepatica.study.dates import PartialDate
from hepatica.study.form import Item
from hepatica.web.capture.form.desk import Desk
from hepatica.web.capture.form.words import name_of, words_of


def minute(at: str, zone: str) -> str:
    """Return a stored instant as the site's clock showed it: '16 Mar 2026, 10:40'."""
    moment = datetime.fromisoformat(at).astimezone(ZoneInfo(zone))
    return f"{PartialDate.of(moment.date()).words()}, {moment:%H:%M}"


def sentences(desk: Desk, item: Item, row: int) -> tuple[str, ...]:
    """Return who entered, changed or struck out an item's answer, from what to what, why and when."""
    found = read.trail(desk.subject, desk.visit, desk.form.id, item.id, row)
    return tuple(_sentence(desk, item, line) for line in found)


def _sentence(desk: Desk, item: Item, line: Trailed) -> str:
    who, at = name_of(desk, line.event.actor), minute(line.event.at, desk.now.zone)
    fact = line.fact
    if isinstance(fact, RowRemoved):
        return _("%(who)s struck out the row: %(why)s, %(at)s") % {"who": who, "why": fact.reason, "at": at}
    assert isinstance(fact, ItemEntered | ItemChanged)
    new = Answer(value=fact.value, unit=fact.unit, state=fact.state, reason=fact.reason, seq=0)
    said = words_of(desk, item, new) or _("nothing")
    if isinstance(fact, ItemEntered):
        return _("%(who)s entered %(new)s, %(at)s") % {"who": who, "new": said, "at": at}
    old = Answer(value=fact.was, unit=fact.was_unit, state=fact.was_state, seq=0)
    was = words_of(desk, item, old).removesuffix(": ") or _("nothing")
    why = f": {fact.reason}" if fact.reason and not fact.state else ""
    return _("%(who)s changed %(was)s to %(new)s%(why)s, %(at)s") % {
        "who": who,
        "was": was,
        "new": said,
        "why": why,
        "at": at,
    }
