from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata, wilcoxon

from hepatica.stats.signed_rank import critical_value, null_counts, signed_rank, tails

CHANGES = st.lists(st.integers(-6, 6), min_size=2, max_size=8).filter(any)


def counted(d, *, zeros):
    """The same p by laying out every pattern of signs: slow, plain and independent."""
    d = np.array([one for one in d if one] if zeros == "wilcoxon" else d, dtype=float)
    ranks = rankdata(np.abs(d))
    moved = ranks[d != 0]
    all_sums = [
        sum(r for r, up in zip(moved, ups, strict=True) if up) for ups in product((0, 1), repeat=moved.size)
    ]
    seen = ranks[d > 0].sum()
    low, high = (np.mean([s <= seen for s in all_sums]), np.mean([s >= seen for s in all_sums]))
    return min(1, 2 * min(low, high))


@settings(deadline=None)
@given(CHANGES, st.sampled_from(["pratt", "wilcoxon"]))
def test_p_is_that_of_all_patterns_laid_out_with_ties_and_zeros(d, zeros):
    assert signed_rank(d, zeros=zeros).p == pytest.approx(counted(d, zeros=zeros), abs=1e-12)


@given(CHANGES)
def test_no_p_lies_below_its_floor_and_all_in_one_direction_reach_it(d):
    assert signed_rank(d).p >= signed_rank(d).floor
    same = signed_rank([abs(one) for one in d])
    assert same.p == same.floor == min(1, 2 / 2 ** sum(1 for one in d if one))


@given(CHANGES)
def test_turning_every_sign_leaves_the_two_sided_p_and_swaps_the_sides(d):
    turned = [-one for one in d]
    assert signed_rank(d).p == signed_rank(turned).p
    assert signed_rank(d, alternative="less").p == signed_rank(turned, alternative="greater").p


def test_five_improved_reach_one_sixteenth_and_no_less():
    test = signed_rank([-3, -1, -2, -4, -5])
    assert (test.p, test.floor, test.statistic, test.n) == (0.0625, 0.0625, 0, 5)
    assert signed_rank([-3, -1, -2, -4, -5], alternative="less").p == 1 / 32


def test_the_rule_for_zeros_is_named_where_there_are_zeros():
    d = [-2, 0, -1, -3, 1]
    assert signed_rank(d).method.endswith("zeros ranked, then left out (Pratt)")
    assert signed_rank(d, zeros="wilcoxon").method.endswith("zeros left out before ranking (Wilcoxon)")
    assert signed_rank([1, 2]).method == "exact signed-rank test"
    assert signed_rank(d).floor == 0.125


def test_without_ties_it_is_the_usual_exact_test():
    d = [0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01]
    test = signed_rank(d)
    assert (test.p, test.statistic) == (0.0390625, 40)
    assert test.p == pytest.approx(wilcoxon(d, method="exact").pvalue)


def test_forty_untied_pairs_are_counted():
    d = np.linspace(-1, 3, 40) + 0.013
    assert signed_rank(list(d)).p == pytest.approx(wilcoxon(d, method="exact").pvalue)


def test_more_than_three_hundred_are_refused():
    with pytest.raises(ValueError, match="301 pairs: patterns of signs are counted for at most 300"):
        signed_rank([1.0] * 301)
    with pytest.raises(ValueError, match="0 pairs"):
        null_counts(0)


def test_critical_values_are_those_of_the_distribution():
    found = [critical_value(n, "0.05") for n in (5, 6, 8, 9, 16, 17, 25)]
    assert found == [None, 0, 3, 5, 29, 34, 89]
    assert critical_value(5, "0.0625") == 0  # compared exactly: at the level counts
    assert critical_value(5, Decimal("0.05"), two_sided=False) == 0


def test_tails_are_exact_and_a_sum_out_of_range_is_refused():
    assert tails(5, 2) == (Fraction(3, 32), Fraction(15, 16))
    with pytest.raises(ValueError, match="V cannot be 16 with 5 pairs"):
        tails(5, 16)
