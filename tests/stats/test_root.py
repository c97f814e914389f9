"""The crossing of zero is found, on the path that published boundaries took."""

from math import cos, exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats.root import TOLERANCE, crossing


@given(st.floats(-3, 3))
def test_a_crossing_is_found_to_the_tolerance(where):
    assert crossing(lambda x: exp(x) - exp(where), -4, 4) == pytest.approx(where, abs=TOLERANCE)
    assert crossing(lambda x: exp(x) - exp(where), -4, 4, tolerance=1e-12) == pytest.approx(where, abs=1e-11)


def test_an_interval_that_misses_is_widened_when_asked():
    assert crossing(lambda x: x - 10, 1, 2, widen=True) == pytest.approx(10, abs=1e-3)
    with pytest.raises(ValueError, match="no crossing lies between 1 and 2"):
        crossing(lambda x: x - 10, 1, 2)


def test_an_end_that_is_zero_is_the_crossing():
    assert crossing(lambda x: x, 0, 5) == 0
    assert crossing(lambda x: x - 5, 0, 5) == 5


def test_a_flat_function_that_never_crosses_is_said_so():
    with pytest.raises(ValueError, match="no crossing"):
        crossing(lambda _: 1.0, 0, 1, widen=True)


def test_a_known_constant_comes_out():
    assert crossing(lambda x: cos(x) - x, 0, 1, tolerance=1e-12) == pytest.approx(
        0.7390851332151607, abs=1e-11
    )
