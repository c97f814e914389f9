"""Assurance is the power averaged over the prior, and what a prior cannot give no size gives."""

import numpy as np
import pytest
from scipy.stats import norm

from hepatica.stats.assurance import assured, needed, two_means
from hepatica.stats.factorial_plan import Outcome, Question, power_curve
from hepatica.stats.mixtures import NormalMixture

HOPE = NormalMixture.single(1.0, 1.5)


def test_fifty_in_each_group_have_a_power_of_seventy_and_an_assurance_of_thirty_seven():
    found = two_means(50, 4, HOPE, effect=2)
    assert found.power == pytest.approx(0.705, abs=5e-4)
    assert found.assurance == pytest.approx(0.37, abs=5e-3)
    assert found.ceiling == pytest.approx(norm.cdf(1 / 1.5))


def test_the_quadrature_is_the_closed_form():
    mixed = NormalMixture(weights=(0.3, 0.7), means=(-0.5, 2.0), sds=(0.2, 1.5))
    se = 4 * (2 / 50) ** 0.5
    found = assured(lambda d: norm.cdf(d / se - norm.isf(0.025)), mixed, effect=2, method="by hand")
    assert found.assurance == pytest.approx(two_means(50, 4, mixed, effect=2).assurance, abs=1e-10)


def test_a_certain_prior_gives_the_power_and_luck_is_told_apart():
    certain = two_means(50, 4, NormalMixture.single(2.0, 1e-6), effect=2)
    assert certain.assurance == pytest.approx(certain.power, abs=1e-6)
    assert certain.by_luck == 0
    nothing = two_means(50, 4, NormalMixture.single(-1e-3, 1e-6), effect=2)
    assert nothing.by_luck == pytest.approx(nothing.assurance, abs=1e-9)


def test_a_factorial_is_assured_question_by_question():
    outcome = Outcome(delta=2, sd=4)
    main, both = (
        assured(lambda d, q=q: power_curve(outcome, q, 50, d), HOPE, effect=2, method=q).assurance
        for q in (Question.MAIN, Question.EACH)
    )
    assert both < main < 0.75


def test_more_participants_never_pass_the_ceiling():
    def at(n):
        return two_means(n, 4, HOPE, effect=2).assurance

    assert at(needed(at, 0.5)) >= 0.5 > at(needed(at, 0.5) - 1)
    assert needed(at, 0.76, most=2000) is None


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("an effect of nan", lambda: two_means(50, 4, HOPE, effect=float("nan"))),
        ("groups of 0", lambda: two_means(0, 4, HOPE, effect=2)),
        ("standard deviation of 0", lambda: two_means(50, 0, HOPE, effect=2)),
        ("an error of 1", lambda: two_means(50, 4, HOPE, effect=2, error=1)),
        ("an assurance of 1", lambda: needed(lambda _: 0.5, 1.0)),
        ("no assurance", lambda: assured(lambda d: np.full(d.shape, 2.0), HOPE, effect=2, method="")),
        ("the sd must be above 0", lambda: NormalMixture.single(1.0, 0.0)),
    ],
)
def test_what_has_no_assurance_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
