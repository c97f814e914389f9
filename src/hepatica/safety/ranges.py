"""The laboratory's range that holds for a value: by laboratory, test, unit, day, sex and age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hepatica.scores.units import UnitError, convert
from hepatica.study.dates import PartialDate
from hepatica.study.rules import LabRange


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whose value it is; '' where it is not recorded."""

    sex: str = ""
    age: str = ""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Lower and upper limit of normal in one unit; None where the laboratory prints none, or no range holds."""

    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def words(self) -> str:
        """Say them: '150 to 400', 'up to 40', or '' where there are none."""
        if self.low is None:
            return "" if self.high is None else f"up to {self.high:f}"
        return f"from {self.low:f}" if self.high is None else f"{self.low:f} to {self.high:f}"


Laboratories = Mapping[str, tuple[LabRange, ...]]
"""Laboratory → its dated ranges."""
NONE = Limits()


def limits(
    laboratories: Laboratories, laboratory: str, test: str, unit: str, day: PartialDate, person: Person
) -> Limits:
    """Return the limits that hold on every day the date can mean; none where that is not certain.

    A range printed in the unit of the value stands before one that must be converted: laboratories round both.
    """
    ends = {day.earliest, day.latest} - {None}
    ranges = [one for one in laboratories.get(laboratory, ()) if one.test == test and _for(one, person)]
    found = {_first([one for one in ranges if _holds(one, end)], test, unit) for end in ends if end}
    return found.pop() if len(found) == 1 else NONE


def _for(one: LabRange, person: Person) -> bool:
    if one.sex is not None and one.sex != person.sex:
        return False
    if one.age_from is None and one.age_to is None:
        return True
    years = int(person.age) if person.age.isdecimal() else None
    return years is not None and (one.age_from or 0) <= years and (one.age_to is None or years <= one.age_to)


def _holds(one: LabRange, day: date) -> bool:
    return one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)


def _first(ranges: list[LabRange], test: str, unit: str) -> Limits:
    for one in sorted(ranges, key=lambda one: one.unit != unit):
        try:
            return Limits(
                low=_in(one.low, test, one.unit, unit),
                high=_in(one.high, test, one.unit, unit),
            )
        except UnitError:  # a range in a unit that cannot be converted says nothing here
            continue
    return NONE


def _in(end: Decimal | None, test: str, source: str, unit: str) -> Decimal | None:
    return end if end is None or source == unit else convert(end, test, source, unit)
