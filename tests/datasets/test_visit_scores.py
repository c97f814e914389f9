"""Scores come from one draw, with the clinician's findings of the same visit, and say what was given nearby."""

from decimal import Decimal

import pytest
from tests.datasets.record import draw, form, person, state, study

from hepatica.datasets.visit_scores import derive_scores, score_value, scores_at

WHO = "01-001"


def liver(ascites="mild", encephalopathy="0", assessed="2026-03-10"):
    flat = {"assessed": assessed, "ascites": ascites, "encephalopathy": encephalopathy}
    return form(WHO, "month_1", "clinical_liver", flat={k: v for k, v in flat.items() if v})


def at_month_1(*rows, **kwargs):
    return scores_at(
        study(),
        state(person(), form(WHO, "month_1", "laboratory", *rows), *kwargs.get("also", ())),
        WHO,
        "month_1",
    )


def test_meld_is_computed_from_the_draw_as_typed():
    scored = at_month_1(draw("2026-03-10T08:05", bilirubin="3.1", inr="1.58", creatinine="1.02"))
    assert round(scored.value("MELD_I_UNROUNDED"), 2) == Decimal("16.02")
    assert scored.value("MELD_UNOS_2002") == 16


def test_without_inr_there_is_no_meld_and_the_sentence_names_it():
    scored = at_month_1(draw("2026-03-10T08:05", inr=None))
    assert scored.value("MELD_UNOS_2002") is None
    assert scored.results["MELD_UNOS_2002"].problem == "not computable: INR missing"
    assert not scored.complete


def test_two_draws_of_one_visit_are_never_mixed():
    scored = at_month_1(draw("2026-03-08T08:05", bilirubin=None), draw("2026-03-10T08:05", creatinine=None))
    assert scored.value("MELD_UNOS_2002") is None


def test_an_inr_within_24_hours_completes_a_draw_and_is_flagged():
    scored = at_month_1(
        draw("2026-03-10T08:05", inr=None),
        {"lbdtc": "2026-03-10T18:00", "inr": "1.5"},
    )
    assert scored.complete
    assert any("another draw" in flag for flag in scored.results["MELD_UNOS_2002"].flags)


def test_child_pugh_needs_the_clinicians_findings_and_follows_them():
    lab = draw("2026-03-10T08:05", bilirubin="3.1", inr="1.58", albumin="2.9")
    assert at_month_1(lab).value("CHILD_PUGH") is None
    assert at_month_1(lab, also=[liver()]).value("CHILD_PUGH") == 9
    assert at_month_1(lab, also=[liver(encephalopathy="3")]).value("CHILD_PUGH") == 11
    assert at_month_1(lab, also=[liver()]).results["CHILD_PUGH_CLASS"].value == "B"


def test_findings_judged_too_far_from_the_draw_are_not_used():
    lab = draw("2026-03-10T08:05")
    scored = at_month_1(lab, also=[liver(assessed="2026-03-14")])
    assert scored.value("CHILD_PUGH") is None
    near = at_month_1(lab, also=[liver(assessed="2026-03-13")])
    assert near.value("CHILD_PUGH") is not None


def test_a_visit_uses_its_last_complete_draw():
    scored = at_month_1(
        draw("2026-03-09T08:00", bilirubin="2.0"),
        draw("2026-03-10T08:00", bilirubin="4.0"),
        draw("2026-03-11T08:00", bilirubin="9.0", inr=None, creatinine=None),
    )
    assert scored.draw.row == 2


def test_dialysis_counts_as_creatinine_four():
    scored = at_month_1(
        draw("2026-03-10T08:05", creatinine="0.7", bilirubin="1.0", inr="1.0", dialysis="yes")
    )
    assert scored.value("MELD_UNOS_2002") == 20


def test_si_units_give_the_same_score():
    units = {
        "bilirubin": "µmol/L",
        "creatinine": "µmol/L",
        "albumin": "g/L",
        "sodium": "mmol/L",
        "inr": "ratio",
    }
    row = form(
        WHO,
        "month_1",
        "laboratory",
        draw("2026-03-10", bilirubin="53.01", creatinine="90.168", albumin="29"),
        units=units,
    )
    si = scores_at(study(), state(person(), row), WHO, "month_1")
    conventional = at_month_1(draw("2026-03-10", bilirubin="3.1", creatinine="1.02", albumin="2.9"))
    assert si.value("MELD_I_UNROUNDED") == pytest.approx(
        conventional.value("MELD_I_UNROUNDED"), abs=Decimal("1e-20")
    )


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("16", ()),
        ("16.0", ()),
        ("18", ("MELD: the hospital says 18, computed 16 (difference 2)",)),
        ("16.5", ("MELD, unrounded: the hospital says 16.5, computed 16.0 (difference 0.5)",)),
    ],
)
def test_a_hospitals_own_value_is_laid_beside_the_computed_one(printed, said):
    lab = draw("2026-03-10", bilirubin="3.1", inr="1.58", creatinine="1.02", meld_hospital=printed)
    assert at_month_1(lab).differences == said


def test_albumin_given_within_seven_days_is_flagged_beside_the_scores_that_hold_albumin():
    drug = {"cmtrt": "Albumin 20 %", "cmclass": "albumin", "cmstdtc": "2026-03-04", "cmendtc": "2026-03-04"}
    lab = draw("2026-03-10")
    flagged = at_month_1(lab, also=[liver(), form(WHO, "log", "cm", drug)])
    assert any("Albumin" in flag for flag in flagged.results["CHILD_PUGH"].flags)
    assert not any("Albumin" in flag for flag in flagged.results["MELD_UNOS_2002"].flags)
    earlier = drug | {"cmstdtc": "2026-03-01", "cmendtc": "2026-03-02"}
    later = at_month_1(lab, also=[liver(), form(WHO, "log", "cm", earlier)])
    assert not any("Albumin" in flag for flag in later.results["CHILD_PUGH"].flags)


def test_score_value_answers_for_one_draw_of_one_visit():
    record = state(person(), form(WHO, "month_1", "laboratory", draw("2026-03-10")))
    assert score_value(study(), record, WHO, "month_1", 1, "MELD_UNOS_2002") == 14
    assert score_value(study(), record, WHO, "month_1", 2, "MELD_UNOS_2002") is None


def test_draws_are_listed_by_time_whatever_the_order_of_entry():
    record = state(
        person(),
        form(WHO, "month_3", "laboratory", draw("2026-05-10")),
        form(WHO, "month_1", "laboratory", draw("2026-03-11"), draw("2026-03-10")),
    )
    assert [s.draw.at for s in derive_scores(study(), record, WHO)] == [
        "2026-03-10",
        "2026-03-11",
        "2026-05-10",
    ]
