"""What a prior is worth in participants."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepatica.stats.effective_size import effective_size
from hepatica.stats.mixtures import BetaMixture, NormalMixture

PRINTED = BetaMixture(weights=(0.6167463, 0.3832537), a=(19.1916387, 3.5278745), b=(57.7779318, 9.373598))


@pytest.mark.parametrize(
    ("kind", "worth"), [("elir", 36.817272604), ("moment", 26.020574938), ("morita", 62.67315424)]
)
def test_the_three_definitions_are_rbests(kind, worth):
    assert effective_size(PRINTED, kind).participants == pytest.approx(worth, abs=1e-3)


def test_the_robust_prior_is_worth_less_and_as_rbest_says():
    assert effective_size(PRINTED.robust(0.2)).participants == pytest.approx(25.730949861, abs=1e-4)


def test_each_result_carries_its_definition():
    assert {effective_size(PRINTED, kind).method for kind in ("elir", "moment", "morita")} == {
        "expected local-information ratio",
        "moments",
        "Morita, at the mode",
    }


@given(st.floats(1.2, 300), st.floats(1.2, 300))
def test_one_beta_is_worth_the_sum_of_its_parameters(a, b):
    prior = BetaMixture.single(a, b)
    assert effective_size(prior, "elir").participants == pytest.approx(a + b, rel=1e-6)
    assert effective_size(prior, "moment").participants == pytest.approx(a + b, rel=1e-6)


@given(st.floats(-10, 10), st.floats(0.1, 10), st.floats(0.5, 20))
@settings(max_examples=20)
def test_one_normal_is_worth_the_ratio_of_variances(mean, sd, sigma):
    prior = NormalMixture.single(mean, sd)
    for kind in ("elir", "moment"):
        assert effective_size(prior, kind, sigma=sigma).participants == pytest.approx(
            sigma**2 / sd**2, rel=1e-6
        )
    assert effective_size(prior, "morita", sigma=sigma).participants == pytest.approx(
        0.99 * sigma**2 / sd**2, rel=1e-6
    )


def test_a_flat_prior_is_worth_nothing():
    assert effective_size(BetaMixture.single(1, 1)).participants == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("sigma", [None, 0, -1])
def test_a_normal_prior_needs_one_participants_sd(sigma):
    with pytest.raises(ValueError, match="needs one participant's sd above 0"):
        effective_size(NormalMixture.single(0, 1), sigma=sigma)


def test_an_infinite_ratio_is_refused():
    with pytest.raises(ValueError, match="a parameter below 1 is infinite"):
        effective_size(BetaMixture.single(0.5, 1))
