"""Dates known in part never pretend to be known, and impossible ones are refused in a sentence."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.study.dates import (
    NotADate,
    PartialDate,
    PartialTime,
    after,
    before,
    day_words,
    days_between,
    days_span,
    future_fault,
    future_minute_fault,
    minute_text,
    parse_datetime,
    same_day,
    study_day,
    today_in,
)

KOLKATA = ZoneInfo("Asia/Kolkata")
INFUSION = PartialDate(2026, 3, 14)


def d(text: str) -> PartialDate:
    return PartialDate.parse(text)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2026", "2026"),
        ("2026-03", "2026-03"),
        ("2026-03-14", "2026-03-14"),
        ("14/03/2026", "2026-03-14"),
        ("4.3.2026", "2026-03-04"),
        ("14 Mar 2026", "2026-03-14"),
        ("14-MAR-2026", "2026-03-14"),
        ("March 2026", "2026-03"),
        ("03/2026", "2026-03"),
        ("UN/03/2026", "2026-03"),
        ("UN/UNK/2026", "2026"),
        ("29/02/2024", "2024-02-29"),
        ("unknown", "unknown"),
        ("UNK", "unknown"),
        ("", "unknown"),
        ("  2026-03 ", "2026-03"),
    ],
)
def test_a_typed_date_becomes_canonical_text_that_reads_back_as_itself(typed: str, iso: str) -> None:
    assert d(typed).iso() == iso
    assert d(iso) == d(typed)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/02/2026", "31/02/2026 is not a date: February 2026 has 28 days"),
        ("2026-04-31", "2026-04-31 is not a date: April 2026 has 30 days"),
        ("29/02/2026", "29/02/2026 is not a date: February 2026 has 28 days"),
        ("00/03/2026", "00/03/2026 is not a date: March 2026 has 31 days"),
        ("03/14/2026", "03/14/2026 is not a date: there is no month 14"),
        ("14/03/26", "14/03/26 is not a date: write the year with four digits"),
        ("14/03/0206", "14/03/0206 is not a date: the year 206 lies outside 1900 to 2199"),
        ("14 Foo 2026", "14 Foo 2026 is not a date: 'foo' is not a month"),
        ("14/UN/2026", "14/UN/2026 is not a date: a day needs its month and a month needs its year"),
        ("banana", "'banana' is not a date: write 14/03/2026, 2026-03-14, 03/2026, 2026 or unknown"),
    ],
)
def test_an_impossible_date_is_refused_in_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(NotADate) as refusal:
        d(typed)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "typed", ["౧౪/౦౩/౨౦౨౬", "२०२६", "2026-03-14T08:05", "14/03", "1/2/3/2026", "-", "2026-"]
)
def test_nothing_but_a_date_is_read_as_one(typed: str) -> None:
    with pytest.raises(NotADate):
        d(typed)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_calendar_day_survives_the_round_trip(day: date) -> None:
    assert d(day.isoformat()) == d(day.strftime("%d/%m/%Y")) == PartialDate.of(day)
    assert PartialDate.of(day).earliest == PartialDate.of(day).latest == day


def test_parts_that_cannot_be_are_refused_however_the_date_is_made() -> None:
    for parts in ((2026, 2, 31), (None, 3, None), (2026, None, 4), (2026, 13, None)):
        with pytest.raises(NotADate):
            PartialDate(*parts)


def test_a_partial_date_spans_all_days_it_can_mean() -> None:
    assert (d("2024-02").earliest, d("2024-02").latest) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (d("2026").earliest, d("2026").latest) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (d("unknown").earliest, d("unknown").latest) == (None, None)


@pytest.mark.parametrize(
    ("a", "b", "is_before", "is_same"),
    [
        ("2026-03-14", "2026-03-15", True, False),
        ("2026-03-15", "2026-03-14", False, False),
        ("2026-03-14", "2026-03-14", False, True),
        ("2026-03", "2026-03-14", None, None),
        ("2026-03", "2026-03-01", False, None),
        ("2026-03", "2026-03-31", None, None),
        ("2026-02", "2026-03-14", True, False),
        ("2026-04", "2026-03-14", False, False),
        ("2026-03", "2026-03", None, None),
        ("2025", "2026-01-01", True, False),
        ("2026", "2026-01-01", False, None),
        ("unknown", "2026-03-14", None, None),
        ("unknown", "unknown", None, None),
    ],
)
def test_two_dates_compare_as_true_false_or_not_evaluable(
    a: str, b: str, is_before: bool | None, is_same: bool | None
) -> None:
    assert before(d(a), d(b)) is is_before
    assert after(d(b), d(a)) is is_before
    assert same_day(d(a), d(b)) is is_same is same_day(d(b), d(a))


partial = st.one_of(
    st.builds(PartialDate, st.integers(2024, 2026)),
    st.builds(PartialDate, st.integers(2024, 2026), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(2024, 2026), st.integers(1, 12), st.integers(1, 28)),
)


@given(partial, partial, st.data())
def test_a_decided_comparison_holds_for_every_day_the_dates_can_mean(
    a: PartialDate, b: PartialDate, data: st.DataObject
) -> None:
    assert None not in (a.earliest, a.latest, b.earliest, b.latest)
    one = data.draw(st.dates(a.earliest, a.latest))
    other = data.draw(st.dates(b.earliest, b.latest))
    assert before(a, b) in (None, one < other)
    assert same_day(a, b) in (None, one == other)
    span = days_span(a, b)
    assert span is not None
    assert span[0] <= (other - one).days <= span[1]
    assert days_between(a, b) in (None, (other - one).days)


def test_days_count_forward_and_an_unknown_part_makes_them_a_range() -> None:
    assert days_between(d("2026-02-27"), d("2026-03-01")) == 2
    assert days_between(d("2026-03-01"), d("2026-02-27")) == -2
    assert days_between(d("2026-03"), d("2026-03-14")) is None
    assert days_span(d("2026-03-14"), d("2026-04")) == (18, 47)
    assert days_span(d("unknown"), d("2026")) is None


def test_study_days_count_with_or_without_a_day_zero() -> None:
    days = {offset: PartialDate.of(date(2026, 3, 14) + timedelta(days=offset)) for offset in (-1, 0, 1)}
    assert [study_day(day, INFUSION) for day in days.values()] == [-1, 0, 1]
    assert [study_day(day, INFUSION, day_zero=False) for day in days.values()] == [-1, 1, 2]
    assert study_day(d("2026-03"), INFUSION) is None


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-04-11", "Day +28"),
        ("2026-03-14", "Day 0"),
        ("2026-03-24", "Day +10"),
        ("2026-02-27", "Day −15"),
        ("2026-03", "between Day −13 and Day +17"),
        ("unknown", "study day not known"),
    ],
)
def test_the_echo_beside_a_date_says_its_day_or_the_span_it_can_mean(day: str, words: str) -> None:
    assert day_words(d(day), INFUSION) == words


def test_the_echo_spans_an_anchor_known_in_part() -> None:
    assert day_words(d("2026-03-13"), d("2026-03")) == "between Day −18 and Day +12"


def test_dates_are_read_aloud_the_way_people_write_them() -> None:
    assert [d(text).words() for text in ("2026-03-04", "2026-03", "2026", "")] == [
        "4 Mar 2026",
        "Mar 2026",
        "2026",
        "unknown date",
    ]


def test_today_is_the_date_on_the_wall_of_the_site() -> None:
    """TIM-01."""
    now = datetime(2026, 3, 13, 20, 0, tzinfo=UTC)
    assert today_in(KOLKATA, now) == d("2026-03-14")
    assert today_in(ZoneInfo("America/New_York"), now) == d("2026-03-13")
    with pytest.raises(ValueError, match="zone"):
        today_in(KOLKATA, datetime(2026, 3, 13, 20, 0))  # noqa: DTZ001


def test_a_future_date_is_judged_in_the_zone_of_the_site() -> None:
    now = datetime(2026, 3, 13, 20, 0, tzinfo=UTC)
    assert future_fault(d("2026-03-14"), KOLKATA, now) is None
    fault = future_fault(d("2026-03-14"), UTC, now)
    assert fault == "14 Mar 2026 lies in the future: at the site (UTC) it is 13 Mar 2026"
    assert future_fault(d("2026"), KOLKATA, now) is None
    assert future_fault(d("2027"), KOLKATA, now) is not None
    assert future_fault(d("unknown"), KOLKATA, now) is None


@pytest.mark.parametrize(
    ("typed", "iso"), [("08:05", "08:05"), ("8:05", "08:05"), ("0805", "08:05"), ("08", "08"), ("", "unknown"), ("00:00", "00:00")]
)  # fmt: skip
def test_a_time_of_day_may_lack_its_minute_or_all(typed: str, iso: str) -> None:
    assert PartialTime.parse(typed).iso() == iso


@pytest.mark.parametrize("typed", ["24:00", "08:60", "8:5", "noon", "08:05:10", "-1:00"])
def test_an_impossible_time_is_refused(typed: str) -> None:
    with pytest.raises(NotADate, match="is not a time of day"):
        PartialTime.parse(typed)


def test_a_civil_minute_stands_on_the_clock_of_its_zone() -> None:
    """TIM-01."""
    moment = parse_datetime("14/03/2026 08:05", KOLKATA)
    assert moment == parse_datetime("2026-03-14T08:05", KOLKATA) == datetime(2026, 3, 14, 2, 35, tzinfo=UTC)
    assert minute_text(moment, KOLKATA) == "2026-03-14T08:05"
    assert future_minute_fault(moment, KOLKATA, moment) is None
    fault = future_minute_fault(moment, KOLKATA, moment - timedelta(minutes=1))
    assert fault == "2026-03-14T08:05 lies in the future: at the site (Asia/Kolkata) it is 2026-03-14T08:04"


@pytest.mark.parametrize(
    "typed", ["2026-03-14", "2026-03T08:05", "2026-03-14T08", "31/02/2026 08:05", "", "unknown"]
)
def test_a_minute_needs_a_whole_date_and_a_whole_time(typed: str) -> None:
    with pytest.raises(NotADate):
        parse_datetime(typed, KOLKATA)


def test_a_minute_that_the_clock_skipped_is_refused() -> None:
    with pytest.raises(NotADate, match="never stood on the clock of Europe/Berlin"):
        parse_datetime("2026-03-29T02:30", ZoneInfo("Europe/Berlin"))
