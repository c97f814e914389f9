"""What one question costs, by every formula, and back again."""

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest

from hepatica.design.answers.sought import EVENTS_BORNE, RANKED, Sought, unanswered
from hepatica.design.engines import QUESTIONS
from hepatica.stats.competing_plan import hazards_of, subdistribution_plan

MELD = Sought(asks="beats_each", type="continuous", delta=2, sd=4)
EVENT = Sought(asks="difference", type="competing", delta=0.12, rate=0.24)
RATE = Sought(asks="difference", type="binary", delta=0.2, rate=0.5)


@pytest.mark.parametrize(
    ("asks", "n"),
    [
        ("main_effects", 32),
        ("beats_each", 79),
        ("interaction", 126),
        ("difference", 64),
        ("non_inferiority", 64),
    ],
)
def test_a_difference_of_2_at_sd_4_costs_what_the_reference_says(asks, n):
    assert replace(MELD, asks=asks).per_arm == n


@pytest.mark.parametrize(
    "one",
    [
        MELD,
        replace(MELD, asks="main_effects"),
        replace(MELD, asks="interaction", correlation=0.6),
        replace(MELD, asks="difference", shares=(1, 2)),
        replace(MELD, asks="non_inferiority"),
        RATE,
        replace(RATE, falls=False),
        replace(RATE, asks="non_inferiority", delta=0.1),
        replace(RATE, shares=(2, 1)),
        EVENT,
        replace(EVENT, falls=False, shares=(1, 2)),
        replace(MELD, asks="main_effects", cells=(1, 2, 1, 1)),
        *(replace(RATE, asks=asks, falls=falls) for asks in QUESTIONS for falls in (True, False)),
        *(replace(EVENT, asks=asks, cells=(1, 1, 1, 2)) for asks in QUESTIONS),
    ],
)
def test_the_power_of_the_number_is_the_power_asked_for(one):
    assert one.power_at(one.exact) == pytest.approx(0.8, abs=1e-6)
    assert one.power_at(2 * one.exact) > 0.9


def test_beside_a_number_of_a_two_by_two_stands_what_it_rests_on():
    assert MELD.by.endswith("the t test needs no more than 79 either.")
    assert replace(MELD, asks="interaction").by.endswith("the t test needs 127, 1 more in each arm.")
    assert replace(MELD, cells=(1, 1, 1, 2)).by.startswith("Normal approximation for arms of unequal shares")
    assert replace(MELD, asks="difference").by == RATE.by == ""
    assert "50 % under standard care, 30 % with either, 16 % with both" in replace(RATE, asks="beats_each").by
    assert (
        "24 % under standard care, 12 % with either, 3 % with both" in replace(EVENT, asks="interaction").by
    )


@pytest.mark.parametrize("asks", QUESTIONS)
def test_rates_in_a_two_by_two_have_their_power_in_trials_drawn_at_random(asks):
    one = replace(RATE, asks=asks)
    n, step = one.per_arm, log(0.3 / 0.7)
    risks = [1 / (1 + exp(-k * step)) for k in (0, 1, 1, 3 if asks == "interaction" else 2)]
    events = np.random.Generator(np.random.Philox(key=5)).binomial(n, risks, (20_000, 4)) + 0.5
    odds, each = np.log(events / (n + 1 - events)).T, (1 / events + 1 / (n + 1 - events)).T
    if asks == "interaction":
        shown = (odds[3] - odds[1] - odds[2] + odds[0]) / np.sqrt(each.sum(axis=0)) < -1.96
    elif asks == "beats_each":
        shown = np.maximum(*((odds[3] - odds[k]) / np.sqrt(each[3] + each[k]) for k in (1, 2))) < -1.96
    else:
        weights = 1 / (each[0] + each[1]), 1 / (each[2] + each[3])
        found = (odds[1] - odds[0]) * weights[0] + (odds[3] - odds[2]) * weights[1]
        shown = found / np.sqrt(sum(weights)) < -1.96
    assert float(shown.mean()) == pytest.approx(0.8, abs=0.025)


def test_a_main_effect_on_events_costs_half_of_the_comparison_of_two_arms_or_more_where_few_events_are_left():
    main = replace(EVENT, asks="main_effects").exact
    assert 0.5 * EVENT.exact < main < EVENT.exact


def test_more_in_the_cell_of_both_spare_the_others_where_both_is_asked_about():
    assert (
        replace(MELD, cells=(1, 1, 1, 2)).exact
        < MELD.exact
        < replace(MELD, cells=(2, 1, 1, 1)).exact * 1.0001
    )


def test_ranks_cost_what_noether_says():
    door = Sought(asks="difference", type="door", delta=0.15)
    assert door.per_arm == 59  # (1.96 + 0.84)² / (6 × 0.15²) = 58.1, and rounded up by the formula's own rule
    assert 0.8 < door.power_at(59) < 0.91
    assert replace(door, shares=(1, 3)).exact == pytest.approx(59 * 2 / 3)


def test_two_rates_cost_what_r_says():
    # power.prop.test(p1 = 0.5, p2 = 0.3, power = 0.8): n = 92.999
    assert RATE.exact == pytest.approx(92.999, abs=1e-3)
    assert RATE.power_at(1e9) == 1.0
    assert RATE.power_at(0.001) == pytest.approx(0.025, abs=2e-3)


def test_events_beside_what_excludes_them_cost_what_their_plan_says():
    hazards = [hazards_of(rate, 0.06, horizon=180) for rate in (0.24, 0.12)]
    planned = subdistribution_plan(*hazards, horizon=180, error=0.05, power=0.8)
    assert 2 * EVENT.per_arm == pytest.approx(planned.patients, abs=2)


def test_twice_as_many_controls_spare_the_treated():
    whole = replace(MELD, asks="difference")
    assert replace(whole, shares=(1, 2)).exact == pytest.approx(
        0.75 * whole.exact, abs=0.1
    )  # more have a spread


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (replace(RATE, delta=0.6), "a rate of 0.5 cannot change by 0.6"),
        (replace(MELD, asks="difference", delta=2e-5), "no trial shows it"),
        (replace(MELD, power=0.04), "a power of 0.04 does not lie"),
        (replace(RATE, error=1.2), "an error of 1.2 does not lie"),
        (Sought(asks="difference", type="door", delta=0.5), "win probability of 1.0"),
    ],
)
def test_what_cannot_be_is_a_sentence(one, sentence):
    with pytest.raises(ValueError, match=sentence):
        _ = one.per_arm


def test_where_there_is_no_formula_it_is_said_which_command_asks():
    assert unanswered("non_inferiority", "competing") == EVENTS_BORNE
    assert unanswered("interaction", "door") == RANKED
    assert unanswered("difference", "door") == ""
    assert unanswered("main_effects", "binary") == unanswered("interaction", "competing") == ""
