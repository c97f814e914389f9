"""Borrowed controls stand beside this trial's own, and give way where they contradict them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepatica.stats.borrowing import (
    borrow_events,
    borrow_mean,
    power_prior_events,
    power_prior_mean,
    probability_greater,
    robust_prior,
)
from hepatica.stats.mixtures import BetaMixture, NormalMixture

PRINTED = BetaMixture(weights=(0.6167463, 0.3832537), a=(19.1916387, 3.5278745), b=(57.7779318, 9.373598))
MEANS = NormalMixture(weights=(0.7, 0.3), means=(-1.0, -0.5), sds=(0.8, 2.0))


def test_the_published_probability_that_active_beats_control_comes_out():
    active = BetaMixture.single(0.5, 1).posterior(14, 24)
    control = robust_prior(PRINTED, 0.2, (1.0, 1.0)).posterior(1, 6)
    assert probability_greater(active, control) == pytest.approx(0.991323252654, abs=1e-6)


def test_controls_are_shown_with_and_without():
    found = borrow_events(PRINTED, 1, 6)
    assert found.controls.alone.posterior == BetaMixture.single(1, 1).posterior(1, 6)
    assert found.controls.alone.method == "vague prior, nothing borrowed"
    assert found.controls.borrowed.mean == pytest.approx(0.2428, abs=5e-5)
    low, high = found.controls.borrowed.interval()
    alone_low, alone_high = found.controls.alone.interval()
    assert high - low < alone_high - alone_low
    assert found.conflict.vague_after == pytest.approx(0.0974764, abs=1e-6)


def test_a_map_over_both_sides_keeps_them_beside_each_other():
    widths = borrow_events(PRINTED, 1, 6).controls.map(lambda side: side.interval(0.9)[1])
    assert widths.borrowed < widths.alone


@given(st.integers(2, 30))
@settings(max_examples=20)
def test_the_weight_of_the_vague_part_rises_with_conflict(n):
    told = [borrow_events(PRINTED, r, n).conflict for r in range(round(0.26 * n), n + 1)]
    weights = [conflict.vague_after for conflict in told]
    assert weights == sorted(weights)
    assert told[-1].tail <= told[0].tail


@given(st.floats(0, 12))
def test_the_tail_and_the_weight_agree_for_means(distance):
    near, far = (
        borrow_mean(MEANS, -0.85 + d, 1.0, vague=(0.0, 10.0)).conflict for d in (distance, distance + 2)
    )
    assert far.tail < near.tail
    assert far.vague_after > near.vague_after


def test_a_power_of_nothing_borrows_nothing_and_of_one_everything():
    assert power_prior_events(0, 5, 20).borrowed == power_prior_events(0.5, 5, 20).alone
    assert power_prior_events(1, 5, 20).borrowed == BetaMixture.single(6, 16)
    half = power_prior_mean(0.5, 2.0, 1.0, initial=(0.0, 10.0)).borrowed
    assert half.sds[0] == pytest.approx((0.01 + 0.5) ** -0.5)
    nothing = power_prior_mean(0, 2.0, 1.0, initial=(0.0, 10.0))
    assert nothing.borrowed == nothing.alone


@given(st.floats(1, 30), st.floats(1, 30), st.floats(1, 30), st.floats(1, 30))
def test_one_of_two_is_greater(a, b, c, d):
    one, other = BetaMixture.single(a, b), BetaMixture.single(c, d)
    assert probability_greater(one, other) + probability_greater(other, one) == pytest.approx(1, abs=1e-8)


def test_normals_compare_in_closed_form():
    assert probability_greater(NormalMixture.single(1, 3), NormalMixture.single(0, 4)) == pytest.approx(
        0.5792597
    )
    assert probability_greater(NormalMixture.single(1, 3), NormalMixture.single(0, 4), by=1) == pytest.approx(
        0.5
    )


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: robust_prior(PRINTED, 0.5, (1.0, 1.0), purpose="safety"), "safety is never borrowed"),
        (
            lambda: robust_prior(PRINTED, 0.1, (1.0, 1.0)),
            "a vague part of weight 0.1 is refused: at least 0.2",
        ),
        (lambda: robust_prior(PRINTED, -0.1, (1.0, 1.0)), "a vague part of weight -0.1"),
        (lambda: borrow_events(PRINTED, 7, 6), "7 of 6 is not a proportion"),
        (lambda: borrow_mean(MEANS, 0, 0, vague=(0.0, 10.0)), "a standard error of 0"),
        (lambda: borrow_mean(MEANS, 0, 1, vague=(0.0, 0.0)), "the sd must be above 0"),
        (lambda: power_prior_events(1.5, 1, 2), "a power of 1.5"),
        (lambda: power_prior_events(0.5, 3, 2), "3 of 2 is not a proportion"),
        (lambda: probability_greater(PRINTED, MEANS), "a probability and a mean cannot be compared"),
    ],
)
def test_impossible_borrowing_is_refused_in_a_sentence(call, said):
    with pytest.raises(ValueError, match=said):
        call()
