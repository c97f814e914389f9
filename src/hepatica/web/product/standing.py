"""Where a product of one participant stands, in a few words: collected, in culture, released, given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hepatica.ledger.product_rows import BagRow, MaterialRow, ReleaseRow
from hepatica.product import course
from hepatica.product.lineage import GONE
from hepatica.product.moments import days
from hepatica.product.release import (
    CONDITIONAL,
    EXCEPTIONAL,
    REJECTED,
    RELEASED,
    Specification,
    late_failures,
)
from hepatica.study.product import Product
from hepatica.web.product.bench import Bench
from hepatica.web.product.present_lot import specification_of


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One product of one participant."""

    product: str
    title: str
    glyph: str
    words: str
    tone: str = ""
    rest: str = ""
    """What is still open: 'Sterility, final: day 9 of 14'."""


def standings(at: Bench) -> list[Standing]:
    """Return where each product of the protocol stands."""
    return [standing(at, product) for product in at.study.products]


def standing(at: Bench, product: Product) -> Standing:
    """Return where a product stands: the furthest it has come, and what is still open."""
    rows = sorted(
        at.lineage.of_kind("collection", "passage", "selection", "lot", "bag", product=product.id),
        key=lambda r: (r.at, r.seq),
    )
    lots = [row for row in rows if at.lineage.kind(row.material) == "lot"]
    found = specification_of(at, lots[-1].material) if lots else None
    bags = [bag for row in rows if (bag := at.state.get(BagRow, at.subject, row.material))]
    gone = course.dropped(at.study, at.state, at.subject).get(product.id, "")
    glyph, words, tone = ("notdone", _("not given"), "") if gone else _stage(at, rows, found, bags)
    return Standing(
        product=product.id,
        title=str(product.short or product.title),
        glyph=glyph,
        words=words,
        tone=tone,
        rest=gone or (open_words(found) if found else ""),
    )


Stage = tuple[str, str, str]
"""Glyph, words, tone."""


def _stage(at: Bench, rows: list[MaterialRow], found: Specification | None, bags: list[BagRow]) -> Stage:
    if found and late_failures(found):
        given = any(bag.started for bag in bags)
        return "close", _("given, then a result failed") if given else _("a result failed"), "alarm"
    if any(bag.started or bag.authorised for bag in bags):
        return _of_bags(bags)
    if found:
        return _of_lot(found.decision, failed=bool(found.of("fail")))
    if not rows:
        return "planned", _("nothing collected yet"), ""
    return _in_the_making(at, rows[-1])


def _of_bags(bags: list[BagRow]) -> Stage:
    given = sum(bool(bag.ended) for bag in bags)
    if any(bag.started and not bag.ended for bag in bags):
        return "started", _("runs in now"), "accent"
    if given:
        return "complete", ngettext("%(n)s bag given", "%(n)s bags given", given) % {"n": given}, "ok"
    return "bag", _("authorised, not given yet"), "accent"


def _in_the_making(at: Bench, last: MaterialRow) -> Stage:
    if any(move.move in GONE for move in last.moves):
        return "notdone", _("gone"), ""
    kind = at.lineage.kind(last.material)
    if kind == "passage":
        said = _("in culture, P%(n)s, day %(day)s")
        day = days(last.at, at.minute) or 0
        return "started", said % {"n": at.lineage.passage(last.material), "day": day}, "accent"
    return "started", _("selected") if kind == "selection" else _("collected"), "accent"


def _of_lot(decided: ReleaseRow | None, *, failed: bool) -> Stage:
    if decided is None and failed:
        return "close", _("a test failed, quality decides"), "alarm"
    if decided is None:
        return "clock", _("waits for release"), "warn"
    return {
        RELEASED: ("signed", _("released"), "ok"),
        CONDITIONAL: ("signed", _("released at risk"), "warn"),
        EXCEPTIONAL: ("signed", _("released out of specification"), "warn"),
        REJECTED: ("notdone", _("rejected"), ""),
    }[decided.decision]


def open_words(found: Specification) -> str:
    """Say what of a specification is still open: what failed, what is pending with its day."""
    return " ".join(one.sentence for one in (*found.of("fail"), *found.of("pending")))


def tally(found: Iterable[Specification]) -> dict[str, int]:
    """Count what passed, is pending and failed over all lots."""
    lots = tuple(found)
    return {name: sum(len(one.of(name)) for one in lots) for name in ("pass", "pending", "fail")}
