"""A design played in worlds: the same numbers in any blocks, and each world does to the answers what it must."""

from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest

from hepatica.design.patients.arm import ArmPlan
from hepatica.design.replicates import Block, together
from hepatica.design.tried.plan import TrialPlan, trial_plan
from hepatica.design.tried.played import play, played
from hepatica.design.tried.schedule import Schedule
from hepatica.design.tried.watched import Watched
from hepatica.design.worlds.simulate import nature
from hepatica.design.worlds.world import Action, World, find_world

SMALL = TrialPlan(
    arms=(ArmPlan(name="none"), ArmPlan(name="msc", dose_msc=50, days=(3,))),
    allocated=(12, 12),
    questions={"msc beats none": ({"msc": 1.0, "none": -1.0},)},
    alpha=0.05,
    days=90,
    watched=Watched(limits=(2,) * 12, window_days=28),
)
STRONG = World(name="strong", code="T", sentence="A cure.", msc=Action(meld=-14, half=1, onset=5, wane=9000))


@pytest.fixture(scope="module")
def supposed():
    return nature()


def design(name):
    from hepatica.design.load import examine

    return examine(f"{name}.yaml", files("hepatica.designs").joinpath(f"{name}.yaml").read_bytes()).design


def test_a_block_counts_the_same_trials_whoever_plays_it_and_whenever(supposed):
    world = find_world("W0")
    first, second = Block(first=0, count=2), Block(first=2, count=1)
    there = [play(SMALL, world, supposed, 3, block) for block in (first, second)]
    back = [play(SMALL, world, supposed, 3, block) for block in (second, first)]
    assert together(there) == together(back)
    whole = play(SMALL, world, supposed, 3, Block(first=0, count=3))
    assert [whole.mean(name).value for name in whole.sums] == pytest.approx(
        [together(there).mean(name).value for name in whole.sums]
    )
    assert play(SMALL, world, supposed, 4, first) != there[0]


@pytest.mark.parametrize("swift", [True, False])
def test_blocks_of_one_of_seven_and_of_twenty_are_the_same_trials_bit_for_bit(supposed, monkeypatch, swift):
    monkeypatch.setattr("hepatica.design.worlds.follow.WORTH_COMPILING", -1 if swift else 10**12)
    monkeypatch.setattr("hepatica.design.tried.played.TOGETHER", 100)  # so that blocks are cut again within
    world, whole = find_world("W5"), range(20)
    cut = {
        size: [
            played(SMALL, world, supposed, 3, Block(first=first, count=min(size, 20 - first)))
            for first in whole[::size]
        ]
        for size in (1, 7, 20)
    }
    for name, expected in cut[20][0].items():
        for parts in cut.values():
            assert np.concatenate([part[name] for part in parts]).tolist() == expected.tolist(), name


def test_a_cure_is_found_and_where_nothing_works_nothing_is(supposed):
    cured = play(SMALL, STRONG, supposed, 1, Block(first=0, count=4))
    assert cured.mean("yes: msc beats none").value >= 0.75
    assert cured.mean("best: msc").value >= 0.75
    nothing = play(SMALL, find_world("no-effect"), supposed, 1, Block(first=0, count=4))
    assert nothing.mean("yes: msc beats none").value <= 0.25


def test_what_truly_did_harm_is_counted_apart_from_what_was_said_of_it(supposed):
    found = play(SMALL, find_world("W5"), supposed, 1, Block(first=0, count=4))
    assert found.mean("harmed: none").value == 0
    assert found.mean("harmed: msc").value > 0
    assert found.mean("serious: none").value > 0, "an investigator errs, in the control arm too"
    assert found.mean("stopped").value <= found.mean("paused").value
    assert found.mean("exposed").value <= 12


def test_the_two_by_two_asks_its_questions_apart_and_its_boundary_watches_whom_it_exposes():
    plan = trial_plan(design("factorial"), weight_kg=60)
    assert plan.participants == design("factorial").participants == 336
    assert [arm.name for arm in plan.arms] == ["standard_care", "cd34", "msc", "both"]
    assert plan.arms[1].dose_cd34 == 60, "a million for each of 60 kg"
    assert plan.questions["both beat each alone"] == ({"both": 1, "cd34": -1}, {"both": 1, "msc": -1})
    assert all(sum(one.values()) == 0 for asked in plan.questions.values() for one in asked)
    assert len(plan.watched.limits) == 252
    assert plan.watched.limits[:4] == (2, 3, 3, 4)


@pytest.mark.parametrize(
    ("name", "weight", "said"),
    [
        ("dose_finding", 60, "judged by `hepatica design dose-odds`"),
        ("single_arm", 60, "no arm of standard care"),
        ("factorial", 0.06, "0.06 kg is nobody's"),
    ],
)
def test_what_no_world_can_judge_is_a_sentence(name, weight, said):
    with pytest.raises(ValueError, match=said):
        trial_plan(design(name), weight_kg=weight)


def test_the_calendar_and_the_choice_of_a_trial_are_counted_beside_its_answers(supposed):
    timed = replace(SMALL, schedule=Schedule(per_month=4, window=28, needs=1, limits=(2,) * 12, follow_up=90))
    found = play(timed, find_world("W5"), supposed, 1, Block(first=0, count=4))
    assert found.mean("given cells").value <= 12
    assert found.mean("given cells and struck").value <= found.mean("given cells").value
    assert found.mean("entered").value <= 24
    assert found.mean("months").value > 3, "the last participant is followed for three months"
    assert found.mean("chosen cells: msc").value == found.mean("best: msc").value
    assert "months" not in play(SMALL, find_world("W5"), supposed, 1, Block(first=0, count=1)).sums
