"""Mixtures of Beta and normal distributions: their numbers, their updates, and what is no prior."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta, norm

from hepatica.stats.mixtures import BetaMixture, NormalMixture

PRINTED = BetaMixture(weights=(0.6167463, 0.3832537), a=(19.1916387, 3.5278745), b=(57.7779318, 9.373598))
NORMALS = NormalMixture(weights=(0.7, 0.3), means=(-50.0, -46.0), sds=(16.0, 6.0))
shares = st.floats(0.05, 0.95)
sizes = st.floats(0.2, 40)


def test_the_posterior_of_the_robust_prior_is_the_one_rbest_gives():
    after = PRINTED.robust(0.2).posterior(1, 6)
    assert after.weights == pytest.approx((0.5873817403835, 0.3151418857014, 0.09747637391501), abs=1e-6)
    assert (after.a, after.b) == (
        pytest.approx((20.191639, 4.527875, 2)),
        pytest.approx((62.777932, 14.373598, 6)),
    )


def test_the_prediction_for_six_is_the_one_rbest_gives():
    assert PRINTED.predictive(6) == pytest.approx(
        (0.1957354740433, 0.3306748735267, 0.2735811215624, 0.1399671618503, 0.04782130892939, 0.01086641653993,
         0.001353643547981), abs=1e-12,
    )  # fmt: skip


@pytest.mark.parametrize("mixture", [PRINTED, NORMALS])
def test_density_and_distribution_belong_together(mixture):
    low, high = mixture.quantile(0.1), mixture.quantile(0.8)
    assert quad(lambda x: float(mixture.density(x)), low, high)[0] == pytest.approx(0.7, abs=1e-8)
    assert float(mixture.density(mixture.mode)) >= float(mixture.density(mixture.mean))


@given(st.lists(st.tuples(sizes, sizes, shares), min_size=1, max_size=3))
def test_mean_and_sd_of_a_mixture_are_those_of_its_integral(parts):
    total = sum(w for _, _, w in parts)
    mixture = BetaMixture(
        weights=tuple(w / total for _, _, w in parts),
        a=tuple(a for a, _, _ in parts),
        b=tuple(b for _, b, _ in parts),
    )
    mean = sum(w * float(beta.mean(a, b)) for (a, b, _), w in zip(parts, mixture.weights, strict=True))
    square = sum(
        w * float(beta.var(a, b) + beta.mean(a, b) ** 2)
        for (a, b, _), w in zip(parts, mixture.weights, strict=True)
    )
    assert (mixture.mean, mixture.sd) == pytest.approx((mean, (square - mean**2) ** 0.5), abs=1e-9)


def test_a_normal_mixture_is_pulled_towards_what_was_seen():
    after = NORMALS.posterior(-20.0, 5.0)
    assert NORMALS.mean < after.mean < -20
    assert after.sd < NORMALS.sd
    assert after.weights[0] > NORMALS.weights[0]  # the wide part had room for -20


def test_one_normal_is_updated_in_closed_form():
    after = NormalMixture.single(0.0, 2.0).posterior(3.0, 1.0)
    assert (after.means[0], after.sds[0]) == pytest.approx((2.4, 0.8**0.5))
    assert NormalMixture.single(0.0, 2.0).predictive(1.0).sds == pytest.approx((5**0.5,))
    assert NormalMixture.single(1.0, 2.0).quantile(0.9) == pytest.approx(float(norm.ppf(0.9, 1, 2)))


@given(st.integers(0, 20))
def test_the_order_of_the_data_does_not_matter(r):
    prior = PRINTED.robust(0.2)
    at_once, in_two = prior.posterior(r, 20), prior.posterior(0, 20 - r).posterior(r, r)
    assert at_once.weights == pytest.approx(in_two.weights)
    assert at_once.mean == pytest.approx(in_two.mean)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: BetaMixture(weights=(0.5, 0.6), a=(1, 1), b=(1, 1)), "add up to 1.1, not to 1"),
        (lambda: BetaMixture(weights=(1.2, -0.2), a=(1, 1), b=(1, 1)), "does not lie between 0 and 1"),
        (
            lambda: BetaMixture(weights=(1.0,), a=(1, 1), b=(1, 1)),
            "a mixture of 1 weights needs as many parts",
        ),
        (lambda: BetaMixture.single(0, 1), r"Beta\(0, 1\) is not a prior"),
        (lambda: NormalMixture.single(0, 0), r"N\(0, 0\) is not a prior: the sd must be above 0"),
        (lambda: NormalMixture.single(0, -1), "the sd must be above 0"),
        (lambda: NormalMixture(weights=(), means=(), sds=()), "a mixture of 0 weights"),
        (lambda: PRINTED.posterior(3, 2), "3 of 2 is not a proportion"),
        (lambda: PRINTED.predictive(-1), "-1 participants cannot be"),
        (lambda: PRINTED.robust(0), "a weight of the vague part of 0"),
        (lambda: PRINTED.quantile(1), "a share of 1"),
        (lambda: NORMALS.posterior(0, 0), "a standard error of 0 is not above 0"),
    ],
)
def test_what_is_no_prior_is_refused_in_a_sentence(call, said):
    with pytest.raises(ValueError, match=said):
        call()
