"""A prior from earlier controls: what RBesT prints, what closed forms say, and what cannot be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepatica.stats.map import Estimate, Events, Hyperprior, map_binomial, map_normal

SPONDYLITIS = tuple(
    Events(study=f"Study {k}", r=r, n=n)
    for k, (r, n) in enumerate(
        ((23, 107), (12, 44), (19, 51), (9, 39), (39, 139), (6, 20), (9, 78), (10, 35)), 1
    )
)
CROHN = tuple(
    Estimate(study=study, y=y, se=se)
    for study, y, se in (
        ("Gastr06", -51, 10.22979221),
        ("AIMed07", -49, 6.83012463),
        ("NEJM07", -36, 4.85898715),
        ("Gastr01a", -47, 19.6773982),
        ("APhTh04", -90, 17.6),
        ("Gastr01b", -54, 11.55496609),
    )
)


def test_the_prior_of_eight_spondylitis_trials_is_the_published_one():
    prior = map_binomial(SPONDYLITIS, Hyperprior(tau_scale=1.0, sd=2.0))
    assert (prior.new.mean, prior.new.sd) == pytest.approx((0.2583, 0.0874), abs=5e-5)
    assert prior.tau.mean == pytest.approx(0.379, abs=5e-4)
    assert prior.new.quantiles((0.025, 0.5, 0.975)) == pytest.approx((0.112, 0.249, 0.476), abs=0.006)
    assert (prior.beta.mean, prior.beta.sd) == pytest.approx((-1.1034, 0.1877), abs=0.003)


def test_the_prior_of_six_crohn_trials_is_the_published_one_within_simulation_error():
    prior = map_normal(CROHN, Hyperprior(tau_scale=44, sd=88))
    assert (prior.new.mean, prior.new.sd) == pytest.approx((-49.78, 19.48), abs=0.6)
    assert (prior.tau.mean, prior.beta.sd) == pytest.approx((14.48, 8.64), abs=0.3)


def test_a_finer_rule_changes_no_printed_digit(monkeypatch):
    known = map_binomial(SPONDYLITIS, Hyperprior(tau_scale=1.0))
    monkeypatch.setattr("hepatica.stats.map_slices.TAUS", 96)
    monkeypatch.setattr("hepatica.stats.map_slices.STEP", 0.25)
    finer = map_binomial(SPONDYLITIS, Hyperprior(tau_scale=1.0))
    for one, other in ((known.new, finer.new), (known.tau, finer.tau), (known.beta, finer.beta)):
        assert (one.mean, one.sd) == pytest.approx((other.mean, other.sd), abs=1e-7)
        assert one.quantiles((0.025, 0.5, 0.975)) == pytest.approx(
            other.quantiles((0.025, 0.5, 0.975)), abs=5e-5
        )


@pytest.mark.parametrize(
    "studies",
    [SPONDYLITIS, SPONDYLITIS[:1], (Events(study="none", r=0, n=3), Events(study="A", r=40, n=2000))],
)
def test_slices_read_at_every_fourth_point_are_what_they_are_read_everywhere(monkeypatch, studies):
    known = map_binomial(studies, Hyperprior(tau_scale=1.0)).new
    monkeypatch.setattr("hepatica.stats.map_slices.WIDE", float("inf"))
    whole = map_binomial(studies, Hyperprior(tau_scale=1.0)).new
    assert not np.array_equal(known.cdf, whole.cdf)
    assert known.cdf == pytest.approx(whole.cdf, abs=1e-11)
    middle = slice(100, 301)  # four standard deviations either side: what lies beyond is a bare tail
    assert known.density[middle] == pytest.approx(whole.density[middle], rel=1e-8)


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.3, 3)), min_size=1, max_size=4), st.floats(0.5, 10))
@settings(max_examples=8)
def test_without_spread_between_studies_the_prior_is_the_pooled_estimate(told, sd):
    studies = [Estimate(study=str(k), y=y, se=se) for k, (y, se) in enumerate(told)]
    prior = map_normal(studies, Hyperprior(tau_scale=1e-6, sd=sd))
    precision = sum(1 / s.se**2 for s in studies) + 1 / sd**2
    pooled = sum(s.y / s.se**2 for s in studies) / precision
    for found in (prior.new, prior.beta):
        assert (found.mean, found.sd) == pytest.approx((pooled, precision**-0.5), rel=1e-5, abs=1e-6)
    assert prior.new.quantile(0.975) == pytest.approx(
        pooled + 1.959964 * precision**-0.5, abs=4e-4 * precision**-0.5
    )


def test_without_spread_counts_are_pooled_as_one_study():
    several = map_binomial(SPONDYLITIS, Hyperprior(tau_scale=1e-5))
    r, n = sum(s.r for s in SPONDYLITIS), sum(s.n for s in SPONDYLITIS)
    together = map_binomial([Events(study="all", r=r, n=n)], Hyperprior(tau_scale=1e-5))
    assert (several.new.mean, several.new.sd) == pytest.approx((together.new.mean, together.new.sd), rel=1e-4)
    assert several.new.mean == pytest.approx(r / n, abs=0.002)


@pytest.mark.parametrize(("r", "n"), [(0, 3), (3, 3), (0, 200), (1, 1)])
def test_studies_at_the_edge_give_a_distribution_all_the_same(r, n):
    prior = map_binomial(
        [Events(study="A", r=r, n=n), Events(study="B", r=1, n=10)], Hyperprior(tau_scale=1.0)
    )
    assert 0 < prior.new.mean < 1
    assert prior.new.cdf[0] < 1e-3
    assert prior.new.cdf[-1] == pytest.approx(1, abs=1e-3)
    assert float(np.trapezoid(prior.new.density, prior.new.grid)) == pytest.approx(1, abs=2e-3)


def test_one_study_among_many_contrary_ones_still_gives_a_wide_prior():
    agreed = map_binomial([Events(study=str(k), r=5, n=50) for k in range(4)], Hyperprior(tau_scale=1.0))
    split = map_binomial(
        [Events(study=str(k), r=r, n=50) for k, r in enumerate((5, 5, 40, 40))], Hyperprior(tau_scale=1.0)
    )
    assert split.tau.mean > 2 * agreed.tau.mean
    assert split.new.sd > 2 * agreed.new.sd


def test_the_same_studies_give_the_same_bytes():
    once, again = (map_normal(CROHN, Hyperprior(tau_scale=44, sd=88)) for _ in range(2))
    assert once.new.cdf.tobytes() == again.new.cdf.tobytes()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Hyperprior(tau_scale=0), "half-normal prior of scale 0 is not a prior"),
        (lambda: Hyperprior(tau_scale=1, sd=0), r"N\(0.0, 0\) is not a prior: the sd must be above 0"),
        (lambda: Hyperprior(tau_scale=float("nan")), "scale nan is not a prior"),
        (lambda: Events(study="A", r=4, n=3), "A: 4 of 3 is not a proportion"),
        (lambda: Estimate(study="A", y=1, se=0), "A: 1 with a standard error of 0 is not an estimate"),
        (lambda: map_binomial([], Hyperprior(tau_scale=1)), "needs at least one study"),
        (lambda: map_normal([], Hyperprior(tau_scale=1)), "needs at least one study"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(call, said):
    with pytest.raises(ValueError, match=said):
        call()
