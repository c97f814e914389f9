import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats.days_alive import Course, days_alive, days_alive_summary

DAY = st.none() | st.integers(0, 300)


def course(last_day=400, **events):
    return Course(participant="01", last_day=last_day, **events)


@pytest.mark.parametrize(
    ("events", "lower", "upper", "ended_by"),
    [
        ({}, 180, 180, "horizon"),
        ({"died": 60, "last_day": 60}, 60, 60, "death"),
        ({"transplanted": 30, "died": 60}, 30, 30, "transplant"),
        ({"transplanted": 60, "died": 60}, 60, 60, "transplant"),
        ({"died": 200}, 180, 180, "horizon"),
        ({"died": 180}, 180, 180, "horizon"),
        ({"died": 0}, 0, 0, "death"),
        ({"last_day": 100}, 100, 180, "end of follow-up"),
        ({"last_day": 180}, 180, 180, "horizon"),
    ],
)
def test_days_end_with_what_came_first(events, lower, upper, ended_by):
    days = days_alive(course(**events), horizon=180)
    assert (days.lower, days.upper, days.ended_by) == (lower, upper, ended_by)
    assert days.known == (lower == upper)


def test_the_dead_are_in_the_median_and_the_lost_bound_it():
    summary = days_alive_summary([course(died=20), course(last_day=90), course()], horizon=180)
    assert len(summary.each) == 3
    assert (summary.median_lower, summary.median_upper, summary.bounded) == (90, 180, 1)


def test_everyone_dead_is_a_median_like_any_other():
    summary = days_alive_summary([course(died=d) for d in (10, 20, 90)], horizon=180)
    assert (summary.median_lower, summary.median_upper, summary.bounded) == (20, 20, 0)


@given(DAY, DAY, st.integers(0, 300), st.integers(1, 250))
def test_days_never_pass_the_horizon_or_run_backward(died, transplanted, last_day, horizon):
    if died is not None and transplanted is not None and transplanted > died:
        transplanted = died
    days = days_alive(course(last_day=last_day, died=died, transplanted=transplanted), horizon=horizon)
    assert 0 <= days.lower <= days.upper <= horizon


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ({"died": -1}, "participant 01: death on day -1 cannot be"),
        ({"last_day": -3}, "participant 01: last follow-up on day -3 cannot be"),
        ({"died": 5, "transplanted": 9}, "participant 01: a transplant after death cannot be"),
    ],
)
def test_days_that_cannot_be_are_refused_with_the_participant(events, sentence):
    with pytest.raises(ValueError, match=sentence):
        days_alive(course(**events), horizon=180)


def test_nobody_and_no_horizon_are_refused():
    with pytest.raises(ValueError, match="nobody was followed"):
        days_alive_summary([], horizon=180)
    with pytest.raises(ValueError, match="a horizon of 0 days"):
        days_alive(course(), horizon=0)
