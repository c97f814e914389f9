"""Times from vein to vein: how long each stretch took, beside its limit. A stretch without its end is running."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from hepatica.ledger.product_rows import BagRow, MaterialRow
from hepatica.ledger.state import State
from hepatica.product.lineage import GONE, Lineage, steps_of
from hepatica.product.moments import hours, hours_words
from hepatica.study.product import Product, TimeLimit

INFUSION = "infusion"
MADE = "made"


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """One stretch of one material's way."""

    limit: TimeLimit
    product: str
    material: str
    """Where it starts."""
    until: str
    """Where it ends; '' while it runs."""
    start: str
    end: str
    """Civil minutes at the site; ``end`` is '' while it runs, and after that which ended it otherwise."""
    took: Decimal
    """Hours, up to now while it runs."""
    running: bool

    @property
    def margin(self) -> Decimal | None:
        """Hours left of the limit, below zero beyond it; None without a limit."""
        return None if self.limit.hours is None else self.limit.hours - self.took

    @property
    def exceeded(self) -> bool:
        """Whether it took (or takes already) longer than its limit."""
        return self.margin is not None and self.margin < 0

    @property
    def sentence(self) -> str:
        """How long it took, for a table or a screen reader."""
        took = f"{hours_words(self.took)}{' so far' if self.running else ''}"
        of = f" of {hours_words(self.limit.hours)}" if self.limit.hours is not None else ""
        beyond = ", longer than allowed" if self.exceeded else ""
        return f"{self.limit.title}, {self.material}: {took}{of}{beyond}."


def timings(product: Product, state: State, subject: str, now: str, zone: str) -> tuple[Timing, ...]:
    """Return every stretch of a product's way for one participant, in the order of the protocol's limits.

    A stretch starts with each material that reached its start, and ends with the first that was made of it and reached
    its end; one that ends at the infusion ends once for each bag. What was disposed of no longer runs.
    """
    ways = _Ways(product, Lineage(steps_of(product), state.of(MaterialRow, subject)), state, subject)
    return tuple(
        timing
        for limit in product.limits
        for row in ways.lineage.rows.values()
        for timing in _stretches(ways, limit, row, now, zone)
    )


def _stretches(ways: _Ways, limit: TimeLimit, row: MaterialRow, now: str, zone: str) -> Iterator[Timing]:
    start = ways.moment(row, limit.start)
    if not start:
        return
    ends = ways.ends(row, limit.end, start)
    for end, until in ends or ways.running(row):
        took = hours(start, end or now, zone)
        if took is not None:
            yield Timing(
                limit=limit,
                product=ways.product.id,
                material=row.material,
                until=until,
                start=start,
                end=end,
                took=took,
                running=not end,
            )


class _Ways(msgspec.Struct, frozen=True):
    """When each material reached each place of its way."""

    product: Product
    lineage: Lineage
    state: State
    subject: str

    def moment(self, row: MaterialRow, place: str) -> str:
        """Return when a material reached a place such as ``msc_bag.thawed``; '' when it has not, or never could."""
        step, _, what = place.partition(".")
        if step == INFUSION:
            bag = self.state.get(BagRow, self.subject, row.material)
            return "" if bag is None else bag.started if what == "start" else bag.ended
        if row.step != step:
            return ""
        if what == MADE:
            return row.at
        return next((move.at for move in row.moves if move.move == what), "")

    def ends(self, row: MaterialRow, place: str, start: str) -> tuple[tuple[str, str], ...]:
        """Return when, and with which materials, a stretch that began with a material ended."""
        ahead = (row, *self.lineage.descendants(row.material))
        reached = [(at, one.material) for one in ahead if (at := self.moment(one, place)) and at >= start]
        if place.startswith(f"{INFUSION}."):
            return tuple(sorted(reached))
        return (min(reached),) if reached else ()

    def running(self, row: MaterialRow) -> tuple[tuple[str, str], ...]:
        """Return one open end, unless the material is no more."""
        return () if any(move.move in GONE for move in row.moves) else (("", ""),)
