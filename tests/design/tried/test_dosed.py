"""A dose-finding design in worlds: it decides as the live rule does, and is held against what is so in the world."""

from dataclasses import replace

import numpy as np
import pytest
from tests.design.tried.cast import built_in

from hepatica.design.dose.rules import Optimum
from hepatica.design.replicates import Block, together
from hepatica.design.tried.dose_plan import dose_plan
from hepatica.design.tried.dose_told import dose_told
from hepatica.design.tried.dosed import Fates, Truth, _counted, _trial, play_doses, truth
from hepatica.design.worlds.simulate import nature
from hepatica.design.worlds.world import World, find_world
from hepatica.stats.dosing.boin import boin
from hepatica.stats.dosing.courses import courses
from hepatica.stats.dosing.dose_odds import exact_odds
from hepatica.stats.dosing.rules import by_table, closest

PLAN = dose_plan(built_in("dose_finding"), weight_kg=60)
NOBODY = Truth(toxic=(), response=(), harmed=(), target=(), useful=None, too_toxic=())
POISON = World(name="poison", code="T", sentence="Many cells kill.", decompensation=12.0)


def luck(rates, responses=(0.0, 0.0, 0.0), *, n=36, seed=1):
    """Fates by coin: everybody is infused as planned."""
    rng = np.random.default_rng(seed)
    toxic, response = (rng.random((3, n)) < np.array(p)[:, None] for p in (rates, responses))
    return Fates(given=np.ones((3, n), dtype=bool), toxic=toxic, response=response, harmed=toxic)


def test_levels_become_arms_in_millions_and_one_cell_type_is_the_axis():
    assert PLAN.levels == ("level_1", "level_2", "level_3")
    assert [(arm.dose_cd34, arm.dose_msc) for arm in PLAN.arms] == [(60, 25), (60, 50), (60, 100)]
    assert (PLAN.axes, PLAN.target, PLAN.high, PLAN.participants, PLAN.pool) == ((1,), 0.3, 0.42, 12, 36)
    with pytest.raises(ValueError, match="decides on no dose"):
        dose_plan(built_in("factorial"), weight_kg=60)
    with pytest.raises(ValueError, match="nobody's"):
        dose_plan(built_in("dose_finding"), weight_kg=2)


def test_trials_of_coins_choose_each_dose_as_often_as_the_exact_odds_say():
    rates, trials = (0.1, 0.3, 0.5), 2_000
    made = courses(3, 3, 4, by_table(boin(0.3, 12)), closest(0.3))
    exact = exact_odds(made, rates, 0.3)
    found = [_counted(PLAN, NOBODY, luck(rates, seed=seed)) for seed in range(trials)]
    for k, level in enumerate(PLAN.levels):
        share = np.mean([one[f"chosen: {level}"] for one in found])
        assert share == pytest.approx(exact.selected[k].value, abs=0.03)
        treated = np.mean([one[f"treated: {level}"] for one in found])
        assert treated == pytest.approx(exact.treated[k].value, abs=0.2)
    assert np.mean([one["chosen: none"] for one in found]) == pytest.approx(exact.none.value, abs=0.02)


def test_who_is_not_infused_as_planned_is_replaced_and_a_pool_that_runs_dry_chooses_by_what_is_known():
    some = luck((0, 0, 0))
    missed = replace(some, given=np.tile(np.arange(36) % 2 == 0, (3, 1)))
    chosen, at, came = _trial(PLAN, missed)
    assert (chosen, came) == (2, 23), "twelve who count are the first, third … twenty-third"
    assert np.bincount(at[at >= 0]).tolist() == [3, 3, 6]
    assert _trial(PLAN, replace(some, given=np.zeros((3, 36), dtype=bool)))[0] == -1
    six = replace(some, given=np.tile(np.arange(36) < 6, (3, 1)))
    chosen, at, came = _trial(PLAN, six)
    assert (chosen, (at >= 0).sum(), came) == (1, 6, 36), "three at each of two doses, without an event"


def test_the_optimum_is_sought_by_the_same_trial():
    rule = Optimum(most_toxicity=0.35, least_efficacy=0.2, margin=0.1)
    plan = replace(PLAN, trial=replace(PLAN.trial, rule=rule))
    chosen, _, _ = _trial(plan, luck((0, 0, 0), (1, 1, 1)))
    assert chosen == 0, "all respond at the lowest dose: it is on the plateau"


@pytest.fixture(scope="module")
def supposed():
    return nature()


def test_what_is_so_at_a_level_is_known_from_the_same_people(supposed):
    still = truth(PLAN, find_world("W0"), supposed, 1, 120)
    assert len(set(still.toxic)) == 1, "where cells do nothing, every level is alike"
    assert still.target == PLAN.levels
    assert (still.useful, still.too_toxic) == ("level_1", ())
    grave = truth(PLAN, POISON, supposed, 1, 120)
    rates = [one.value for one in grave.toxic]
    assert rates == sorted(rates)
    assert grave.too_toxic[-1:] == ("level_3",)


def test_blocks_count_the_same_trials_and_the_record_carries_label_truth_and_limits(supposed):
    so = truth(PLAN, POISON, supposed, 2, 120)
    whole = play_doses(PLAN, so, POISON, supposed, 2, Block(first=0, count=3))
    parts = [play_doses(PLAN, so, POISON, supposed, 2, Block(first=k, count=1)) for k in range(3)]
    assert together(parts) == whole
    assert whole.mean("treated").value <= 12
    told = dose_told(built_in("dose_finding"), PLAN, {POISON: whole}, supposed, 2, 60)
    world = told["worlds"]["poison"]
    assert world["label"][0].startswith("Simulated. No patient data.")
    assert world["truth"]["levels"]["level_3"]["too_toxic"] is True
    assert set(world["numbers"]["chosen too toxic"]) == {"value", "error"}
    assert any("highest tolerated dose" in sentence for sentence in told["cannot_show"])
