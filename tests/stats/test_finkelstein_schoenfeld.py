from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats.finkelstein_schoenfeld import exact_p, finkelstein_schoenfeld
from hepatica.stats.pairs import Level, Seen
from hepatica.stats.refusal import Refused

LEVEL = (Level(name="x"),)


def values(*numbers):
    return [(Seen(value=float(n)),) for n in numbers]


def test_two_against_two_by_hand():
    test = finkelstein_schoenfeld(values(3, 4), values(1, 2), LEVEL)
    assert (test.scores, test.statistic) == ((1, 3, -3, -1), 4)
    # two of six labellings lie as far out: the best and the worst
    assert (test.p, test.floor, test.labellings) == (pytest.approx(1 / 3), pytest.approx(1 / 3), 6)
    assert test.z == pytest.approx(4 / (4 / 12 * 20) ** 0.5)


def test_five_against_five_entirely_apart_reaches_its_floor_and_no_less():
    test = finkelstein_schoenfeld(values(6, 7, 8, 9, 10), values(1, 2, 3, 4, 5), LEVEL)
    assert test.p == pytest.approx(test.floor) == pytest.approx(2 / 252)


@given(st.lists(st.integers(-6, 6), min_size=2, max_size=9), st.data())
def test_the_exact_p_counts_every_labelling(scores, data):
    first = data.draw(st.integers(1, len(scores) - 1))
    centre = first * sum(scores) / len(scores)
    observed = abs(sum(scores[:first]) - centre)
    far = [abs(sum(c) - centre) >= observed - 1e-9 for c in combinations(scores, first)]
    assert exact_p(scores, first) == pytest.approx(sum(far) / comb(len(scores), first))


def test_ranks_of_one_level_are_the_exact_rank_sum_test():
    from scipy.stats import mannwhitneyu

    a, b = (1.5, 4.0, 7.0, 9.5, 3.0), (2.0, 0.5, 5.0, 1.0)
    assert finkelstein_schoenfeld(values(*a), values(*b), LEVEL).p == pytest.approx(
        mannwhitneyu(a, b, method="exact").pvalue
    )


def test_above_forty_participants_the_large_sample_p_stands_in():
    test = finkelstein_schoenfeld(values(*range(25)), values(*range(5, 30)), LEVEL)
    assert (test.p_exact, test.p) == (None, test.p_large_sample)


def test_forty_participants_are_counted_exactly():
    test = finkelstein_schoenfeld(values(*range(20)), values(*range(5, 25)), LEVEL)
    assert test.p_exact == pytest.approx(test.p_large_sample, rel=0.2)


def test_all_alike_or_all_lost_at_once_is_refused():
    refused = finkelstein_schoenfeld(values(1, 1), values(1), LEVEL)
    assert isinstance(refused, Refused)
    assert "no pair was decided" in refused.reason


def test_one_against_one_can_show_nothing():
    assert finkelstein_schoenfeld(values(1), values(2), LEVEL).p == 1


def test_an_empty_group_is_refused():
    with pytest.raises(ValueError, match="somebody in each group"):
        finkelstein_schoenfeld([], values(1), LEVEL)
    with pytest.raises(ValueError, match="leave nobody to compare"):
        exact_p([1, 2], 2)
