import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from hepatica.stats.sign_test import sign_test


@given(
    st.lists(st.integers(-3, 3), min_size=2, max_size=40).filter(any),
    st.sampled_from(["two-sided", "less", "greater"]),
)
def test_it_is_the_binomial_test_of_those_who_changed(d, alternative):
    above, moved = sum(one > 0 for one in d), sum(one != 0 for one in d)
    expected = binomtest(above, moved, 0.5, alternative=alternative).pvalue
    test = sign_test(d, alternative=alternative)
    assert test.p == pytest.approx(expected)
    assert test.p >= test.floor


def test_classes_that_stay_are_left_out_and_said_to_be():
    test = sign_test([0, -1, -1, -1, 0])
    assert (test.p, test.floor, test.n) == (0.25, 0.25, 5)
    assert test.method == "exact sign test, zeros left out"
