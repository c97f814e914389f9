import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import permutation_test

from hepatica.stats.permutation import permutation

VALUES = st.lists(st.integers(-9, 9), min_size=1, max_size=5)


def theirs(a, b, alternative):
    return permutation_test(
        (np.array(a, float), np.array(b, float)),
        lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis),
        n_resamples=float("inf"),
        vectorized=True,
        alternative=alternative,
    ).pvalue


@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
def test_equal_groups_give_the_p_of_others(alternative):
    a, b = [-3, -1, -2.5, -6], [1, -1, 0, 3]
    assert permutation(a, b, alternative=alternative).p == pytest.approx(theirs(a, b, alternative))


@given(VALUES, VALUES)
def test_no_p_lies_below_its_floor_and_groups_may_change_places(a, b):
    if len(set(a + b)) < 2:
        return
    test, swapped = permutation(a, b), permutation(b, a)
    assert test.p >= test.floor > 0
    assert swapped.p == pytest.approx(test.p)
    assert swapped.statistic == pytest.approx(-test.statistic)


def test_two_against_two_cannot_go_below_a_third():
    test = permutation([1, 2], [8, 9])
    assert (test.p, test.floor) == pytest.approx((1 / 3, 1 / 3))
    assert test.method == "permutation test of two means (all 6 divisions)"


def test_too_many_divisions_are_refused_or_drawn_with_their_error():
    a, b = list(range(15)), list(range(3, 18))
    with pytest.raises(ValueError, match="155,117,520 divisions of 30 participants are too many"):
        permutation(a, b)
    drawn = [
        permutation(a, b, generator=np.random.Generator(np.random.Philox(20260101)), draws=2000)
        for _ in range(2)
    ]
    assert drawn[0] == drawn[1]
    assert drawn[0].p == pytest.approx(0.0763, abs=4 * drawn[0].error)
    assert drawn[0].floor == 1 / 2001
    assert drawn[0].method.endswith("(2,000 drawn by Philox)")


@pytest.mark.parametrize(
    ("a", "b", "sentence"),
    [
        ([], [1], "there is no pair"),
        ([2, 2], [2], "everybody has the same value"),
        ([1], [float("nan")], "not a number"),
    ],
)
def test_what_cannot_be_divided_is_refused(a, b, sentence):
    with pytest.raises(ValueError, match=sentence):
        permutation(a, b)
