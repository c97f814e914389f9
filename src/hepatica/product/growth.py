"""Growth of a culture: passage by passage, population doublings and doubling time.

Doublings of a passage are log2 of the cells harvested over the cells seeded; they add up over passages, from the first
harvest on: what is seeded first is the collection, in which the product's own cells are few and uncounted. The doubling time
is the time from seeding to the next passage's seeding, or to the lot, over the doublings.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from hepatica.ledger.product_rows import MaterialRow
from hepatica.ledger.state import State
from hepatica.product.lineage import SPLITS, Lineage, amount, measure, steps_of, viability_of
from hepatica.product.moments import hours
from hepatica.product.quantities import Millions, Percent
from hepatica.scores.arithmetic import CONTEXT, ln
from hepatica.study.product import Product, ReleaseLimit

LIMITS = ("passage", "doublings", "viability")
"""Release criteria that are drawn beside a culture."""


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """One passage of a culture."""

    material: str
    number: int
    """1, 2 ...: how many passages the cells have gone through."""
    seeded_at: str
    harvested_at: str
    """When what was made of it was made; '' while it grows."""
    vessel: str
    seeded: Millions | None
    harvested: Millions | None
    viability: Percent | None
    doublings: Decimal | None
    """Of this passage; None where a count is missing or the collection itself was seeded, negative where cells died."""
    total: Decimal | None
    """Up to this passage; None from the first passage on that cannot be told."""
    hours: Decimal | None
    """In culture."""
    doubling_hours: Decimal | None
    """None where the cells did not multiply."""
    beyond: tuple[ReleaseLimit, ...] = ()
    """Limits the passage does not keep."""


def doublings(seeded: Millions, harvested: Millions) -> Decimal | None:
    """Return the population doublings between two counts, log2(harvested / seeded); None where either is nought."""
    if not seeded.value or not harvested.value:
        return None
    return CONTEXT.divide(ln(CONTEXT.divide(harvested.value, seeded.value)), ln(Decimal(2)))


def doubling_time(length: Decimal, number: Decimal) -> Decimal | None:
    """Return the hours of one doubling; None where there was none."""
    return CONTEXT.divide(length, number) if number > 0 else None


def passages(product: Product, state: State, subject: str, zone: str) -> tuple[Passage, ...]:
    """Return the passages of a participant's cultures of one product, in the order in which they were seeded."""
    lineage = Lineage(steps_of(product), state.of(MaterialRow, subject))
    rows = sorted(lineage.of_kind("passage"), key=lambda row: (row.at, row.seq))
    limits = {limit.id: limit for limit in product.release if limit.id in LIMITS}
    return tuple(_passage(lineage, limits, row, zone) for row in rows)


def _passage(lineage: Lineage, limits: dict[str, ReleaseLimit], row: MaterialRow, zone: str) -> Passage:
    seeded, harvested = _count(row, "seeded"), _count(row, "harvested")
    own, total = _own(lineage, row), _total(lineage, row)
    ended = _harvest(lineage, row)
    length = hours(row.at, ended, zone)
    number = lineage.passage(row.material)
    viability = viability_of(row)
    stands = {"passage": Decimal(number), "doublings": total, "viability": amount(viability)}
    return Passage(
        material=row.material,
        number=number,
        seeded_at=row.at,
        harvested_at=ended,
        vessel=row.vessel,
        seeded=seeded,
        harvested=harvested,
        viability=viability,
        doublings=own,
        total=total,
        hours=length,
        doubling_hours=doubling_time(length, own) if length is not None and own is not None else None,
        beyond=tuple(_beyond(limits, stands)),
    )


def _beyond(limits: dict[str, ReleaseLimit], stands: dict[str, Decimal | None]) -> Iterator[ReleaseLimit]:
    for name, value in stands.items():
        limit = limits.get(name)
        if limit is None or value is None:
            continue
        edge = Decimal(limit.limit)
        if value > edge if limit.comparison == "at_most" else value < edge:
            yield limit


def _plating(lineage: Lineage, row: MaterialRow) -> bool:
    """Whether what was seeded is what was collected: few of those cells are the product's, so nothing is doubled yet."""
    return any(lineage.kind(parent.material) == "collection" for parent in lineage.parents(row.material))


def _own(lineage: Lineage, row: MaterialRow) -> Decimal | None:
    if _plating(lineage, row):
        return None
    seeded, harvested = _count(row, "seeded"), _count(row, "harvested")
    return doublings(seeded, harvested) if seeded is not None and harvested is not None else None


def _total(lineage: Lineage, row: MaterialRow) -> Decimal | None:
    """Return the doublings of a passage with those of the passages it was made of, along the longest line.

    They are counted from the first harvest on.
    """
    if _plating(lineage, row):
        return Decimal(0) if _count(row, "harvested") is not None else None
    own = _own(lineage, row)
    above = [parent for parent in lineage.parents(row.material) if lineage.kind(parent.material) == "passage"]
    if own is None or not above:
        return own
    before = [_total(lineage, parent) for parent in above]
    known = [one for one in before if one is not None]
    return own + max(known) if len(known) == len(before) else None


def _harvest(lineage: Lineage, row: MaterialRow) -> str:
    onward = (
        child.at for child in lineage.children(row.material) if lineage.kind(child.material) not in SPLITS
    )
    return min(onward, default="")


def _count(row: MaterialRow, name: str) -> Millions | None:
    found = measure(row, name)
    return found if isinstance(found, Millions) else None
