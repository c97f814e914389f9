import csv
from pathlib import Path
from warnings import catch_warnings, simplefilter

import numpy as np
import pytest
from tests.stats.course import rows, simulated

from hepatica.stats import reml
from hepatica.stats.longitudinal import Measurement, longitudinal
from hepatica.stats.mixed import MixedModel, mixed_model
from hepatica.stats.refusal import Refused

SHARED = Path(__file__).parents[3] / "shared/data/oracles/sleepstudy.csv"


def test_a_balanced_course_has_the_variances_of_its_analysis_of_variance():
    measured = simulated(12)
    data = longitudinal(measured)
    y = data.values.reshape(12, 4)
    model = mixed_model(measured)
    t = np.array([0.0, 4, 12, 24])
    slope = float(((t - 10) * (y - y.mean())).sum() / (12 * ((t - 10) ** 2).sum()))
    left = y - y.mean(axis=1, keepdims=True) - slope * (t - 10)
    within = float((left**2).sum()) / (48 - 12 - 1)
    between = (4 * float(y.mean(axis=1).var(ddof=1)) - within) / 4
    assert (model.slope.value, model.sd_residual, model.sd_intercept) == pytest.approx(
        (slope, within**0.5, between**0.5), rel=1e-5
    )
    assert model.slope.se == pytest.approx((within / (12 * ((t - 10) ** 2).sum())) ** 0.5, rel=1e-5)
    assert (model.participants, model.observations, model.note) == (12, 48, "")


def test_random_slopes_agree_with_statsmodels():
    from statsmodels.regression.mixed_linear_model import MixedLM

    measured = simulated(15, slopes=0.15, seed=3)
    data = longitudinal(measured)
    design = np.column_stack([np.ones_like(data.times), data.times / 24])
    with catch_warnings():
        simplefilter("ignore")
        theirs = MixedLM(data.values, design, groups=data.member, exog_re=design).fit(
            reml=True, method="lbfgs"
        )
    model = mixed_model(measured, random="slope")
    assert isinstance(model, MixedModel)
    assert [model.intercept.value, model.slope.value] == pytest.approx(
        list(theirs.fe_params / [1, 24]), abs=1e-4
    )
    assert model.reml == pytest.approx(-2 * float(theirs.llf) + 2 * np.log(24), abs=1e-3)
    assert (model.sd_slope * 24) ** 2 == pytest.approx(theirs.cov_re[1, 1], rel=1e-2)


def test_other_units_of_time_and_value_change_the_numbers_and_not_the_answer():
    model = mixed_model(simulated(12, slopes=0.1), random="slope")
    days = mixed_model(
        [
            Measurement(participant=m.participant, time=m.time * 7, value=m.value * 100)
            for m in simulated(12, slopes=0.1)
        ],
        random="slope",
    )
    assert days.slope.value == pytest.approx(model.slope.value * 100 / 7)
    assert days.sd_slope == pytest.approx(model.sd_slope * 100 / 7, rel=1e-4)
    assert days.correlation == pytest.approx(model.correlation, abs=1e-4)


def test_five_participants_are_refused_with_their_degrees_of_freedom():
    refused = mixed_model(simulated(5))
    assert refused == Refused(
        method="Linear mixed model, random intercept (REML)",
        kind="too_few",
        reason="5 participants leave 4 degrees of freedom for the spread between them; 10 participants are asked for",
    )


def test_five_participants_shown_anyway_carry_the_reason_with_them():
    model = mixed_model(simulated(5), show_anyway=True)
    assert model.note == (
        "5 participants leave 4 degrees of freedom for the spread between them: shown because it was asked for"
    )
    # t on 4 degrees of freedom, 2.776, where a normal interval would claim 1.96
    assert (model.slope.upper - model.slope.value) / model.slope.se == pytest.approx(2.7764, abs=1e-4)


def test_a_spread_estimated_as_nil_is_refused_and_no_number_of_it_is_kept():
    alike = rows([[1, 2, 3, 4], [1.1, 2.2, 3.0, 3.9], [1.0, 1.9, 3.1, 4.1]], (0, 1, 2, 3))
    refused = mixed_model(alike, show_anyway=True)
    assert isinstance(refused, Refused)
    assert refused.kind == "boundary"
    assert "estimated as nil" in refused.reason
    slopes = mixed_model(simulated(6, between=0.01), random="slope", show_anyway=True)
    assert slopes.kind == "boundary"


def test_a_fit_that_does_not_converge_is_said_and_never_printed(monkeypatch):
    monkeypatch.setattr(reml, "ITERATIONS", 1)
    refused = mixed_model(simulated(12, slopes=0.15), random="slope")
    assert isinstance(refused, Refused)
    assert refused.kind == "not_converged"
    assert "did not converge" in refused.reason


@pytest.mark.parametrize(
    ("measured", "random", "kind", "sentence"),
    [
        (rows([[1, 2, 3, 5]]), "intercept", "too_few", "one participant says nothing"),
        (rows([[1], [2], [3]], (0,)), "intercept", "not_estimable", "at one time"),
        (
            rows([[1, 2], [2, 4]], (0, 1)),
            "slope",
            "too_few",
            "do not separate the intercepts and slopes of 2",
        ),
        (rows([[1, 2, 3], [2, 3, 4]], (0, 1, 2)), "intercept", "boundary", "no noise to estimate"),
        (rows([[5, 5, 5], [5, 5, 5]], (0, 1, 2)), "intercept", "boundary", "no noise to estimate"),
    ],
)
def test_data_that_carry_no_model_are_refused_with_the_reason(measured, random, kind, sentence):
    refused = mixed_model(measured, random=random, show_anyway=True)
    assert (refused.kind, sentence in refused.reason) == (kind, True)


def test_a_level_or_value_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="does not lie between 0 and 1"):
        mixed_model(simulated(5), level=2)
    with pytest.raises(ValueError, match="nothing was measured"):
        mixed_model([])


@pytest.mark.skipif(not SHARED.exists(), reason="the sleep study is not published with this repository")
def test_the_sleep_study_has_the_published_fit_of_lme4():
    with SHARED.open() as file:
        measured = [
            Measurement(participant=row["Subject"], time=float(row["Days"]), value=float(row["Reaction"]))
            for row in csv.DictReader(file)
        ]
    model = mixed_model(measured, random="slope")
    assert (model.intercept.value, model.slope.value) == pytest.approx((251.40510485, 10.46728596), abs=1e-4)
    assert model.reml == pytest.approx(1743.62827196, abs=1e-3)
    assert (model.sd_intercept, model.sd_slope, model.sd_residual) == pytest.approx(
        (24.74066, 5.92214, 25.5918), abs=1e-3
    )
    assert model.correlation == pytest.approx(0.0655, abs=1e-4)
