"""The Naranjo scale against its published range, and its ceiling for a single infusion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.safety.naranjo import compute_naranjo

ANSWERS = st.dictionaries(st.integers(1, 10), st.sampled_from(["yes", "no", "unknown"]))
BEST = dict.fromkeys(range(1, 11), "yes") | {5: "no", 6: "no"}
WORST = dict.fromkeys(range(1, 11), "no") | {5: "yes", 6: "yes"}


def test_the_scale_runs_from_minus_four_to_thirteen():
    assert compute_naranjo(BEST, single_infusion=False).points == 13
    assert compute_naranjo(WORST, single_infusion=False).points == -4


@pytest.mark.parametrize(
    ("answers", "points", "band"),
    [
        ({}, 0, "doubtful"),
        ({1: "yes"}, 1, "possible"),
        ({1: "yes", 2: "yes", 9: "yes"}, 4, "possible"),
        ({1: "yes", 2: "yes", 5: "no"}, 5, "probable"),
        ({1: "yes", 2: "yes", 3: "yes", 4: "yes", 5: "no"}, 8, "probable"),
        ({1: "yes", 2: "yes", 3: "yes", 4: "yes", 5: "no", 10: "yes"}, 9, "definite"),
        ({2: "no", 4: "no", 5: "yes"}, -3, "doubtful"),
    ],
)
def test_bands_begin_at_one_five_and_nine(answers, points, band):
    found = compute_naranjo(answers, single_infusion=False)
    assert (found.points, found.band) == (points, band)


@given(ANSWERS)
def test_of_a_single_infusion_it_never_says_definite_and_never_more_than_seven(answers):
    found = compute_naranjo(answers, single_infusion=True)
    assert found.points <= found.ceiling == 7
    assert found.band != "definite"
    assert found.reach == "probable"


@given(ANSWERS)
def test_no_sum_passes_the_ceiling_it_states(answers):
    found = compute_naranjo(answers, single_infusion=False)
    assert -4 <= found.points <= found.ceiling == 13


def test_an_answer_that_a_single_infusion_cannot_have_counts_nothing_and_is_named():
    found = compute_naranjo({2: "yes", 3: "yes", 4: "unknown"}, single_infusion=True)
    assert (found.points, found.set_aside, found.unanswered) == (2, (3,), (1, 5, 9, 10))


def test_a_question_or_answer_the_scale_does_not_have_is_refused():
    with pytest.raises(ValueError, match="question 11"):
        compute_naranjo({11: "yes"}, single_infusion=False)
    with pytest.raises(ValueError, match="no answer 'perhaps'"):
        compute_naranjo({1: "perhaps"}, single_infusion=False)
