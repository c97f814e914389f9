"""Sizes for events that exclude each other, from constant hazards in closed form."""

from math import exp, log

import numpy as np
import pytest

from hepatica.stats.competing_plan import Hazards, cause_specific_plan, hazards_of, subdistribution_plan

LIVER = hazards_of(0.183, 0.060, horizon=180)


def test_hazards_give_back_the_shares_they_came_from():
    assert LIVER.incidence(180) == pytest.approx((0.183, 0.060))
    assert LIVER.first / LIVER.second == pytest.approx(0.183 / 0.060)


def test_days_free_are_the_mean_and_variance_of_drawn_days():
    rng = np.random.Generator(np.random.Philox(key=2))
    days = np.minimum(rng.exponential(1 / LIVER.total, 400_000), 180)
    mean, variance = LIVER.days_free(180)
    assert mean == pytest.approx(days.mean(), abs=0.3)
    assert variance == pytest.approx(days.var(), rel=0.02)


def test_events_are_schoenfelds_and_patients_follow_from_the_incidence():
    found = cause_specific_plan(LIVER, LIVER.scaled(0.5), horizon=180)
    assert found.events == 66  # 4 × (1.96 + 0.84)² / ln² 0.5 = 65.3
    assert found.patients == pytest.approx(4 * 7.84888 / log(0.5) ** 2 / found.incidence, abs=2)
    assert found.ratio == pytest.approx(0.5)


def test_the_subdistribution_ratio_lies_nearer_to_one_where_both_events_compete():
    found = subdistribution_plan(LIVER, LIVER.scaled(0.5), horizon=180)
    one, other = (h.incidence(180)[0] for h in (LIVER.scaled(0.5), LIVER))
    assert found.ratio == pytest.approx(log(1 - one) / log(1 - other))
    assert 0.5 < found.ratio < 0.53


def test_a_treatment_that_only_speeds_transplants_still_moves_the_incidence_of_death():
    found = subdistribution_plan(LIVER, LIVER.scaled(1.0, 3.0), horizon=180)
    assert found.ratio < 0.97
    with pytest.raises(ValueError, match="hazard ratio of 1 is no effect"):
        cause_specific_plan(LIVER, LIVER.scaled(1.0, 3.0), horizon=180)


def test_without_the_other_event_both_are_one():
    alone, helped = Hazards(first=-log(0.8) / 180, second=0.0), Hazards(first=-log(0.9) / 180, second=0.0)
    one = cause_specific_plan(alone, helped, horizon=180)
    two = subdistribution_plan(alone, helped, horizon=180)
    assert (one.patients, one.ratio) == (two.patients, pytest.approx(two.ratio))
    assert alone.incidence(90)[0] == pytest.approx(1 - exp(log(0.8) / 2))


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("a negative|none is negative", lambda: Hazards(first=-0.1, second=0.2)),
        ("together above 0 and below 1", lambda: hazards_of(0.6, 0.4, horizon=180)),
        ("a horizon of 0 days", lambda: hazards_of(0.2, 0.1, horizon=0)),
        ("without events", lambda: cause_specific_plan(Hazards(first=0, second=1), LIVER, horizon=180)),
        ("without events", lambda: subdistribution_plan(Hazards(first=0, second=1), LIVER, horizon=180)),
    ],
)
def test_what_cannot_happen_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
