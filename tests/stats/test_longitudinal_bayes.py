import numpy as np
import pytest
from scipy.stats import norm
from tests.stats.course import rows, simulated

from hepatica.stats import longitudinal_bayes
from hepatica.stats.longitudinal import longitudinal
from hepatica.stats.longitudinal_bayes import bayesian_slope
from hepatica.stats.mixed import mixed_model
from hepatica.stats.reml import Profile


def test_twice_the_grid_changes_no_printed_digit(monkeypatch):
    found = bayesian_slope(simulated(5))
    monkeypatch.setattr(longitudinal_bayes, "POINTS", 320)
    finer = bayesian_slope(simulated(5))
    for part in ("slope", "sd", "lower", "upper", "probability_below_zero", "between", "noise"):
        assert getattr(found, part) == pytest.approx(getattr(finer, part), rel=1e-4), part


def test_the_posterior_is_that_of_a_sampler_of_the_same_model():
    measured = simulated(5, seed=2)
    found = bayesian_slope(measured, between_scale=2)
    data = longitudinal(measured)
    design = np.column_stack([np.ones_like(data.times), data.times])
    profile = Profile(data.values, design, design[:, :1], data.member)
    rng = np.random.default_rng(0)
    # importance sampling: the two SDs from wide proposals, the slope given them exactly
    between, noise = np.abs(rng.normal(0, 2, 6000)), np.exp(rng.normal(np.log(found.noise), 0.6, 6000))
    log_weight, means, sds = [], [], []
    for tau, sigma in zip(between, noise, strict=True):
        criterion, fixed, covariance, own = profile.solve(np.array([tau / sigma]))
        free = profile.free
        # the profiled criterion put back at this noise
        log_density = -0.5 * (
            criterion - free * (1 + np.log(own)) + free * np.log(sigma**2) + free * own / sigma**2
        )
        log_weight.append(log_density + 0.5 * ((np.log(sigma) - np.log(found.noise)) / 0.6) ** 2)
        means.append(fixed[1])
        sds.append(sigma * covariance[1, 1] ** 0.5)
    weight = np.exp(np.array(log_weight) - max(log_weight))
    weight /= weight.sum()
    means, sds = np.array(means), np.array(sds)
    assert found.slope == pytest.approx(float(weight @ means), abs=1e-3)
    assert found.between == pytest.approx(float(weight @ between), rel=0.05)
    assert found.noise == pytest.approx(float(weight @ noise), rel=0.05)
    assert found.probability_below_zero == pytest.approx(float(weight @ norm.cdf(-means / sds)), abs=5e-3)


def test_many_participants_leave_no_weight_to_the_prior():
    measured = simulated(60)
    found, model = bayesian_slope(measured), mixed_model(measured)
    assert found.slope == pytest.approx(model.slope.value, rel=1e-3)
    assert found.sd == pytest.approx(model.slope.se, rel=0.03)
    assert found.noise == pytest.approx(model.sd_residual, rel=0.03)


def test_it_is_labelled_a_sensitivity_and_names_its_prior():
    found = bayesian_slope(simulated(5), between_scale=2)
    assert "sensitivity" in found.method
    assert found.prior == "spread between participants half-normal(2); flat otherwise"
    assert found.between_prior_mean == pytest.approx(1.596, abs=1e-3)
    assert found.lower < found.slope < found.upper


def test_a_narrow_prior_pulls_the_spread_toward_nil():
    narrow, wide = (bayesian_slope(simulated(5), between_scale=s) for s in (0.5, 5))
    assert narrow.between < wide.between


@pytest.mark.parametrize(
    ("measured", "sentence"),
    [
        (rows([[1], [2], [3]], (0,)), "at one time"),
        (rows([[1, 2]], (0, 1)), "2 measurements of 1 participants"),
        (rows([[1, 2, 3], [2, 3, 4]], (0, 1, 2)), "no noise to estimate"),
    ],
)
def test_data_that_carry_no_slope_are_refused_with_the_reason(measured, sentence):
    refused = bayesian_slope(measured)
    assert (refused.kind, sentence in refused.reason) == ("not_estimable", True)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [({"between_scale": 0}, "a prior scale of 0 cannot be"), ({"level": 1}, "does not lie between 0 and 1")],
)
def test_priors_that_cannot_be_are_refused(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        bayesian_slope(simulated(5), **options)
