import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from hepatica.stats.count_tests import binomial_test, poisson_test


def test_mendels_peas():
    test = binomial_test(682, 925, 0.75)
    assert test.p == pytest.approx(0.3824915595749)
    assert test.method == "exact binomial test against 0.75"


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 30), st.floats(0.02, 0.98), st.data())
def test_no_count_lies_below_the_floor_of_a_binomial_test(n, rate, data):
    test = binomial_test(data.draw(st.integers(0, n)), n, rate)
    assert test.p >= test.floor * (1 - 1e-9)


def test_five_of_five_against_one_half_is_the_sign_tests_floor():
    assert binomial_test(5, 5, 0.5).floor == 0.0625


@given(st.integers(0, 60), st.floats(0.2, 40))
def test_a_poisson_p_adds_all_counts_no_likelier(x, mean):
    chances = poisson.pmf(range(400), mean)
    expected = chances[chances <= chances[x] * (1 + 1e-7)].sum()
    assert poisson_test(x, 1.0, mean).p == pytest.approx(expected, abs=1e-10)


def test_one_sided_poisson_tests_are_the_tails():
    less, greater = (poisson_test(2, 2.0, 3.0, alternative=one) for one in ("less", "greater"))
    assert less.p == pytest.approx(poisson.cdf(2, 6))
    assert greater.p == pytest.approx(poisson.sf(1, 6))
    assert less.floor == pytest.approx(poisson.pmf(0, 6))
    assert greater.floor == 0
    assert poisson_test(6, 2.0, 3.0).p == 1


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda: binomial_test(6, 5, 0.5), "6 of 5 is not a proportion"),
        (lambda: binomial_test(1, 5, 1.0), "a rate of 1.0 does not lie between 0 and 1"),
        (lambda: poisson_test(1, 1.0, 0.0), "a rate cannot be 0"),
        (lambda: poisson_test(1, 0.0), "an exposure cannot be 0"),
    ],
)
def test_what_cannot_be_is_refused(made, sentence):
    with pytest.raises(ValueError, match=sentence):
        made()
