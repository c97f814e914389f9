"""Followed trials: machine code, whole courses and plain Python say the same of every patient, whoever is played beside."""

import numpy as np
import pytest

from hepatica.design.patients.arm import ArmPlan
from hepatica.design.worlds import kernel
from hepatica.design.worlds.follow import of_trial, swiftly
from hepatica.design.worlds.simulate import cast_of, simulate
from hepatica.design.worlds.world import Action, World

ARMS = (
    ArmPlan(name="care"),
    ArmPlan(name="CD34+", dose_cd34=50, days=(4,)),
    ArmPlan(name="MSC", dose_msc=50, days=(3, 31), route="intravenous"),
    ArmPlan(name="both", dose_cd34=50, dose_msc=50, days=(30,)),
    ArmPlan(name="G-CSF", gcsf=True),
)
EVERYTHING = World(
    name="everything", code="T", sentence="All that a world can do, at once.",
    cd34=Action(meld=-3, half=40), msc=Action(meld=-2, half=60, onset=9), gcsf=Action(meld=-1),
    interaction=1.5, ln_il6=-0.4, decompensation=1.6, death=1.3, death_per_point=0.04, vein=2.5, again=0.3,
)  # fmt: skip
N, DAYS = 70, 130


def cast(first=0, count=1, days=DAYS):
    return cast_of(ARMS, EVERYTHING, N, seed=11, replicates=range(first, first + count), days=days)


def equal(one, other):
    """Hold two followed trials to the same patients."""
    for name in ("arm", "seen", "short"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert np.array_equal(one.meld, other.meld, equal_nan=True)
    for part, names in (
        ("endings", ("died", "transplanted")),
        ("adverse", ("patient", "day", "kind", "grade", "cause", "related", "serious")),
    ):
        for name in names:
            assert np.array_equal(getattr(getattr(one, part), name), getattr(getattr(other, part), name)), (
                name
            )


def test_a_trial_that_is_followed_is_the_one_that_is_simulated_whole():
    for replicate in range(4):
        whole = simulate(ARMS, EVERYTHING, N, seed=11, replicate=replicate, days=DAYS)
        equal(swiftly(cast(replicate)), of_trial(whole))
    assert (whole.endings.died > 0).any()
    assert (whole.endings.transplanted > 0).any()
    assert len(whole.course.day) > 5


def test_plain_python_walks_as_machine_code_does(monkeypatch):
    compiled = swiftly(cast(days=40))
    for name in ("meld_at", "strike", "see", "walk_one"):
        monkeypatch.setattr(kernel, name, getattr(kernel, name).plain)
    monkeypatch.setattr("hepatica.design.worlds.follow.walk", kernel.walk.plain)
    equal(swiftly(cast(days=40)), compiled)


def test_patients_of_several_trials_are_those_of_each_alone():
    together = swiftly(cast(0, 3))
    for replicate in range(3):
        alone, mine = swiftly(cast(replicate)), slice(replicate * N, (replicate + 1) * N)
        assert np.array_equal(together.meld[mine], alone.meld, equal_nan=True)
        assert np.array_equal(together.endings.died[mine], alone.endings.died)
        events = together.adverse.patient // N == replicate
        assert np.array_equal(together.adverse.patient[events] % N, alone.adverse.patient)
        assert np.array_equal(together.adverse.serious[events], alone.adverse.serious)


def test_an_allocation_of_several_trials_names_everybodys_arm():
    with pytest.raises(ValueError, match="an allocation names one of 5 arms for each of 70 patients"):
        cast_of(ARMS, EVERYTHING, N, seed=1, replicates=range(2), allocated=[0] * N)
