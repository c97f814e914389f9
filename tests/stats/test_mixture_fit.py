"""A few parts stand for a predictive prior."""

import numpy as np
import pytest

from hepatica.stats.effective_size import effective_size
from hepatica.stats.map import Estimate, Events, Hyperprior, map_binomial, map_normal
from hepatica.stats.mixture_fit import fit_mixture
from hepatica.stats.mixtures import BetaMixture, NormalMixture

COUNTS = ((23, 107), (12, 44), (19, 51), (9, 39), (39, 139), (6, 20), (9, 78), (10, 35))


@pytest.fixture(scope="module")
def prior():
    studies = [Events(study=str(k), r=r, n=n) for k, (r, n) in enumerate(COUNTS)]
    return map_binomial(studies, Hyperprior(tau_scale=1.0))


@pytest.fixture(scope="module")
def mixture(prior):
    return fit_mixture(prior)


def test_the_mixture_keeps_mean_sd_and_tails(prior, mixture):
    assert isinstance(mixture, BetaMixture)
    assert (mixture.mean, mixture.sd) == pytest.approx((prior.new.mean, prior.new.sd), abs=5e-4)
    for share in (0.025, 0.5, 0.975):
        assert mixture.quantile(share) == pytest.approx(prior.new.quantile(share), abs=0.003)
    assert float(np.max(np.abs(mixture.cdf(prior.new.grid) - prior.new.cdf))) < 0.003


def test_the_mixture_is_worth_what_the_published_one_is(mixture):
    assert effective_size(mixture).participants == pytest.approx(36.8, abs=1)


def test_more_than_one_part_is_needed_and_the_largest_stands_first(prior, mixture):
    assert 2 <= len(mixture.weights) <= 4
    assert mixture.weights == tuple(sorted(mixture.weights, reverse=True))
    assert len(fit_mixture(prior, parts=1).weights) == 1


def test_a_mean_gets_normals():
    studies = [Estimate(study=str(k), y=y, se=2.0) for k, y in enumerate((-1.0, 0.5, -3.0))]
    prior = map_normal(studies, Hyperprior(tau_scale=2.0, sd=10.0))
    found = fit_mixture(prior, parts=2)
    assert isinstance(found, NormalMixture)
    assert (found.mean, found.sd) == pytest.approx((prior.new.mean, prior.new.sd), abs=0.03)


def test_no_parts_are_no_mixture(prior):
    with pytest.raises(ValueError, match="a mixture of 0 parts cannot be"):
        fit_mixture(prior, parts=0)
