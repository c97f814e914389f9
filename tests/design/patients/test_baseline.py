"""Patients at entry: the cohort's own numbers come back, and impossible parameters are sentences."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from hepatica.design.parameters import load, read
from hepatica.design.patients.baseline import MEASURED, check_correlation, draw_baseline
from hepatica.design.patients.eligible import Windows, draw_eligible
from hepatica.design.streams import stream

REAL_QUARTILES = (9, 11, 17)
"""Of the 393 patients that the copula was made from."""


@pytest.fixture(scope="module")
def cohort():
    return draw_baseline(60_000, stream(11, "cohort"))


def test_meld_is_that_of_the_cohort(cohort):
    meld = np.floor(cohort.meld + 0.5)
    assert meld.mean() == pytest.approx(13.61, abs=0.25)
    assert meld.std() == pytest.approx(6.28, abs=0.20)
    assert np.abs(np.quantile(meld, (0.25, 0.5, 0.75)) - REAL_QUARTILES).max() <= 1
    assert ((meld >= 10) & (meld <= 25)).mean() == pytest.approx(0.633, abs=0.02)


def test_each_measurement_has_the_quantiles_of_the_cohort(cohort):
    parameters = load("baseline")
    for name in MEASURED:
        # The largest distance between the two distributions, at the quantiles that are known: a KS distance.
        known = np.asarray(parameters.table("quantiles")[name])
        below = (getattr(cohort, name)[:, None] <= known).mean(axis=0)
        assert np.abs(below - parameters.numbers("probabilities"))[1:-1].max() < 0.012, name


def test_measurements_hang_together_as_in_the_cohort(cohort):
    wanted = load("baseline").numbers("correlation")
    found = spearmanr(np.column_stack([getattr(cohort, name) for name in MEASURED])).statistic
    # Pearson's correlation of normal scores is 2 sin(π/6 of Spearman's).
    assert np.abs(2 * np.sin(np.pi * found / 6) - wanted).max() < 0.03


def test_findings_have_the_prevalences_named(cohort):
    assert (cohort.ascites > 0).mean() == pytest.approx(0.485, abs=0.015)
    assert (cohort.ascites == 2).mean() == pytest.approx(0.2425, abs=0.015)
    assert (cohort.encephalopathy > 0).mean() == pytest.approx(0.10, abs=0.01)
    assert cohort.albumin[cohort.ascites > 0].mean() < cohort.albumin[cohort.ascites == 0].mean() - 0.4


def test_the_first_patients_are_the_same_however_many_are_drawn():
    few, many = (draw_baseline(n, stream(11, "cohort")) for n in (50, 10_000))
    assert np.array_equal(few.il6, many.il6[:50])
    assert np.array_equal(few.ascites, many.ascites[:50])
    windows = Windows(meld=(10, 25), child_pugh=(7, 11))
    few, many = (draw_eligible(n, stream(11, "cohort"), windows).patients for n in (50, 3000))
    assert np.array_equal(few.bilirubin, many.bilirubin[:50])


def test_the_india_shift_is_declared_and_moves_albumin_and_age(cohort):
    shifted = draw_baseline(60_000, stream(11, "cohort"), india=True)
    assert (shifted.albumin - cohort.albumin).mean() == pytest.approx(-0.4)
    assert (shifted.age - cohort.age).mean() == pytest.approx(-4)
    assert load("baseline").entries["india.albumin"].tag == "assumed"


def test_eligibility_turns_away_those_outside_every_window():
    entered = draw_eligible(3000, stream(2), Windows(meld=(10, 25), child_pugh=(7, 11), age=(18, 65)))
    patients = entered.patients
    assert patients.meld.min() >= 10
    assert patients.meld.max() <= 25
    assert set(patients.child_pugh) == {7, 8, 9, 10, 11}
    assert patients.age.max() <= 65
    assert 0 < entered.share < 0.6


@pytest.mark.parametrize(
    ("matrix", "sentence"),
    [
        ([[1, 0.2]], "square, not 1 by 2"),
        ([[1, 0.2], [0.3, 1]], "1 with 2 and back differ"),
        ([[1, 1.2], [1.2, 1]], "a correlation of 1.2"),
        ([[2, 0.2], [0.2, 1]], "correlates with itself by 1"),
        ([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], "no measurements hang together so"),
    ],
)
def test_a_matrix_that_is_no_correlation_matrix_is_a_sentence(matrix, sentence):
    with pytest.raises(ValueError, match=sentence):
        check_correlation(np.asarray(matrix, dtype=float))


def test_bad_input_is_a_sentence():
    with pytest.raises(ValueError, match="0 patients cannot be drawn"):
        draw_baseline(0, stream(1))
    with pytest.raises(ValueError, match="window of meld ends at 10, before it begins at 25"):
        Windows(meld=(25, 10))
    with pytest.raises(ValueError, match="leave nobody to treat"):
        draw_eligible(5, stream(1), Windows(meld=(39.9, 39.90001), age=(18, 19)))
    with pytest.raises(ValueError, match=r"baseline.yaml has no parameter called india.sodium"):
        load("baseline").number("india.sodium")
    with pytest.raises(ValueError, match=r"x.yaml: rate is tagged 'guessed'"):
        read("x", {"rate": {"value": 1, "unit": "1", "source": "", "tag": "guessed"}})
    with pytest.raises(ValueError, match=r"x.yaml: rate has no source and no tag"):
        read("x", {"rate": {"value": 1, "unit": "1"}})
