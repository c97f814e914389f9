import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats import (
    clopper_pearson,
    largest_rate_unseen,
    patients_to_see_one,
    probability_unseen,
    rule_of_three,
    smallest_attainable_p,
)


@pytest.mark.parametrize(("rate", "needed"), [(0.05, 59), (0.10, 29), (0.15, 19), (0.20, 14), (0.30, 9)])
def test_participants_needed_to_see_one_event(rate, needed):
    assert patients_to_see_one(rate) == needed


def test_half_the_participants_show_it_in_one_draw():
    assert patients_to_see_one(0.5, probability=0.5) == 1


def test_five_participants_miss_a_rate_of_a_fifth_one_time_in_three():
    assert probability_unseen(0.20, 5) == pytest.approx(0.328, abs=5e-4)
    assert probability_unseen(0.10, 5) == pytest.approx(0.590, abs=5e-4)


@given(st.integers(1, 500), st.floats(0.01, 0.99))
def test_the_largest_rate_unseen_is_missed_with_just_that_probability(n, probability):
    assert probability_unseen(largest_rate_unseen(n, probability=probability), n) == pytest.approx(
        probability
    )


@given(st.integers(1, 200))
def test_the_rate_unseen_with_5_percent_is_the_one_sided_exact_limit(n):
    assert largest_rate_unseen(n, probability=0.05) == pytest.approx(
        clopper_pearson(0, n, side="upper").upper
    )


def test_the_rule_of_three_keeps_silent_where_it_misleads():
    assert rule_of_three(5) is None
    assert rule_of_three(30) == pytest.approx(0.1)


def test_five_pairs_cannot_reach_one_in_twenty():
    assert smallest_attainable_p(5) == 0.0625
    assert smallest_attainable_p(6) < 0.05


def test_what_cannot_be_is_refused():
    for refused in (
        lambda: rule_of_three(0),
        lambda: probability_unseen(1.5, 5),
        lambda: patients_to_see_one(0),
    ):
        with pytest.raises(ValueError, match=r"cannot be|does not lie between"):
            refused()
