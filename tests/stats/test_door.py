import pytest
from scipy.stats import ttest_ind

from hepatica.stats.door import door, partial_credit

BETTER, WORSE = [6, 5, 5, 4, 6] * 4, [5, 4, 1, 2, 6] * 4


def test_the_probability_counts_wins_and_half_of_the_ties():
    found = door([3, 2], [2, 1])
    assert (found.probability.value, found.probability.lower) == (pytest.approx(3.5 / 4), None)
    assert (found.categories, found.first, found.second) == ((1, 2, 3), (0, 1, 1), (1, 1, 0))
    assert "a picture, not a test" in found.wins.note


def test_twenty_in_each_have_an_interval_around_the_probability():
    found = door(BETTER, WORSE).probability
    assert 0.5 < found.lower < found.value < found.upper < 1
    mirrored = door(WORSE, BETTER).probability
    assert (mirrored.value, mirrored.lower) == pytest.approx((1 - found.value, 1 - found.upper))


def test_credit_by_rank_is_welchs_test():
    credit = {1: 0.0, 2: 20.0, 4: 60.0, 5: 80.0, 6: 100.0}
    effect = partial_credit(BETTER, WORSE, credit)
    theirs = ttest_ind([credit[r] for r in BETTER], [credit[r] for r in WORSE], equal_var=False)
    ends = theirs.confidence_interval()
    assert (effect.p, effect.lower, effect.upper) == pytest.approx((theirs.pvalue, ends.low, ends.high))


def test_few_or_alike_have_a_difference_without_a_test():
    credit = {1: 0.0, 2: 100.0}
    assert partial_credit([2, 2], [1], credit).p is None
    assert partial_credit([2] * 20, [1] * 20, credit).p is None
    assert partial_credit([2] * 20, [1] * 20, credit).value == 100


@pytest.mark.parametrize(
    ("first", "credit", "level", "sentence"),
    [
        ([1], {1: 5.0, 2: 1.0}, 0.95, "more desirable than 1 and is given less credit"),
        ([3], {1: 0.0, 2: 1.0}, 0.95, "category 3 has no credit"),
        ([], {1: 0.0}, 0.95, "somebody in each group"),
        ([1], {1: 0.0}, 1.0, "does not lie between 0 and 1"),
    ],
)
def test_credit_that_cannot_be_is_refused(first, credit, level, sentence):
    with pytest.raises(ValueError, match=sentence):
        partial_credit(first, [1], credit, level=level)
