"""The course of manufacture: which products are still planned once branches were taken, and what comes next for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from hepatica.ledger.product_rows import BagRow, BranchRow, MaterialRow
from hepatica.ledger.state import State
from hepatica.product.custody import there, where
from hepatica.product.lineage import SPLITS, Lineage, lineage_of
from hepatica.product.quantities import Kilograms
from hepatica.product.release import GIVES, Specification, against, late_failures, verdict
from hepatica.study.product import Branch, Choice, Product, Step
from hepatica.study.study import Study

Stage = Literal[
    "dropped", "collect", "make", "fill", "test", "decide", "authorise", "match", "infuse", "running", "given", "rejected"
]  # fmt: skip


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A branch that was taken, with the protocol's words for it."""

    row: BranchRow
    branch: Branch
    choice: Choice


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """Where a product stands for a participant, and what comes next."""

    product: Product
    stage: Stage
    material: str
    """What it is about: the last material of the line, the lot or the bag; '' before the first."""
    sentence: str
    steps: tuple[Step, ...] = ()
    """Steps that can be done now: those that start, or follow what is there."""


def taken(study: Study, state: State, subject: str) -> tuple[Taken, ...]:
    """Return the branches a participant took, in order; one the protocol no longer has is passed over."""
    known = {
        (branch.id, choice.id): (branch, choice)
        for branch in study.manufacture.branches
        for choice in branch.choices
    }
    rows = sorted(state.of(BranchRow, subject), key=lambda row: row.seq)
    return tuple(
        Taken(row=row, branch=branch, choice=choice)
        for row in rows
        if (found := known.get((row.branch, row.choice)))
        for branch, choice in (found,)
    )


def dropped(study: Study, state: State, subject: str) -> Mapping[str, str]:
    """Return the products that are not given, each with the sentence why: product id → sentence."""
    out: dict[str, str] = {}
    for one in taken(study, state, subject):
        gone = tuple(study.product_by_id) if one.choice.stops else one.choice.drops
        for product in gone:
            reason = one.row.reason.strip().removesuffix(".")
            out.setdefault(product, f"{one.branch.title}: {one.choice.title} ({reason}).")
    return out


def planned(study: Study, state: State, subject: str) -> tuple[Product, ...]:
    """Return the products a participant is still to get, in the protocol's order."""
    gone = dropped(study, state, subject)
    return tuple(product for product in study.products if product.id not in gone)


def stopped(study: Study, state: State, subject: str) -> str:
    """Return the sentence why nothing is given any more; '' while something is planned."""
    if not study.products or planned(study, state, subject):
        return ""
    return tuple(dropped(study, state, subject).values())[-1]


def ahead(
    study: Study, state: State, subject: str, now: str, weight: Kilograms | None = None
) -> tuple[Next, ...]:
    """Return where each product that is made in steps stands for a participant, at a civil minute of the site."""
    gone = dropped(study, state, subject)
    line = _Line(study, state, subject, lineage_of(study, state, subject), now, weight)
    return tuple(
        Next(product=product, stage="dropped", material="", sentence=gone[product.id])
        if product.id in gone
        else line.next(product)
        for product in study.products
        if product.steps
    )


def follows(study: Study, lineage: Lineage, material: str) -> tuple[Step, ...]:
    """Return the steps that may take a material; none when it is no more."""
    row = lineage.row(material)
    if where(row).gone:
        return ()
    return tuple(step for _, step in study.steps.values() if row.step in step.out_of)


class _Line(msgspec.Struct, frozen=True):
    study: Study
    state: State
    subject: str
    lineage: Lineage
    now: str
    weight: Kilograms | None

    def next(self, product: Product) -> Next:
        lots = [row for row in self.lineage.of_kind("lot", product=product.id) if there(self.lineage, row)]
        if not lots:
            return self._making(product)
        specifications = [
            verdict(product, self.state, self.subject, row.material, self.now, self.weight) for row in lots
        ]
        for specification in reversed(specifications):
            if specification.decision is None or specification.decision.decision in GIVES:
                return self._lot(product, specification)
        last = specifications[-1]
        return self._said(product, "rejected", last.lot, f"Lot {last.lot} was rejected: choose how to go on.")

    def _making(self, product: Product) -> Next:
        rows = tuple(self._there(product))
        if not rows:
            starts = tuple(step for step in product.steps if not step.out_of)
            return Next(
                product=product,
                stage="collect",
                material="",
                sentence=f"{product.title}: not collected yet.",
                steps=starts,
            )
        last = max(rows, key=lambda row: row.seq)
        step = self.lineage.step(last.material)
        title = step.title if step else last.step
        return self._said(product, "make", last.material, f"{title} {last.material} is there; no lot yet.")

    def _there(self, product: Product) -> Iterator[MaterialRow]:
        """Yield what there is of a product and more can be made of."""
        for row in self.lineage.rows.values():
            own = self.lineage.product(row.material) == product.id
            if own and self.lineage.kind(row.material) not in SPLITS and not where(row).gone:
                yield row

    def _lot(self, product: Product, found: Specification) -> Next:
        lot = found.lot
        bags = self.lineage.bags(lot)
        rows = [self.state.get(BagRow, self.subject, bag.material) for bag in bags]
        if running := next((row for row in rows if row and row.started and not row.ended), None):
            return self._said(product, "running", running.bag, f"Bag {running.bag} is running.")
        if given := [row for row in rows if row and row.ended]:
            last = max(given, key=lambda row: row.started)
            told = "".join(f" {one.sentence}" for one in late_failures(found))
            return self._said(product, "given", last.bag, f"{_given(product, last)}{told}")
        if found.decision is None:
            return self._undecided(product, found)
        if stands := against(found):
            return self._said(product, "decide", lot, " ".join(stands))
        if not bags:
            return self._said(product, "fill", lot, f"Lot {lot} is released; no bag is filled yet.")
        return self._bag(product, lot, [row for row in rows if row])

    def _undecided(self, product: Product, found: Specification) -> Next:
        untested = [one for one in found.of("missing", "pending") if not one.asked.late]
        untested += [one for one in found.of("missing") if one.asked.late]
        if untested and not found.of("fail"):
            names = ", ".join(str(one.asked.title) for one in untested)
            return self._said(product, "test", found.lot, f"Lot {found.lot} awaits: {names}.")
        return self._said(product, "decide", found.lot, f"Lot {found.lot} awaits the decision of quality.")

    def _bag(self, product: Product, lot: str, rows: list[BagRow]) -> Next:
        matched = next((row for row in rows if row.match), None)
        if matched:
            return self._said(product, "infuse", matched.bag, f"Bag {matched.bag} is matched with its donor.")
        allowed = next((row for row in rows if row.authorised), None)
        if allowed:
            said = f"Bag {allowed.bag} is authorised: compare it with the wristband at the bedside."
            return self._said(product, "match", allowed.bag, said)
        return self._said(product, "authorise", lot, f"Lot {lot} is released: authorise a bag.")

    def _said(self, product: Product, stage: Stage, material: str, sentence: str) -> Next:
        steps = follows(self.study, self.lineage, material)
        return Next(product=product, stage=stage, material=material, sentence=sentence, steps=steps)


def _given(product: Product, last: BagRow) -> str:
    """Say which dose was given last, and when another is planned."""
    doses = product.dose.doses if product.dose else 1
    if doses == 1:
        return f"Bag {last.bag} was given."
    said = f"Bag {last.bag} was given, dose {last.dose} of {doses}."
    days = product.dose.interval_days if product.dose else None
    if last.dose < doses and days is not None:
        said += f" Dose {last.dose + 1} is planned {days} days after it."
    return said
