import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import permutation_test

from hepatica.stats.sign_flip import sign_flip

CHANGES = st.lists(st.integers(-9, 9), min_size=2, max_size=10).filter(any)


@given(CHANGES, st.floats(0.01, 100))
def test_p_does_not_depend_on_order_direction_or_unit(d, unit):
    p = sign_flip(d).p
    assert sign_flip(d[::-1]).p == p
    assert sign_flip([-one for one in d]).p == p
    assert sign_flip([one * unit for one in d]).p == p


@given(CHANGES)
def test_both_sides_together_hold_everything_and_no_p_lies_below_its_floor(d):
    less, greater = sign_flip(d, alternative="less").p, sign_flip(d, alternative="greater").p
    assert less + greater >= 1
    assert sign_flip(d).p >= sign_flip(d).floor
    assert sign_flip([abs(one) for one in d]).p == pytest.approx(sign_flip(d).floor)


def test_it_is_the_permutation_test_of_others():
    d = [-1.2, -0.5, 0.3, -2.2, -0.9, 0.1]
    theirs = permutation_test(
        (d,),
        lambda x, axis: x.mean(axis=axis),
        permutation_type="samples",
        n_resamples=float("inf"),
        vectorized=True,
    )
    assert sign_flip(d).p == pytest.approx(theirs.pvalue) == 0.125
    assert sign_flip(d).statistic == pytest.approx(-4.4 / 6)


def test_sixteen_pairs_are_laid_out_and_twenty_three_refused():
    assert sign_flip([1.0] * 16).p == pytest.approx(2 / 2**16)
    with pytest.raises(ValueError, match="23 differences"):
        sign_flip([1.0] * 23)
