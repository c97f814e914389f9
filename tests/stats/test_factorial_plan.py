"""The three questions of a 2 × 2 cost what the reference tables say, and what cannot be planned is a sentence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from hepatica.stats.factorial_plan import (
    Outcome,
    Question,
    cost,
    detectable,
    per_cell,
    power_curve,
    power_of,
)
from hepatica.stats.joint_normal import both_above, both_t_above


@pytest.mark.parametrize(
    ("sd", "delta", "main", "interaction", "each"),
    [(3, 2, 18, 71, 45), (4, 2, 32, 126, 79), (5, 2, 50, 197, 123), (4, 3, 14, 56, 35)],
)
def test_the_table_of_the_three_questions(sd, delta, main, interaction, each):
    outcome = Outcome(delta=delta, sd=sd)
    found = {question: cost(outcome, question).per_cell for question in Question}
    assert found == {Question.MAIN: main, Question.EACH: each, Question.INTERACTION: interaction}


def test_a_synergy_of_two_points_needs_504_and_a_baseline_takes_a_third_off():
    assert cost(Outcome(delta=2, sd=4), Question.INTERACTION).patients == 504
    adjusted = cost(Outcome(delta=2, sd=4, correlation=0.6), Question.INTERACTION)
    assert adjusted.exact == pytest.approx(0.64 * 125.5823, abs=1e-3)
    assert adjusted.patients == 324


def test_the_dead_and_the_transplanted_are_made_up_for():
    assert cost(Outcome(delta=-2, sd=4, dropout=0.24), Question.MAIN).enrolled_per_cell == 43


def test_a_spread_that_must_be_estimated_costs_a_few_more_and_gives_the_power_asked():
    found = cost(Outcome(delta=3, sd=4), Question.MAIN)
    assert (found.per_cell, found.per_cell_t) == (14, 15)
    assert found.power >= 0.8 > power_of(Outcome(delta=3, sd=4), Question.MAIN, 14, by_t=True)


@settings(max_examples=40, deadline=None)
@given(
    delta=st.floats(0.5, 4),
    sd=st.floats(1, 8),
    question=st.sampled_from(Question),
    power=st.floats(0.5, 0.95),
)
def test_the_power_at_the_size_that_was_found_is_the_one_asked_for(delta, sd, question, power):
    outcome = Outcome(delta=delta, sd=sd)
    n = per_cell(outcome, question, power=power)
    if n >= 2:
        assert power_of(outcome, question, n) == pytest.approx(power, abs=1e-8)
        assert detectable(outcome, question, n, power=power) == pytest.approx(delta)


def test_both_claims_at_once_are_judged_as_a_simulation_judges_them():
    rng = np.random.Generator(np.random.Philox(key=7))
    n, trials = 20, 40_000
    means = rng.normal(0, 4 / n**0.5, (trials, 3)) + np.array([0.0, 0.0, 2.5])
    squares = 16 * rng.chisquare(76, trials) / 76
    t_values = (means[:, 2:] - means[:, :2]) / np.sqrt(2 * squares / n)[:, None]
    won = float((t_values > 1.9917).all(axis=1).mean())
    exact = power_of(Outcome(delta=2.5, sd=4), Question.EACH, n, by_t=True)
    assert won == pytest.approx(exact, abs=4 * (0.25 / trials) ** 0.5)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.8])
def test_two_correlated_statistics_are_those_of_the_bivariate_normal(correlation):
    beside = multivariate_normal.cdf([1.18, 0.4], cov=[[1, correlation], [correlation, 1]])
    assert both_above(1.18, 0.4, correlation) == pytest.approx(beside, abs=1e-6)
    equal = both_above(0.7, 0.7, correlation)
    assert equal == pytest.approx(both_above(0.7, 0.7 + 1e-12, correlation), abs=1e-10)


def test_many_degrees_of_freedom_are_the_normal():
    assert both_t_above(3.0, 3.0, 0.5, 1.96, 1e6) == pytest.approx(both_above(1.04, 1.04, 0.5), abs=1e-5)


def test_harm_wins_nothing_and_no_effect_wins_half_the_two_sided_error():
    curve = power_curve(Outcome(delta=2, sd=4), Question.MAIN, 32, np.array([-2.0, 0.0]))
    assert curve[0] < 1e-5
    assert curve[1] == pytest.approx(0.025)


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("an effect of 0 is none", lambda: Outcome(delta=0, sd=4)),
        ("standard deviation of 0 is not above", lambda: Outcome(delta=2, sd=0)),
        ("a correlation of 1 does not lie", lambda: Outcome(delta=2, sd=4, correlation=1)),
        ("share without a value of 1", lambda: Outcome(delta=2, sd=4, dropout=1)),
        ("a power of 0.04", lambda: cost(Outcome(delta=2, sd=4), Question.MAIN, power=0.04)),
        ("an error of 0", lambda: cost(Outcome(delta=2, sd=4), Question.MAIN, error=0)),
        ("per cell$", lambda: cost(Outcome(delta=1e-4, sd=4), Question.MAIN)),
        ("no effect a trial is made for", lambda: Outcome(delta=1e-9, sd=4)),
        ("cannot be planned", lambda: power_of(Outcome(delta=2, sd=4), Question.MAIN, 1)),
        ("between two contrasts", lambda: both_above(1.0, 1.0, -0.2)),
        ("estimate no spread", lambda: both_t_above(1.0, 1.0, 0.5, 2.0, 0)),
    ],
)
def test_what_no_sample_can_show_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
