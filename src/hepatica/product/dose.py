"""Dose: what a bag holds, what ran in, and what was planned; for each dose number, per kilogram and in total."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Literal

import msgspec

from hepatica.ledger.product_rows import BagRow, MaterialRow, TestRow
from hepatica.ledger.state import State
from hepatica.product.lineage import Lineage, kind_of_cells, steps_of, viability_of, viable_of, volume_of
from hepatica.product.moments import days, hours
from hepatica.product.quantities import (
    Kilograms,
    Millilitres,
    Millions,
    MillionsPerKilogram,
    Percent,
    QuantityError,
    convert,
    for_weight,
    per_kg,
    ran_in,
    read_as,
    viable,
)
from hepatica.scores.arithmetic import show
from hepatica.study.product import Dose, Product

THAWED = "thawed"


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a bag holds; None where nothing that was measured says so."""

    bag: str
    cells: Millions | None
    """Living cells of the product's kind."""
    volume: Millilitres | None
    viability: Percent | None
    measured: str
    """Where the viability was measured: 'thawed', 'bag', 'lot', or ''."""


class DoseGiven(msgspec.Struct, frozen=True, kw_only=True):
    """One dose of a product: planned beside given."""

    product: str
    number: int
    planned: Millions | None
    """In total, for the weight where it is per kilogram; None where all that was made is given, or no weight is known."""
    cells: Millions | None
    """Living cells that ran in; None as long as nothing did, or a bag's cells are not known."""
    per_kg: MillionsPerKilogram | None
    bags: tuple[str, ...]
    partial: tuple[str, ...]
    """Bags that did not run in whole."""
    running: tuple[str, ...]
    stands: Literal["not_given", "running", "within", "below", "above", "unknown", "no_limit"]
    sentence: str


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """From one infusion to another."""

    first: str
    then: str
    """What was infused: a product and dose number, as printed."""
    start: str
    end: str
    hours: Decimal | None
    days: int | None
    planned_days: int | None = None


def content(product: Product, state: State, bag: MaterialRow) -> Content:
    """Return what a bag holds: by its own count, and viability as measured last: after thawing, in the bag, in the lot."""
    alive, measured = _viability(product, state, bag)
    # Living cells that were counted before freezing are not those that live after it.
    all_cells = kind_of_cells(bag) if measured == THAWED and alive else None
    return Content(
        bag=bag.material,
        cells=viable(all_cells, alive) if all_cells and alive else viable_of(bag, alive),
        volume=volume_of(bag),
        viability=alive,
        measured=measured,
    )


def _viability(product: Product, state: State, bag: MaterialRow) -> tuple[Percent | None, str]:
    test = product.viability or "viability"
    if thawed := _percent(state.get(TestRow, bag.subject, f"{bag.material}/{test}")):
        return thawed, THAWED
    if own := viability_of(bag):
        return own, "bag"
    lot = Lineage(steps_of(product), state.of(MaterialRow, bag.subject)).lot(bag.material)
    if lot is None:
        return None, ""
    found = _percent(state.get(TestRow, lot.subject, f"{lot.material}/{test}")) or viability_of(lot)
    return found, "lot" if found else ""


def _percent(row: TestRow | None) -> Percent | None:
    try:
        return read_as(Percent, row.value, row.unit or "%") if row and row.value and row.final else None
    except QuantityError:
        return None


def given(holds: Content, volume: Millilitres) -> Millions | None:
    """Return the living cells that ran in with so much of a bag; None where the bag was not measured.

    Raises ``QuantityError`` for more than the bag held.
    """
    if holds.volume is not None and volume > holds.volume:
        raise QuantityError(f"{volume.words()} cannot have run in: {holds.bag} held {holds.volume.words()}")
    if holds.cells is None or holds.volume is None:
        return None
    return ran_in(holds.cells, volume, holds.volume)


def planned(dose: Dose, weight: Kilograms | None) -> Millions | None:
    """Return a planned dose in cells; None for all that was made, or per kilogram of an unknown weight."""
    return _limit(dose, dose.planned, weight)


def _limit(dose: Dose, number: Decimal | None, weight: Kilograms | None) -> Millions | None:
    if number is None or dose.basis == "all":
        return None
    if dose.basis == "total":
        return read_as(Millions, convert(show(number), dose.unit, Millions.unit), Millions.unit)
    each = read_as(MillionsPerKilogram, show(number), dose.unit)
    return for_weight(each, weight) if weight else None


def doses(
    product: Product, state: State, subject: str, weight: Kilograms | None = None
) -> tuple[DoseGiven, ...]:
    """Return each dose of a product, planned and given, in order; also one beyond those planned."""
    if product.dose is None:
        return ()
    bags = tuple(_started(product, state, subject))
    last = max(product.dose.doses, max((row.dose for row in bags), default=0))
    return tuple(
        _dose(product, product.dose, number, tuple(row for row in bags if row.dose == number), weight)
        for number in range(1, last + 1)
    )


def _started(product: Product, state: State, subject: str) -> Iterator[BagRow]:
    lineage = Lineage(steps_of(product), state.of(MaterialRow, subject))
    for row in sorted(state.of(BagRow, subject), key=lambda row: row.started):
        if row.started and row.bag in lineage and lineage.product(row.bag) == product.id:
            yield row


def _dose(
    product: Product, dose: Dose, number: int, bags: tuple[BagRow, ...], weight: Kilograms | None
) -> DoseGiven:
    cells = _sum(bags)
    stands = _stands(dose, bags, cells, weight)
    aim = planned(dose, weight)
    return DoseGiven(
        product=product.id,
        number=number,
        planned=aim,
        cells=cells,
        per_kg=per_kg(cells, weight) if cells is not None and weight else None,
        bags=tuple(row.bag for row in bags),
        partial=tuple(row.bag for row in bags if row.ended and not row.complete),
        running=tuple(row.bag for row in bags if not row.ended),
        stands=stands,
        sentence=_said(product, number, aim, cells, weight, stands),
    )


def _sum(bags: tuple[BagRow, ...]) -> Millions | None:
    ended = [row for row in bags if row.ended]
    if not ended or any(not row.cells for row in ended):
        return None
    return Millions(sum((Decimal(row.cells) for row in ended), Decimal(0)))


def _stands(
    dose: Dose, bags: tuple[BagRow, ...], cells: Millions | None, weight: Kilograms | None
) -> Literal["not_given", "running", "within", "below", "above", "unknown", "no_limit"]:
    if not bags:
        return "not_given"
    if any(not row.ended for row in bags):
        return "running"
    if dose.basis == "all" or dose.least is dose.most is None:
        return "no_limit"
    least, most = _limit(dose, dose.least, weight), _limit(dose, dose.most, weight)
    if cells is None or (least is None) != (dose.least is None) or (most is None) != (dose.most is None):
        return "unknown"
    if least is not None and cells < least:
        return "below"
    return "above" if most is not None and cells > most else "within"


_STANDS = {
    "within": " That lies within the protocol's limits.",
    "below": " That lies below the protocol's limits.",
    "above": " That lies above the protocol's limits.",
    "unknown": " Whether that lies within the protocol's limits cannot be told: a count or the weight is not known.",
}


def _said(
    product: Product,
    number: int,
    aim: Millions | None,
    cells: Millions | None,
    weight: Kilograms | None,
    stands: str,
) -> str:
    name = f"{product.short or product.title}, dose {number}"
    if stands == "not_given":
        return f"{name}: not given."
    if stands == "running":
        return f"{name}: it is running."
    ran = (
        f"{show(cells.value, 1)} million living cells" if cells is not None else "an unknown number of cells"
    )
    each = f" ({show(per_kg(cells, weight).value, 2)} million per kg)" if cells is not None and weight else ""
    of = f" of {show(aim.value, 1)} million planned" if aim is not None else ""
    return f"{name}: {ran}{each}{of}.{_STANDS.get(stands, '')}"


def intervals(products: tuple[Product, ...], state: State, subject: str, zone: str) -> tuple[Interval, ...]:
    """Return the time between infusions: from one product's to the other's of a dose, and from dose to dose.

    Between products from the end of the first to the start of the next; between doses in civil days from start to start.
    """
    runs = sorted(
        ((row, product) for product in products for row in _started(product, state, subject)),
        key=lambda run: run[0].started,
    )
    return (*_between_products(runs, zone), *_between_doses(products, runs, zone))


_Runs = list[tuple[BagRow, Product]]


def _between_products(runs: _Runs, zone: str) -> Iterator[Interval]:
    for (one, first), (other, then) in pairwise(runs):
        if first.id != then.id and one.dose == other.dose:
            start = one.ended or one.started
            yield Interval(
                first=_name(first, one.dose),
                then=_name(then, other.dose),
                start=start,
                end=other.started,
                hours=hours(start, other.started, zone),
                days=days(start, other.started),
            )


def _between_doses(products: tuple[Product, ...], runs: _Runs, zone: str) -> Iterator[Interval]:
    for product in products:
        starts: dict[int, str] = {}
        for row, of in runs:
            if of.id == product.id:
                starts.setdefault(row.dose, row.started)
        numbers = sorted(starts)
        for one, other in pairwise(numbers):
            yield Interval(
                first=_name(product, one),
                then=_name(product, other),
                start=starts[one],
                end=starts[other],
                hours=hours(starts[one], starts[other], zone),
                days=days(starts[one], starts[other]),
                planned_days=product.dose.interval_days if product.dose else None,
            )


def _name(product: Product, number: int) -> str:
    return f"{product.short or product.title}, dose {number}"
