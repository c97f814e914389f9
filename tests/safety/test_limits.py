"""Limits end where the site's calendar says so: over daylight saving, weekends, short months and 29 February."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.safety.case import When
from hepatica.safety.limits import add_months, due_of, earliest, last_day, moment, start_of_day
from hepatica.study.clocks import Limit
from hepatica.study.dates import PartialDate

KOLKATA, LONDON, NEW_YORK = (ZoneInfo(z) for z in ("Asia/Kolkata", "Europe/London", "America/New_York"))
ZONES = (KOLKATA, LONDON, NEW_YORK)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - it takes them bare
LIMITS = st.one_of(
    st.integers(1, 200).map(lambda n: Limit(hours=n)),
    st.integers(1, 120).map(lambda n: Limit(days=n)),
    st.integers(1, 40).map(lambda n: Limit(working_days=n)),
    st.integers(1, 24).map(lambda n: Limit(months=n)),
)


def local(zone, *parts):
    return datetime(*parts, tzinfo=zone)


def test_hours_count_from_the_instant_across_midnight_and_the_change_of_the_clocks():
    start = local(KOLKATA, 2026, 3, 15, 17, 10)
    assert due_of(Limit(hours=24), start, KOLKATA) == local(KOLKATA, 2026, 3, 16, 17, 10)
    spring = local(NEW_YORK, 2026, 3, 7, 17, 10)  # the night that is an hour short
    assert due_of(Limit(hours=24), spring, NEW_YORK) == local(NEW_YORK, 2026, 3, 8, 18, 10)


@pytest.mark.parametrize(
    ("limit", "start", "last"),
    [
        (Limit(days=14), date(2026, 3, 15), date(2026, 3, 29)),
        (Limit(days=1), date(2028, 2, 28), date(2028, 2, 29)),
        (Limit(days=366), date(2024, 2, 29), date(2025, 3, 1)),
        (Limit(working_days=1), date(2026, 3, 13), date(2026, 3, 16)),
        (Limit(working_days=5), date(2026, 3, 14), date(2026, 3, 20)),
        (Limit(months=1), date(2026, 1, 31), date(2026, 2, 28)),
        (Limit(months=12), date(2028, 2, 29), date(2029, 2, 28)),
        (Limit(months=48), date(2024, 2, 29), date(2028, 2, 29)),
    ],
)
def test_the_last_day_of_a_limit(limit, start, last):
    assert last_day(limit, start) == last


def test_a_holiday_is_no_working_day():
    assert last_day(Limit(working_days=1), date(2026, 3, 13), {date(2026, 3, 16)}) == date(2026, 3, 17)


def test_hours_have_no_last_day():
    with pytest.raises(ValueError, match="an instant"):
        last_day(Limit(hours=1), date(2026, 1, 1))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1)])
def test_a_day_ends_at_midnight_of_the_site_however_long_it_was(zone, day):
    due = due_of(Limit(days=3), start_of_day(day - timedelta(days=3), zone), zone)
    assert (due.astimezone(zone).date(), due.astimezone(zone).hour) == (day, 23)
    assert (due + timedelta(microseconds=1)).astimezone(zone).date() == day + timedelta(days=1)


@given(LIMITS, INSTANTS, INSTANTS, st.sampled_from(ZONES))
def test_a_later_start_never_gives_an_earlier_limit(limit, one, other, zone):
    first, second = sorted((one, other))
    assert due_of(limit, first, zone) <= due_of(limit, second, zone)


@given(LIMITS, INSTANTS, st.sampled_from(ZONES))
def test_a_limit_lies_after_its_start(limit, start, zone):
    assert due_of(limit, start, zone) > start


@given(st.integers(1, 60), INSTANTS, st.sampled_from(ZONES))
def test_every_start_within_a_civil_day_gives_the_same_day(days, start, zone):
    limit, day = Limit(days=days), start.astimezone(zone).date()
    assert due_of(limit, start, zone) == due_of(limit, start_of_day(day, zone), zone)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 60), st.integers(1, 60))
def test_months_added_twice_are_never_later_than_added_at_once(day, a, b):
    assert add_months(add_months(day, a), b) <= add_months(day, a + b)


@given(
    st.dates(date(2020, 1, 1), date(2032, 1, 1)),
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(ZONES),
)
def test_each_part_that_is_taken_away_makes_a_moment_earlier_or_leaves_it(day, hour, minute, zone):
    whole = PartialDate.of(day)
    known = [
        When(day=whole, time=f"{hour:02d}:{minute:02d}"),
        When(day=whole, time=f"{hour:02d}"),
        When(day=whole),
        When(day=PartialDate(day.year, day.month)),
        When(day=PartialDate(day.year)),
    ]
    instants = [earliest(when, zone) for when in known]
    assert instants == sorted(instants, reverse=True)


def test_a_minute_shown_twice_counts_from_the_first_and_a_skipped_one_from_before_the_gap():
    twice = When(day=PartialDate.parse("2026-11-01"), time="01:30")
    assert earliest(twice, NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    skipped = When(day=PartialDate.parse("2026-03-08"), time="02:30")
    assert earliest(skipped, NEW_YORK) == datetime(2026, 3, 8, 6, 30, tzinfo=UTC)


def test_a_stored_stamp_and_a_civil_minute_are_read_as_instants_and_nothing_else_is():
    assert moment("2026-03-14T20:00:00.000000Z", KOLKATA) == datetime(2026, 3, 14, 20, tzinfo=UTC)
    assert moment("2026-03-15T01:30", KOLKATA) == datetime(2026, 3, 14, 20, tzinfo=UTC)
    assert moment("2026-03-15", KOLKATA) == datetime(2026, 3, 14, 18, 30, tzinfo=UTC)
    assert moment("", KOLKATA) is moment("yesterday", KOLKATA) is moment("2026-13-40T10:00", KOLKATA) is None
