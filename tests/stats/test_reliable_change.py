from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats.reliable_change import Analyte, meld_analytes, reliable_change, score_noise

CVS = {"bilirubin_cv": 0.2, "inr_cv": 0.06, "creatinine_cv": 0.06}
FAR_FROM_BOUNDS = meld_analytes(bilirubin=5, inr=1.9, creatinine=2, **CVS)


def log_sd(cv):
    return sqrt(log(1 + cv**2))


def test_away_from_the_bounds_it_is_the_delta_method():
    noise = score_noise(FAR_FROM_BOUNDS)
    by_hand = sqrt((3.78 * log_sd(0.2)) ** 2 + (11.2 * log_sd(0.06)) ** 2 + (9.57 * log_sd(0.06)) ** 2)
    assert noise.delta_sd == pytest.approx(by_hand)
    assert noise.sd == pytest.approx(by_hand, rel=1e-9)
    assert [name for name, _ in noise.parts] == ["bilirubin", "INR", "creatinine"]


def test_at_a_bound_half_the_noise_is_held_back():
    low = score_noise([Analyte(name="INR", value=1.0, cv=0.1, coefficient=1, low=1.0)])
    half_normal = log_sd(0.1) * sqrt(1 / 2 - 1 / (2 * np.pi))
    assert low.sd == pytest.approx(half_normal)
    assert low.delta_sd == 0


def test_bounded_noise_is_what_drawn_values_show():
    z = np.random.Generator(np.random.Philox(3)).standard_normal(400_000)
    for value, low, high in ((0.9, 1, 4), (3.8, 1, 4), (2.0, 1.8, 2.3), (5.0, 1, 4)):
        one = Analyte(name="creatinine", value=value, cv=0.25, coefficient=9.57, low=low, high=high)
        drawn = 9.57 * np.log(np.clip(value * np.exp(log_sd(0.25) * z), low, high))
        assert score_noise([one]).sd == pytest.approx(drawn.std(), rel=0.02)


def test_a_change_is_larger_than_noise_beyond_its_limit():
    noise = score_noise(FAR_FROM_BOUNDS).sd
    within = reliable_change(-3.0, FAR_FROM_BOUNDS)
    assert within.limit == pytest.approx(1.959963984540054 * sqrt(2) * noise)
    assert 3.0 < within.limit < 4.0
    assert not within.larger_than_noise
    assert reliable_change(-4.0, FAR_FROM_BOUNDS).larger_than_noise
    assert within.sentence() == (
        "A change of -3.0 points is within what two draws from one stable person differ by in 95% of cases "
        f"(±{within.limit:.1f}); rounding both scores would add SD 0.41."
    )


def test_the_second_draw_may_vary_otherwise_than_the_first():
    normal = meld_analytes(bilirubin=0.5, inr=0.9, creatinine=0.5, **CVS)
    there, back = reliable_change(1, FAR_FROM_BOUNDS, normal), reliable_change(1, normal, FAR_FROM_BOUNDS)
    assert there.limit == pytest.approx(back.limit)
    assert there.limit < reliable_change(1, FAR_FROM_BOUNDS).limit


@given(st.floats(0.3, 20), st.floats(0.01, 0.6))
def test_bounds_never_add_noise(value, cv):
    bounded = Analyte(name="x", value=value, cv=cv, coefficient=1, low=1, high=4)
    free = Analyte(name="x", value=value, cv=cv, coefficient=1)
    assert score_noise([bounded]).sd <= score_noise([free]).sd * (1 + 1e-9)


def test_an_analyte_that_does_not_vary_adds_nothing():
    assert score_noise([Analyte(name="x", value=2, cv=0, coefficient=1)]).sd == 0


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda: Analyte(name="INR", value=0, cv=0.1, coefficient=1), "INR: a value of 0 has no logarithm"),
        (lambda: Analyte(name="INR", value=1, cv=-1, coefficient=1), "INR: a coefficient of variation of -1"),
        (
            lambda: Analyte(name="INR", value=1, cv=0.1, coefficient=1, low=4, high=1),
            "bounds from 4 to 1 hold nothing",
        ),
        (lambda: score_noise([]), "a score without an analyte"),
        (lambda: reliable_change(float("nan"), FAR_FROM_BOUNDS), "a change of nan is not a number"),
        (lambda: reliable_change(1, FAR_FROM_BOUNDS, level=1), "a level of 1"),
    ],
)
def test_what_cannot_be_measured_is_refused(made, sentence):
    with pytest.raises(ValueError, match=sentence):
        made()
