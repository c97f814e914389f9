"""What waits in the laboratory, and for whom: readings due, lots to decide on, letters owed, bags that expire, mismatches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from hepatica.ledger.product_rows import BagRow, MatchRow, TestRow
from hepatica.product.lineage import GONE
from hepatica.product.moments import days, in_words
from hepatica.product.release import GIVES, REJECTED, Criterion, Specification, late_failures
from hepatica.web.moments import instant, local, minute
from hepatica.web.product import addresses
from hepatica.web.product.bench import Bench
from hepatica.web.product.present_lot import letters, specification_of
from hepatica.web.shell.parts import Mark

SOON = 24
"""Hours before its expiry at which a bag is listed."""
LATELY = 14
"""Days for which a mismatch stays on the list."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """One thing that waits for somebody."""

    mark: Mark
    glyph: str
    title: str
    words: str
    whom: str
    href: str
    tone: str = ""
    order: int = 5


def waits(at: Bench) -> list[Wait]:
    """Return what waits for one participant, the most pressing first."""
    found = [*_lots(at), *_letters(at), *_running(at), *_mismatches(at)]
    return sorted(found, key=lambda one: one.order)


def lots(at: Bench) -> list[Specification]:
    """Return every lot against its specification now, in the order they were made."""
    rows = sorted(at.lineage.of_kind("lot"), key=lambda row: (row.at, row.seq))
    return [found for row in rows if (found := specification_of(at, row.material))]


def _lots(at: Bench) -> Iterator[Wait]:
    for found in lots(at):
        href = addresses.material(at.subject, found.lot)
        for one in late_failures(found):
            yield Wait(
                mark=at.mark,
                glyph="stop",
                title=_("%(lot)s failed after its release") % {"lot": found.lot},
                words=one.sentence,
                whom=_("quality and the investigator"),
                href=href,
                tone="alarm",
                order=0,
            )
        if found.decision is None and not found.of("missing") and found.pending == found.late:
            yield Wait(
                mark=at.mark,
                glyph="signed",
                title=_("Decide on lot %(lot)s") % {"lot": found.lot},
                words=_decidable(found),
                whom=_("quality"),
                href=addresses.act(at.subject, "decide", found.lot),
                order=2,
            )
        if found.decision is None or found.decision.decision != REJECTED:
            yield from _tests(at, found)
        if found.decision is not None and found.decision.decision in GIVES:
            yield from _expiring(at, found)


def _decidable(found: Specification) -> str:
    failed = found.of("fail")
    if failed:
        return " ".join(one.sentence for one in failed)
    return (
        _("Results are pending: it can be released at risk.") if found.late else _("Every criterion is met.")
    )


def _tests(at: Bench, found: Specification) -> Iterator[Wait]:
    for one in found.criteria:
        row = at.state.get(TestRow, at.subject, f"{found.lot}/{one.id}")
        if one.verdict == "missing":
            yield _test(at, found, one, _("Nobody has tested it."), order=3)
        elif one.verdict == "pending" and row is not None and _unread(row, at.minute):
            yield _test(at, found, one, one.sentence, order=1 if one.day >= one.of else 3)


def _unread(row: TestRow, now: str) -> bool:
    """Whether a test that runs has not been read today."""
    return (days(row.at, now) or 0) > 0


def _test(at: Bench, found: Specification, one: Criterion, said: str, order: int) -> Wait:
    return Wait(
        mark=at.mark,
        glyph="clock" if one.verdict == "pending" else "open",
        title=f"{one.asked.title}, {found.lot}",
        words=said,
        whom=_("the cell laboratory"),
        href=addresses.act(at.subject, "test", f"{found.lot}/{one.id}"),
        order=order,
    )


def _expiring(at: Bench, found: Specification) -> Iterator[Wait]:
    if not found.expires:
        return
    for row in at.lineage.bags(found.lot):
        bag = at.state.get(BagRow, at.subject, row.material)
        left = datetime.fromisoformat(found.expires) - datetime.fromisoformat(at.minute)
        if (
            (bag and bag.started)
            or any(move.move in GONE for move in row.moves)
            or left > timedelta(hours=SOON)
        ):
            continue
        words = _("Expired %(when)s: dispose of it.") if found.expired else _("Expires %(when)s.")
        yield Wait(
            mark=at.mark,
            glyph="clock",
            title=_("Bag %(bag)s") % {"bag": row.material},
            words=words % {"when": in_words(found.expires)},
            whom=_("the cell laboratory"),
            href=addresses.material(at.subject, row.material),
            tone="warn",
            order=1,
        )


def _letters(at: Bench) -> Iterator[Wait]:
    for one in letters(at):
        if not one.sent:
            yield Wait(
                mark=at.mark,
                glyph="file",
                title=_("Letter to %(to)s") % {"to": one.to},
                words=f"{one.about}. " + _("Due %(when)s.") % {"when": one.due},
                whom=_("quality"),
                href=one.href or addresses.person(at.subject) + "#letters",
                tone="warn" if one.late else "",
                order=1,
            )


def _running(at: Bench) -> Iterator[Wait]:
    for bag in at.state.of(BagRow, at.subject):
        if bag.started and not bag.ended:
            yield Wait(
                mark=at.mark,
                glyph="started",
                title=_("%(bag)s runs in") % {"bag": bag.bag},
                words=_("Since %(when)s.") % {"when": minute(bag.started)},
                whom=_("the bedside"),
                href=addresses.infusion(at.subject, bag.bag),
                tone="accent",
                order=0,
            )


def _mismatches(at: Bench) -> Iterator[Wait]:
    since = at.clock - timedelta(days=LATELY)
    for row in at.state.of(MatchRow, at.subject):
        if not row.matched and local(row.at) > since:
            yield Wait(
                mark=at.mark,
                glyph="stop",
                title=_("Do not give, at the bedside"),
                words=row.sentence,
                whom=instant(row.at),
                href=addresses.match(row.seq),
                tone="alarm",
                order=4,
            )
