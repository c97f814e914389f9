"""Exposure to the cell products: dose planned and given, lots, how they were released, and the time from vein to vein."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hepatica.datasets.participants import Participant
from hepatica.datasets.product_exposure import (
    ProductExposure,
    derive_product_exposure,
    derive_strange_bags,
    manufactured,
)
from hepatica.ledger.product_rows import MaterialRow
from hepatica.product.moments import hours_words, in_words
from hepatica.product.release import CONDITIONAL, EXCEPTIONAL, REJECTED
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Table, Text
from hepatica.study.dates import PartialDate

RELEASED = {
    "released": "full",
    CONDITIONAL: "at risk",
    EXCEPTIONAL: "out of spec.",
    REJECTED: "rejected",
}
"""Decision on a lot as this narrow column says it."""
STANDS = {
    "below": "Less than the protocol's least dose.",
    "above": "More than the protocol's highest dose.",
    "unknown": "Whether the dose lies within the protocol's limits cannot be told: a count or the weight is not known.",
    "running": "Still running at the data cut.",
}


def exposure_table(cut: Cut) -> Table:
    """Return a group per participant: each dose of each product, with a sentence for what did not go as planned."""
    made = manufactured(cut.study, cut.state)
    people = (p for p in cut.participants if p.started or cut.state.of(MaterialRow, p.subject))
    groups = tuple(_group(cut, who) for who in people) if made else ()
    nothing = Row(cells=(Text(text="–"),), sentence="The record holds no cell product.")
    return Table(
        id="14.1.2",
        title="Exposure to the cell products",
        deck="Viable cells in 10⁶, planned and given; day counted from the infusion",
        columns=(
            Column(title="Product"),
            Column(title="Day", align="right", signed=True),
            Column(title="planned", unit="10⁶", align="right"),
            Column(title="given", unit="10⁶", align="right", decimals=1),
            Column(title="per kg", unit="10⁶/kg", align="right", decimals=2),
            Column(title="volume", unit="mL", align="right", decimals=1),
            Column(title="Lot", width=1),
            Column(title="Release"),
            Column(title="vein", unit="to vein", align="right"),
            Column(title="thaw", unit="to cells", align="right"),
        ),
        groups=groups or (Group(rows=(nothing,)),),
        footnotes=(
            "Per kg: of the last body weight up to the day of the dose. Vein to vein: collection to first cells; thaw: the longest of its bags.",
            "Release, as it stands: full; at risk, with results pending; out of specification; rejected; none.",
        ),
        listing=True,
    )


def _group(cut: Cut, who: Participant) -> Group:
    found = derive_product_exposure(cut.study, cut.state, who)
    rows = (*(row for one in found for row in _rows(who, one)), *_strange(cut, who))
    return Group(title=f"Participant {who.ordinal} · {who.subject}", rows=rows)


def _rows(who: Participant, one: ProductExposure) -> Iterator[Row]:
    title = Text(text=_title(one))
    if not one.bags:
        yield Row(
            cells=(title,), sentence=one.dropped or "not given to the data cut", indent=True, muted=True
        )
        return
    day = who.day(PartialDate.parse(one.started[:10]))
    yield Row(
        indent=True,
        cells=(
            title,
            Text(text="–") if day is None else Number(value=day),
            _planned(one),
            _number(one.dose.cells.value if one.dose.cells else None),
            _number(one.dose.per_kg.value if one.dose.per_kg else None),
            _number(one.volume),
            Text(text=", ".join(one.lots)) if one.lots else Missing(reason="none"),
            Text(
                text=", ".join(dict.fromkeys(RELEASED[(row.gave or row).decision] for row in one.releases))
                or "none"
            ),
            _hours(one.vein_to_vein),
            _hours(one.thaw_to_infusion),
        ),
    )
    for said in _remarks(one):
        yield Row(cells=(Text(text=""),), sentence=said, muted=True)


def _title(one: ProductExposure) -> str:
    """Name product and dose; the number only where more than one is planned or was given."""
    name = str(one.product.short or one.product.title)
    many = one.dose.number > 1 or (one.product.dose is not None and one.product.dose.doses > 1)
    return f"{name}, dose {one.dose.number}" if many else name


def _planned(one: ProductExposure) -> Cell:
    if one.product.dose is not None and one.product.dose.basis == "all":
        return Text(text="all made")
    planned = one.dose.planned
    if planned is None:
        return Missing(reason="no weight")
    return Text(
        text=write.number(planned.value, 0 if planned.value == planned.value.to_integral_value() else 1)
    )


def _number(value: Decimal | None) -> Cell:
    return Missing(reason="unknown") if value is None else Number(value=value)


def _hours(value: Decimal | None) -> Cell:
    return Text(text="–") if value is None else Text(text=hours_words(value))


def _remarks(one: ProductExposure) -> Iterator[str]:
    """Say what ran in part or unauthorised, what of its lots failed, and what lies outside the limits of the dose."""
    for bag in one.bags:
        if bag.bag in one.dose.partial:
            yield f"{bag.bag} ran in part: {bag.stopped_for or 'no reason given'}."
        if not bag.authorised:
            yield f"{bag.bag} was given without authorisation: {bag.reason or 'no reason given'}."
    yield from one.failures
    for row in one.releases:
        if row.decision == REJECTED and row.at > one.started:
            yield f"Lot {row.lot} was rejected on {in_words(row.at)}, after cells of it were given."
    if one.dose.stands in STANDS:
        yield STANDS[one.dose.stands]


def _strange(cut: Cut, who: Participant) -> Iterator[Row]:
    for bag in derive_strange_bags(cut.study, cut.state, who.subject):
        whose = f"of {bag.donor}" if bag.donor else "of nobody known"
        said = f"{bag.bag}, {whose}, ran in on {in_words(bag.started)}: not this participant's cells."
        yield Row(cells=(Text(text="Another's", strong=True),), sentence=said, indent=True)
