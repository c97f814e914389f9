"""The stretched axis of days keeps order, joins without a jump and is exactly as wide as it says."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.report.figures.axis import DayAxis

AXIS = DayAxis(first=-60, last=195, left=100, right=900)


def test_days_around_the_infusion_are_six_times_as_wide():
    far = AXIS.position(100) - AXIS.position(99)
    near = AXIS.position(1) - AXIS.position(0)
    assert near / far == pytest.approx(6)


def test_the_axis_fills_its_pixels():
    assert AXIS.position(-60) == 100
    assert AXIS.position(195) == pytest.approx(900)
    assert AXIS.position(-500) == 100


@given(st.integers(-60, 194))
def test_a_later_day_lies_further_right(day):
    assert AXIS.position(day) < AXIS.position(day + 1)


@given(st.integers(-60, 195))
def test_the_plain_axis_is_a_straight_line(day):
    plain = DayAxis(first=-60, last=195, left=100, right=900, factor=1)
    assert plain.position(day) == pytest.approx(100 + (day + 60) / 255 * 800)
    assert not plain.stretched


@pytest.mark.parametrize(("first", "last"), [(-5, 3), (-60, 5), (0, 10), (20, 100)])
def test_an_axis_that_ends_inside_the_wider_days_still_fills_its_pixels(first, last):
    axis = DayAxis(first=first, last=last, left=0, right=500)
    assert (axis.position(first), axis.position(last)) == (0, pytest.approx(500))


def test_named_days_stay_apart_and_the_infusion_is_among_them():
    ticks = AXIS.ticks(30)
    gaps = [AXIS.position(b) - AXIS.position(a) for a, b in pairwise(ticks)]
    assert min(gaps) >= 30
    assert {0, 7, 28, 90, 180} <= set(ticks)


def test_an_axis_without_extent_is_refused():
    with pytest.raises(ValueError, match="has no extent"):
        DayAxis(first=5, last=5, left=0, right=10)
    with pytest.raises(ValueError, match="at least 1"):
        DayAxis(first=0, last=5, left=0, right=10, factor=0.5)
