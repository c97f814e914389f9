"""The study that follows by a design passes the study's whole check, and what it leaves to people is said."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from tests.design.conftest import Spoil, built_in
from tests.studies.reference import FOLDER

from hepatica.conduct.formula import Answer, formulate
from hepatica.conduct.lint import check
from hepatica.design.document import Design
from hepatica.design.load import examine, load
from hepatica.design.successor import NextStudy, next_study
from hepatica.stats.monitoring.beta_binomial import Prior, boundary, calibrated
from hepatica.study.load import load as load_study
from hepatica.study.study import Study


@cache
def reference() -> Study:
    return load_study(FOLDER)


@cache
def followed(name: str) -> NextStudy:
    found = examine("design.yaml", built_in(name).encode()).design
    assert found is not None
    return next_study(reference(), found)


@pytest.fixture
def by(spoil: Spoil) -> Callable[..., NextStudy]:
    """Follow by a built-in design with texts replaced."""
    return lambda name, *pairs: next_study(reference(), load(spoil(name, *pairs)))


def write(made: NextStudy, folder: Path) -> Path:
    for file, text in made.files.items():
        path = folder / "study" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "study"


@pytest.mark.parametrize("name", ["factorial", "single_arm"])
def test_the_next_study_passes_the_check_of_a_study_and_is_read_back(name: str, tmp_path: Path) -> None:
    made = followed(name)
    folder = write(made, tmp_path)
    assert [str(problem) for problem in check(folder)] == []
    assert load_study(folder) == made.study


def test_the_same_study_and_design_give_the_same_files() -> None:
    design = examine("design.yaml", built_in("single_arm").encode()).design
    assert isinstance(design, Design)
    assert next_study(reference(), design).files == followed("single_arm").files


def test_each_arm_of_the_factorial_receives_its_cells_and_standard_care() -> None:
    study = followed("factorial").study
    assert {arm.id: arm.interventions for arm in study.arms} == {
        "standard_care": ("standard_care",),
        "cd34": ("cd34_given", "standard_care"),
        "msc": ("msc_given", "standard_care"),
        "both": ("cd34_given", "msc_given", "standard_care"),
    }
    assert study.enrolment.planned == 336
    assert study.design.allocation == "Randomised"


def test_nothing_registered_or_permitted_is_taken_over() -> None:
    made = followed("factorial")
    assert (made.study.oversight.registrations, made.study.oversight.permission, made.study.record) == (
        (),
        "",
        "",
    )
    assert any(said.startswith("Register the study") for said in made.to_do)


def test_a_randomised_study_asks_the_strata_and_the_arm_before_the_first_procedure() -> None:
    study = followed("factorial").study
    form = study.form_by_id["randomisation"]
    assert [item.id for item in form.items] == ["rand_date", "stratum_severity", "rand_number", "rand_arm"]
    assert [code.code for code in study.codelist_by_id["arms"].codes] == [
        "standard_care",
        "cd34",
        "msc",
        "both",
    ]
    assert [v.id for v in study.schedule.visits if "randomisation" in v.forms] == ["baseline"]
    assert study.schedule.analysis_anchor == "randomisation"


def test_windows_count_from_randomisation_and_stay_without_gaps() -> None:
    windows = followed("factorial").study.analysis.windows
    before = reference().analysis.windows
    assert [now.target - was.target for now, was in zip(windows, before, strict=True)] == [37] * 4
    assert windows[0].first == 1
    assert all(b.first == a.last + 1 for a, b in pairwise(windows))


def test_gates_open_only_in_arms_that_hold_what_they_are_for() -> None:
    gates = {
        gate.act: {line.id: line.when for line in gate.clearances}
        for gate in followed("factorial").study.gates
    }
    assert gates["enrolment"]["allocated"] == "known(rand_arm)"
    assert gates["gcsf"]["allocated"] == "one_of(rand_arm, ['cd34', 'both'])"
    assert gates["leukapheresis"]["allocated"] == "one_of(rand_arm, ['cd34', 'both'])"
    assert gates["infusion"]["allocated"] == "one_of(rand_arm, ['cd34', 'msc', 'both'])"
    # An arm of CD34 cells alone has no MSC lot to release, so the gate of G-CSF must not wait for one.
    assert gates["gcsf"]["msc_interim"].endswith(
        "|| one_of(randomisation__rand_arm, ['standard_care', 'cd34'])"
    )


@pytest.mark.parametrize(
    ("act", "arm", "opens"),
    [
        ("gcsf", "cd34", True), ("gcsf", "both", False), ("gcsf", "msc", False), ("gcsf", "standard_care", False),
        ("gcsf", None, False), ("leukapheresis", "cd34", True), ("leukapheresis", "msc", False), ("infusion", None, False),
    ],
)  # fmt: skip
def test_a_gate_asks_each_arm_for_its_own_products_only(act: str, arm: str | None, opens: bool) -> None:
    """No lot of any product is recorded: an arm of CD34 cells alone passes to G-CSF, the combination waits for its MSC."""
    study = followed("factorial").study
    gate = next(gate for gate in study.gates if gate.act == act)
    lines = [
        line for line in gate.clearances if line.form in {"msc_release", "cd34_product", "randomisation"}
    ]
    formulas = [formulate(study, line.form, line.when, "") for line in lines]
    given = [{n.text: arm if n.item == "rand_arm" else None for n in one.names} for one in formulas]
    answers = [one.answer(dict(values)).answer for one, values in zip(formulas, given, strict=True)]
    assert all(answer is Answer.TRUE for answer in answers) is opens


def test_an_arm_of_gcsf_alone_passes_the_gate_of_gcsf_and_no_other(by: Callable[..., NextStudy]) -> None:
    """G-CSF alone tells mobilisation apart from the cells, as in REALISTIC."""
    extra = "  - id: gcsf\n    title: G-CSF\n    cells: gcsf\n    source: seed\n  - id: cd34\n    title: CD34"
    study = by("factorial", "  - id: cd34\n    title: CD34", extra, "blocks: [4, 8]", "blocks: [5]").study
    gates = {gate.act: gate.clearances[-1].when for gate in study.gates}
    assert gates["gcsf"] == "one_of(rand_arm, ['gcsf', 'cd34', 'both'])"
    assert "'gcsf'" not in gates["leukapheresis"] + gates["infusion"]


def test_a_repeated_infusion_has_a_visit_without_collecting_cells_again() -> None:
    study = followed("single_arm").study
    visit = study.visit_by_id["infusion_day_2"]
    assert (visit.day, visit.window.first if visit.window else None) == (28, 25)
    assert "infusion" in visit.forms
    assert "leukapheresis" not in visit.forms
    dose = study.product_by_id["msc"].dose
    assert dose is not None
    assert (dose.planned, dose.doses, dose.interval_days) == (Decimal(50), 2, 28)


def test_the_last_visit_moves_to_the_end_of_the_follow_up() -> None:
    study = followed("single_arm").study
    visit = study.visit_by_id["end_of_follow_up"]
    assert visit.day == 208
    assert "disposition" in visit.forms
    assert "disposition" not in study.visit_by_id["month_6"].forms


def test_a_longer_follow_up_gains_an_analysis_window(by: Callable[..., NextStudy]) -> None:
    study = by("single_arm", "follow_up_days: 208", "follow_up_days: 365").study
    assert [(w.id, w.target) for w in study.analysis.windows][-1] == ("day_365", 365)


def test_a_shorter_follow_up_is_left_to_people(by: Callable[..., NextStudy]) -> None:
    pairs = ["day: 180", "day: 90"] * 4
    made = by("single_arm", "follow_up_days: 208", "follow_up_days: 90", *pairs)
    assert any("The follow-up ends on day 90, and Month 6 falls on day 180" in said for said in made.to_do)


def test_a_grid_gives_the_least_and_the_most_and_begins_at_its_first_level() -> None:
    dose = followed("dose_finding").study.product_by_id["msc"].dose
    assert dose is not None
    assert (dose.least, dose.planned, dose.most) == (Decimal(25), Decimal(25), Decimal(100))
    assert followed("dose_finding").study.parameter("msc_dose") == "25"


@pytest.mark.parametrize(("name", "n"), [("single_arm", 14), ("dose_finding", 12)])
def test_the_study_stops_where_the_design_does(name: str, n: int) -> None:
    """The probability written into the study gives the calibrated boundary, count by count."""
    rule = next(rule for rule in followed(name).study.stopping if rule.bayesian is not None)
    assert rule.bayesian is not None
    prior = Prior(a=0.3, b=1.7)
    assert boundary(prior, 0.15, float(rule.bayesian.above), n) == calibrated(prior, 0.15, 0.10, n)
    assert rule.event == "related && serious"
    assert rule.blocks == ("gcsf", "leukapheresis", "infusion")


def test_a_boundary_gives_way_to_the_designs_and_the_other_rules_stay() -> None:
    made = followed("single_arm")
    assert [rule.code for rule in made.study.stopping if rule.bayesian is not None] == ["DSN-03"]
    assert {"STP-01", "STP-15"} <= {rule.code for rule in made.study.stopping}
    assert "STP-16 of the study before gave way to the design's boundary: tell the board." in made.to_do


def test_a_boundary_that_a_study_cannot_hold_is_left_to_people(by: Callable[..., NextStudy]) -> None:
    made = by(
        "single_arm",
        "family: beta_binomial",
        "family: pocock",
        '    prior_a: "0.3"\n    prior_b: "1.7"\n',
        "",
    )
    said = next(one for one in made.to_do if "(Pocock-type) is none that a study can hold" in one)
    assert ", it stops at 2 of 2, 3 of 3 to 6, 4 of 7 to 10, 5 of 11 to 14: let the board" in said
    assert "STP-16" in {rule.code for rule in made.study.stopping}


def test_sentinel_and_stagger_are_the_designs() -> None:
    first, later = followed("factorial").study.oversight.stagger
    assert (first.after, first.days, first.clearance) == ((1,), 28, True)
    assert (later.after, later.days) == ((2, 3), 7)


def test_endpoints_become_estimands_with_the_designs_roles_and_strategies() -> None:
    study = followed("factorial").study
    roles = {one.id: one.kind for one in study.analysis.estimands}
    assert (roles["meld"], roles["adverse_events"], roles["meld_ranked"]) == (
        "primary",
        "secondary",
        "secondary",
    )
    assert roles["child_pugh"] == "supplementary"
    assert {o.id: o.kind for o in study.outcomes} == {
        "adverse_events": "secondary", "meld_change": "primary", "child_pugh_change": "other",
        "cd34_change": "secondary", "door": "secondary", "days_alive": "secondary",
    }  # fmt: skip


def test_what_compares_arms_looks_early_or_weighs_a_prior_is_left_to_the_plan() -> None:
    said = " ".join(followed("factorial").to_do)
    for part in (
        "comparison of the arms",
        "interim looks at 0.5, 1",
        "the prior 'Interaction",
        "to 10 patients",
    ):
        assert part in said
    borrowing = followed("factorial").study.analysis.borrowing
    assert borrowing is not None
    assert borrowing.robust_weight == Decimal("0.2")
    assert followed("single_arm").study.analysis.borrowing is None


def test_what_the_design_gave_names_it_as_its_source() -> None:
    assert followed("factorial").study.arms[0].reference.startswith("design factorial 0.1, sha256 ")
