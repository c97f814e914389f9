"""A design whose odds are asked: what cannot be told is refused, what can is told by the engine of its rule."""

import numpy as np
import pytest
from tests.design.dose.cast import DOSES, design

from hepatica.design.dose.odds import Tried, exact, simulated, states
from hepatica.design.dose.rules import (
    Boin,
    BoinPairs,
    Crm,
    Keyboard,
    MtpiTwo,
    Optimum,
    OverdoseControl,
    ThreePlusThree,
    TiteBoin,
    TiteCrm,
)
from hepatica.design.dose.scenarios import scenarios

GUESSED = (0.1, 0.3, 0.5)
COUNTED = [
    Boin(target=0.3), Boin(target=0.3, least=6), Keyboard(target=0.3), MtpiTwo(target=0.3), ThreePlusThree(),
    Crm(target=0.3, skeleton=GUESSED), OverdoseControl(reference=2e6),
]  # fmt: skip
REMEMBERED = [TiteBoin(target=0.3), TiteCrm(target=0.3, skeleton=GUESSED), Optimum()]


def stream():
    return np.random.Generator(np.random.Philox(key=2))


@pytest.mark.parametrize("rule", COUNTED, ids=lambda rule: type(rule).__name__)
def test_a_rule_on_counts_is_followed_through_every_state(rule):
    tried = Tried(design=design(rule))
    safe, toxic = (
        exact(tried, each) for each in scenarios(3, tried.target) if each.name in {"too_toxic", "highest"}
    )
    assert states(tried) > 10
    drawn = simulated(tried, scenarios(3, tried.target)[1], trials=300, stream=stream())
    assert drawn.trials == 300
    assert {toxic.total.error, safe.total.error} == {0.0}
    assert toxic.none.value > safe.none.value or isinstance(rule, Crm)  # which stops for nothing here


@pytest.mark.parametrize("rule", REMEMBERED, ids=lambda rule: type(rule).__name__)
def test_a_rule_that_remembers_more_is_simulated_alone(rule):
    tried = Tried(design=design(rule), every=9.0)
    assert exact(tried, scenarios(3, 0.3)[0]) is None
    assert states(tried) is None
    found = simulated(tried, scenarios(3, 0.3)[0], trials=60, stream=stream())
    assert found.total.value <= 12
    assert (found.days is None) is isinstance(rule, Optimum)
    assert sum(one.value for one in found.selected) + found.none.value == pytest.approx(1)


def test_an_elimination_after_six_gives_up_later_than_after_three():
    early, late = (
        exact(Tried(design=design(Boin(target=0.3, least=least))), scenarios(3, 0.3)[4]) for least in (3, 6)
    )
    assert late.total.value > early.total.value


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("a grid of rates", {"design": design(BoinPairs(target=0.3), second=DOSES)}),
        ("one participant at a time", {"design": design(Boin(target=0.3, titration=True))}),
        ("linear weights", {"design": design(TiteCrm(target=0.3, skeleton=GUESSED, weights="adaptive")), "every": 9}),
        ("do not fill cohorts of 5", {"design": design(cohort=5)}),
        ("tite_boin decides while outcomes are pending", {"design": design(TiteBoin(target=0.3))}),
    ],
)  # fmt: skip
def test_what_nothing_here_can_tell_is_refused(said, asked):
    with pytest.raises(ValueError, match=said):
        Tried(**asked)


def test_scenarios_are_rates_with_the_target_where_their_names_say():
    found = {each.name: each for each in scenarios(5, 0.3)}
    assert found["rising"].toxicity[2] == found["lowest"].toxicity[0] == found["highest"].toxicity[4] == 0.3
    assert min(found["too_toxic"].toxicity) > 0.5
    assert len(set(found["procedure"].toxicity)) == len(set(found["useless"].efficacy)) == 1
    assert found["procedure"].efficacy[0] < found["procedure"].efficacy[1] == found["procedure"].efficacy[4]
    assert all(0 < rate < 1 for each in found.values() for rate in (*each.toxicity, *each.efficacy))
    with pytest.raises(ValueError, match=r"target of 1\.3"):
        scenarios(3, 1.3)
    with pytest.raises(ValueError, match="at least one dose"):
        scenarios(0, 0.3)
