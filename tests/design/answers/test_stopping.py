"""Every rule has its exact odds, a pause beside each boundary."""

from decimal import Decimal

import pytest
from tests.design.answers.cast import built_in

from hepatica.design.answers import RATES, variants
from hepatica.design.answers.stopping import BY_TIME, NO_COUNT, boundary_of, harm, rule_odds, stopping
from hepatica.design.proceeding import StopOutcome, StopRule
from hepatica.stats.monitoring import Prior, boundary, odds
from hepatica.study.text import Source


def rule(**changes):
    return StopRule(
        id="rule", title="A rule", layer="stop", counts="related_serious", source=Source.SEED, **changes
    )


def five():
    return variants(built_in("single_arm"), per_arm=[5])[0]


def test_the_five_patient_rule_is_the_reference_s():
    review, _, stop = stopping(five())
    assert stop.boundary == (None, 2, 2, 3, 3)
    assert [one.rate for one in stop.odds] == list(RATES)
    assert [one.acts for one in stop.odds] == pytest.approx([0.008, 0.068, 0.256, 0.594], abs=5e-4)
    assert [one.treated for one in stop.odds] == pytest.approx([4.98, 4.86, 4.48, 3.75], abs=5e-3)
    assert [one.acts for one in review.odds] == pytest.approx([0.23, 0.56, 0.83, 0.97], abs=5e-3)
    assert stop.false_alarm == stop.at(0.15).acts


def test_who_has_the_event_follows_from_who_is_treated():
    for one in stopping(built_in("single_arm"))[2].odds:
        assert one.events == pytest.approx(one.rate * one.treated)  # Wald's identity


def test_harm_is_that_of_the_boundary_beside_its_own_review():
    at = {one.rate: one for one in harm(stopping(five()))}
    assert at[0.30].treated == pytest.approx(4.48, abs=5e-3)
    assert at[0.30].harmed == pytest.approx(0.3 * at[0.30].treated)
    assert at[0.30].treated_to_pause == pytest.approx(sum(0.7**k for k in range(5)))


def test_without_a_boundary_or_a_review_nothing_is_said_of_harm():
    assert harm([])[0].treated is None
    assert boundary_of([]) is None
    assert harm([])[0].treated_to_pause is None


def test_a_boundary_of_related_serious_events_comes_first():
    death = rule_odds(rule(family="pocock", p0="0.2", alpha="0.1").model_copy(update={"counts": "death"}), 10)
    related = rule_odds(rule(family="pocock", p0="0.2", alpha="0.1"), 10)
    assert boundary_of([death, related]) is related
    assert boundary_of([death]) is death


def test_a_posterior_said_outright_is_taken_as_it_is():
    found = rule_odds(rule(family="beta_binomial", p0="0.15", above="0.9", prior_a="0.3", prior_b="1.7"), 12)
    limits = boundary(Prior(a=0.3, b=1.7), 0.15, 0.9, 12)
    assert found.boundary == tuple(limit if limit <= k else None for k, limit in enumerate(limits, 1))
    assert found.at(0.30).acts == pytest.approx(odds(limits, 0.30).p_stop)
    assert found.false_alarm == pytest.approx(odds(limits, 0.15).p_stop)


def test_a_review_may_need_more_than_one():
    found = rule_odds(rule(family="pause_review", needs=2), 3)
    assert found.boundary == (None, 2, 2)
    assert found.at(0.50).acts == pytest.approx(0.5)
    assert found.false_alarm is None


def test_over_exposure_time_it_is_not_said_how_many_are_treated():
    found = rule_odds(rule(family="exposure", p0="0.15", alpha="0.10", window_days=28), 20)
    assert found.note == BY_TIME
    assert {one.treated for one in found.odds} == {None}
    assert found.at(0.15).acts == pytest.approx(0.10, abs=0.02)
    with_prior = rule(family="exposure", p0="0.15", alpha="0.10", window_days=28, prior_a="1")
    assert rule_odds(with_prior, 20).at(0.30).acts > found.at(0.15).acts


def test_several_outcomes_together_are_left_to_their_own_command():
    outcome = StopOutcome(
        id="one", title="One", p0=Decimal("0.1"), prior=Decimal(1), above=Decimal("0.9"), source=Source.SEED
    )
    found = rule_odds(rule(family="thall_sung", outcomes=(outcome,)), 20)
    assert (found.odds, found.note) == ((), NO_COUNT)


def test_more_than_can_be_watched_one_by_one_is_a_sentence():
    with pytest.raises(ValueError, match="1,001 participants are more than"):
        rule_odds(rule(family="pocock", p0="0.2", alpha="0.1"), 1001)
