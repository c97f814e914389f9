"""Shifts compare each value with the person's own baseline, and a value without a grade is never a zero."""

import pytest
from tests.datasets.record import draw, form, person, state, study

from hepatica.datasets.shifts import derive_shifts, lab_tests, pinned_version

WHO = "01-001"
UNITS = {
    "bilirubin": "mg/dL",
    "alt": "U/L",
    "platelets": "10^9/L",
    "wbc": "10^9/L",
    "calcium": "mg/dL",
    "albumin": "g/dL",
    "sodium": "mmol/L",
    "creatinine": "mg/dL",
    "inr": "ratio",
}


def shifts(*draws, gcsf="2026-03-10", ended=None, units=None):
    rows = (
        person(gcsf=gcsf, infusion="2026-03-13", started="2026-03-01", ended=ended),
        form(WHO, "screening", "demographics", flat={"sex": "male", "age": "50"}),
        form(WHO, "month_1", "laboratory", *draws, units=UNITS | (units or {})),
    )
    (course,) = derive_shifts(study(), state(*rows))
    return {shift.test.test: shift for shift in course.shifts}


def grades(shift):
    return shift.baseline and shift.baseline.grade, shift.worst and shift.worst.grade


def test_bilirubin_that_starts_high_is_judged_against_itself():
    """Version 5.0: 5.4 is 2.7 × the baseline of 2.0, grade 2; the baseline itself is 1.7 × the limit, grade 2."""
    found = shifts(draw("2026-03-05", bilirubin="2.0"), draw("2026-03-20", bilirubin="5.4"))["bilirubin"]
    assert grades(found) == (2, 2)
    assert not found.emergent


def test_alt_that_starts_normal_is_judged_against_the_limit():
    found = shifts(draw("2026-03-05", alt="40"), draw("2026-03-20", alt="260"), draw("2026-03-25", alt="60"))[
        "alt"
    ]
    assert grades(found) == (0, 3)
    assert (found.worst.value, found.worst.day) == ("260", 7)
    assert found.emergent


def test_the_first_of_equally_bad_values_stands():
    found = shifts(draw("2026-03-05", alt="40"), draw("2026-03-20", alt="260"), draw("2026-03-25", alt="270"))
    assert found["alt"].worst.value == "260"


@pytest.mark.parametrize(("value", "version_5"), [("20", 4), ("30", 3), ("60", 2)])
def test_platelets_are_graded_by_their_number(value, version_5):
    found = shifts(draw("2026-03-05", platelets="80"), draw("2026-03-20", platelets=value))["platelets"]
    assert grades(found) == (1, version_5)


def test_the_baseline_is_before_the_first_dose_and_its_day_counts_as_treated():
    found = shifts(draw("2026-03-09", platelets="80"), draw("2026-03-10", platelets="60"))["platelets"]
    assert grades(found) == (1, 2)


def test_a_value_of_an_unknown_day_counts_as_treated():
    assert grades(shifts(draw("2026-03-05", platelets="80"), draw("2026", platelets="20"))["platelets"]) == (
        1,
        4,
    )


def test_a_count_without_a_date_of_its_own_has_that_of_its_visit():
    undated = {"lbdtc": None, "laboratory": None, "platelets": "20"}
    rows = (
        person(
            gcsf="2026-03-10", infusion="2026-03-13", started="2026-03-01", visits={"month_1": "2026-03-01"}
        ),
        form(WHO, "month_1", "laboratory", {k: v for k, v in undated.items() if v}, units=UNITS),
    )
    (course,) = derive_shifts(study(), state(*rows))
    (found,) = (shift for shift in course.shifts if shift.test.test == "platelets")
    assert grades(found) == (4, None)


def test_values_after_a_transplant_are_another_livers():
    found = shifts(
        draw("2026-03-05", alt="40"),
        draw("2026-03-20", alt="60"),
        draw("2026-04-10", alt="900"),
        ended={"transplant": "2026-04-01"},
    )["alt"]
    assert found.worst.value == "60"


def test_what_has_no_grade_is_kept_with_its_reason_and_is_no_zero():
    found = shifts(draw("2026-03-05", alt="40"), draw("2026-03-20", alt="<5"))["alt"]
    assert (found.worst, len(found.ungraded)) == (None, 1)
    elsewhere = shifts(draw("2026-03-20", alt="60", laboratory="elsewhere"))["alt"]
    assert "upper limit of normal missing" in elsewhere.ungraded[0].why
    wrong = shifts(draw("2026-03-05", alt="40"), draw("2026-03-20", alt="60"), units={"alt": "mmol/L"})["alt"]
    assert wrong.ungraded[0].grade is None


def test_total_calcium_is_listed_with_the_reason_why_it_has_no_grade():
    tests = {test.test: test for test in lab_tests(study(), "5.0")}
    assert "neither ionised nor corrected" in tests["calcium"].ungraded
    assert tests["platelets"].term == "Platelet count decreased"
    assert {"wbc", "leukocytosis", "ionised_calcium"} <= tests.keys()


def test_a_study_that_pins_no_version_gets_a_sentence_and_no_grades():
    bare = study().model_copy(update={"parameters": ()})
    with pytest.raises(ValueError, match="must pin a version of CTCAE that is known"):
        pinned_version(bare)


def test_nobody_dosed_has_a_worst_grade():
    found = shifts(draw("2026-03-05", alt="400"), gcsf="")["alt"]
    assert grades(found) == (None, None)


def test_only_those_who_started_are_listed_and_in_order_of_infusion():
    rows = [
        person("01-001", infusion="2026-05-01", started="2026-04-20"),
        person("01-002", infusion="2026-04-01", started="2026-03-20"),
        person("01-003"),
    ]
    found = derive_shifts(study(), state(*rows))
    assert [course.participant.subject for course in found] == ["01-002", "01-001"]
