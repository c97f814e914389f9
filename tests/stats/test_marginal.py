"""A distribution on a grid keeps what it was made of."""

import numpy as np
import pytest
from scipy.stats import norm

from hepatica.stats.marginal import Marginal

GRID = np.linspace(-8, 8, 201)
NORMAL = Marginal(name="z", grid=GRID, density=norm.pdf(GRID), cdf=norm.cdf(GRID), mean=0.0, sd=1.0)


def test_quantiles_between_the_points_are_those_of_the_curve():
    assert NORMAL.quantiles((0.025, 0.5, 0.9)) == pytest.approx((-1.959964, 0, 1.281552), abs=1e-5)
    assert NORMAL.below(0.513) == pytest.approx(float(norm.cdf(0.513)), abs=1e-7)


def test_beyond_the_grid_there_is_nothing():
    assert (NORMAL.below(-9), NORMAL.below(9)) == pytest.approx((0, 1))
    assert NORMAL.density_at(9) == 0
    assert NORMAL.quantile(1e-30) == -8


@pytest.mark.parametrize("share", [0, 1, -0.1])
def test_a_quantile_lies_between_nothing_and_everything(share):
    with pytest.raises(ValueError, match="does not lie between 0 and 1"):
        NORMAL.quantile(share)


def test_a_grid_that_falls_is_no_distribution():
    with pytest.raises(ValueError, match="the grid of z does not rise"):
        Marginal(name="z", grid=GRID[::-1], density=GRID, cdf=norm.cdf(GRID), mean=0, sd=1)
