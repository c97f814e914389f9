"""The change of one patient's rate: independent arithmetic, exact behaviour at zero, and coverage by simulation."""

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom
from scipy.stats.contingency import relative_risk

from hepatica.stats.agreement import NotEstimable
from hepatica.stats.paired_rates import (
    Change,
    Events,
    compute_odds_ratio,
    compute_rate_ratio,
    exact_rate_ratio,
)

COUNTS = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def events(x, n):
    return Events(x=x, n=n)


def test_the_ratio_is_the_one_worked_by_hand():
    found = compute_rate_ratio(events(3, 4120), events(9, 3870))
    ratio = (9.5 / 3870.5) / (3.5 / 4120.5)
    error = sqrt(1 / 9.5 - 1 / 3870.5 + 1 / 3.5 - 1 / 4120.5)
    assert isinstance(found, Change)
    assert (found.ratio, found.log_ratio) == pytest.approx((ratio, log(ratio)))
    assert (found.lower, found.upper) == pytest.approx(
        (ratio * exp(-1.959964 * error), ratio * exp(1.959964 * error))
    )
    assert not found.leans_on_half


def test_with_many_events_the_added_halves_vanish_and_scipy_says_the_same():
    found = compute_rate_ratio(events(40_000, 1_000_000), events(60_000, 1_000_000))
    known = relative_risk(60_000, 1_000_000, 40_000, 1_000_000)
    interval = known.confidence_interval(0.95)
    assert found.ratio == pytest.approx(known.relative_risk, rel=1e-4)
    assert (found.lower, found.upper) == pytest.approx((interval.low, interval.high), rel=1e-4)


def test_per_area_the_variance_is_poisson_and_the_unit_does_not_matter():
    mm = compute_rate_ratio(events(30, 12.5), events(60, 20.0), variance="poisson")
    um = compute_rate_ratio(events(30, 12.5e6), events(60, 20.0e6), variance="poisson")
    assert (mm.ratio, mm.lower, mm.upper) == pytest.approx((um.ratio, um.lower, um.upper))
    assert mm.ratio == pytest.approx((60.5 / 20) / (30.5 / 12.5))
    assert mm.log_error == pytest.approx(sqrt(1 / 30.5 + 1 / 60.5))


@given(COUNTS, COUNTS)
def test_turning_the_pair_round_turns_the_ratio_round(first, second):
    for compute in (compute_rate_ratio, compute_odds_ratio):
        there, back = compute(events(*first), events(*second)), compute(events(*second), events(*first))
        if isinstance(there, NotEstimable):
            assert isinstance(back, NotEstimable)
            continue
        assert (there.lower, there.ratio, there.upper) == pytest.approx(
            (1 / back.upper, 1 / back.ratio, 1 / back.lower)
        )
        assert there.lower < there.ratio < there.upper


def test_no_cell_before_and_after_is_a_sentence():
    for compute in (compute_rate_ratio, compute_odds_ratio, exact_rate_ratio):
        assert "no cell was counted in either" in compute(events(0, 500), events(0, 900)).why


def test_one_zero_gives_a_ratio_that_says_it_leans_on_the_half():
    found = compute_rate_ratio(events(4, 3300), events(0, 2640))
    assert found.leans_on_half
    assert found.ratio == pytest.approx((0.5 / 2640.5) / (4.5 / 3300.5))


def test_exact_bounds_are_open_where_the_data_set_none():
    none_after = exact_rate_ratio(events(4, 1000), events(0, 1000))
    assert none_after.lower == 0
    # given four events in all, none of them after: (1 − p)⁴ = 0.025
    share = 1 - 0.025**0.25
    assert none_after.upper == pytest.approx(share / (1 - share))
    none_before = exact_rate_ratio(events(0, 1000), events(4, 1000))
    assert none_before.upper is None
    assert none_before.lower == pytest.approx(1 / none_after.upper)


def test_exact_bounds_of_a_ratio_leave_a_fortieth_in_each_tail():
    bounds = exact_rate_ratio(events(7, 2000), events(12, 1000))
    for ratio, tail in ((bounds.lower, binom.sf(11, 19, bounds.lower / (bounds.lower + 2))),):
        assert ratio < 12 / 1000 / (7 / 2000)
        assert tail == pytest.approx(0.025)
    assert binom.cdf(12, 19, bounds.upper / (bounds.upper + 2)) == pytest.approx(0.025)


@pytest.mark.parametrize(("before", "after"), [(0.001, 0.001), (0.001, 0.004), (0.01, 0.02), (0.02, 0.01)])
@pytest.mark.parametrize("compute", [compute_rate_ratio, compute_odds_ratio])
def test_nineteen_of_twenty_intervals_hold_the_true_change(compute, before, after):
    draw = np.random.default_rng(4)
    sizes, runs = (3500, 4500), 2000
    pairs = zip(draw.binomial(sizes[0], before, runs), draw.binomial(sizes[1], after, runs), strict=True)
    found = [compute(events(int(a), sizes[0]), events(int(b), sizes[1])) for a, b in pairs]
    told = [c for c in found if isinstance(c, Change)]
    truth = after / before
    if compute is compute_odds_ratio:
        truth *= (1 - before) / (1 - after)
    held = sum(c.lower <= truth <= c.upper for c in told) / len(told)
    assert len(told) > 0.95 * runs
    # With three or four events the added halves make it wider than it need be, never narrower.
    assert 0.94 <= held <= 0.995


def test_per_area_nineteen_of_twenty_intervals_hold_the_true_change():
    draw = np.random.default_rng(5)
    pairs = zip(draw.poisson(2.0 * 12, 2000), draw.poisson(3.0 * 15, 2000), strict=True)
    found = [compute_rate_ratio(events(int(a), 12), events(int(b), 15), variance="poisson") for a, b in pairs]
    assert 0.94 <= sum(c.lower <= 1.5 <= c.upper for c in found) / 2000 <= 0.97


@pytest.mark.parametrize(("x", "n"), [(-1, 5), (1, 0), (float("nan"), 5)])
def test_a_rate_that_cannot_be_is_refused(x, n):
    with pytest.raises(ValueError, match="is not a rate"):
        events(x, n)


def test_more_positive_than_counted_is_refused_and_so_is_a_level_of_95():
    for compute in (compute_rate_ratio, compute_odds_ratio):
        with pytest.raises(ValueError, match="7 events of 5 is not a proportion"):
            compute(events(1, 5), events(7, 5))
        with pytest.raises(ValueError, match="confidence level of 95"):
            compute(events(1, 5), events(2, 5), level=95)
    with pytest.raises(ValueError, match="confidence level of 95"):
        exact_rate_ratio(events(1, 5), events(2, 5), level=95)


def test_nothing_but_positive_cells_has_no_ratio():
    assert "every cell was positive" in compute_rate_ratio(events(5, 5), events(6, 6)).why
    assert "every cell was positive" in compute_odds_ratio(events(5, 5), events(6, 6)).why
