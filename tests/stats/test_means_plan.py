"""Comparing two means by the t test costs what R's power.t.test says, in groups of any proportion."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from hepatica.stats.means_plan import means_power, means_size
from hepatica.stats.sequential.sample_size import two_means


def test_a_standard_deviation_costs_what_r_says():
    """R, one tail: power.t.test(delta = 1, power = 0.9)$n is 22.02110, power.t.test(n = 20, delta = 1)$power 0.8689528."""
    assert means_size(1.0, power=0.9) == pytest.approx(22.02110, abs=1e-5)
    assert means_size(-0.5) == means_size(0.5)
    assert means_power(20, 1.0) == pytest.approx(0.8689528, abs=1e-6)
    assert means_size(0.5) == pytest.approx(63.7658, abs=1e-4)
    assert 2 * means_size(0.25, power=0.9) == pytest.approx(two_means(1, 4, power=0.9), abs=1e-3)


def test_what_is_sized_has_the_power_in_any_proportion():
    for shares, baselines in (((1.0, 1.0), 1), ((1.0, 2.0), 0), ((3.0, 1.0), 1)):
        n = means_size(0.8, shares=shares, baselines=baselines, error=0.1, power=0.85)
        assert means_power(n, 0.8, shares=shares, baselines=baselines, error=0.1) == pytest.approx(0.85)


def test_twenty_beside_forty_win_as_often_as_simulated():
    rng, trials = np.random.default_rng(7), 4000
    one, other = rng.normal(0.7, 1, (trials, 20)), rng.normal(0, 1, (trials, 40))
    found = ttest_ind(one, other, axis=1)
    won = float(np.mean((found.pvalue < 0.05) & (found.statistic > 0)))
    exact = means_power(20, 0.7, shares=(1, 2))
    assert abs(won - exact) < 3 * (exact * (1 - exact) / trials) ** 0.5


def test_large_effects_need_two_and_tiny_ones_more_than_anybody_searches_for():
    assert means_size(1e4) == 2.0
    assert means_power(2, 1e6) == 1.0
    assert means_size(1e-5) > 1e7


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: means_size(0), "a difference of nothing"),
        (lambda: means_size(1, power=0.04), "a power of 0.04 does not lie"),
        (lambda: means_power(0, 1), "groups of 0 and 0 participants"),
        (lambda: means_power(9, 1, error=0), "an error of 0 does not lie"),
    ],
)
def test_what_cannot_be_compared_is_a_sentence(call, said):
    with pytest.raises(ValueError, match=said):
        call()
