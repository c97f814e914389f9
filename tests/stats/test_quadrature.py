"""Sums that stand for integrals, against closed forms and brute force."""

from math import comb, pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import beta

from hepatica.stats.quadrature import between, log_binomial_normal, over_log_odds, standard_normal


def test_the_moments_of_a_standard_normal_come_out():
    z, w = standard_normal()
    assert [float(w @ z**k) for k in range(5)] == pytest.approx([1, 0, 1, 0, 3], abs=1e-12)


def test_a_polynomial_is_integrated_exactly():
    x, w = between(1, 3, 5)
    assert float(w @ x**3) == pytest.approx(20)


@pytest.mark.parametrize(("a", "b"), [(0.5, 1), (1, 1), (3, 7), (200, 30)])
def test_a_density_of_a_probability_integrates_to_one_over_the_log_odds(a, b):
    theta, w = over_log_odds()
    p, q = expit(theta), expit(-theta)
    inside = (p > 0) & (q > 0) & (p < 1)
    assert float((beta.pdf(p, a, b) * p * q * w)[inside].sum()) == pytest.approx(1, abs=1e-7)


@given(st.integers(1, 60), st.floats(0, 1), st.floats(-4, 3), st.floats(0.05, 3))
def test_the_binomial_with_normal_log_odds_agrees_with_plain_integration(n, share, mean, sd):
    r = round(share * n)
    found = float(log_binomial_normal(*(np.array(v, dtype=float) for v in (r, n, mean, sd))))
    z = np.linspace(-9, 9, 4001)
    theta = mean + sd * z
    log_curve = r * theta - n * np.logaddexp(0, theta) - z**2 / 2
    plain = comb(n, r) * float(np.exp(log_curve).sum()) * (z[1] - z[0]) / sqrt(2 * pi)
    assert np.exp(found) == pytest.approx(plain, rel=1e-3, abs=1e-12)


@pytest.mark.parametrize(("r", "n"), [(0.0, 1e5), (5e4, 1e5), (1e5, 1e5), (1.0, 1.0)])
@pytest.mark.parametrize(("mean", "sd"), [(-30.0, 0.01), (-30.0, 2.0), (0.0, 5.0), (30.0, 0.01)])
def test_rare_and_many_events_do_not_overflow_and_are_no_more_than_certain(r, n, mean, sd):
    found = log_binomial_normal(*(np.array(v) for v in (r, n, mean, sd)))
    mirrored = log_binomial_normal(*(np.array(v) for v in (n - r, n, -mean, sd)))
    assert np.isfinite(found)
    assert found <= 0
    assert found == pytest.approx(mirrored, rel=1e-9, abs=1e-9)


def test_each_of_many_together_is_what_it_is_alone():
    r, n, mean = np.array([0.0, 3.0, 9.0])[:, None], np.array(9.0), np.linspace(-3, 2, 4)
    together = log_binomial_normal(r, n, mean, np.array(0.7))
    alone = [[float(log_binomial_normal(a[0], n, m, np.array(0.7))) for m in mean] for a in r]
    assert together == pytest.approx(np.array(alone), abs=1e-12)
