from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conduct.desk import NOW
from tests.conduct.small_study import SMALL

from hepatica.conduct.commands import Entry
from hepatica.conduct.values import Unfit, judge, read_number, within
from hepatica.study.form import Bounds


def canonical(form, item, value=None, **more):
    asked = SMALL.item(form, item)
    return judge(SMALL, asked, Entry(item=item, value=value, **more), NOW)


NUMBERS = [
    ("2", "2"),
    ("2.50", "2.50"),
    ("2,5", "2.5"),
    (" 12 ", "12"),
    ("007", "7"),
    (".5", "0.5"),
    ("5.", "5"),
    ("+3", "3"),
    ("-0", "0"),
    ("\u22121.5", "-1.5"),
    ("1,234.5", "1234.5"),
    ("1.234,5", "1234.5"),
    ("1,20,000", "120000"),
    ("12 500", "12500"),
    ("0,125", "0.125"),
    ("౧౨.౫", "12.5"),
    ("१२", "12"),
    ("1.23456789", "1.23456789"),
]


@pytest.mark.parametrize(("typed", "stored"), NUMBERS)
def test_a_number_is_stored_plain_with_the_decimals_that_were_typed(typed, stored):
    assert read_number(typed) == stored


@pytest.mark.parametrize(("typed", "stored"), NUMBERS)
def test_a_canonical_number_stays_as_it_is(typed, stored):
    assert read_number(stored) == stored


@pytest.mark.parametrize(
    "typed", ["banana", "1e5", "1.2.3", "--1", "1-2", "½", "NaN", "inf", "", "0x10", "1,2,3", "٫"]
)
def test_what_is_not_a_number_is_refused(typed):
    with pytest.raises(Unfit, match="is not a number"):
        read_number(typed)


def test_a_number_that_reads_in_two_ways_is_refused_with_both():
    with pytest.raises(Unfit) as refused:
        read_number("1,200")
    assert str(refused.value) == "'1,200' can be read as 1200 or as 1.200: write the one meant"


REFUSED = [
    ("laboratory", "bilirubin", {"value": "banana"}, "wrong_type", "'banana' is not a number"),
    ("laboratory", "bilirubin", {"value": "1" * 25}, "wrong_type", "more than 24 digits"),
    (
        "laboratory",
        "bilirubin",
        {"value": "2", "unit": "mmol"},
        "wrong_unit",
        "unit 'mmol' is not a concentration",
    ),
    (
        "laboratory",
        "bilirubin",
        {"value": "2", "unit": "g/L"},
        "wrong_unit",
        "reported in mg/dL or µmol/L, not in g/L",
    ),
    ("laboratory", "sodium", {"value": "135.5"}, "wrong_type", "'135.5' is not a whole number"),
    ("laboratory", "pain", {"value": "11"}, "out_of_range", "11 cannot be: it lies outside 0 to 10"),
    ("laboratory", "pain", {"value": "3", "unit": "cm"}, "wrong_unit", "no unit is asked here"),
    ("laboratory", "pain", {"value": "<3"}, "wrong_type", "'<3' is not a number"),
    ("laboratory", "lbdtc", {"value": "31/02/2026 08:00"}, "impossible_date", "February 2026 has 28 days"),
    ("laboratory", "lbdtc", {"value": "2026-03-15T01:31"}, "future_date", "lies in the future"),
    ("laboratory", "taken_at", {"value": "25:00"}, "impossible_date", "25:00 is not a time of day"),
    ("laboratory", "taken_at", {"value": "08"}, "impossible_date", "hour and minute are needed"),
    ("laboratory", "note", {"value": "a\x00b"}, "wrong_type", "control character U+0000"),
    ("laboratory", "note", {"value": "x", "unit": "kg"}, "wrong_unit", "no unit is asked here"),
    (
        "consent",
        "consent_date",
        {"value": "31/02/2026"},
        "impossible_date",
        "31/02/2026 is not a date: February 2026 has 28 days",
    ),
    ("consent", "consent_date", {"value": "2026-03"}, "impossible_date", "day, month and year are needed"),
    (
        "consent",
        "consent_date",
        {"value": "16/03/2026"},
        "future_date",
        "at the site (Asia/Kolkata) it is 15 Mar 2026",
    ),
    ("consent", "adult", {"value": "Yes"}, "unknown_code", "'Yes' is not in the list (y, n)"),
    ("consent", "weight", {"state": "not_done"}, "reason_missing", "'not done' needs a reason"),
    ("consent", "weight", {"state": "unknown", "reason": "  "}, "reason_missing", "'unknown' needs a reason"),
    (
        "consent",
        "weight",
        {"value": "60", "state": "not_done", "reason": "x"},
        "not_possible",
        "cannot both stand",
    ),
]


@pytest.mark.parametrize(("form", "item", "entry", "code", "words"), REFUSED)
def test_what_cannot_stand_is_refused_with_a_sentence(form, item, entry, code, words):
    with pytest.raises(Unfit) as refused:
        canonical(form, item, **entry)
    assert refused.value.code == code
    assert words in str(refused.value)


STORED = [
    ("laboratory", "bilirubin", "2,5", "", ("2.5", "mg/dL")),
    ("laboratory", "bilirubin", "43", "umol/l", ("43", "µmol/L")),
    ("laboratory", "bilirubin", "<0.5", "", ("<0.5", "mg/dL")),
    ("laboratory", "bilirubin", "600", "", ("600", "mg/dL")),
    ("laboratory", "sodium", "135.0", "", ("135", "mmol/L")),
    ("laboratory", "pain", "10", "", ("10", "")),
    ("laboratory", "lbdtc", "14/03/2026 08:05", "", ("2026-03-14T08:05", "")),
    ("laboratory", "lbdtc", "03/2026", "", ("2026-03", "")),
    ("laboratory", "taken_at", "805", "", ("08:05", "")),
    ("laboratory", "taken_at", "0805", "", ("08:05", "")),
    ("laboratory", "note", " వ్యాధి \r\n line ", "", ("వ్యాధి \n line", "")),
    ("consent", "consent_date", "15/03/2026", "", ("2026-03-15", "")),
    ("consent", "next_visit", "2026-12-31", "", ("2026-12-31", "")),
    ("consent", "adult", "y", "", ("y", "")),
    ("consent", "weight", "", "", (None, "")),
]


@pytest.mark.parametrize(("form", "item", "value", "unit", "stored"), STORED)
def test_what_can_stand_is_stored_in_one_spelling(form, item, value, unit, stored):
    judged = canonical(form, item, value, unit=unit)
    assert (judged.value, judged.unit) == stored


def test_the_civil_date_is_judged_in_the_zone_of_the_site():
    assert NOW.at.date().isoformat() == "2026-03-14"
    assert canonical("consent", "consent_date", "2026-03-15").value == "2026-03-15"


def test_bounds_are_closed_and_compared_exactly():
    bounds = Bounds(low=Decimal("0.1"), high=Decimal("0.3"))
    assert within(bounds, Decimal("0.1"))
    assert within(bounds, Decimal("0.1") + Decimal("0.2"))
    assert not within(bounds, Decimal("0.30000000000000000001"))


ITEMS = [(form.id, item) for form in SMALL.forms for item in form.items if item.compute is None]
TYPED = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="0123456789.,-+<>/T: ²౨٣½eE\u2212\u00a0", max_size=12),
    st.dates().map(str),
    st.datetimes().map(lambda moment: moment.isoformat(timespec="minutes")),
)


@settings(max_examples=400, deadline=None)
@given(at=st.sampled_from(ITEMS), typed=TYPED, unit=st.sampled_from(["", "mg/dL", "kg", "µ", "x/y"]))
def test_whatever_is_typed_is_stored_in_one_spelling_or_refused_in_a_sentence(at, typed, unit):
    form, item = at
    try:
        judged = canonical(form, item.id, typed, unit=unit)
    except Unfit:  # and nothing else: every other error would be a page that breaks
        return
    again = canonical(form, item.id, judged.value, unit=judged.unit)
    assert (again.value, again.unit) == (judged.value, judged.unit)
