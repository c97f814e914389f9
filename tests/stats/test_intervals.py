from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepatica.stats import clopper_pearson, jeffreys, poisson_exact, wilson
from hepatica.stats.intervals import agresti_coull, likelihood_ratio, mid_p

# 0 to 3 of 5: exact two-sided limits and the one-sided upper limit, three decimals
OF_FIVE = [
    (0, 0.0, 0.522, 0.451),
    (1, 0.005, 0.716, 0.657),
    (2, 0.053, 0.853, 0.811),
    (3, 0.147, 0.947, 0.924),
]
COUNTS = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(("x", "lower", "upper", "one_sided"), OF_FIVE)
def test_events_among_five_have_their_exact_limits(x, lower, upper, one_sided):
    two = clopper_pearson(x, 5)
    assert (two.lower, two.upper) == pytest.approx((lower, upper), abs=5e-4)
    upper_only = clopper_pearson(x, 5, side="upper")
    assert (upper_only.lower, upper_only.upper) == pytest.approx((0, one_sided), abs=5e-4)
    assert (two.method, two.side, upper_only.side) == ("Clopper-Pearson", "two", "upper")


def test_jeffreys_upper_limit_after_no_event_in_five_is_38_percent():
    assert jeffreys(0, 5).upper == pytest.approx(0.379, abs=5e-4)


def test_no_event_in_two_and_a_half_person_years_leaves_a_rate_of_one_and_a_half():
    assert poisson_exact(0, 2.5).upper == pytest.approx(1.48, abs=5e-3)
    assert poisson_exact(0, 2.5, side="upper").upper == pytest.approx(1.20, abs=5e-3)


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_every_interval_holds_the_proportion_and_ends_at_0_and_1(counts):
    x, n = counts
    for method in (clopper_pearson, wilson, jeffreys):
        interval = method(x, n)
        assert 0 <= interval.lower <= x / n <= interval.upper <= 1
        assert (interval.lower == 0) == (x == 0)
        assert (interval.upper == 1) == (x == n)


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_more_confidence_is_never_a_narrower_interval(counts):
    narrow, wide = (clopper_pearson(*counts, level=level) for level in (0.90, 0.99))
    assert wide.lower <= narrow.lower
    assert wide.upper >= narrow.upper


@pytest.mark.parametrize(("x", "n"), [(6, 5), (-1, 5), (0, 0)])
def test_counts_that_cannot_be_are_refused(x, n):
    for method in (clopper_pearson, wilson, jeffreys):
        with pytest.raises(ValueError, match=f"{x} of {n} is not a proportion"):
            method(x, n)


def test_an_exposure_or_level_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="an exposure cannot be 0"):
        poisson_exact(1, 0)
    with pytest.raises(ValueError, match="a count cannot be -1"):
        poisson_exact(-1, 1)
    with pytest.raises(ValueError, match="confidence level of 95"):
        clopper_pearson(1, 5, level=95)


def test_the_other_intervals_of_one_in_five():
    assert_ends(agresti_coull(1, 5), 0.0203, 0.6401)
    assert_ends(likelihood_ratio(1, 5), 0.0126, 0.6282)
    assert_ends(jeffreys(1, 5), 0.0222, 0.6288)
    assert clopper_pearson(1, 5).lower < mid_p(1, 5).lower < mid_p(1, 5).upper < clopper_pearson(1, 5).upper


def assert_ends(interval, lower, upper):
    assert (interval.lower, interval.upper) == pytest.approx((lower, upper), abs=5e-4)


def test_agresti_coull_is_cut_at_0_and_1_unless_asked_not_to_be():
    assert agresti_coull(0, 5).lower == 0
    assert agresti_coull(0, 5, clipped=False).lower < 0
    assert agresti_coull(5, 5).upper == 1


def test_jeffreys_may_leave_all_of_the_error_on_the_open_side():
    both, one = jeffreys(0, 5), jeffreys(0, 5, edges="one-sided")
    assert both.upper == pytest.approx(0.3794, abs=5e-5)
    assert one.upper == pytest.approx(0.3057, abs=5e-5)
    assert one.method == "Jeffreys, one-sided at the ends"
    assert jeffreys(2, 5, edges="one-sided").upper == jeffreys(2, 5).upper


@given(COUNTS)
def test_a_likelihood_at_its_limits_is_one_chi_squared_below_the_top(counts):
    x, n = counts
    interval = likelihood_ratio(x, n)

    def log_likelihood(p):
        return (x * log(p) if x else 0) + ((n - x) * log(1 - p) if x < n else 0)

    top = log_likelihood(x / n) if 0 < x < n else 0.0
    for limit in {interval.lower, interval.upper} - {0.0, 1.0}:
        assert 2 * (top - log_likelihood(limit)) == pytest.approx(3.841458820694124, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_the_newer_intervals_hold_the_proportion_too(counts):
    x, n = counts
    for method in (mid_p, likelihood_ratio, agresti_coull):
        interval = method(x, n)
        assert 0 <= interval.lower <= x / n <= interval.upper <= 1
