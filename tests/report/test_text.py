"""Numbers and dates are written by the report's rules, never by a locale."""

from datetime import date
from decimal import Decimal

import pytest

from hepatica.report import text as write


def test_a_negative_number_has_a_true_minus_sign():
    assert write.number(Decimal("-3.84"), 1) == "\u22123.8"


def test_thousands_are_apart_by_a_thin_space_that_does_not_break():
    assert write.number(4812) == "4\u202f812"
    assert write.number(Decimal("1234567.5"), 1) == "1\u202f234\u202f567.5"


@pytest.mark.parametrize(
    ("value", "written"),
    [("0.8", "+0.8"), ("-3.8", "\u22123.8"), ("0", "0.0"), ("-0.04", "0.0"), ("0.04", "0.0")],
)
def test_a_change_carries_its_sign_and_zero_has_none(value, written):
    assert write.signed(Decimal(value), 1) == written


@pytest.mark.parametrize(
    ("value", "decimals", "written"), [("0.05", 1, "0.1"), ("2.675", 2, "2.68"), ("16.5", 0, "17")]
)
def test_halves_round_away_from_zero_as_printed(value, decimals, written):
    assert write.number(Decimal(value), decimals) == written
    assert write.number(float(value), decimals) == written


def test_what_is_not_a_number_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="give Missing with its reason"):
        write.number(float("nan"), 1)


def test_a_percentage_keeps_a_space_before_its_sign():
    assert write.percent(Decimal("52.18")) == "52.2\u00a0%"


def test_more_events_than_people_is_no_proportion():
    assert write.proportion(0, 5) == "0/5"
    with pytest.raises(ValueError, match="6 of 5"):
        write.proportion(6, 5)


def test_a_date_reads_day_month_year():
    assert write.civil_date(date(2026, 3, 14)).split() == ["14", "Mar", "2026"]


@pytest.mark.parametrize(
    ("typed", "written"), [("2026", "2026"), ("2026-03", "Mar 2026"), ("2026-03-01", "1 Mar 2026")]
)
def test_a_partial_date_shows_what_is_known(typed, written):
    assert write.partial_date(typed).replace("\u00a0", " ") == written


@pytest.mark.parametrize("typed", ["2026-13", "2026-02-31", "", "march", "2026-03-01-05"])
def test_a_partial_date_that_is_none_is_named(typed):
    with pytest.raises(ValueError, match="is not a date"):
        write.partial_date(typed)


def test_a_head_is_written_in_groups_of_four():
    assert write.head_groups("9f3ca41e77b2" + "0" * 52) == "9f3c a41e 77b2"
    with pytest.raises(ValueError, match="is not a ledger head"):
        write.head_groups("not a hash at all")
