"""Everybody in one order, and what the arms' means say of a question."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import ttest_ind

from hepatica.design.patients.arm import ArmPlan
from hepatica.design.tried.outcome import answers, change, fit, mean_ranks, ranks

NAN = float("nan")


def trial(meld, *, died, transplanted, arm=None, arms=("none", "both")):
    """A trial of which only what the outcome reads is there."""
    meld = np.array(meld, dtype=float)
    return SimpleNamespace(
        meld=meld,
        seen=~np.isnan(meld),
        trials=1,
        endings=SimpleNamespace(died=np.array(died), transplanted=np.array(transplanted)),
        arm=np.array(arm if arm is not None else [0] * len(meld)),
        arms=tuple(ArmPlan(name=name) for name in arms),
    )


FIVE = trial(
    [[15, 12, 11], [15, 15, NAN], [15, NAN, NAN], [15, 14, NAN], [15, 9, NAN]],
    died=[-1, -1, 40, 100, -1],
    transplanted=[-1, -1, -1, -1, 90],
)


def test_the_dead_rank_below_the_transplanted_and_both_below_who_lives_whatever_their_change():
    assert ranks(FIVE).tolist() == [5, 4, 1, 2, 3]


def test_the_last_change_that_was_seen_counts_and_none_but_entry_is_no_change():
    assert change(FIVE).tolist() == [-4, 0, 0, -1, -6]


def test_equal_outcomes_share_a_rank():
    even = trial([[15, 13], [12, 10], [15, 16]], died=[-1] * 3, transplanted=[-1] * 3)
    assert ranks(even).tolist() == [2.5, 2.5, 1]


def test_without_a_slope_the_fit_is_the_t_test():
    rng = np.random.default_rng(5)
    value, arm = np.concatenate([rng.normal(0, 1, 20), rng.normal(0.8, 1, 20)]), np.repeat([0, 1], 20)
    flat = rng.normal(0, 1, 40)
    for side in (0, 1):  # a baseline that is the same in both arms and explains nothing of either
        mine = arm == side
        flat[mine] -= flat[mine].mean()
        flat[mine] -= (
            (value - value[mine].mean())[mine]
            * (flat[mine] @ value[mine])
            / ((value[mine] - value[mine].mean()) @ value[mine])
        )
    found = fit(value, arm, (1, 2), flat)
    p = ttest_ind(value[arm == 1], value[arm == 0]).pvalue
    weights = np.array([-1.0, 1.0])
    assert found.means[0, 1] - found.means[0, 0] == pytest.approx(
        value[arm == 1].mean() - value[arm == 0].mean()
    )
    assert found.in_favour(weights, p * 1.1)
    assert not found.in_favour(weights, p * 0.9)
    assert not found.in_favour(-weights, 0.99), "what goes against the arm is never in its favour"


def test_an_arm_nobody_is_left_in_answers_no_question():
    alone = fit(np.ones(3), np.zeros(3, dtype=int), (1, 2), np.ones(3))
    assert not alone.in_favour(np.array([1.0, -1.0]), 0.05)


def test_who_drops_the_dead_sees_a_benefit_that_nobody_had():
    # Of the treated the worst half dies; the others change as the untreated do.
    rng = np.random.default_rng(1)
    n = 60
    entry = rng.normal(18, 2, 2 * n)
    after = entry + np.concatenate([rng.normal(1, 3, n), rng.normal(1, 3, n)])
    worse = np.concatenate([np.zeros(n, bool), (after - entry)[n:] > 1])
    last = np.where(worse, NAN, after)
    made = trial(
        np.column_stack([entry, last]),
        died=np.where(worse, 50, -1),
        transplanted=[-1] * 2 * n,
        arm=[0] * n + [1] * n,
    )
    asked = {"both beats none": ({"both": 1.0, "none": -1.0},)}
    everybody, survivors = answers(made, asked, 0.05)
    assert survivors["both beats none"].tolist() == [True]
    assert everybody["both beats none"].tolist() == [False]
    assert mean_ranks(made).argmax() == 0


def test_where_nothing_works_each_question_is_answered_yes_as_often_as_half_its_error():
    rng, trials, each = np.random.default_rng(11), 4000, 15
    n = trials * 4 * each
    died, moved = rng.random(n) < 0.18, rng.random(n) < 0.06
    entry = rng.normal(17, 4, n)
    nothing = SimpleNamespace(
        meld=np.column_stack([entry, 0.6 * entry + rng.normal(7, 3, n)]),
        seen=np.column_stack([np.ones(n, dtype=bool), ~(died | moved)]),
        trials=trials,
        endings=SimpleNamespace(
            died=np.where(died, rng.integers(1, 180, n), -1),
            transplanted=np.where(moved & ~died, rng.integers(1, 180, n), -1),
        ),
        arm=np.tile(np.repeat(np.arange(4), each), trials),
        arms=tuple(ArmPlan(name=name) for name in ("none", "cd34", "msc", "both")),
    )
    one_sided, many = 0.025, 3 * np.sqrt(0.025 * 0.975 / trials)
    asked = {
        "main": ({"both": 0.5, "cd34": 0.5, "msc": -0.5, "none": -0.5},),
        "interaction": ({"both": 1.0, "cd34": -1.0, "msc": -1.0, "none": 1.0},),
        "alone": ({"cd34": 1.0, "none": -1.0},),
    }
    each_alone = {"each": ({"both": 1.0, "cd34": -1.0}, {"both": 1.0, "msc": -1.0})}
    for found in answers(nothing, asked | each_alone, 0.05):
        assert {name: found[name].mean() for name in asked} == pytest.approx(
            dict.fromkeys(asked, one_sided), abs=many
        )
        assert 0 < found["each"].mean() < 0.01  # two normals that share an arm pass together in 0.46 %
