"""A value is read against the range of its own laboratory, on its own day, for the person's sex and age."""

from decimal import Decimal

from tests.datasets.record import draw, form, person, state, study

from hepatica.datasets.draws import derive_draws
from hepatica.datasets.participants import participant
from hepatica.datasets.ranges import derive_limits

WHO = "01-001"
NONE = (None, None)


def limits(at, analyte, unit, *, laboratory="aig", sex="male", age="50"):
    rows = (
        person(),
        form(WHO, "screening", "demographics", flat={"sex": sex, "age": age}),
        form(WHO, "month_1", "laboratory", draw(at, laboratory=laboratory)),
    )
    record = state(*rows)
    (taken,) = derive_draws(study(), record, WHO)
    found = derive_limits(study(), participant(study(), record, WHO), taken, analyte, unit)
    return found.low, found.high


def test_the_range_changes_with_the_day_it_holds_from():
    assert limits("2024-12-31", "alt", "U/L") == (5, 40)
    assert limits("2025-01-01", "alt", "U/L") == (5, 50)
    assert limits("2025-01-01", "alt", "U/L", sex="female") == (5, 35)
    assert limits("2018-12-31", "alt", "U/L") == NONE


def test_a_range_printed_in_the_unit_comes_before_a_converted_one():
    assert limits("2026-03-01", "bilirubin", "µmol/L") == (5, 21)
    assert limits("2026-03-01", "sodium", "mEq/L") == (Decimal(136), Decimal(145))


def test_a_date_known_in_part_needs_one_range_on_all_its_days():
    assert limits("2026", "alt", "U/L") == (5, 50)
    assert limits("2024", "alt", "U/L") == (5, 40)
    assert limits("unknown", "alt", "U/L") == NONE


def test_without_sex_age_or_laboratory_there_is_no_range():
    assert limits("2026-03-01", "alt", "U/L", sex="") == NONE
    assert limits("2026-03-01", "alt", "U/L", age="") == NONE
    assert limits("2026-03-01", "alt", "U/L", age="17") == NONE
    assert limits("2026-03-01", "alt", "U/L", laboratory="elsewhere") == NONE


def test_a_range_that_cannot_be_converted_says_nothing():
    assert limits("2026-03-01", "alt", "mmol/L") == NONE
