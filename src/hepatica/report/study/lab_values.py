"""Laboratory values of a cut in the study's units, with the limits that held for each: what figures of the laboratory draw."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from hepatica.datasets.draws import LabDraw
from hepatica.datasets.participants import Participant
from hepatica.datasets.ranges import derive_limits
from hepatica.datasets.why.reference import item_ref
from hepatica.report.study.cut import Cut
from hepatica.report.study.timeline import earliest_day
from hepatica.safety.ranges import Limits
from hepatica.scores.units import UnitError, convert
from hepatica.study.form import Item


@dataclass(frozen=True, kw_only=True)
class LabValue:
    """One value: its draw, its day from infusion, and the limits of its laboratory on that day for that person."""

    draw: LabDraw
    day: int
    value: Decimal
    limits: Limits
    why: str


def item_of(cut: Cut, analyte: str) -> Item | None:
    """Return the item that holds an analyte, None where the study does not ask for it."""
    return next((i for form in cut.study.forms for i in form.items if i.analyte == analyte), None)


def unit_of(unit: str) -> str:
    """Return a unit as it is printed; a ratio has none."""
    return "" if unit == "ratio" else unit.replace("10^9", "10⁹")


def values_of(cut: Cut, who: Participant, analyte: str) -> tuple[LabValue, ...]:
    """Return one participant's values of one analyte with a day, earliest first; a value that is no number is left out."""
    item = item_of(cut, analyte)
    if item is None:
        return ()
    unit = item.unit or ""
    found = []
    for scored in cut.scored[who.subject]:
        draw = scored.draw
        day, value = earliest_day(who, draw.date), _number(draw, analyte, unit)
        if day is not None and value is not None:
            found.append(
                LabValue(
                    draw=draw, day=day, value=value, limits=derive_limits(cut.study, who, draw, analyte, unit),
                    why=item_ref(who.subject, draw.visit, draw.form, draw.row, item.id),
                )
            )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.day, one.draw.at)))


def _number(draw: LabDraw, analyte: str, unit: str) -> Decimal | None:
    answer = draw.answers.get(analyte)
    if answer is None or not answer.value:
        return None
    try:
        number = Decimal(answer.value)
        value = convert(number, analyte, answer.unit, unit) if answer.unit and answer.unit != unit else number
    except (InvalidOperation, UnitError):  # "<0.2", or a unit that cannot be converted: listed, not drawn
        return None
    return value if value.is_finite() else None
