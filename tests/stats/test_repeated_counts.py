"""Readings of one section share their cells: more readers give a steadier share, not a narrower interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats.intervals import clopper_pearson, poisson_exact, wilson
from hepatica.stats.repeated_counts import exact_of_readings, poisson_of_readings, wilson_of_readings

COUNTS = st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def bounds(interval):
    return interval.lower, interval.upper


@given(COUNTS, st.integers(1, 4))
def test_readers_who_count_the_same_leave_the_interval_of_one(counts, readings):
    x, n = counts
    together = x * readings, n * readings, readings
    assert bounds(wilson_of_readings(*together)) == pytest.approx(bounds(wilson(x, n)), abs=1e-9)
    assert bounds(exact_of_readings(*together)) == pytest.approx(bounds(clopper_pearson(x, n)), abs=1e-9)
    assert bounds(poisson_of_readings(*together)) == pytest.approx(bounds(poisson_exact(x, n)), abs=1e-9)


@given(COUNTS)
def test_the_interval_of_two_readings_holds_that_of_a_sample_twice_as_large(counts):
    x, n = counts
    shared, separate = exact_of_readings(x, n, 2), clopper_pearson(x, n)
    assert shared.lower <= separate.lower + 1e-12
    assert separate.upper <= shared.upper + 1e-12


def test_counts_that_cannot_be_are_refused():
    for interval in (wilson_of_readings, exact_of_readings):
        with pytest.raises(ValueError, match="6 of 5 is not a proportion"):
            interval(6, 5, 1)
        with pytest.raises(ValueError, match="from 0 readings"):
            interval(1, 5, 0)
    with pytest.raises(ValueError, match="an exposure cannot be 0"):
        poisson_of_readings(1, 0, 1)
    with pytest.raises(ValueError, match="confidence level"):
        wilson_of_readings(1, 5, 1, level=95)
