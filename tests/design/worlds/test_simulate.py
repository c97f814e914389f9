"""Trials in named worlds: what is supposed comes out, what is not supposed does not, and patients are the same in each."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from hepatica.design.patients.arm import ArmPlan
from hepatica.design.patients.events import CAUSES
from hepatica.design.patients.visits import score_visits
from hepatica.design.worlds.simulate import nature, simulate
from hepatica.design.worlds.world import Action, World, find_world, worlds

CARE = ArmPlan(name="care")
CD34 = ArmPlan(name="CD34+", dose_cd34=50, days=(4,))
MSC = ArmPlan(name="MSC", dose_msc=50, days=(30,))
BOTH = ArmPlan(name="both", dose_cd34=50, dose_msc=50, days=(30,))
ARMS = (CARE, CD34, MSC, BOTH)
N = 600


def played(world, *, arms=ARMS, n=N, **kwargs):
    """Play with one seed, so that every world has the same patients."""
    return simulate(arms, find_world(world), n, seed=17, **kwargs)


@cache
def latent(world, arm):
    """Return the latent MELD of day 90 of 150 patients who all receive one arm."""
    return simulate((arm,), find_world(world), 150, seed=17, days=90).course.meld[90]


def gain(world, arm):
    """Return the mean change of latent MELD by day 90 that an arm makes, patient by patient against standard care."""
    return float((latent(world, arm) - latent("no-effect", CARE)).mean())


@pytest.fixture(scope="module")
def nothing():
    return played("no-effect")


def test_there_are_the_worlds_that_a_design_must_hold_in_each_with_its_sentence():
    every = worlds()
    assert {f"W{k}" for k in range(7)} <= {world.code for world in every}
    assert {"msc-only", "antagonism"} <= {world.name for world in every}
    assert all(world.sentence.endswith(".") for world in every)


def test_nothing_happens_where_nothing_is_supposed():
    for arm in (CD34, MSC, BOTH):
        assert gain("no-effect", arm) == 0.0


def test_each_world_does_what_its_name_says():
    assert -3.8 < gain("cd34-only", CD34) < -1.8  # a dose of which a third is not released
    assert gain("cd34-only", MSC) == 0
    assert gain("msc-only", MSC) < -0.4
    assert gain("msc-only", CD34) == 0
    assert gain("gcsf-only", CD34) == pytest.approx(gain("gcsf-only", ArmPlan(name="G-CSF", gcsf=True)))
    assert gain("gcsf-only", MSC) == 0
    assert gain("synergy", BOTH) < gain("additive", BOTH) - 0.2 < gain("antagonism", BOTH)
    assert gain("cd34-only", replace(CD34, route="intravenous")) > gain("cd34-only", CD34) + 0.3
    assert gain("msc-only", replace(MSC, days=(30, 58))) < gain("msc-only", MSC) - 0.05


def test_the_gain_of_sharmas_world_wanes_by_three_years():
    world, years = find_world("W1"), np.array([90, 365, 730, 1095])
    left = 50 * world.cd34.left(years.astype(float))
    found = -world.cd34.meld * left / (left + world.cd34.half)
    assert np.abs(found - [4.2, 4.3, 3.1, 2.9]).max() < 0.5
    assert found[0] == pytest.approx(4.2, abs=0.1)


def test_harm_by_dose_doubles_serious_events_and_keeps_their_true_cause(nothing):
    harmed = played("harm-by-dose")

    def serious(trial, arm):
        return trial.adverse.serious[trial.arm[trial.adverse.patient] == arm].sum()

    assert serious(harmed, 0) == serious(nothing, 0)
    assert serious(harmed, 3) > 1.3 * serious(nothing, 3)
    disease = [harmed.adverse.kinds.index(kind) for kind in harmed.course.kinds]
    by_cells = harmed.adverse.cause[np.isin(harmed.adverse.kind, disease)] == CAUSES.index("cells")
    assert 0.1 < by_cells.mean() < 0.6
    quiet = np.isin(nothing.adverse.kind, disease)
    assert not (nothing.adverse.cause[quiet] == CAUSES.index("cells")).any()


def test_survivors_alone_show_a_benefit_that_nobody_had():
    treated, untreated = (
        simulate((arm,), find_world("survivor-artefact"), 800, seed=17) for arm in (BOTH, CARE)
    )
    assert np.array_equal(treated.course.meld, untreated.course.meld)
    survivors = [trial.course.meld[180][trial.endings.last > 180].mean() for trial in (treated, untreated)]
    assert survivors[0] < survivors[1] - 0.4
    died = [(trial.endings.died > 0).mean() for trial in (treated, untreated)]
    assert died[0] > died[1] + 0.05


def test_an_arm_that_is_added_changes_no_patient(nothing):
    two = played("cd34-only", arms=(CARE, CD34), allocated=np.where(nothing.arm == 1, 1, 0))
    four = played("cd34-only", allocated=nothing.arm)
    assert np.array_equal(two.baseline.il6, four.baseline.il6)
    same = np.isin(four.arm, (0, 1))
    assert np.array_equal(two.course.meld[:, same], four.course.meld[:, same])
    assert np.array_equal(two.endings.died[same], four.endings.died[same])
    assert np.array_equal(two.visits.meld[same], four.visits.meld[same], equal_nan=True)
    for name in ("patient", "day", "kind", "grade"):
        a, b = (getattr(t.adverse, name)[same[t.adverse.patient]] for t in (two, four))
        assert np.array_equal(a, b)


def test_patients_added_leave_the_first_as_they_were(nothing):
    fewer = played("no-effect", n=100)
    assert np.array_equal(fewer.course.meld, nothing.course.meld[:, :100])
    assert np.array_equal(fewer.arm, nothing.arm[:100])
    assert np.array_equal(fewer.visits.laboratory, nothing.visits.laboratory[:100], equal_nan=True)


def test_a_longer_trial_begins_as_a_shorter_one(nothing):
    shorter = played("no-effect", n=100, days=100)
    assert np.array_equal(shorter.course.meld, nothing.course.meld[:101, :100])
    held = nothing.visits.day[:100, :4] < 100
    assert held.sum() > 380
    assert np.array_equal(shorter.visits.meld[held], nothing.visits.meld[:100, :4][held], equal_nan=True)


def test_replicates_and_seeds_differ_and_repeat():
    one, again, other = (played("no-effect", n=30, replicate=k) for k in (0, 0, 1))
    assert np.array_equal(one.course.meld, again.course.meld)
    assert not np.array_equal(one.course.meld, other.course.meld)


def test_the_visits_score_by_the_code_that_runs_the_trial(nothing):
    checked = 0
    for patient, visit, meld, child_pugh in score_visits(nothing.visits):
        assert float(meld) == pytest.approx(nothing.visits.meld[patient, visit], abs=1e-9)
        assert int(child_pugh) == nothing.visits.child_pugh[patient, visit]
        checked += 1
    assert checked == nothing.visits.seen.sum() > 2000


def test_the_sick_miss_visits_and_the_dead_have_none(nothing):
    visits = nothing.visits
    later = visits.planned.index(30)
    assert 0.02 < visits.missed[:, later:].mean() < 0.10
    assert visits.true_meld[visits.missed].mean() > visits.true_meld[:, 1:][visits.seen[:, 1:]].mean() + 1
    assert not (visits.seen & (visits.day > nothing.endings.last[:, None])).any()
    assert visits.seen[:, 0].all()
    assert (nothing.days_alive <= 180).all()


def test_planned_manufactured_released_and_infused_are_four_things(nothing):
    for group in nothing.groups[1:]:
        doses = group.doses
        assert (doses.infused <= doses.released).all()
        assert (doses.released <= np.minimum(doses.planned, doses.manufactured) + 1e-9).all()
        assert 0 < doses.short.mean() < 1
    cells = nothing.groups[1].doses
    assert cells.count.mean() == pytest.approx(27, abs=4.5)
    assert cells.count.std() == pytest.approx(20.4, abs=7)
    assert 0.02 < (cells.infused[:, 0, 0] == 0).mean() < 0.45


def test_events_fall_into_the_windows_of_their_procedures(nothing):
    adverse = nothing.adverse
    kind = {name: k for k, name in enumerate(adverse.kinds)}
    arm = nothing.arm[adverse.patient]
    assert not np.isin(arm[adverse.kind == kind["bone_pain"]], (0, 2)).any()
    assert (adverse.day[adverse.kind == kind["hypocalcaemia"]] == 3).all()
    infection = adverse.day[(adverse.kind == kind["artery_infection"]) & (arm == 1)]
    assert ((infection >= 5) & (infection <= 14)).all()
    mobilised = np.isin(nothing.arm, (1, 3)).sum()
    assert (adverse.kind == kind["bone_pain"]).sum() / mobilised == pytest.approx(0.71, abs=0.12)
    had = ~np.isnan(adverse.vas)
    assert set(nothing.arm[had]) == {2, 3}
    pained = adverse.patient[adverse.kind == kind["marrow_pain"]]
    assert sorted(pained) == list(np.flatnonzero(adverse.vas > 6))
    assert len(pained) / had.sum() == pytest.approx(0.139, abs=3 * 0.02)


def test_investigators_err_about_causes_and_nobody_survives_grade_five(nothing):
    adverse = nothing.adverse
    disease = adverse.cause == 0
    assert adverse.related[~disease].mean() == pytest.approx(0.9, abs=0.05)
    assert adverse.related[disease].mean() == pytest.approx(0.2, abs=0.07)
    fatal = adverse.patient[adverse.grade == 5]
    assert len(fatal) == len(set(fatal)) > 4
    assert (nothing.endings.died[fatal] > 0).all()
    assert (adverse.day <= nothing.endings.last[adverse.patient]).all()


def test_every_trial_carries_the_six_labels(nothing):
    lines = nothing.label.lines
    assert len(lines) == 6
    assert "Not evidence of safety or efficacy" in lines[0]
    assert "no-effect" in lines[1]
    assert "seed 17" in lines[1]
    assert "contraction 0 %" in lines[3]
    assert played("W3", n=8).label.parameters != nothing.label.parameters


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: find_world("utopia"), r"no world is called 'utopia'; there are no-effect \(W0\)"),
        (
            lambda: World(name="x", code="X", sentence=".", death=-1.0),
            "world x: a hazard ratio of -1.0 for death",
        ),
        (lambda: World(name="x", code="X", sentence=".", decompensation=-0.5), "a hazard that cannot be"),
        (lambda: Action(wane=0), "wane: 0 is not above 0"),
        (lambda: Action(meld=float("nan")), "an effect of nan points"),
        (lambda: ArmPlan(name="a", dose_cd34=-1, days=(4,)), "-1 million CD34 cells cannot be planned"),
        (lambda: ArmPlan(name="a", dose_msc=5), "a has no day to infuse them"),
        (lambda: ArmPlan(name="a", days=(4,)), "a has no cells for its days"),
        (lambda: ArmPlan(name="a", dose_msc=5, days=(9, 4)), "each later than the one before"),
        (lambda: ArmPlan(name="a", dose_cd34=5, days=(1,)), "collected on day 3 cannot be infused on day 1"),
        (lambda: ArmPlan(name="a", dose_msc=5, days=(1,), route="oral"), "no route is called 'oral'"),
        (lambda: simulate((), find_world("W0"), 5, seed=1), "at least one arm"),
        (lambda: simulate((CARE, CARE), find_world("W0"), 5, seed=1), "two arms have one name"),
        (lambda: simulate((CARE,), find_world("W0"), 0, seed=1), "a trial of 0 patients"),
        (
            lambda: simulate((MSC,), find_world("W0"), 5, seed=1, days=20),
            "infuses on day 30, after the last day",
        ),
        (lambda: simulate((CARE,), find_world("W0"), 2, seed=1, allocated=(0, 1)), "names one of 1 arms"),
        (lambda: nature(course=nature().course.replaced(visits__missed=1.5)), ""),
    ],
)
def test_what_cannot_be_is_a_sentence(make, sentence):
    if not sentence:
        supposed = make()
        with pytest.raises(ValueError, match=r"1.5 of the visits cannot be missed"):
            simulate((CARE,), find_world("W0"), 2, seed=1, supposed=supposed)
        return
    with pytest.raises(ValueError, match=sentence):
        make()


def test_the_document_lists_every_world_with_its_sentence():
    page = (Path(__file__).parents[3] / "docs/explanation/designs/worlds.md").read_text(encoding="utf-8")
    for world in worlds():
        assert f"| {world.code} | `{world.name}` | {world.sentence} |" in page
