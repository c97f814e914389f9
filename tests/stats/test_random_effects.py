"""Random effects against numbers worked out another way: by hand, by R's metafor in print, and by what must hold always."""

from math import log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import linregress, t

from hepatica.stats.random_effects import Asymmetry, NotPooled, Pooled, Prediction, egger, leave_one_out, pool

# Colditz 1994, BCG against tuberculosis: cases and others, vaccinated and not. metafor's example data set.
BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]  # fmt: skip
EFFECTS = [log((a / (a + b)) / (c / (c + d))) for a, b, c, d in BCG]
ERRORS = [sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)) for a, b, c, d in BCG]


@pytest.mark.parametrize(
    ("between", "mean", "error", "tau2"),
    [
        ("REML", -0.7145, 0.1798, 0.3132),
        ("DerSimonian-Laird", -0.7141, 0.1787, 0.3088),
        ("Paule-Mandel", -0.7150, 0.1809, 0.3181),
    ],
)
def test_the_bcg_trials_give_what_metafor_prints(between, mean, error, tau2):
    found = pool(EFFECTS, ERRORS, between=between, margin="normal")
    assert (round(found.mean, 4), round(found.error, 4)) == (mean, error)
    assert round(found.heterogeneity.tau2, 4) == tau2
    assert (round(found.heterogeneity.q, 2), found.heterogeneity.df) == (152.23, 12)
    assert round(found.heterogeneity.i2, 1) == 92.1


def test_dersimonian_and_laird_by_hand_on_three_studies():
    y, v = [0.1, 0.5, 0.9], [0.04, 0.04, 0.01]
    w = [1 / each for each in v]
    fixed = sum(a * b for a, b in zip(w, y, strict=True)) / sum(w)
    q = sum(a * (b - fixed) ** 2 for a, b in zip(w, y, strict=True))
    tau2 = (q - 2) / (sum(w) - sum(a * a for a in w) / sum(w))
    again = [1 / (each + tau2) for each in v]
    mean = sum(a * b for a, b in zip(again, y, strict=True)) / sum(again)
    found = pool(y, [sqrt(each) for each in v], between="DerSimonian-Laird", margin="normal")
    assert found.heterogeneity.q == pytest.approx(q)
    assert found.heterogeneity.tau2 == pytest.approx(tau2)
    assert found.mean == pytest.approx(mean)
    assert found.error == pytest.approx(1 / sqrt(sum(again)))
    assert found.upper - found.mean == pytest.approx(1.959964 / sqrt(sum(again)), rel=1e-6)


def test_the_hartung_knapp_interval_is_its_formula_and_never_below_the_usual_error():
    found, plain = pool(EFFECTS, ERRORS), pool(EFFECTS, ERRORS, margin="normal")
    w = [1 / (s * s + found.heterogeneity.tau2) for s in ERRORS]
    factor = sum(a * (y - found.mean) ** 2 for a, y in zip(w, EFFECTS, strict=True)) / 12
    assert found.error == pytest.approx(plain.error * sqrt(max(1.0, factor)))
    assert found.upper - found.mean == pytest.approx(t.ppf(0.975, 12) * found.error)


def test_the_prediction_interval_is_higgins_and_two_studies_have_none():
    found = pool(EFFECTS, ERRORS)
    assert isinstance(found.prediction, Prediction)
    half = t.ppf(0.975, 11) * sqrt(found.heterogeneity.tau2 + found.error**2)
    assert found.prediction.upper - found.mean == pytest.approx(half)
    two = pool([0.0, 1.0], [0.5, 0.5])
    assert two.prediction == NotPooled(why="Two studies do not say where a third would lie.")


def test_one_study_is_refused_with_a_sentence():
    assert pool([1.0], [0.2]) == NotPooled(why="One study alone is not pooled: its own result stands.")


@pytest.mark.parametrize(
    ("effects", "errors", "said"),
    [
        ([1.0, 2.0], [0.0, 1.0], "a standard error of 0.0 says that a study cannot be wrong"),
        ([1.0, 2.0], [float("nan"), 1.0], "a standard error of nan"),
        ([1.0], [1.0, 2.0], "1 effects and 2 standard errors do not pair"),
        ([float("inf"), 1.0], [1.0, 1.0], "an effect is not a number"),
    ],
)
def test_numbers_that_cannot_be_are_refused(effects, errors, said):
    with pytest.raises(ValueError, match=said):
        pool(effects, errors)


def test_egger_is_a_regression_of_the_standardised_effect_on_precision():
    found = egger(EFFECTS, ERRORS)
    line = linregress([1 / s for s in ERRORS], [y / s for y, s in zip(EFFECTS, ERRORS, strict=True)])
    assert isinstance(found, Asymmetry)
    assert found.intercept == pytest.approx(line.intercept)
    assert found.error == pytest.approx(line.intercept_stderr)
    assert found.p == pytest.approx(2 * t.sf(abs(line.intercept / line.intercept_stderr), 11))
    assert found.floor == 0.0


def test_egger_needs_ten_studies():
    assert egger(EFFECTS[:9], ERRORS[:9]) == NotPooled(
        why="Small-study effects cannot be judged from 9 studies: a test needs 10."
    )


def test_leaving_one_out_is_pooling_the_rest():
    found = leave_one_out(EFFECTS, ERRORS)
    assert len(found) == 13
    assert found[0] == pool(EFFECTS[1:], ERRORS[1:])


positive = st.floats(0.05, 3)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(-5, 5),
    st.lists(positive, min_size=2, max_size=8),
    st.sampled_from(["REML", "DerSimonian-Laird", "Paule-Mandel"]),
)
def test_studies_that_agree_have_no_spread(effect, errors, between):
    found = pool([effect] * len(errors), errors, between=between)
    assert isinstance(found, Pooled)
    assert found.heterogeneity.tau2 == pytest.approx(0, abs=1e-9)
    assert found.mean == pytest.approx(effect, abs=1e-7)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(-5, 5), positive), min_size=2, max_size=8), st.floats(-10, 10))
def test_a_shift_of_all_effects_shifts_the_mean_and_nothing_else(studies, by):
    effects, errors = [y for y, _ in studies], [s for _, s in studies]
    found, moved = pool(effects, errors), pool([y + by for y in effects], errors)
    assert moved.mean == pytest.approx(found.mean + by, abs=1e-4)
    assert moved.heterogeneity.tau2 == pytest.approx(found.heterogeneity.tau2, abs=1e-4)
    assert sum(found.weights) == pytest.approx(1)
    assert found.lower <= found.mean <= found.upper
