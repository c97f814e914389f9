import numpy as np
import pytest
from scipy.stats import t

from hepatica.stats.bayes_paired import SCEPTICAL, WEAK, PairedPrior, bayes_paired

D = [-3, -1, -2, -4, -5]


def on_a_grid(d, prior):
    """The same posterior by brute force: mean and SD of the mean change."""
    mu, log_s = np.linspace(-13, 10, 1401), np.linspace(np.log(1e-3), np.log(30), 301)
    s = np.exp(log_s)
    log_p = log_s - (s / prior.noise_scale) ** 2 / 2 - ((mu[:, None] - prior.mean) / prior.sd) ** 2 / 2
    for one in d:
        log_p = log_p + t.logpdf((one - mu[:, None]) / s, 4) - log_s
    weight = np.exp(log_p - log_p.max()).sum(axis=1)
    weight /= weight.sum()
    mean = (weight * mu).sum()
    return mean, np.sqrt((weight * (mu - mean) ** 2).sum())


@pytest.mark.parametrize("prior", [WEAK, SCEPTICAL, PairedPrior(mean=1, sd=0.5, noise_scale=1)])
@pytest.mark.parametrize("d", [D, [-4, -1, 2, -3, -6], [-8, -8.1, -7.9, -8, -8.05]])
def test_the_posterior_is_that_of_a_fine_grid(d, prior):
    found = bayes_paired(d, prior)
    assert (found.mean, found.sd) == pytest.approx(on_a_grid(d, prior), abs=1e-6)


def test_the_interval_leaves_equal_tails():
    found = bayes_paired(D, level=0.9)
    again = bayes_paired(D, thresholds=(found.lower, found.upper))
    assert [p for _, p in again.below] == pytest.approx([0.05, 0.95], abs=1e-9)


def test_five_patients_leave_the_prior_visible():
    weak, sceptical = bayes_paired(D), bayes_paired(D, SCEPTICAL)
    assert weak.mean == pytest.approx(-2.44, abs=5e-3)
    assert sceptical.mean == pytest.approx(-1.43, abs=5e-3)
    assert dict(weak.below)[0] == pytest.approx(0.9865, abs=5e-5)
    assert dict(sceptical.below)[-1] == pytest.approx(0.7109, abs=5e-5)
    assert sceptical.prior.sd == 1


def test_mirrored_data_give_a_mirrored_posterior():
    found, mirrored = bayes_paired(D), bayes_paired([-one for one in D])
    assert (mirrored.mean, mirrored.lower) == pytest.approx((-found.mean, -found.upper))


def test_one_pair_is_carried_by_the_prior():
    found = bayes_paired([-1])
    assert -1 < found.mean < 0
    assert found.sd < 2


def test_a_threshold_beyond_all_belief_has_probability_0_or_1():
    assert bayes_paired(D, thresholds=(-500, 500)).below == ((-500, 0.0), (500, 1.0))


@pytest.mark.parametrize(
    ("d", "sentence"),
    [
        ([], "there is no pair"),
        ([-2, -2, -2], "3 of 3 differences are equal: the spread between participants has no posterior"),
        ([0, 0], "2 of 2 differences are equal"),
        ([1, float("nan")], "difference 2 is not a number"),
        ([1.0, 2.0] * 101, "202 pairs: this model is computed for at most 200"),
    ],
)
def test_differences_without_a_posterior_are_refused(d, sentence):
    with pytest.raises(ValueError, match=sentence):
        bayes_paired(d)


@pytest.mark.parametrize(
    ("prior", "sentence"),
    [
        ({"sd": 0}, "a prior standard deviation of 0 is impossible"),
        ({"sd": float("inf")}, "a prior standard deviation of inf is impossible"),
        ({"noise_scale": -1}, "a prior scale of the spread of -1 is impossible"),
        ({"mean": float("nan")}, "a prior mean of nan is not a number"),
    ],
)
def test_an_impossible_prior_is_refused(prior, sentence):
    with pytest.raises(ValueError, match=sentence):
        PairedPrior(**{"mean": 0.0, "sd": 2.0, "noise_scale": 3.0, **prior})


def test_a_level_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="a level of 95"):
        bayes_paired(D, level=95)
