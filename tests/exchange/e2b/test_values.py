"""Dates as E2B writes them, with what is known and no more."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.exchange.e2b.values import NotAStamp, Stamp, before
from hepatica.study.dates import PartialDate

INDIA = timezone(timedelta(hours=5, minutes=30))


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2026", "year"),
        ("202603", "month"),
        ("20260314", "day"),
        ("2026031408", "hour"),
        ("202603140805", "minute"),
        ("20260314080500.1234+0530", "second"),
    ],
)
def test_a_stamp_knows_how_precise_it_is(text, precision):
    assert Stamp(text).precision == precision
    assert Stamp(text).at_least("year")
    assert Stamp(text).at_least("day") == (len(Stamp(text).digits) >= 8)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "20261301",
        "20260229",
        "2026031425",
        "20260314+0530",
        "2026031408.5",
        "2026-03-14",
        "20260314080500+0560",
    ],
)
def test_what_cannot_be_is_no_stamp(text):
    with pytest.raises(NotAStamp, match="is not a date of E2B"):
        Stamp(text)


def test_a_civil_date_becomes_a_stamp_as_far_as_it_is_known():
    assert Stamp.of(PartialDate(2026, 3)).text == "202603"
    with pytest.raises(NotAStamp, match="nullFlavor"):
        Stamp.of(PartialDate())


def test_a_moment_becomes_a_stamp_on_its_own_clock():
    moment = datetime(2026, 3, 14, 8, 5, 6, tzinfo=INDIA)
    assert Stamp.at(moment).text == "20260314080506+0530"
    assert Stamp.at(moment, precision="minute").text == "202603140805+0530"
    with pytest.raises(NotAStamp, match="zone"):
        Stamp.at(datetime(2026, 3, 14))  # noqa: DTZ001


def test_a_leap_day_ends_february():
    first, last = Stamp("202402").span()
    assert (first.day, last.day, last.hour) == (1, 29, 23)


@pytest.mark.parametrize(
    ("a", "b", "is_before"),
    [
        ("20260314", "20260315", True),
        ("20260315", "20260314", False),
        ("20260314", "20260314", None),
        ("2026", "20260314", None),
        ("202603140805+0530", "202603140330+0000", True),
        ("202603140900+0530", "202603140330+0000", None),
    ],
)
def test_stamps_compare_as_true_false_or_not_known(a, b, is_before):
    assert before(Stamp(a), Stamp(b)) is is_before


@given(st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_the_span_of_a_full_stamp_is_its_second(moment, minutes):
    aware = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assert Stamp.at(aware).span() == (aware.astimezone(UTC), aware.astimezone(UTC))
