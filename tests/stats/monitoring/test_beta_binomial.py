"""The Bayesian boundary: published posterior probabilities, published boundaries, and the table of the design."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats.monitoring import (
    Prior,
    boundary,
    calibrated,
    exceeds,
    fewest,
    odds,
    pause_at_first,
    stretches,
)

LINE = Prior(a=0.4, b=1.6)
DESIGN = Prior(a=0.3, b=1.7)
README = (
    2,
    *(3,) * 3,
    *(4,) * 2,
    *(5,) * 4,
    *(6,) * 3,
    *(7,) * 4,
    *(8,) * 3,
    *(9,) * 4,
    *(10,) * 4,
    *(11,) * 2,
)


@pytest.mark.parametrize(
    ("x", "n", "probability"), [(1, 1, "0.82"), (1, 3, "0.60"), (2, 5, "0.78"), (0, 5, "0.07")]
)
def test_the_posterior_line_of_the_monitoring_page_comes_out_to_its_digits(x, n, probability):
    assert f"{exceeds(LINE, x, n, 0.20):.2f}" == probability


def test_pausing_above_80_percent_asks_for_one_of_one_two_of_two_to_four_three_of_five():
    assert boundary(LINE, 0.20, 0.80, 5) == (1, 2, 2, 2, 3)


def test_the_calibrated_boundary_of_five_is_two_of_two_to_three_and_three_of_four_to_five():
    limits = calibrated(DESIGN, 0.15, 0.10, 5)
    assert limits == (2, 2, 2, 3, 3)
    assert stretches(limits) == ((2, 2, 3), (3, 4, 5))


@pytest.mark.parametrize(
    ("rate", "stop", "dosed", "pause"),
    [
        (0.05, ".008", "4.98", ".23"),
        (0.15, ".068", "4.86", ".56"),
        (0.30, ".256", "4.48", ".83"),
        (0.50, ".594", "3.75", ".97"),
    ],
)
def test_the_odds_of_the_boundary_and_of_the_pause_come_out_to_their_digits(rate, stop, dosed, pause):
    found = odds(calibrated(DESIGN, 0.15, 0.10, 5), rate)
    assert f"{found.p_stop:.3f}".removeprefix("0") == stop
    assert f"{found.expected_dosed:.2f}" == dosed
    assert f"{odds(pause_at_first(5), rate).p_stop:.2f}".removeprefix("0") == pause


def test_the_boundary_of_r_stoppingrule_comes_out_exactly():
    """README table of stoppingrule 0.5.2: Beta(0.6, 2.4), p0 0.2, alpha 0.1, 30 participants."""
    limits = calibrated(Prior(a=0.6, b=2.4), 0.2, 0.1, 30)
    assert limits == README
    assert odds(limits, 0.2).p_stop == pytest.approx(0.09957366892008, abs=1e-9)


@given(st.floats(0.05, 3), st.floats(0.05, 3), st.floats(0.05, 0.9), st.floats(0.01, 0.5), st.integers(1, 8))
def test_a_calibrated_boundary_never_stops_falsely_more_often_than_allowed(a, b, p0, alpha, n):
    assert odds(calibrated(Prior(a=a, b=b), p0, alpha, n), p0).p_stop <= alpha


@given(st.floats(0.05, 0.9), st.floats(0.05, 0.95))
def test_a_boundary_never_falls_as_participants_are_added(p0, threshold):
    assert all(x <= y for x, y in pairwise(boundary(LINE, p0, threshold, 12)))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Prior(a=0, b=1), "is not a prior"),
        (lambda: exceeds(LINE, 3, 2, 0.2), "3 of 2 is not a proportion"),
        (lambda: exceeds(LINE, 1, 2, 1.0), "an acceptable rate of 1.0"),
        (lambda: boundary(LINE, 0.2, 1.5, 5), "a threshold of 1.5"),
        (lambda: boundary(LINE, 0.2, 0.8, 0), "0 participants cannot be"),
        (lambda: calibrated(LINE, 0.2, 0.0, 5), "a chance of a false stop of 0.0"),
        (lambda: calibrated(LINE, 0.2, 0.1, 0), "0 participants cannot be"),
        (lambda: odds((0, 1), 0.2), "would stop before any event"),
        (lambda: odds((), 0.2), "0 participants cannot be"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call, said):
    with pytest.raises(ValueError, match=said):
        call()


@given(
    a=st.floats(0.05, 4),
    b=st.floats(0.05, 4),
    p0=st.sampled_from((0.05, 0.2, 0.5, 0.9)),
    threshold=st.sampled_from((0.5, 0.8, 0.95, 0.999)),
)
def test_the_boundary_is_the_least_number_that_exceeds_at_each_size_and_its_last_is_found_by_halving(
    a, b, p0, threshold
):
    prior = Prior(a=a, b=b)
    tried = tuple(
        next((x for x in range(1, k + 1) if exceeds(prior, x, k, p0) > threshold), k + 1)
        for k in range(1, 13)
    )
    assert boundary(prior, p0, threshold, 12) == tried
    assert tuple(fewest(prior, p0, threshold, k) for k in range(1, 13)) == tried


def test_a_boundary_among_ten_thousand_is_found_without_the_nine_thousand_before():
    needed = fewest(DESIGN, 0.2, 0.8, 10_000)
    assert exceeds(DESIGN, needed, 10_000, 0.2) > 0.8 >= exceeds(DESIGN, needed - 1, 10_000, 0.2)
