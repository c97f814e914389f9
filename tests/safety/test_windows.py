"""Windows of stopping rules: civil days, both ends included; in doubt a day counts, and says so."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.safety.windows import Anchors, stands
from hepatica.study.dates import PartialDate
from hepatica.study.stopping import RuleWindow

INFUSED = PartialDate(2026, 1, 15)
CONSENT = PartialDate(2025, 11, 20)
DAY_28 = RuleWindow(anchor="infusion", last=28)
ACUTE = RuleWindow(anchor="infusion", first=0, last=3)


def anchors(told=(), **days):
    return Anchors(days=days, titles={"infusion": "Infusion"}, told=frozenset(told))


BOTH = anchors(infusion=INFUSED, consent=CONSENT)


@pytest.mark.parametrize(
    ("window", "day", "counts"),
    [
        (DAY_28, "2026-02-12", True),
        (DAY_28, "2026-02-13", False),
        (DAY_28, "2025-11-20", True),
        (DAY_28, "2025-11-19", False),
        (ACUTE, "2026-01-14", False),
        (ACUTE, "2026-01-15", True),
        (ACUTE, "2026-01-18", True),
        (ACUTE, "2026-01-19", False),
        (None, "1999-01-01", True),
    ],
)
def test_a_known_day_is_inside_or_outside(window, day, counts):
    standing = stands(window, PartialDate.parse(day), BOTH)
    assert (standing.counts, standing.doubt) == (counts, "")


def test_a_day_known_in_part_counts_where_it_may_lie_inside():
    assert stands(ACUTE, PartialDate(2026, 1), BOTH).doubt
    assert not stands(ACUTE, PartialDate(2026, 2), BOTH).counts
    assert stands(ACUTE, None, BOTH).doubt == "its day is not known"


def test_before_the_anchor_only_a_window_that_opens_with_the_consent_is_open():
    early = anchors(consent=CONSENT)
    assert stands(DAY_28, PartialDate(2026, 1, 2), early).counts
    assert not stands(ACUTE, PartialDate(2026, 1, 2), early).counts


def test_an_anchor_that_took_place_on_an_unknown_day_leaves_doubt():
    standing = stands(ACUTE, PartialDate(2026, 1, 2), anchors(told=("infusion",)))
    assert standing.counts
    assert "the day of the window's start (Infusion) is not known" in standing.doubt


@given(
    day=st.dates(min_value=CONSENT.earliest, max_value=CONSENT.earliest + timedelta(days=900)),
    first=st.integers(-60, 60),
    length=st.integers(0, 90),
)
def test_counting_is_the_same_as_counting_days(day, first, length):
    window = RuleWindow(anchor="infusion", first=first, last=first + length)
    inside = first <= (day - INFUSED.earliest).days <= first + length
    assert stands(window, PartialDate.of(day), BOTH).counts is inside
    assert stands(window, PartialDate(day.year, day.month), BOTH).counts or not inside
