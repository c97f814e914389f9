"""The range that holds for a value: by laboratory, unit, day, sex and age; none where that is not certain."""

from datetime import date
from decimal import Decimal

import pytest

from hepatica.safety.ranges import NONE, Limits, Person, limits
from hepatica.study.dates import PartialDate
from hepatica.study.rules import LabRange

OURS = {"source": "proposal", "reference": "invented"}


def made(unit="U/L", low="5", high="40", **more):
    first = more.pop("valid_from", date(2019, 1, 1))
    return LabRange(test="alt", unit=unit, low=low, high=high, valid_from=first, **more, **OURS)


OLD = made(valid_to=date(2024, 12, 31), age_from=18)
MEN = made(high="50", sex="male", age_from=18, valid_from=date(2025, 1, 1))
TABLES = {"aig": (OLD, MEN)}
MAN = Person(sex="male", age="48")


@pytest.mark.parametrize(
    ("laboratory", "day", "person", "words"),
    [
        ("aig", "2024-12-31", MAN, "5 to 40"),
        ("aig", "2025-01-01", MAN, "5 to 50"),
        ("aig", "2025-01-01", Person(sex="female", age="48"), ""),
        ("aig", "2025-01-01", Person(age="48"), ""),
        ("aig", "2025-01-01", Person(sex="male"), ""),
        ("aig", "2025-01-01", Person(sex="male", age="17"), ""),
        ("aig", "2024", MAN, "5 to 40"),
        ("aig", "2018-12-31", MAN, ""),
        ("aig", "unknown", MAN, ""),
        ("other", "2025-01-01", MAN, ""),
    ],
)
def test_a_range_holds_from_its_date_for_the_people_it_names(laboratory, day, person, words):
    assert limits(TABLES, laboratory, "alt", "U/L", PartialDate.parse(day), person).words == words


def test_a_month_in_which_the_range_changed_has_none():
    changed = {"aig": (made(valid_to=date(2025, 3, 15)), made(high="50", valid_from=date(2025, 3, 16)))}
    assert limits(changed, "aig", "alt", "U/L", PartialDate.parse("2025-03"), MAN) == NONE
    assert limits(changed, "aig", "alt", "U/L", PartialDate.parse("2025-04"), MAN).words == "5 to 50"


def test_the_range_printed_in_the_unit_stands_before_one_that_must_be_converted():
    def bilirubin(unit, high):
        return LabRange(test="bilirubin", unit=unit, high=high, valid_from=date(2019, 1, 1), **OURS)

    both = {"aig": (bilirubin("mg/dL", "1.2"), bilirubin("µmol/L", "21"))}
    day = PartialDate.parse("2025-04-01")
    assert limits(both, "aig", "bilirubin", "µmol/L", day, MAN) == Limits(high=Decimal(21))
    one = {"aig": both["aig"][:1]}
    assert limits(one, "aig", "bilirubin", "µmol/L", day, MAN) == Limits(high=Decimal("20.52"))
    assert limits(one, "aig", "bilirubin", "kat/L", day, MAN) == NONE
