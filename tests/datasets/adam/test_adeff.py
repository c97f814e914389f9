"""ADEFF: values recompute, windows follow the rules of the study, and nobody vanishes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.datasets.adam.trial import GCSF, answers_of, background, inputs, laboratory, on, treated, value_of
from tests.datasets.record import draw, form, person

from hepatica.datasets.adam.adeff import derive_adeff, derive_adeffb
from hepatica.datasets.adam.adlb import derive_adlb
from hepatica.datasets.adam.text import to_csv
from hepatica.scores.registry import compute
from hepatica.study.estimand import BaselineRule, Estimand


def scores(*days, gcsf=None, **more):
    rows = (treated(), *background(), laboratory(*days))
    return derive_adeff(inputs(*rows, **more))


def visits(dataset, code="MELDU"):
    return [(r["AVISIT"], r["ADY"]) for r in dataset.records() if r["PARAMCD"] == code]


def test_every_change_is_the_value_less_the_baseline_both_as_computed():
    found = scores(-4, 7, 30, 180)
    assert visits(found) == [("Baseline", -4), ("Week 1", 7), ("Month 1", 30), ("Month 6", 180)]
    for row in found.records():
        if row["PARAMCD"] == "MELDU":
            assert abs(row["CHG"] - (row["AVAL"] - row["BASE"])) < Decimal("1e-25")
    assert value_of(found, "CHG", PARAMCD="MELDU", AVISIT="Baseline") == 0
    assert value_of(found, "BASE", PARAMCD="MELDU", AVISIT="Month 6") == value_of(
        found, "AVAL", PARAMCD="MELDU", AVISIT="Baseline"
    )


def test_unrounded_meld_is_that_of_the_laboratory_values_beside_it():
    rows = (treated(), *background(), laboratory(-4, 30))
    found, values = derive_adeff(inputs(*rows)), derive_adlb(inputs(*rows))
    for visit in ("Baseline", "Month 1"):
        said = {r["PARAMCD"]: r["AVAL"] for r in values.records() if r["AVISIT"] == visit}
        score = compute(
            "MELD_I_UNROUNDED",
            {"bilirubin_mg_dl": said["BILI"], "inr": said["INR"], "creatinine_mg_dl": said["CREAT"]},
        )
        assert value_of(found, "AVAL", PARAMCD="MELDU", AVISIT=visit) == score.value


def test_a_missing_window_has_no_row_and_a_missing_component_no_value():
    found = scores(-4, draw(on(7), albumin=None))
    assert visits(found) == [("Baseline", -4), ("Week 1", 7)]
    assert value_of(found, "AVAL", PARAMCD="MELDU", AVISIT="Week 1") is not None
    assert value_of(found, "AVAL", PARAMCD="ALBI", AVISIT="Week 1") is None
    reason = value_of(found, "NOVALRSN", PARAMCD="ALBI", AVISIT="Week 1")
    assert reason == "not computable: albumin is from another draw (6 Mar, 17 Mar)"


def test_a_participant_without_a_baseline_stays_with_nothing_subtracted():
    found = scores(7, 30)
    assert visits(found) == [("Week 1", 7), ("Month 1", 30)]
    assert {row["BASE"] for row in found.records()} == {None} == {row["CHG"] for row in found.records()}


def test_each_value_came_from_the_answers_it_was_computed_of():
    given_inputs = inputs(treated(), *background(), laboratory(-4, 30))
    found = derive_adeff(given_inputs)
    answers = answers_of(given_inputs.state)
    row = found.find(PARAMCD="MELDU", AVISIT="Month 1")
    assert sorted(answers[n].value for n in found.events(row, "AVAL")) == ["1.0", "1.5", "2.1", "no"]
    assert sorted(answers[n].value for n in found.events(row, "BASE")) == ["1.0", "1.5", "2.0", "no"]
    assert set(found.events(row, "CHG")) == {*found.events(row, "AVAL"), *found.events(row, "BASE")}
    assert {answers[n].value for n in found.events(row, "ADT")} == {on(30) + "T08:10"}
    assert {answers[n].value for n in found.events(row, "ADY")} == {on(30) + "T08:10", on(0) + "T10:30"}


def test_of_several_draws_the_study_takes_the_closest_the_last_or_their_mean():
    days = (-4, 20, 31, 44)
    assert visits(scores(*days))[1] == ("Month 1", 31)
    assert visits(scores(*days, repeats="last"))[1] == ("Month 1", 44)
    mean = scores(*days, repeats="mean")
    row = dict(zip(mean.plan.place, mean.find(PARAMCD="MELDU", AVISIT="Month 1").values, strict=True))
    single = [
        value_of(scores(-4, *one), "AVAL", PARAMCD="MELDU", AVISIT="Month 1") for one in _each(days[1:])
    ]
    assert row["DTYPE"] == "AVERAGE"
    assert abs(row["AVAL"] - sum(single) / 3) < Decimal("1e-25")
    assert value_of(mean, "DTYPE", PARAMCD="MELDU", AVISIT="Baseline") is None


def _each(days):
    """Each day alone, with the bilirubin it had among the others."""
    return [(draw(on(d) + "T08:10", bilirubin=f"{2.1 + n / 10:.1f}"),) for n, d in enumerate(days)]


def test_a_gap_is_filled_only_where_the_study_says_so_and_says_it():
    assert [v for v, _ in visits(scores(-4, 30))] == ["Baseline", "Month 1"]
    carried = scores(-4, 30, missing_visits="last")
    assert [v for v, _ in visits(carried)] == ["Baseline", "Month 1", "Month 3", "Month 6"]
    row = dict(zip(carried.plan.place, carried.find(PARAMCD="MELDU", AVISIT="Month 6").values, strict=True))
    assert (row["DTYPE"], row["ADY"]) == ("LOCF", 30)
    assert row["AVAL"] == value_of(carried, "AVAL", PARAMCD="MELDU", AVISIT="Month 1")


def test_nothing_is_carried_past_a_death_or_into_a_window_that_has_not_closed():
    rows = (treated(ended={"death": on(100)}), *background(), laboratory(-4, 30))
    found = derive_adeff(inputs(*rows, missing_visits="last"))
    assert [v for v, _ in visits(found)] == ["Baseline", "Month 1"]
    early = scores(-4, 30, missing_visits="last", cut=date.fromisoformat(on(140)))
    assert [v for v, _ in visits(early)] == ["Baseline", "Month 1", "Month 3"]


def test_a_date_known_in_part_counts_only_by_the_rule_and_is_flagged():
    partly = draw("2026-04")
    assert visits(scores(-4, partly)) == [("Baseline", -4)]
    found = scores(-4, partly, partial_dates="latest")
    assert visits(found) == [("Baseline", -4), ("Month 1", 51)]
    assert value_of(found, "ADTF", PARAMCD="MELDU", AVISIT="Month 1") == "D"


def test_another_baseline_is_a_dataset_of_its_own():
    rule = BaselineRule(
        id="before_infusion",
        title="Before infusion",
        anchor="infusion",
        first=-14,
        source="proposal",
        reference="x",
    )
    rows = (treated(), *background(), laboratory(-4, 1, 2, 30))
    found = derive_adeffb(inputs(*rows, baselines=(rule,)))
    assert visits(found) == [("Before infusion", 2), ("Month 1", 30)]
    assert {row["BASETYPE"] for row in found.records()} == {"Before infusion"}
    own = derive_adeff(inputs(*rows, baselines=(rule,)))
    assert value_of(own, "BASE", PARAMCD="MELDU", AVISIT="Month 1") != value_of(
        found, "BASE", PARAMCD="MELDU", AVISIT="Month 1"
    )
    assert len(derive_adeffb(inputs(*rows))) == 0


def test_an_estimand_brings_its_score_by_itself():
    one = Estimand(
        id="fib4", title="FIB-4", kind="supplementary", population="started", variable="FIB4", measure="change",
        cannot_show="x", source="proposal", reference="x",
    )  # fmt: skip
    more = {"alt": "30", "ast": "40", "platelets": "90"}
    units = {"alt": "U/L", "ast": "U/L", "platelets": "10^9/L", "bilirubin": "mg/dL", "inr": "ratio"}
    page = form(
        "01-001",
        "gate",
        "laboratory",
        draw(on(-4), creatinine="1.0", **more),
        units=units | {"creatinine": "mg/dL"},
    )
    found = derive_adeff(inputs(treated(), *background(), page, estimands=(one,)))
    assert value_of(found, "AVAL", PARAMCD="FIB4", AVISIT="Baseline") > 0


def test_a_class_has_its_letter_and_its_order():
    page = laboratory(-4, visit="gate")
    found_of = {"assessed": on(-4), "ascites": "mild", "encephalopathy": "0"}
    liver = form("01-001", "gate", "clinical_liver", flat=found_of)
    found = derive_adeff(inputs(treated(), *background(), page, liver))
    assert value_of(found, "AVALC", PARAMCD="CPC", AVISIT="Baseline") == "B"
    assert value_of(found, "AVAL", PARAMCD="CPC", AVISIT="Baseline") == 2
    assert value_of(found, "CHG", PARAMCD="CPC", AVISIT="Baseline") == 0
    events = found.events(found.find(PARAMCD="CPS", AVISIT="Baseline"), "AVAL")
    said = {answers_of(inputs(treated(), *background(), page, liver).state)[n].value for n in events}
    assert {"mild", "0", "masld"} <= said


def test_drugs_before_the_draw_are_flags_of_the_row():
    log = form(
        "01-001",
        "log",
        "cm",
        {"cmtrt": "Albumin", "cmclass": "albumin", "cmstdtc": on(28), "cmendtc": on(29)},
    )
    found = derive_adeff(inputs(treated(), *background(), laboratory(-4, 30), log))
    assert value_of(found, "ALB7DFL", PARAMCD="MELDU", AVISIT="Month 1") == "Y"
    assert value_of(found, "ALB7DFL", PARAMCD="MELDU", AVISIT="Baseline") == "N"


def test_nobody_treated_gives_the_header_alone():
    found = derive_adeff(inputs(person(), laboratory(-4, 30)))
    assert to_csv(found).count("\r\n") == 1


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(-20, 225), min_size=1, max_size=6, unique=True), st.integers(-300, 300))
def test_shifting_all_dates_leaves_the_windows_unchanged(days, shift):
    then = GCSF + timedelta(days=shift)
    rows = (treated(gcsf=then), *background(gcsf=then), laboratory(*days, gcsf=then))
    assert visits(derive_adeff(inputs(*rows))) == visits(scores(*days))


@settings(max_examples=12, deadline=None)
@given(st.permutations([-12, -4, 5, 8, 29, 31, 100]))
def test_reordering_rows_never_changes_the_baseline_and_each_draw_serves_once(days):
    pages = [
        form(
            "01-001",
            "unscheduled",
            "laboratory",
            *[draw(on(d), bilirubin=f"{3 + d / 100:.2f}") for d in days],
        )
    ]
    found = derive_adeff(inputs(treated(), *background(), *pages))
    assert visits(found) == [("Baseline", -4), ("Week 1", 8), ("Month 1", 31), ("Month 3", 100)]
    chosen = [(r["SRCVISIT"], r["SRCSEQ"]) for r in found.records() if r["PARAMCD"] == "MELDU"]
    assert len(chosen) == len(set(chosen))


@pytest.mark.parametrize("code", ["MELDU", "MELD", "MELDNA", "MELD3", "CPS", "CPC", "ALBI"])
def test_the_trials_own_scores_are_always_there(code):
    assert visits(scores(-4), code) == [("Baseline", -4)]
