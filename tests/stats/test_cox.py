import numpy as np
import pytest

from hepatica.stats.cox import concordance, cox
from hepatica.stats.refusal import Refused

# remission with and without maintenance, Miller 1997; R coxph prints 0.9155, 0.5119, −42.72, −41.03, 0.619
TIMES = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45]
EVENTS = [bool(int(e)) for e in "11011011010" + "111110111111"]
WITHOUT = [0] * 11 + [1] * 12


def test_maintenance_has_the_published_hazard_ratio():
    model = cox(TIMES, EVENTS, {"without": WITHOUT}, events_per_term=10)
    (term,) = model.terms
    assert (term.coefficient, term.se) == pytest.approx((0.91553, 0.51193), abs=1e-5)
    assert (model.log_likelihood_null, model.log_likelihood) == pytest.approx(
        (-42.72484, -41.03261), abs=1e-5
    )
    assert (model.n, model.events) == (23, 18)
    assert model.concordance == pytest.approx(0.6190, abs=1e-4)
    assert term.hazard_ratio == pytest.approx(2.498, abs=1e-3)
    assert term.lower < 1 < term.upper
    assert "Efron" in model.method


def test_a_shift_or_stretch_of_a_covariate_changes_nothing_but_its_unit():
    rng = np.random.default_rng(1)
    age = rng.normal(50, 9, 23)
    model = cox(TIMES, EVENTS, {"age": list(age)})
    months = cox(TIMES, EVENTS, {"age": list(age * 12 + 1000)})
    assert months.terms[0].coefficient * 12 == pytest.approx(model.terms[0].coefficient, rel=1e-6)
    assert months.log_likelihood == pytest.approx(model.log_likelihood)


def test_nobody_with_the_event_and_too_few_for_the_terms_are_refused():
    assert cox(TIMES, [False] * 23, {"without": WITHOUT}).kind == "no_events"
    refused = cox(TIMES, EVENTS, {"without": WITHOUT, "again": list(range(23))})
    assert isinstance(refused, Refused)
    assert refused.reason == "18 events do not carry 2 covariates: 20 are asked for"


@pytest.mark.parametrize("x", [[1, 1, 1, 0, 0, 0], [6, 5, 4, 3, 2, 1]])
def test_a_likelihood_without_a_maximum_is_said_and_its_numbers_are_not_shown(x):
    refused = cox([1, 2, 3, 4, 5, 6], [True] * 6, {"x": x}, events_per_term=1)
    assert isinstance(refused, Refused)
    assert refused.kind == "not_converged"


def test_a_covariate_alike_for_all_is_refused():
    assert cox(TIMES, EVENTS, {"same": [1] * 23}).kind == "not_estimable"


@pytest.mark.parametrize(
    ("covariates", "sentence"),
    [
        ({}, "without a covariate"),
        ({"x": [1]}, "stand beside 1 values of x"),
        ({"x": [float("nan")] * 23}, "is missing"),
    ],
)
def test_columns_that_cannot_be_are_refused(covariates, sentence):
    with pytest.raises(ValueError, match=sentence):
        cox(TIMES, EVENTS, covariates)


def test_concordance_counts_the_pairs_that_can_be_ordered():
    times, events = np.array([1.0, 2, 3]), np.array([True, True, False])
    assert concordance(times, events, np.array([3.0, 2, 1])) == 1
    assert concordance(times, events, np.array([1.0, 2, 3])) == 0
    assert concordance(times, events, np.array([1.0, 1, 1])) == 0.5
    assert concordance(times, np.array([False] * 3), times) is None
