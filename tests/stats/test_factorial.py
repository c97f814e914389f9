from math import exp, log

import pytest

from hepatica.stats.factorial import Cell, fit_factorial
from hepatica.stats.refusal import Refused

ISIS_2 = [
    (False, False, 568, 4300),
    (False, True, 461, 4295),
    (True, False, 448, 4300),
    (True, True, 343, 4292),
]


def cells(told=ISIS_2):
    return [Cell(first=first, second=second, events=events, n=n) for first, second, events, n in told]


def test_a_large_trial_has_its_published_odds_ratios():
    found = fit_factorial(cells())
    assert [exp(one.log_odds) for one in (found.first, found.second)] == pytest.approx(
        [0.745, 0.771], abs=5e-4
    )
    assert exp(found.both_against_neither) == pytest.approx(0.574, abs=5e-4)
    assert found.p == pytest.approx(0.576, abs=5e-4)


def test_the_interaction_is_the_ratio_of_two_odds_ratios():
    found = fit_factorial(cells())
    odds = {arm[:2]: arm[2] / (arm[3] - arm[2]) for arm in ISIS_2}
    told = log(odds[True, True] / odds[False, True]) - log(odds[True, False] / odds[False, False])
    assert found.interaction.log_odds == pytest.approx(told)


def test_treatments_that_act_apart_have_no_interaction():
    apart = fit_factorial(
        cells([(False, False, 20, 60), (True, False, 30, 60), (False, True, 30, 60), (True, True, 40, 60)])
    )
    assert apart.first.log_odds == pytest.approx(log(2))
    assert (apart.interaction.log_odds, apart.chi_squared, apart.p) == pytest.approx((0, 0, 1), abs=1e-6)


def test_an_arm_without_an_event_is_refused_as_an_answer():
    found = fit_factorial(cells([*ISIS_2[:3], (True, True, 0, 5)]))
    assert isinstance(found, Refused)
    assert found.reason == "an arm with 0 events of 5 has no finite log odds"


def test_a_design_without_its_four_arms_or_a_count_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="has four arms"):
        fit_factorial(cells(ISIS_2[:3]))
    with pytest.raises(ValueError, match="9 of 5 is not a proportion"):
        Cell(first=True, second=True, events=9, n=5)
