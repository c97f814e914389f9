"""A trial in days: the gaps, the pauses and the boundary do what they say, and agree with what is exact."""

import numpy as np
import pytest
from tests.design.tried.cast import built_in

from hepatica.design.stagger import Observed, Stagger, Uniform, Weibull, even, exposed
from hepatica.design.tried.calendar import NEVER, arrivals, delay, live, onset_days, spread
from hepatica.design.tried.schedule import MONTH, Schedule, schedule
from hepatica.stats.monitoring.boundary import odds


def alone(*rows):
    return np.array(rows, dtype=float)


ALL = np.ones((1, 4), dtype=bool)
NO_EVENT = np.full((1, 4), NEVER)


def test_gaps_hold_the_treated_and_let_the_controls_pass():
    plan = Schedule(per_month=1, gaps=(28, 7))
    treated = np.array([[True, False, True, True]])
    found = live(plan, alone([0, 1, 2, 3]), treated, NO_EVENT)
    assert found.day.tolist() == [[0, 1, 28, 35]]
    assert delay(plan, alone([0, 1, 2, 3]), treated) == pytest.approx([32 / MONTH])
    assert found.exposed.tolist() == [3]
    # Who comes last is delayed by nobody when the queue is gone by then.
    assert delay(plan, alone([0, 1, 2, 90]), treated) == [0]


def test_each_known_event_pauses_everybody_who_has_not_entered():
    plan = Schedule(per_month=1, window=28, report=1, review=14, needs=1)
    onset = alone([4, NEVER, NEVER, 30])
    found = live(plan, alone([0, 3, 6, 40]), ALL, onset)
    # Known on day 5: the third, ready on day 6, waits for the review; an event after the window counts for nothing.
    assert found.day.tolist() == [[0, 3, 19, 40]]
    assert found.reviews.tolist() == [1]
    assert found.harmed.tolist() == [1]


def test_a_boundary_stops_when_it_is_known_and_says_who_was_dosed_too_late():
    plan = Schedule(per_month=1, window=28, report=1, limits=(2, 2, 2, 3), follow_up=180)
    found = live(plan, alone([0, 1, 5, 40]), ALL, alone([3, 9, NEVER, NEVER]))
    # Two of two have the event, but the second is known on day 11: the third was dosed on day 5.
    assert found.stopped.tolist() == [11]
    assert found.entered.tolist() == [[True, True, True, False]]
    assert (found.exposed.tolist(), found.late.tolist(), found.harmed.tolist()) == ([3], [1], [2])
    assert found.months == pytest.approx([(5 + 180) / MONTH])


def test_where_each_outcome_is_known_before_the_next_the_boundary_stops_as_the_exact_walk_says():
    limits, n, trials, rate = (2, 2, 3, 3, 3, 4, 4, 4), 8, 20_000, 0.3
    plan = Schedule(per_month=1, gaps=even(n, 30), window=28, report=1, limits=limits)
    rng = np.random.default_rng(3)
    onset = np.where(rng.random((trials, n)) < rate, rng.uniform(0, 28, (trials, n)), NEVER)
    found = live(plan, np.zeros((trials, n)), np.ones((trials, n), dtype=bool), onset)
    exact = odds(limits, rate)
    assert np.isfinite(found.stopped).mean() == pytest.approx(exact.p_stop, abs=0.01)
    assert found.exposed.mean() == pytest.approx(exact.expected_dosed, abs=0.05)
    assert found.late.max() == 0


def test_who_is_dosed_before_the_first_event_is_known_agrees_with_the_exact_stagger():
    n, trials, told = 6, 20_000, Uniform(start=0, end=28)
    plan = Schedule(per_month=1, gaps=even(n, 7), window=28, report=1, limits=(1,) * n)
    rng = np.random.default_rng(4)
    hit, onset = rng.random((trials, n)) < 0.3, onset_days(told, rng.random((trials, n)))
    found = live(
        plan,
        np.zeros((trials, n)),
        np.ones((trials, n), dtype=bool),
        np.where(hit, onset, NEVER),
    )
    exact = exposed(Stagger(gaps=even(n, 7), p=0.3, onset=told, report=1))
    assert found.exposed.mean() == pytest.approx(exact.expected_dosed, abs=0.05)
    assert found.harmed.mean() == pytest.approx(exact.expected_events, abs=0.03)


@pytest.mark.parametrize(
    "told", [Weibull(shape=0.7, scale=9), Uniform(start=1, end=28), Observed(days=(1, 3, 9))]
)
def test_days_of_onset_are_drawn_from_the_distribution_that_was_named(told):
    days = onset_days(told, (np.arange(20_000) + 0.5) / 20_000)
    assert [(days <= day).mean() for day in (2, 5, 20)] == pytest.approx(
        [told.by(day) for day in (2, 5, 20)], abs=1e-3
    )


def test_participants_come_at_the_pace_and_sites_that_differ_make_it_less_sure():
    rng = np.random.default_rng(1)
    sure = arrivals(Schedule(per_month=6, sites=4), 60, 4000, rng)[:, -1] / MONTH
    unsure = arrivals(Schedule(per_month=6, sites=4, spread=0.5), 60, 4000, rng)[:, -1] / MONTH
    assert sure.mean() == pytest.approx(10, abs=0.1)
    assert sure.std() == pytest.approx(60**0.5 / 6, rel=0.05)
    assert unsure.std() > 1.5 * sure.std()
    low, high = spread(sure).low, spread(sure).high
    assert low < spread(sure).mean.value < high


def test_a_dose_decision_waits_for_the_whole_window_of_the_last_of_a_cohort():
    plan = schedule(built_in("dose_finding"))
    assert plan.gaps == (14, 7, 29, 7, 7, 29, 7, 7, 29, 7, 7)
    assert (plan.needs, plan.window, plan.per_month) == (1, 28, 0.5)
    factorial = schedule(built_in("factorial"))
    assert factorial.gaps == (28, 7, 7)
    assert len(factorial.limits) == 252


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"per_month": 0}, "a pace of 0 participants a month"),
        ({"per_month": 1, "sites": 0}, "0 sites enrol nobody"),
        ({"per_month": 1, "review": -1}, "a review of -1 cannot be"),
        ({"per_month": 1, "gaps": (7, float("nan"))}, "gap of nan cannot be"),
    ],
)
def test_a_schedule_that_cannot_be_is_a_sentence(wrong, said):
    with pytest.raises(ValueError, match=said):
        Schedule(**wrong)


def test_arrays_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="one number for each participant"):
        live(Schedule(per_month=1), np.zeros((1, 3)), ALL, NO_EVENT)
