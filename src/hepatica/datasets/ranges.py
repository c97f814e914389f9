"""The reference range a value is read against: its laboratory's, on the day of the draw, for the person's sex and age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hepatica.datasets.draws import LabDraw
from hepatica.datasets.participants import Participant
from hepatica.scores.units import UnitError, convert
from hepatica.study.rules import LabRange
from hepatica.study.study import Study


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Lower and upper limit of normal in one unit; None where the laboratory gives none."""

    low: Decimal | None = None
    high: Decimal | None = None
    unit: str


def derive_limits(study: Study, who: Participant, draw: LabDraw, analyte: str, unit: str) -> Limits | None:
    """Return the limits of one analyte at one draw in ``unit``; None where no range holds for certain.

    A range printed in that unit comes before one that must be converted: laboratories round both. With a date known
    only in part, the range must be the same on every day it can mean.
    """
    days = (draw.date.earliest, draw.date.latest)
    laboratory = next((lab for lab in study.laboratories if lab.id == draw.laboratory), None)
    if laboratory is None or days[0] is None or days[1] is None:
        return None
    ranges = [one for one in laboratory.ranges if one.test == analyte and _for(one, who)]
    found = {_limits([one for one in ranges if _holds(one, day)], analyte, unit) for day in days if day}
    return found.pop() if len(found) == 1 else None


def _for(one: LabRange, who: Participant) -> bool:
    if one.sex is not None and one.sex != who.sex:
        return False
    if one.age_from is None and one.age_to is None:
        return True
    if not who.age.isdigit():
        return False
    return (one.age_from or 0) <= int(who.age) <= (999 if one.age_to is None else one.age_to)


def _holds(one: LabRange, day: date) -> bool:
    return one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)


def _limits(ranges: list[LabRange], analyte: str, unit: str) -> Limits | None:
    for one in sorted(ranges, key=lambda one: one.unit != unit):
        try:
            low, high = (_in(end, analyte, one.unit, unit) for end in (one.low, one.high))
        except UnitError:  # a range in a unit that cannot be converted says nothing here
            continue
        return Limits(low=low, high=high, unit=unit)
    return None


def _in(end: Decimal | None, analyte: str, source: str, unit: str) -> Decimal | None:
    return end if end is None or source == unit else convert(end, analyte, source, unit)
