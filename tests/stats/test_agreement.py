"""Agreement of readers: published tables give their published numbers, and what cannot be estimated is a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats.agreement import Bias, Icc, Kappa, NotEstimable, bland_altman, cross, icc, kappa

# Shrout and Fleiss 1979, table 2: six targets, four judges.
JUDGES = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
# Fleiss 1981, table 13.1: a hundred diagnoses by two raters.
DIAGNOSES = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
# Hout, Duncan and Sobel 1987, as computed in the documentation of R vcd: four ordered answers of 91 couples.
COUPLES = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]
# Bland and Altman 1986: peak flow of 17 persons, large and mini meter, first readings.
LARGE = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


@pytest.mark.parametrize(
    ("form", "value", "lower", "upper"),
    [
        ("ICC(1,1)", 0.17, -0.133, 0.723),
        ("ICC(2,1)", 0.29, 0.019, 0.761),
        ("ICC(A,1)", 0.29, 0.019, 0.761),
        ("ICC(3,1)", 0.71, 0.342, 0.946),
        ("ICC(C,1)", 0.71, 0.342, 0.946),
    ],
)
def test_the_six_targets_of_shrout_and_fleiss_have_their_published_correlations(form, value, lower, upper):
    found = icc(JUDGES, form=form)
    assert isinstance(found, Icc)
    assert found.value == pytest.approx(value, abs=5e-3)
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=1e-3)
    assert (found.form, found.targets, found.readers) == (form, 6, 4)


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=2, max_size=12),
    st.sampled_from(["ICC(1,1)", "ICC(2,1)", "ICC(3,1)"]),
)
def test_a_correlation_lies_inside_its_own_interval_or_is_a_sentence(pairs, form):
    found = icc(pairs, form=form)
    if isinstance(found, NotEstimable):
        assert found.why
    else:
        assert found.lower - 1e-9 <= found.value <= found.upper + 1e-9
        assert -1 <= found.value <= 1


@pytest.mark.parametrize(
    "pairs", [[(4, 3), (4, 4), (9, 0)], [(1, 9), (5, 4), (1, 9)], [(0, 9), (5, 5), (3, 5)]]
)
def test_readers_who_differ_more_than_the_targets_have_no_interval_and_a_sentence_says_so(pairs):
    assert isinstance(icc(pairs, form="ICC(2,1)"), NotEstimable)


def test_a_constant_difference_lowers_agreement_and_not_consistency():
    shifted = [(10, 15.5), (20, 24.5), (30, 35.5), (40, 44.5)]
    absolute, consistent = icc(shifted, form="ICC(A,1)"), icc(shifted, form="ICC(C,1)")
    assert absolute.value < consistent.value


@pytest.mark.parametrize(
    ("ratings", "words"),
    [
        ([], "there is none"),
        ([[3, 4]], "there is one"),
        ([[3, 3], [3, 3]], "every reading is the same"),
        ([[3, 3], [5, 5]], "the same value for every target"),
        ([[5, 3], [3, 5], [4, 4]], "targets do not differ from each other"),
        ([[1, 2], [1, 2]], "targets do not differ from each other"),
    ],
)
def test_a_correlation_that_cannot_be_estimated_is_a_sentence(ratings, words):
    found = icc(ratings)
    assert isinstance(found, NotEstimable)
    assert words in found.why


def test_complete_consistency_has_no_interval():
    found = icc([[1, 2], [3, 4]], form="ICC(3,1)")
    assert isinstance(found, NotEstimable)
    assert "same amount" in found.why
    assert icc([[1, 2], [3, 4]]).value == pytest.approx(0.8)


def test_a_table_of_readings_with_a_gap_is_refused():
    with pytest.raises(ValueError, match="every target needs a finite reading"):
        icc([[1, 2], [3]])
    with pytest.raises(ValueError, match="every target needs a finite reading"):
        icc([[1, 2], [3, float("nan")]])


def test_kappa_of_the_hundred_diagnoses_has_its_published_value_and_errors():
    found = kappa(DIAGNOSES)
    assert isinstance(found, Kappa)
    assert found.value == pytest.approx(0.676, abs=5e-4)
    assert found.error == pytest.approx(0.088, abs=5e-4)
    assert found.error_null == pytest.approx(0.076, abs=5e-4)
    assert (found.lower, found.upper) == pytest.approx((0.505, 0.848), abs=5e-4)


@pytest.mark.parametrize(
    ("weights", "value", "error"), [("none", 0.1293, 0.0686), ("linear", 0.2374, 0.0783)]
)
def test_kappa_of_the_couples_has_its_published_value_and_error(weights, value, error):
    found = kappa(COUPLES, weights=weights)
    assert (found.value, found.error) == pytest.approx((value, error), abs=5e-5)


def test_with_two_categories_weights_change_nothing():
    table = [[40, 9], [6, 45]]
    plain, linear, quadratic = (kappa(table, weights=w) for w in ("none", "linear", "quadratic"))
    assert plain.value == pytest.approx(linear.value) == pytest.approx(quadratic.value)
    assert plain.error == pytest.approx(linear.error)


def test_kappa_that_cannot_be_estimated_is_a_sentence():
    assert "one category" in kappa([[10, 0], [0, 0]]).why
    assert "there is one" in kappa([[1, 0], [0, 0]]).why
    assert "agreed on every target" in kappa([[10, 0], [0, 4]]).why
    assert "no spread" in kappa([[0, 5], [5, 0]]).why
    with pytest.raises(ValueError, match="square table"):
        kappa([[1, 2]])
    with pytest.raises(ValueError, match="square table"):
        kappa([[1, -2], [3, 4]])


def test_categories_are_crossed_in_their_order_and_an_unknown_one_is_refused():
    assert cross(["a", "b", "b"], ["a", "a", "b"], ["a", "b"]) == [[1, 0], [1, 1]]
    with pytest.raises(ValueError, match="'c' is not one of the categories a, b"):
        cross(["c"], ["a"], ["a", "b"])


def test_the_two_peak_flow_meters_differ_as_bland_and_altman_published():
    found = bland_altman(list(zip(MINI, LARGE, strict=True)))
    assert isinstance(found, Bias)
    assert found.mean == pytest.approx(-2.1, abs=0.05)
    assert (found.lower, found.upper) == pytest.approx((-22.0, 17.8), abs=0.06)
    assert (found.high_limit - found.low_limit) / (2 * 1.96) == pytest.approx(38.8, abs=0.05)


def test_on_the_ratio_scale_a_reader_who_counts_double_has_a_bias_of_two():
    found = bland_altman([(10, 20), (20, 44), (40, 80), (80, 150)], scale="ratio")
    assert found.mean == pytest.approx(2, abs=0.03)
    assert found.low_limit < found.lower < found.mean < found.upper < found.high_limit


def test_limits_that_cannot_be_estimated_are_a_sentence():
    assert "there is one" in bland_altman([(1, 2)]).why
    assert "same amount" in bland_altman([(1, 2), (2, 3)]).why
    assert "counted none" in bland_altman([(0, 2), (2, 3)], scale="ratio").why


def test_a_level_that_cannot_be_is_refused():
    for ask in (
        lambda: icc(JUDGES, level=95),
        lambda: kappa(DIAGNOSES, level=0),
        lambda: bland_altman([], level=1),
    ):
        with pytest.raises(ValueError, match="confidence level"):
            ask()
