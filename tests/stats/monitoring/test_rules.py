"""Each rule by its name gives the published boundary with both layers' odds, or refuses in a sentence."""

from math import inf

import pytest

from hepatica.stats.monitoring import Prior, odds
from hepatica.stats.monitoring.exposure import Plan
from hepatica.stats.monitoring.exposure_rules import FAMILIES, exposure_answered, family_of
from hepatica.stats.monitoring.rules import SOURCES, Asked, answered

FIVE = {"n": 5, "p0": 0.15, "alpha": 0.10, "prior": Prior(a=0.3, b=1.7)}
PARTS = {
    "beta-binomial": {"prior": Prior(a=0.6, b=2.4)},
    "chen-chaloner": {"prior": Prior(a=0.6, b=2.4), "p1": 0.4, "nu": 0.1},
    "wang-tsiatis": {"delta": 0.25},
    "sprt": {"p1": 0.4},
}
FALSE_STOP_OF_30 = {
    "beta-binomial": 0.09957366892008,
    "pocock": 0.09915262508565,
    "obrien-fleming": 0.08977510910384,
    "wang-tsiatis": 0.09746641794976,
    "chen-chaloner": 0.09957366892008,
    "sprt": 0.09823639272124,
    "maxsprt": 0.095638175902,
}
"""R stoppingrule 0.5.2: 30 participants, p0 0.2, alpha 0.1."""


@pytest.mark.parametrize(
    ("rate", "p_stop", "expected_n", "p_pause"),
    [
        (0.05, 0.008, 4.98, 0.23),
        (0.15, 0.068, 4.86, 0.56),
        (0.30, 0.256, 4.48, 0.83),
        (0.50, 0.594, 3.75, 0.97),
    ],
)
def test_five_participants_have_the_table_of_the_reference(rate, p_stop, expected_n, p_pause):
    answer = answered(Asked(rule="beta-binomial", **FIVE), (rate,))
    assert answer.boundary == (None, 2, 2, 3, 3)
    (at,) = answer.supposed
    assert (at.stop.p, at.stop.expected_n) == (
        pytest.approx(p_stop, abs=5e-4),
        pytest.approx(expected_n, abs=5e-3),
    )
    assert at.pause.p == pytest.approx(p_pause, abs=5e-3) == pytest.approx(1 - (1 - rate) ** 5, abs=5e-3)


def test_the_disease_alone_brings_a_death_among_five_in_two_trials_of_three():
    (at,) = answered(Asked(rule="beta-binomial", **FIVE), (0.183,)).supposed
    assert at.pause.p == pytest.approx(0.64, abs=0.005)


@pytest.mark.parametrize("rule", SOURCES)
def test_every_rule_by_its_name_stops_falsely_as_often_as_r_says(rule):
    answer = answered(Asked(rule=rule, n=30, p0=0.2, alpha=0.1, **PARTS.get(rule, {})), (0.2, 0.4))
    at, harmful = answer.supposed
    assert at.stop.p == pytest.approx(FALSE_STOP_OF_30[rule], abs=1e-9) == answer.rule.type_one
    assert harmful.stop.expected_events == pytest.approx(0.4 * harmful.stop.expected_n)  # Wald's identity
    assert sum(harmful.stop.stops_at) == pytest.approx(harmful.stop.p)
    assert harmful.pause.p > harmful.stop.p


def test_looks_in_cohorts_stop_only_there():
    answer = answered(Asked(rule="pocock", n=25, p0=0.15, alpha=0.05, looks=(5, 10, 15, 20, 25)), (0.3,))
    seen = {k: limit for k, limit in enumerate(answer.boundary, 1) if limit is not None}
    assert seen == {5: 4, 10: 5, 15: 6, 20: 7, 25: 8}
    assert answer.supposed[0].stop.p == pytest.approx(0.5356243100707, abs=1e-9)
    assert {k for k, p in enumerate(answer.supposed[0].stop.stops_at, 1) if p > 0} == set(seen)


def test_participants_when_it_acts_are_fewer_than_participants_at_all():
    (at, never) = answered(Asked(rule="beta-binomial", **FIVE), (0.3, 0.0)).supposed
    walked = odds((1,) * 5, 0.3)
    assert at.pause.expected_n_if == pytest.approx(
        sum(k * p for k, p in enumerate(walked.stops_at, 1)) / walked.p_stop
    )
    assert at.pause.expected_n_if < at.pause.expected_n
    assert never.pause.expected_n_if is None


def test_what_the_boundary_cannot_show_is_said_for_the_harmful_rates_only():
    said = answered(Asked(rule="beta-binomial", **FIVE), (0.05, 0.3)).cannot_show
    assert "At a true rate of 30 % the boundary lets 74.4 % of such trials run to their end." in said
    assert not any("rate of 5 %" in sentence for sentence in said)
    assert "An event of a true rate of 27.5 % is not seen at all in one of five trials of 5." in said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"n": 0}, "0 participants cannot be"),
        ({"p0": 1.15}, "an acceptable rate of 1.15 does not lie between 0 and 1"),
        ({"alpha": 0.0}, "a chance of a false stop of 0.0 does not lie"),
        ({"rule": "hunch"}, "there is no rule 'hunch'; the rules are beta-binomial, pocock"),
        ({"prior": None}, "beta-binomial needs a prior"),
        (
            {"prior": Prior(a=1000, b=1)},
            "below the acceptable rate of 0.15: no outcome of the trial could change",
        ),
        ({"prior": Prior(a=1e-9, b=1)}, "above the acceptable rate"),
        ({"prior": Prior(a=inf, b=1)}, "both numbers must be finite"),
        ({"rule": "sprt"}, "sprt needs a rate to detect"),
        (
            {"rule": "sprt", "p1": 0.15},
            "a rate to detect of 0.15 does not lie between the acceptable 0.15 and 1",
        ),
        ({"rule": "chen-chaloner", "p1": 0.4}, "chen-chaloner needs nu"),
        ({"rule": "chen-chaloner", "p1": 0.4, "nu": 2.0}, "a posterior probability nu of 2.0"),
        ({"rule": "wang-tsiatis"}, "wang-tsiatis needs delta"),
        ({"rule": "wang-tsiatis", "delta": 0.7}, "a delta of 0.7 does not lie between 0 and 0.5"),
        ({"looks": (2, 4)}, "the last look is after 4 participants, not after all 5"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(given, said):
    with pytest.raises(ValueError, match=said):
        Asked(**{"rule": "beta-binomial", **FIVE, **given})


PLAN = Plan(n=30, tau=6, p0=0.15)


def test_a_rule_over_exposure_time_gives_the_published_odds_and_its_events_by_follow_up():
    family = family_of("gamma-poisson", PLAN, prior=(0.15, 1))
    answer = exposure_answered(family, PLAN, 0.1, (0.3,))
    assert answer.supposed[0].p_stop == pytest.approx(0.71257308536, abs=1e-6)
    assert answer.boundary[-1] == 11
    for k, events in enumerate(answer.boundary, 1):
        latest = {d: exposure for exposure, d in answer.rule.stages}
        assert events is None or latest[events] >= 6 * k > latest.get(events - 1, 0.0)
    assert any("constant rate" in sentence for sentence in answer.cannot_show)


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_over_exposure_time_is_called_by_its_name(name):
    family = family_of(name, PLAN, p1=0.3, delta=0.25, prior=(1.0,))
    (at,) = exposure_answered(family, PLAN, 0.1, (0.4,)).supposed
    assert 0.5 < at.p_stop < 1


@pytest.mark.parametrize(
    ("name", "parts", "said"),
    [
        ("hunch", {}, "there is no family 'hunch' over exposure time"),
        ("sprt", {"p1": 0.1}, "between the acceptable 0.15 and 1"),
        ("wang-tsiatis", {}, "needs a delta"),
        ("gamma-poisson", {"prior": (-1.0,)}, "needs a prior"),
    ],
)
def test_a_family_over_exposure_time_lacking_a_part_is_refused(name, parts, said):
    with pytest.raises(ValueError, match=said):
        family_of(name, PLAN, **parts)
