"""ADEX: every dose of G-CSF, and the cells of each product planned and given, from the laboratory's record of the bags."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from hepatica.datasets.adam.columns import day, number, text, whole
from hepatica.datasets.adam.common import ADTF, ADY, CARRIED, INFDY, day_from, identify
from hepatica.datasets.adam.frame import Dataset, Draft, Plan, Value, build
from hepatica.datasets.adam.inputs import Inputs, Person
from hepatica.datasets.exposure import PRODUCTS, derive_doses
from hepatica.datasets.product_exposure import ProductExposure, derive_product_exposure, manufactured
from hepatica.ledger.product_rows import BagRow, MaterialRow
from hepatica.study.dates import parse_cached

GCSF_DOSE = "EC.ECDOSE"
"""SDTM target of the item that holds a dose of G-CSF, beside the one the binding gcsf_dose_at names."""
PARAMETERS = {
    "GCSFDOSE": ("G-CSF dose", ""),
    "PLANNED": ("Viable cells planned", "10^6"),
    "CELLS": ("Viable cells given", "10^6"),
    "CELLSKG": ("Viable cells given per kg", "10^6/kg"),
    "VOLUME": ("Volume infused", "mL"),
    "VEINVEIN": ("From collection to first cells", "h"),
    "THAWINF": ("From thaw to first cells, longest of the bags", "h"),
}
PLAN = Plan(
    name="ADEX",
    label="Exposure Analysis Dataset",
    structure="one row for each dose of a treatment and parameter",
    keys=("USUBJID", "ASEQ"),
    variables=(
        *CARRIED,
        whole("ASEQ", "Analysis Sequence Number", "order of the participant's rows", origin="Assigned"),
        text("EXTRT", "Name of Treatment", "G-CSF, or the product by its name", origin="Protocol"),
        whole("EXDOSNO", "Number of the Dose", "as planned; of G-CSF the row", origin="Assigned"),
        text("PARAMCD", "Parameter Code", "sponsor-defined", origin="Assigned"),
        text("PARAM", "Parameter", "what was measured", origin="Assigned"),
        number("AVAL", "Analysis Value", "as measured of the bags that ran in, or as entered", "DOSE"),
        text("AVALU", "Analysis Value Unit", "unit of the value", "DOSE"),
        text("EXSTDTC", "Start Date/Time of Treatment", "as entered, on the site's clock", "START"),
        day("ADT", "Analysis Date", "day of EXSTDTC; a part that is not known as ADTF says", "START"),
        ADTF,
        ADY,
        INFDY,
        text("EXLOT", "Lot Number", "lots of the bags that ran in", "DOSE", origin="Collected"),
        text("DOSEFIT", "Dose Within the Protocol's Limits", "the product room's judgement", "DOSE"),
        text("VISIT", "Visit Name", "visit of the form, where a form was the source", origin="Protocol"),
    ),
)


def derive_adex(inputs: Inputs) -> Dataset:
    """Return every dose given, and planned doses of products that ran in; nothing for a dose that did not.

    Cells come from the laboratory's record of bags where it has one for the participant, else from the infusion form.
    """
    return build(PLAN, _drafts(inputs))


def _drafts(inputs: Inputs) -> Iterator[Draft]:
    made = manufactured(inputs.study, inputs.state)
    for person in inputs.people():
        own = identify(person)
        for at, (values, events) in enumerate(_doses(person, made=made), 1):
            yield Draft({**own, **values, "ASEQ": at}, events, person.events)


Line = tuple[dict[str, Value], dict[str, tuple[int, ...]]]


def _doses(person: Person, *, made: bool) -> Iterator[Line]:
    yield from _gcsf(person)
    bags = derive_product_exposure(person.study, person.state, person.who) if made else ()
    if any(one.bags for one in bags):
        for one in bags:
            if one.bags:
                yield from _product(person, one)
    else:
        yield from _entered(person)


def _gcsf(person: Person) -> Iterator[Line]:
    amount = person.inputs.items.get(GCSF_DOSE)
    for found in person.bound("gcsf_dose_at"):
        form = person.form(found.visit, found.form)
        beside = (
            form.answer(amount.item, found.row) if form and amount and amount.form == found.form else None
        )
        dose = _decimal(beside.value) if beside else None
        if not found.value and dose is None:
            continue
        named = _named("GCSFDOSE", "G-CSF", found.row, dose, beside.unit if beside else "")
        values = named | _when(person, found.value) | {"VISIT": _visit(person, found.visit)}
        yield values, {"START": (found.answer.seq,), "DOSE": (beside.seq,) if beside else ()}


def _product(person: Person, one: ProductExposure) -> Iterator[Line]:
    dose = one.dose
    measured = {
        "PLANNED": dose.planned.value if dose.planned else None,
        "CELLS": dose.cells.value if dose.cells else None,
        "CELLSKG": dose.per_kg.value if dose.per_kg else None,
        "VOLUME": one.volume,
        "VEINVEIN": one.vein_to_vein,
        "THAWINF": one.thaw_to_infusion,
    }
    events = {
        "START": (one.bags[0].started_seq,),
        "DOSE": tuple(sorted(seq for bag in one.bags for seq in _bag_events(person, bag.bag))),
    }
    shared = _when(person, one.started) | {"EXLOT": ", ".join(one.lots), "DOSEFIT": dose.stands}
    title = str(one.product.short or one.product.title)
    for code, value in measured.items():
        if value is not None:
            yield _named(code, title, dose.number, value) | shared, events


def _bag_events(person: Person, bag: str) -> Iterator[int]:
    """Yield the events that started, ended and measured a bag."""
    for row in person.state.of(MaterialRow, person.subject):
        if row.material == bag:
            yield from (seq for seq in (row.seq, row.measured) if seq)
    given = person.state.get(BagRow, person.subject, bag)
    if given is not None:
        yield from (seq for seq in (given.started_seq, given.ended_seq) if seq)


def _entered(person: Person) -> Iterator[Line]:
    """Yield the doses as the infusion form holds them."""
    numbers: dict[str, int] = {}
    events = {
        (product, found.visit): (found.answer.seq,)
        for product in PRODUCTS
        for found in person.bound(f"dose_{product}")
    }
    for dose in derive_doses(person.study, person.state, person.subject):
        numbers[dose.product] = numbers.get(dose.product, 0) + 1
        product = person.study.product_by_id.get(dose.product)
        title = str(product.short or product.title) if product else PRODUCTS[dose.product]
        start = person.who.infused.iso() if person.who.infused and numbers[dose.product] == 1 else ""
        shared = _when(person, start) | {"EXLOT": ", ".join(dose.lots), "VISIT": _visit(person, dose.visit)}
        sources = {
            "DOSE": events.get((dose.product, dose.visit), ()),
            "START": tuple(person.events.get("INFDT", ())) if start else (),
        }
        for code, value in (("CELLS", dose.cells), ("CELLSKG", dose.per_kg)):
            if value is not None:
                yield _named(code, title, numbers[dose.product], value) | shared, sources


def _named(code: str, treatment: str, dose: int, value: Decimal | None, unit: str = "") -> dict[str, Value]:
    title, usual = PARAMETERS[code]
    return {
        "EXTRT": treatment,
        "EXDOSNO": dose,
        "PARAMCD": code,
        "PARAM": title,
        "AVAL": value,
        "AVALU": unit or usual,
    }


def _when(person: Person, at: str) -> dict[str, Value]:
    when = parse_cached(at[:10])
    counted = person.inputs.count(when)
    return {
        "EXSTDTC": at if when.known else None,
        "ADT": counted.day,
        "ADTF": counted.flag,
        "ADY": day_from(person.who.anchor, counted.day),
        "INFDY": day_from(person.who.infused, counted.day),
    }


def _visit(person: Person, visit: str) -> str:
    found = person.study.visit(visit)
    return str(found.title) if found else visit


def _decimal(said: str | None) -> Decimal | None:
    try:
        found = Decimal(said or "")
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
