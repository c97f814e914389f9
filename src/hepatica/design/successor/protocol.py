"""The next study's title page: who runs it is kept; arms, numbers of participants and doses are the design's."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from hepatica.design.document import Design
from hepatica.design.successor.changing import changed, proposed, put, text
from hepatica.design.treatment import CELLS_OF, CellDose
from hepatica.design.words import CELLS, ROUTES
from hepatica.study.product import Dose
from hepatica.study.study import Arm, Intervention, Parameter, Study
from hepatica.study.study import Design as Registered

_CARE = "drug"
"""Kind of the interventions that every arm keeps: standard care."""


def identity(study: Study, design: Design) -> tuple[Study, tuple[str, ...]]:
    """Give the study the design's name and number of participants; nothing registered or approved is taken over."""
    registered = Registered(
        study_type="Interventional",
        allocation="Randomised" if design.randomised else "Non-randomised",
        purpose=study.design.purpose,
        masking=str(design.allocation.masking),
        phase_registered="Not registered",
        **proposed(design),
    )
    enrolment = study.enrolment.model_copy(update={"planned": design.participants, **proposed(design)})
    oversight = study.oversight.model_copy(update={"registrations": (), "permission": ""})
    made = changed(
        study, id=design.id, version="0.1", protocol=f"after {study.protocol}", title=design.title, short_title=design.title,
        record="", design=registered, enrolment=enrolment, oversight=oversight,
    )  # fmt: skip
    to_do = [
        "Register the study and write its protocol number: both are empty or stand for the study before.",
        "Renew the approvals of the ethics committee, the licensing authority and the stem-cell committee: none carries over.",
        "Read the eligibility criteria again: they are those of the study before.",
        "Write the consent document for the arms, the allocation and the number of infusions of this study.",
    ]
    if design.accrual.sites > len(study.sites):
        to_do.append(
            f"Name the sites: the design counts on {design.accrual.sites}, and {len(study.sites)} stand here."
        )
    return made, tuple(to_do)


def arms(study: Study, design: Design) -> tuple[Study, tuple[str, ...]]:
    """Make the design's arms, each of its cells beside the standard care of the study before."""
    care = tuple(one for one in study.interventions if one.kind == _CARE)
    used = {cells for arm in design.arms for cells in _given(arm.cells)}
    made = tuple(
        Intervention(
            id=f"{cells}_given", kind="drug" if cells == "gcsf" else "biological", title=text(CELLS[cells]),
            components=(text(CELLS[cells]),), **proposed(design),
        )
        for cells in ("cd34", "msc", "gcsf")
        if cells in used
    )  # fmt: skip
    listed = tuple(
        Arm(
            id=arm.id,
            title=arm.title,
            interventions=(*(f"{c}_given" for c in _given(arm.cells)), *(one.id for one in care)),
            **proposed(design, arm.reference),
        )
        for arm in design.arms
    )
    to_do = [
        f"Write the forms and windows of an infusion by the {ROUTES[route]}: those here are of the artery."
        for route in sorted({arm.route for arm in design.arms} - {"none", "hepatic_artery"})
    ]
    if not care:
        to_do.append("Say what standard care is: the study before names no drugs that every arm keeps.")
    return changed(study, interventions=(*made, *care), arms=listed), tuple(to_do)


def doses(study: Study, design: Design) -> tuple[Study, tuple[str, ...]]:
    """Set the planned dose of each product; a grid gives its least and its most, and begins at its first level."""
    to_do: list[str] = []
    products, parameters = list(study.products), study.parameters
    for cells in ("cd34", "msc"):
        planned = [(arm, dose) for arm in design.arms if (dose := arm.dose(cells)) is not None]
        at = next((n for n, product in enumerate(products) if product.id == cells), None)
        if not planned:
            if at is not None:
                to_do.append(
                    f"No arm holds {CELLS[cells]}: take its product, forms and gates out, or say why they stay."
                )
            continue
        if at is None:
            to_do.append(f"Write the product {cells}: the study before does not make {CELLS[cells]}.")
            continue
        dose, times = planned[0][1], max((arm.infusions for arm, _ in planned), key=len)
        if any((d.planned, d.unit) != (dose.planned, dose.unit) or a.infusions != times for a, d in planned):
            to_do.append(
                f"The arms differ in the number or the days of {CELLS[cells]}: a study has one planned dose, "
                f"here {dose.planned} × {dose.unit}."
            )
        products[at] = products[at].model_copy(update={"dose": _dose(design, cells, dose, times)})
        parameters = put(parameters, _parameter(design, cells, dose))
        to_do += _unequal(cells, times)
    if design.grid:
        levels = ", ".join(one.id for one in design.grid)
        to_do.append(
            f"The study plans the first level of the grid ({levels}): each decision that moves it is an amendment."
        )
    return changed(study, products=tuple(products), parameters=parameters), tuple(to_do)


def _given(cells: str) -> tuple[str, ...]:
    return ("gcsf",) if cells == "gcsf" else CELLS_OF[cells]


def _dose(design: Design, cells: str, dose: CellDose, times: tuple[int, ...]) -> Dose:
    grid = [number for level in design.grid if (number := getattr(level, cells)) is not None]
    gap = times[1] - times[0] if len(times) > 1 else None
    return Dose(
        basis="per_kg" if dose.unit.endswith("/kg") else "total",
        planned=_first(design, cells, dose),
        unit=dose.unit,
        least=min(grid) if grid else None,
        most=max(grid) if grid else None,
        doses=len(times),
        interval_days=gap,
        **proposed(design, dose.reference),
    )


def _first(design: Design, cells: str, dose: CellDose) -> Decimal:
    """Return the planned number: of the level that is treated first where there is a grid."""
    start = design.cohorts.first_level if design.cohorts else None
    levels = [level for level in design.grid if start in {None, level.id}]
    found = getattr(levels[0], cells) if levels else None
    return found if found is not None else dose.planned


def _parameter(design: Design, cells: str, dose: CellDose) -> Parameter:
    return Parameter(
        id=f"{cells}_dose",
        title=text(f"Planned dose of {CELLS[cells]}"),
        value=str(_first(design, cells, dose)),
        unit=dose.unit,
        **proposed(design, dose.reference),
    )


def _unequal(cells: str, times: tuple[int, ...]) -> list[str]:
    gaps = {after - before for before, after in pairwise(times)}
    if len(gaps) < 2:
        return []
    return [
        f"The infusions of {CELLS[cells]} lie unequally far apart: a dose has one interval, here the first."
    ]
