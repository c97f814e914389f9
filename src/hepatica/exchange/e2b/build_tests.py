"""Laboratory values of a case as tests of a report, their units in UCUM."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import tzinfo

from hepatica.exchange.e2b import codes
from hepatica.exchange.e2b.icsr import Test
from hepatica.exchange.e2b.moments import stamp
from hepatica.exchange.e2b.values import Measured, Null, Quantity
from hepatica.safety.case import Case
from hepatica.safety.case import Test as Measurement

_VALUE = re.compile(r"(?P<bound>[<>]=?)?\s*(?P<number>-?\d+(?:\.\d+)?)")


def build_tests(cases: Sequence[Case], zone: tzinfo) -> tuple[Test, ...]:
    """Return each value of the cases once; what is no number is told as text."""
    return tuple(_test(one, zone) for one in dict.fromkeys(test for case in cases for test in case.tests))


def ucum(unit: str) -> str:
    """Return the UCUM symbol of a unit as laboratories print it; '1' for a value without one."""
    table: dict[str, str] = codes.data()["ucum"]["printed"]
    for printed, symbol in table.items():
        unit = unit.replace(printed, symbol)
    return unit.replace(" ", "") or "1"


def _test(one: Measurement, zone: tzinfo) -> Test:
    found = _VALUE.fullmatch(one.value.strip())
    date = stamp(one.day, zone) or Null("UNK")
    if found is None:
        return Test(date=date, name=one.name, text=" ".join(part for part in (one.value, one.unit) if part))
    unit = ucum(one.unit)
    return Test(
        date=date,
        name=one.name,
        result=Measured(value=found["number"], unit=unit, bound=found["bound"] or ""),
        low=Quantity(value=one.low, unit=unit) if one.low else None,
        high=Quantity(value=one.high, unit=unit) if one.high else None,
    )
