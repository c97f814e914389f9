"""The profiled criterion against the restricted likelihood written out with whole matrices."""

import numpy as np
import pytest
from tests.stats.course import simulated

from hepatica.stats import reml
from hepatica.stats.longitudinal import longitudinal
from hepatica.stats.reml import Profile, fit_reml


def parts(**options):
    data = longitudinal(simulated(**options))
    design = np.column_stack([np.ones_like(data.times), data.times / 24])
    return data.values, design, data.member


def test_the_criterion_is_the_restricted_likelihood_written_out():
    values, design, member = parts(people=4, slopes=0.1)
    profile = Profile(values, design, design, member)
    theta = np.array([1.3, -0.4, 0.7])
    criterion, fixed, _, noise = profile.solve(theta)
    factor = np.array([[1.3, 0], [-0.4, 0.7]])
    same = member[:, None] == member[None, :]
    covariance = noise * (np.eye(len(values)) + same * (design @ factor @ factor.T @ design.T))
    inverse = np.linalg.inv(covariance)
    cross = design.T @ inverse @ design
    best = np.linalg.solve(cross, design.T @ inverse @ values)
    left = values - design @ best
    free = len(values) - 2
    written_out = (
        free * np.log(2 * np.pi)
        + np.linalg.slogdet(covariance)[1]
        + np.linalg.slogdet(cross)[1]
        + left @ inverse @ left
    )
    assert criterion == pytest.approx(written_out)
    assert fixed == pytest.approx(best)


def test_nothing_near_the_answer_is_likelier():
    values, design, member = parts(slopes=0.1)
    fit = fit_reml(values, design, design, member)
    profile = Profile(values, design, design, member)
    theta = np.linalg.cholesky(fit.relative)[np.tril_indices(2)]
    assert fit.converged
    for i in range(3):
        for step in (-1e-3, 1e-3):
            moved = theta + step * np.eye(3)[i]
            assert profile.criterion(moved) > fit.criterion


def test_searches_that_do_not_meet_are_not_called_converged(monkeypatch):
    monkeypatch.setattr(reml, "ITERATIONS", 1)
    values, design, member = parts(slopes=0.1)
    assert not fit_reml(values, design, design, member).converged


def test_a_small_spread_is_found_where_a_long_step_lands_on_nil():
    data = longitudinal(simulated(7, between=0.5, seed=0))
    design = np.column_stack([np.ones_like(data.times), data.times / 24])
    values = data.values / data.values.std()
    profile = Profile(values, design, design[:, :1], data.member)
    fit = fit_reml(values, design, design[:, :1], data.member)
    grid = min(profile.criterion(np.array([theta])) for theta in np.linspace(0, 6, 1201))
    assert fit.converged
    assert fit.criterion <= grid + 1e-9
