"""Everything of one participant's cells at a cut, and how it is written on paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from hepatica.datasets.product_exposure import derive_weight
from hepatica.ledger.product_facts import InfusionNoted, Measured
from hepatica.ledger.product_rows import BagRow, MaterialRow, Noted, ReleaseRow, TestRow
from hepatica.ledger.state import State
from hepatica.product.lineage import Lineage, lineage_of
from hepatica.product.moments import civil_minute, in_words
from hepatica.product.quantities import Kilograms
from hepatica.product.release import Specification, verdict
from hepatica.report import text as write
from hepatica.report.stamp import Stamp
from hepatica.study.form import Item
from hepatica.study.product import Product, Step
from hepatica.study.study import Study

TAG = "Synthetic data: invented participants"
MEASURE = "measure:"
AUTOLOGOUS = "For autologous use only"


class NoSuchPaper(LookupError):  # noqa: N818 - the sentence is what matters
    """What was asked for cannot be printed; the message is a sentence."""


@dataclass(frozen=True, kw_only=True)
class Cells:
    """One participant's materials, tests, decisions and infusions as of an event."""

    study: Study
    state: State
    subject: str
    ordinal: int
    """Place in the order of infusion: colour and shape."""
    stamp: Stamp
    synthetic: bool
    now: str
    """Civil moment at the site of the cut's last event: the only present a paper knows."""
    zone: str
    people: Mapping[str, str] = field(default_factory=dict)
    """Account → name."""

    @cached_property
    def lineage(self) -> Lineage:
        """What was made of what."""
        return lineage_of(self.study, self.state, self.subject)

    @property
    def tag(self) -> str:
        """The words of the framed tag; '' where the data are real."""
        return TAG if self.synthetic else ""

    def material(self, label: str) -> MaterialRow:
        """Return a material of this participant; NoSuchPaper when there is none of this label."""
        found = self.state.get(MaterialRow, self.subject, label)
        if found is None:
            raise NoSuchPaper(f"{self.subject} has no material {label!r}.")
        return found

    def product(self, product: str) -> Product:
        """Return a product of the protocol; NoSuchPaper when it has none of this name."""
        found = self.study.product_by_id.get(product)
        if found is None:
            raise NoSuchPaper(f"This protocol has no product {product!r}.")
        return found

    def product_of(self, label: str) -> Product | None:
        """Return the product a material belongs to; None for tissue."""
        return self.study.product_by_id.get(self.lineage.product(label))

    def of_product(self, product: str) -> tuple[MaterialRow, ...]:
        """Return the materials of a product in the order they were made."""
        rows = (row for row in self.lineage.rows.values() if self.lineage.product(row.material) == product)
        return tuple(sorted(rows, key=lambda row: (row.at, row.seq)))

    def tests(self, label: str) -> tuple[TestRow, ...]:
        """Return the standing tests of a material, in the order they were set up."""
        rows = (row for row in self.state.of(TestRow, self.subject) if row.material == label)
        return tuple(sorted(rows, key=lambda row: (row.started or row.at, row.test)))

    def release(self, lot: str) -> ReleaseRow | None:
        """Return the decision that stands on a lot."""
        return self.state.get(ReleaseRow, self.subject, lot)

    @cached_property
    def bags(self) -> Mapping[str, BagRow]:
        """Return what happened to each of this participant's bags at the bedside, whomsoever it ran into."""
        found = {bag.bag: bag for bag in self.state.of(BagRow, self.subject)}
        for bag in self.state.all(BagRow):
            if bag.started and bag.subject != self.subject and bag.bag in self.lineage:
                found[bag.bag] = bag
        return found

    @cached_property
    def weight(self) -> Kilograms | None:
        """Return the last body weight up to the cut: limits per kilogram need it."""
        return derive_weight(self.study, self.state, self.subject, self.now[:10])

    def stands(self, product: Product, lot: str) -> Specification:
        """Return a lot against its specification as it stands at the cut."""
        return verdict(product, self.state, self.subject, lot, self.now, self.weight)

    def expires(self, label: str) -> str:
        """Return until when a material may be used, from the decision on its lot; '' while nobody decided."""
        lot = self.lineage.lot(label)
        decision = self.release(lot.material) if lot else None
        return decision.expires if decision else ""

    def name(self, user: str) -> str:
        """Return the name of an account as its roles state it; the account itself where it holds none."""
        return self.people.get(user, "the program" if user == "system" else user)

    def local(self, instant: str) -> str:
        """Return an instant (UTC as stored) as a civil moment at the site."""
        return civil_minute(datetime.fromisoformat(instant), self.zone)


def minute(civil: str) -> str:
    """Write a civil moment: '5 Mar 2026, 09:15'; '' says not recorded."""
    return in_words(civil) if civil else "not recorded"


def quantity_words(said: str) -> str:
    """Write the program's units as they are printed: '146 10^6' gives '146 × 10⁶', '2.1 10^6/kg' '2.1 × 10⁶/kg'."""
    return re.sub(r"(?<=[0-9]) 10\^6", f"{write.SPACE}×{write.SPACE}10⁶", said)


def amount(one: Measured) -> str:
    """Write a measured number with its unit, as it was typed."""
    said = one.value.replace("-", write.MINUS)
    return quantity_words(f"{said} {one.unit}".strip()).replace(" ", write.SPACE)


def measured(row: MaterialRow, step: Step | None) -> str:
    """Write everything measured when a material was made: 'Volume 22 mL; Nucleated cells 310 10⁶'."""
    return listed(row.measures, step)


def listed(measures: Iterable[Measured], step: Step | None) -> str:
    """Write measured numbers by the titles the protocol gives them."""
    titles = {one.id: str(one.title) for one in step.measures} if step else {}
    return "; ".join(f"{titles.get(one.name, one.name)} {amount(one)}" for one in measures)


def noted(study: Study, note: Noted) -> str:
    """Write what was recorded at a minute of an infusion, by the labels and the code lists of the form it fills."""
    asked = _asked(study)
    parts = []
    for one in note.values:
        item = asked.get(one.name)
        coded = study.codelist_by_id.get(item.codelist) if item and item.codelist else None
        if coded:
            parts.append(coded.label(one.value))
        elif item is None and one.name == note.what:
            parts.append(amount(one))  # "rate" stands beside it already
        else:
            parts.append(f"{item.label if item else one.name} {amount(one)}")
    return "; ".join(filter(None, (*parts, note.note)))


def _asked(study: Study) -> dict[str, Item]:
    """Return the items that the minutes of an infusion fill, by the name of the measure."""
    found: dict[str, Item] = {}
    for fill in study.manufacture.fills:
        if fill.on == InfusionNoted.kind:
            for name, source in fill.items.items():
                item = study.item(fill.form, name)
                if item and source.startswith(MEASURE):
                    found.setdefault(source.removeprefix(MEASURE), item)
    return found
