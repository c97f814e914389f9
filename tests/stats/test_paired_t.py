import pytest
from scipy.stats import ttest_1samp

from hepatica.stats.paired_t import paired_t

D = [-4, -1, 2, -3, -6]


@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
def test_it_is_the_t_test_of_others(alternative):
    theirs = ttest_1samp(D, 0, alternative=alternative)
    found = paired_t(D, alternative=alternative)
    assert (found.test.statistic, found.test.p) == pytest.approx((theirs.statistic, theirs.pvalue))


def test_mean_spread_and_interval_of_five():
    found = paired_t(D)
    assert (found.mean, found.sd) == pytest.approx((-2.4, 3.049590136395))
    assert (found.lower, found.upper) == pytest.approx((-6.186566281639, 1.386566281639))
    assert found.freedom == 4


def test_it_says_that_it_leans_on_the_normal_distribution():
    assert "leans on normally distributed differences" in paired_t(D).test.sentence()
    assert paired_t(D).test.floor == 0


def test_differences_without_a_spread_have_no_t():
    with pytest.raises(ValueError, match="every difference is the same"):
        paired_t([-2.0, -2.0, -2.0])
    with pytest.raises(ValueError, match="confidence level of 0"):
        paired_t(D, level=0)
