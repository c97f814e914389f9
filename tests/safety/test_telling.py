"""What became worse tells of an event; what was out of range before it does not."""

import pytest
from tests.report.forms.samples import at

from hepatica.safety.case import Test as Value
from hepatica.safety.telling import decimal, outside, telling, unit_words

ONSET = at("2026-03-15 17:10")


def value(analyte, text, day, *, unit="U/L", low="", high="40"):
    return Value(name=analyte, value=text, unit=unit, day=at(day), low=low, high=high, analyte=analyte)


def test_a_value_whose_grade_rose_above_the_one_before_tells():
    rose = [value("alt", "38", "2026-03-10"), value("alt", "300", "2026-03-16")]
    assert telling(rose, ONSET) == ("alt",)


def test_a_value_that_was_as_bad_before_does_not():
    same = [value("alt", "130", "2026-03-10"), value("alt", "131", "2026-03-16")]
    assert telling(same, ONSET) == ()


def test_a_test_that_no_number_grades_tells_when_it_leaves_its_range():
    left = [value("crp", "4", "2026-03-10", high="5"), value("crp", "31", "2026-03-16", high="5")]
    stayed = [value("crp", "6", "2026-03-10", high="5"), value("crp", "7", "2026-03-16", high="5")]
    assert telling(left, ONSET) == ("crp",)
    assert telling(stayed, ONSET) == ()


def test_without_a_value_before_whatever_is_graded_tells():
    assert telling([value("alt", "300", "2026-03-16")], ONSET) == ("alt",)


def test_a_value_of_before_tells_nothing():
    assert telling([value("alt", "900", "2026-03-10")], ONSET) == ()


def test_a_value_that_is_no_number_or_has_another_unit_is_not_guessed():
    odd = [value("alt", "<5", "2026-03-16"), value("crp", "9", "2026-03-16", high="")]
    assert telling(odd, ONSET) == ()
    assert not outside(value("alt", "<5", "2026-03-16"))


@pytest.mark.parametrize(
    ("unit", "said"), [("10^9/L", "10⁹/L"), ("10^6", "10⁶"), ("mg/dL", "mg/dL"), ("", "")]
)
def test_units_are_written_as_people_read_them(unit, said):
    assert unit_words(unit) == said


@pytest.mark.parametrize("text", ["", "<0.5", "NaN", "positive"])
def test_what_is_no_number_is_none(text):
    assert decimal(text) is None
