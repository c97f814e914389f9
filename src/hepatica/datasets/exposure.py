"""Cells given: viable cells in millions, and per kilogram of the weight the dose was reckoned by (ADEX)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from hepatica.datasets.bindings import beside, find, forms_of
from hepatica.ledger.state import State
from hepatica.study.study import Study

PRODUCTS = {"cd34": "CD34⁺", "msc": "MSC"}


@dataclass(frozen=True, kw_only=True)
class Dose:
    """One product given at one visit."""

    product: str
    """cd34 or msc."""
    visit: str
    cells: Decimal
    """10⁶ viable cells."""
    per_kg: Decimal | None
    """10⁶ viable cells per kg; None where the weight was not entered."""
    lots: tuple[str, ...] = ()
    """Lot numbers as they stood on the bags."""
    certified: tuple[str, ...] = ()
    """Lot numbers on the certificates of the product."""
    viability: tuple[str, ...] = ()
    """Viability on each certificate of the product, in per cent, as typed."""


def derive_doses(study: Study, state: State, subject: str) -> tuple[Dose, ...]:
    """Return what the participant was given, in order of entry; repeat doses are doses of other visits."""
    return tuple(
        Dose(
            product=product,
            visit=found.visit,
            cells=cells,
            per_kg=cells / weight if weight else None,
            lots=_said(study, state, subject, f"lot_{product}"),
            certified=_said(study, state, subject, f"certified_{product}"),
            viability=_said(study, state, subject, f"viability_{product}"),
        )
        for product in PRODUCTS
        for found in find(study, state, subject, f"dose_{product}")
        if (cells := _number(found.value)) is not None
        for weight in (_weight(study, state, subject, found.visit),)
    )


def _said(study: Study, state: State, subject: str, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.value for found in find(study, state, subject, name) if found.value))


def _weight(study: Study, state: State, subject: str, visit: str) -> Decimal | None:
    address = study.analysis.bindings.get("dose_weight")
    if address is None:
        return None
    said = (
        beside(form, 0, address) for form in forms_of(state, subject, address.form) if form.visit == visit
    )
    return next((weight for text in said if (weight := _number(text))), None)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
