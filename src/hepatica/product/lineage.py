"""Lineage: what each material was made of, whose it is, and how much of it is left.

A graph over material rows. Roots are what came from the participant; every edge is a hand of the laboratory. What cannot
be true of real cells (a bag of two people, more taken than there was) is a ``Breach``, a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, localcontext
from itertools import count
from typing import Final

import msgspec

from hepatica.ledger.product_facts import Measured
from hepatica.ledger.product_rows import MaterialRow
from hepatica.ledger.state import State
from hepatica.product.quantities import (
    Millilitres,
    Millions,
    Percent,
    Q,
    Quantity,
    QuantityError,
    read,
    viable,
)
from hepatica.scores.arithmetic import CONTEXT
from hepatica.study.product import Kind, Product, Step
from hepatica.study.study import Study

ROOTS: Final = frozenset({"collection", "core"})
SPLITS: Final = frozenset({"bag", "sample"})
"""Kinds in which nothing grows: their own amount was taken from the parent."""
GONE: Final = frozenset({"disposed", "lost"})
ENDED: Final[Mapping[str, str]] = {"disposed": "disposed of", "lost": "lost"}
"""How a sentence says that a material is no more."""
_CELLS = ("cells", "harvested", "cd34_cells", "viable_cells")
_KIND = ("cd34_cells", "cells", "harvested")

Steps = Mapping[str, tuple[str, Step]]
"""Step id → (product id, step), as ``Study.steps``."""


class Breach(ValueError):  # noqa: N818 - it is what it says
    """Something that cannot be true of cells; the message is a sentence."""


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a material was made and is not taken; None where it was never measured. May be below zero."""

    cells: Decimal | None = None
    """10^6"""
    volume: Decimal | None = None
    """mL"""


class Lineage:
    """The materials of one participant (or of several, when one must be shown not to belong)."""

    def __init__(self, steps: Steps, rows: Iterable[MaterialRow]) -> None:
        self.steps = steps
        self.rows: dict[str, MaterialRow] = {row.material: row for row in rows}
        self._children: dict[str, list[str]] = {}
        for row in self.rows.values():
            for parent in row.parents:
                self._children.setdefault(parent, []).append(row.material)

    def __contains__(self, material: str) -> bool:
        return material in self.rows

    def row(self, material: str) -> MaterialRow:
        """Return a material; raises ``Breach`` when there is none of this label."""
        if material not in self.rows:
            raise Breach(f"There is no material {material!r}.")
        return self.rows[material]

    def step(self, material: str) -> Step | None:
        """Return the protocol's step that made a material; None when the protocol has it no longer."""
        found = self.steps.get(self.row(material).step)
        return found[1] if found else None

    def kind(self, material: str) -> Kind | None:
        """Return what a material is: collection, passage, lot, bag ..."""
        step = self.step(material)
        return step.makes if step else None

    def product(self, material: str) -> str:
        """Return the product a material belongs to; '' for tissue."""
        found = self.steps.get(self.row(material).step)
        return found[0] if found else ""

    # -- Up and down ------------------------------------------------------------------------------------------------

    def parents(self, material: str) -> tuple[MaterialRow, ...]:
        """Return what a material was made of; raises ``Breach`` for a parent that is not there."""
        return tuple(self.row(parent) for parent in self.row(material).parents)

    def children(self, material: str) -> tuple[MaterialRow, ...]:
        """Return what was made of a material, in the order it was made."""
        return tuple(self.rows[child] for child in self._children.get(material, ()))

    def ancestors(self, material: str) -> tuple[MaterialRow, ...]:
        """Return everything a material was made of, the nearest first; raises ``Breach`` for a circle."""
        return tuple(self._walk(material, lambda row: row.parents))

    def descendants(self, material: str) -> tuple[MaterialRow, ...]:
        """Return everything that was made of a material, the nearest first; raises ``Breach`` for a circle."""
        return tuple(self._walk(material, lambda row: tuple(self._children.get(row.material, ()))))

    def _walk(self, material: str, follow: Callable[[MaterialRow], tuple[str, ...]]) -> Iterator[MaterialRow]:
        met: set[str] = set()
        ahead = list(follow(self.row(material)))
        while ahead:
            label = ahead.pop(0)
            if label == material:
                raise Breach(f"{material} was made of itself.")
            if label not in met:
                met.add(label)
                row = self.row(label)
                yield row
                ahead.extend(follow(row))

    def collections(self, material: str) -> tuple[MaterialRow, ...]:
        """Return what a material came from in the end, what the participant gave."""
        rows = (self.row(material), *self.ancestors(material))
        return tuple(row for row in rows if not row.parents)

    def donor(self, material: str) -> str:
        """Return the one participant a material came from.

        Raises ``Breach`` when it traces to two, to none, or to something that was not collected.
        """
        rows = (self.row(material), *self.ancestors(material))
        people = sorted({row.subject for row in rows})
        if len(people) > 1:
            raise Breach(f"{material} traces to more than one participant: {', '.join(people)}.")
        for row in self.collections(material):
            if self.kind(row.material) not in ROOTS:
                raise Breach(f"{material} traces to {row.material}, which was not collected from anybody.")
        return people[0]

    # -- By kind ----------------------------------------------------------------------------------------------------

    def of_kind(self, *kinds: Kind, product: str | None = None) -> tuple[MaterialRow, ...]:
        """Return materials of some kinds, of one product when it is named, in the order they were made."""
        return tuple(
            row
            for row in self.rows.values()
            if self.kind(row.material) in kinds and product in {None, self.product(row.material)}
        )

    def lot(self, material: str) -> MaterialRow | None:
        """Return the lot a material is or was filled from; None when there is none."""
        return next(iter(self.lots(material)), None)

    def lots(self, material: str) -> tuple[MaterialRow, ...]:
        """Return every lot whose cells are in a material, the nearest first."""
        rows = (self.row(material), *self.ancestors(material))
        return tuple(row for row in rows if self.kind(row.material) == "lot")

    def bags(self, lot: str) -> tuple[MaterialRow, ...]:
        """Return the bags of a lot."""
        return tuple(row for row in self.descendants(lot) if self.kind(row.material) == "bag")

    def passage(self, material: str) -> int:
        """Return how many passages a material has gone through, by the longest way; 0 for what was never cultured."""
        above = max((self.passage(row.material) for row in self.parents(material)), default=0)
        return above + (self.kind(material) == "passage")

    # -- Amounts ----------------------------------------------------------------------------------------------------

    def left(self, material: str) -> Left:
        """Return what is left of a material once its children took theirs and some was disposed of.

        What is given in one of cells and volume counts in the other too, where the material was measured in both.
        """
        row = self.row(material)
        made = Left(cells=amount(cells_of(row)), volume=amount(volume_of(row)))
        taken = [self.taken(child, material) for child in self.children(material)]
        taken += [stated(move.amount) for move in row.moves if move.move in GONE]
        return less(made, taken)

    def taken(self, child: MaterialRow, parent: str) -> Left:
        """Return what a child took of a parent: as stated, or for a bag or sample its own amount."""
        said = tuple(one for one in child.taken if one.name == parent)
        if said or self.kind(child.material) not in SPLITS or len(child.parents) > 1:
            return stated(said)
        return Left(cells=amount(cells_of(child)), volume=amount(volume_of(child)))


def lineage_of(study: Study, state: State, subject: str) -> Lineage:
    """Return the lineage of a participant's materials, of the protocol in force."""
    return Lineage(study.steps, state.of(MaterialRow, subject))


def steps_of(product: Product) -> Steps:
    """Return the steps of one product, as ``Study.steps`` gives all."""
    return {step.id: (product.id, step) for step in product.steps}


# -- What was measured -----------------------------------------------------------------------------------------------


def measure(row: MaterialRow, name: str) -> Quantity | None:
    """Return a measure of a material; None when it was not measured, or in a unit that is no quantity of cells."""
    found = next((one for one in row.measures if one.name == name), None)
    try:
        return read(found.value, found.unit) if found else None
    except QuantityError:
        return None


def cells_of(row: MaterialRow) -> Millions | None:
    """Return all cells of a material: counted, or harvested from a culture."""
    return _first(row, _CELLS, Millions)


def kind_of_cells(row: MaterialRow) -> Millions | None:
    """Return the cells of a product's own kind: CD34 positive ones where they were counted, else all."""
    return _first(row, _KIND, Millions)


def volume_of(row: MaterialRow) -> Millilitres | None:
    """Return the volume of a material."""
    return _first(row, ("volume",), Millilitres)


def viability_of(row: MaterialRow) -> Percent | None:
    """Return the part of a material's cells that were alive when it was made."""
    return _first(row, ("viability",), Percent)


def viable_of(row: MaterialRow, viability: Percent | None = None) -> Millions | None:
    """Return the living cells of a product's own kind: counted, or from count and viability (its own, or the one given)."""
    counted = measure(row, "viable_cells")
    if isinstance(counted, Millions):
        return counted
    cells, alive = kind_of_cells(row), viability or viability_of(row)
    return viable(cells, alive) if cells is not None and alive is not None else None


def _first(row: MaterialRow, names: tuple[str, ...], kind: type[Q]) -> Q | None:
    found = (measure(row, name) for name in names)
    return next((one for one in found if isinstance(one, kind)), None)


def amount(quantity: Quantity | None) -> Decimal | None:
    """Return the bare number of a quantity; None stays None."""
    return None if quantity is None else quantity.value


def stated(measured: Iterable[Measured]) -> Left:
    """Return what measured numbers say in cells (10^6) and in volume (mL), each summed."""
    cells: Decimal | None = None
    volume: Decimal | None = None
    for one in measured:
        try:
            quantity = read(one.value, one.unit)
        except QuantityError:
            continue
        if isinstance(quantity, Millions):
            cells = (cells or Decimal(0)) + quantity.value
        elif isinstance(quantity, Millilitres):
            volume = (volume or Decimal(0)) + quantity.value
    return Left(cells=cells, volume=volume)


def less(made: Left, taken: Iterable[Left]) -> Left:
    """Return what is left; what was taken in one measure counts in the other by the material's concentration."""
    cells, volume = made.cells, made.volume
    for one in taken:
        part = _both(made, one)
        cells = None if cells is None else cells - (part.cells or Decimal(0))
        volume = None if volume is None else volume - (part.volume or Decimal(0))
    return Left(cells=cells, volume=volume)


def _both(made: Left, taken: Left) -> Left:
    if not made.cells or not made.volume or (taken.cells is None) == (taken.volume is None):
        return taken
    with localcontext(CONTEXT):
        if taken.cells is None and taken.volume is not None:
            return Left(cells=taken.volume * made.cells / made.volume, volume=taken.volume)
        assert taken.cells is not None
        return Left(cells=taken.cells, volume=taken.cells * made.volume / made.cells)


# -- Labels ----------------------------------------------------------------------------------------------------------


def next_label(lineage: Lineage, step: Step, subject: str, parents: tuple[str, ...] = ()) -> str:
    """Return the next free label a step gives: ``MSC-01-004-P2``, ``MSC-01-004-B``; a repeat gets -2, -3.

    ``{n}`` is the passage number where the step passages, else 1, 2 ...; ``{letter}`` is A, B ... Z, AA.
    Raises ``Breach`` for a parent that is not there.
    """
    parent = parents[0] if parents else ""
    fixed = {"subject": subject, "parent": parent}
    if step.makes == "passage":
        number = 1 + max((lineage.passage(one) for one in parents), default=0)
        return _repeated(lineage, _filled(step.label, fixed, number))
    if "{n}" in step.label or "{letter}" in step.label:
        tries = (_filled(step.label, fixed, number) for number in count(1))
        return next(label for label in tries if label not in lineage)
    return _repeated(lineage, _filled(step.label, fixed, 1))


def _filled(pattern: str, fixed: Mapping[str, str], number: int) -> str:
    return pattern.format(**fixed, n=number, letter=letter(number)).upper()


def _repeated(lineage: Lineage, label: str) -> str:
    tries = (label if number == 1 else f"{label}-{number}" for number in count(1))
    return next(one for one in tries if one not in lineage)


def letter(number: int) -> str:
    """Return A for 1, Z for 26, AA for 27."""
    text = ""
    while number:
        number, place = divmod(number - 1, 26)
        text = chr(ord("A") + place) + text
    return text
