"""What a design gives: cells, doses as planned and as infused, routes, repeats, and who is told apart by strata."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from hepatica.study.form import Identifier
from hepatica.study.text import Sourced, Text

Cells = Literal["none", "cd34", "msc", "both", "gcsf"]
"""What an arm receives beside standard care; ``gcsf`` is mobilisation without cells, which tells it apart from CD34."""
Route = Literal["hepatic_artery", "intravenous", "portal_vein", "none"]
CELLS_OF: dict[str, tuple[str, ...]] = {
    "none": (),
    "gcsf": (),
    "cd34": ("cd34",),
    "msc": ("msc",),
    "both": ("cd34", "msc"),
}
"""What an arm receives → the cell products it holds."""


class Assumed(Sourced):
    """What is assumed of a quantity of cells: a mean with its SD in the unit of the dose, or a share of the one before."""

    mean: Decimal | None = None
    sd: Decimal | None = None
    fraction: Decimal | None = None
    """Share of the quantity before it; for a release, the probability that a lot is released."""


class CellDose(Sourced):
    """One cell product of an arm: four quantities that are never one number. Planned is the estimand, infused a covariate."""

    cells: Literal["cd34", "msc"]
    unit: Literal["10^6", "10^6/kg"]
    """Viable cells for each infusion: in all, or per kilogram."""
    planned: Decimal
    manufactured: Assumed
    released: Assumed
    infused: Assumed


class Arm(Sourced):
    """A group: its cells, the way they go, and on which days they are infused. Standard care is given to all."""

    id: Identifier
    title: Text
    cells: Cells
    route: Route = "none"
    infusions: tuple[int, ...] = ()
    """Days of the infusions counted from the first: ``[0]`` is once, ``[0, 28]`` twice; none without cells."""
    doses: tuple[CellDose, ...] = ()
    share: int = 1
    """Its part of the allocation: 2 where twice as many are allocated to it as to an arm of 1."""

    def dose(self, cells: str) -> CellDose | None:
        """Return the planned dose of a cell product, or None where the arm does not hold it."""
        return next((dose for dose in self.doses if dose.cells == cells), None)


class Level(Sourced):
    """One step of a dose grid: the planned number of each cell type, in the unit of its arm's dose."""

    id: Identifier
    arm: Identifier
    cd34: Decimal | None = None
    msc: Decimal | None = None


class StratumLevel(Sourced):
    """One answer of a stratum."""

    id: Identifier
    title: Text


class Stratum(Sourced):
    """Something by which participants are told apart, or allocated: a route or a repeat is one, never a rank on an axis."""

    id: Identifier
    title: Text
    of: Literal["route", "repeats", "severity", "aetiology", "site", "other"]
    levels: tuple[StratumLevel, ...]
    ranked: bool = False
    """Whether the levels stand in an order that the analysis uses."""


class Allocation(Sourced):
    """How participants come to an arm."""

    method: Literal["single_arm", "by_dose_decision", "permuted_blocks", "minimisation"]
    blocks: tuple[int, ...] = ()
    """Sizes of permuted blocks, drawn at random."""
    masking: Text
    """Who does not know the arm."""


def expected(dose: CellDose) -> tuple[tuple[str, Decimal], ...]:
    """Return what is expected of one infusion: planned, manufactured, released and infused, in the unit of the dose.

    No more is released than was manufactured, and no more infused than was released or planned. A spread of what is
    manufactured is left to simulation: these are the numbers at its mean.
    """
    manufactured = _amount(dose.manufactured, dose.planned)
    released = min(_amount(dose.released, manufactured), manufactured)
    infused = min(_amount(dose.infused, min(released, dose.planned)), released, dose.planned)
    quantities = (dose.planned, manufactured, released, infused)
    return tuple(zip(("planned", "manufactured", "released", "infused"), quantities, strict=True))


def _amount(assumed: Assumed, before: Decimal) -> Decimal:
    return assumed.mean if assumed.mean is not None else before * (assumed.fraction or Decimal(0))
