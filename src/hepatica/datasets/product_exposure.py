"""Exposure to the cell products: each dose planned and given, from which lots and bags, how released, how long on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from hepatica.datasets.participants import Participant
from hepatica.ledger.product_rows import BagRow, MaterialRow, ReleaseRow
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.product.course import dropped
from hepatica.product.dose import DoseGiven, doses
from hepatica.product.lineage import Breach, lineage_of
from hepatica.product.moments import hours
from hepatica.product.quantities import Kilograms, QuantityError, read_as
from hepatica.product.release import verdict
from hepatica.product.sources import Record
from hepatica.study.product import Product
from hepatica.study.study import Study

THAWED = "thawed"


@dataclass(frozen=True, kw_only=True)
class ProductExposure:
    """One dose of one product for one participant, given or not."""

    product: Product
    dose: DoseGiven
    bags: tuple[BagRow, ...]
    """Its bags that ran in, in the order of their starts."""
    lots: tuple[str, ...]
    releases: tuple[ReleaseRow, ...]
    """Decision that stands on each lot that anybody decided on, in the order of the lots."""
    failures: tuple[str, ...]
    """What of its lots does not meet its limit, a sentence each: also what was known only after the cells were given."""
    vein_to_vein: Decimal | None
    """Hours from the collection to the first cells; None where a moment is not known."""
    thaw_to_infusion: Decimal | None
    """Hours from thaw to first cells, the longest of its bags; None for cells given fresh."""
    dropped: str = ""
    """Why the product is not given to this participant; ''."""

    @property
    def started(self) -> str:
        """Civil minute of the first cells; '' while nothing ran in."""
        return self.bags[0].started if self.bags else ""

    @property
    def volume(self) -> Decimal | None:
        """Millilitres that ran in, of all its bags; None while one runs or was not measured."""
        try:
            return sum((Decimal(bag.volume) for bag in self.bags), Decimal(0)) if self.bags else None
        except InvalidOperation:
            return None


def manufactured(study: Study, state: State) -> bool:
    """Return whether the record holds a cell product at all: a trial of an earlier protocol holds none."""
    made = {step for step, (product, _) in study.steps.items() if product}
    return any(row.step in made for row in state.all(MaterialRow))


def derive_product_exposure(study: Study, state: State, who: Participant) -> tuple[ProductExposure, ...]:
    """Return a line for each dose of each product that was planned for a participant or ran in."""
    reader = _Reader(study, state, who.subject)
    return tuple(
        reader.exposure(product, dose.number)
        for product in study.products
        if product.steps
        for dose in doses(product, state, who.subject)
    )


def derive_strange_bags(study: Study, state: State, subject: str) -> tuple[BagRow, ...]:
    """Return the bags that ran into a participant and were not made of this participant's cells."""
    lineage = lineage_of(study, state, subject)
    found = (bag for bag in state.of(BagRow, subject) if bag.started and bag.bag not in lineage)
    return tuple(sorted(found, key=lambda bag: (bag.started, bag.bag)))


def derive_weight(study: Study, state: State, subject: str, day: str) -> Kilograms | None:
    """Return the last body weight up to a civil day; None when none that can be read stands in the record."""
    found = Record(study, state, subject, {}).weight(day)
    try:
        return read_as(Kilograms, found.value, found.unit or "kg") if found else None
    except (QuantityError, InvalidOperation):
        return None


class _Reader:
    """The laboratory's record of one participant."""

    def __init__(self, study: Study, state: State, subject: str) -> None:
        self.study, self.state, self.subject = study, state, subject
        self.lineage = lineage_of(study, state, subject)
        self.dropped = dropped(study, state, subject)
        row = state.get(SubjectRow, subject)
        self.zone = next(
            (site.zone for site in study.sites if row and site.id == row.site), study.sites[0].zone
        )

    def exposure(self, product: Product, number: int) -> ProductExposure:
        bags = self._bags(product, number)
        lots = tuple(dict.fromkeys(lot for bag in bags if (lot := self._lot(bag.bag))))
        decided = (self.state.get(ReleaseRow, self.subject, lot) for lot in lots)
        # The weight of the day the cells ran in: a dose given later is reckoned by the weight of then.
        day = bags[0].started[:10] if bags else ""
        weight = derive_weight(self.study, self.state, self.subject, day)
        told = doses(product, self.state, self.subject, weight)
        return ProductExposure(
            product=product,
            dose=next(dose for dose in told if dose.number == number),
            bags=bags,
            lots=lots,
            releases=tuple(row for row in decided if row),
            failures=tuple(self._failures(product, lots, weight)),
            vein_to_vein=self._vein_to_vein(bags),
            thaw_to_infusion=max(self._thawed(bags), default=None),
            dropped=self.dropped.get(product.id, ""),
        )

    def _bags(self, product: Product, number: int) -> tuple[BagRow, ...]:
        found = (
            bag
            for bag in self.state.of(BagRow, self.subject)
            if bag.started and bag.dose == number and bag.bag in self.lineage
        )
        own = (bag for bag in found if self.lineage.product(bag.bag) == product.id)
        return tuple(sorted(own, key=lambda bag: (bag.started, bag.bag)))

    def _lot(self, bag: str) -> str:
        try:
            lot = self.lineage.lot(bag)
        except Breach:
            return ""
        return lot.material if lot else ""

    def _failures(self, product: Product, lots: tuple[str, ...], weight: Kilograms | None) -> Iterator[str]:
        for lot in lots:
            found = verdict(product, self.state, self.subject, lot, "", weight)
            yield from (f"Lot {lot}: {one.sentence}" for one in found.of("fail"))

    def _vein_to_vein(self, bags: tuple[BagRow, ...]) -> Decimal | None:
        try:
            collected = [row.at for bag in bags for row in self.lineage.collections(bag.bag)]
        except Breach:
            return None
        return hours(min(collected), bags[0].started, self.zone) if collected else None

    def _thawed(self, bags: tuple[BagRow, ...]) -> Iterator[Decimal]:
        for bag in bags:
            thawed = [move.at for move in self.lineage.row(bag.bag).moves if move.move == THAWED]
            took = hours(thawed[-1], bag.started, self.zone) if thawed else None
            if took is not None:
                yield took
