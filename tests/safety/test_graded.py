"""Laboratory values graded for a signal: by the pinned version, the range of the day and the own baseline."""

from functools import cache

import pytest
from tests.datasets.record import answers, study

from hepatica.checks.values import NotEvaluable
from hepatica.safety.graded import ctcae_of, grade_draw, grading, unfit
from hepatica.safety.ranges import Person
from hepatica.study.rules import CtcaeGrade

MAN = Person(sex="male", age="48")
UNITS = {"platelets": "10^9/L", "alt": "U/L", "bilirubin": "mg/dL"}


@cache
def pinned(version):
    told = study()
    parameters = tuple(
        p.model_copy(update={"value": version}) if p.id == "ctcae_version" else p for p in told.parameters
    )
    return told.model_copy(update={"parameters": parameters})


def graded(test, value, *, before=None, version="5.0", least=1, laboratory="aig", units=UNITS, person=MAN):
    at = study().item("laboratory", test)
    rule = grading(pinned(version), at, CtcaeGrade(test=test, least=least), UNITS[test])

    def row(day, number):
        return answers({"lbdtc": day, "laboratory": laboratory, test: number}, units)

    own = row("2026-02-20", before) if before else {}
    return grade_draw(rule, row("2026-03-06T08:00", value), own, person)


@pytest.mark.parametrize(("version", "grade"), [("5.0", "4"), ("6.0", "3")])
def test_platelets_of_20_are_grade_4_in_one_version_and_3_in_the_other(version, grade):
    assert graded("platelets", "20", before="80", version=version).readings["grade"] == grade


@pytest.mark.parametrize(("version", "grade", "fires"), [("5.0", "0", False), ("6.0", "1", False)])
def test_an_enzyme_as_high_as_it_was_before_is_nothing_new_in_either_version(version, grade, fires):
    found = graded("alt", "80", before="80", version=version)
    assert (found.readings["grade"], found.fires) == (grade, fires)


def test_the_grade_says_what_drove_it_and_what_it_was_before():
    found = graded("platelets", "49", before="80")
    assert found.fires
    assert found.readings["why"] == "49 10^9/L is below 50"
    assert (found.readings["baseline_grade"], found.readings["range"]) == ("1", "150 to 400")


def test_a_baseline_in_another_unit_is_converted_before_it_is_compared():
    found = graded("platelets", "49000", before="80000", units={"platelets": "cells/µL"})
    assert found.readings["platelets"] == "49"
    assert found.readings["baseline__platelets"] == "80"
    assert found.readings["grade"] == "3"


def test_without_a_range_only_what_the_range_could_decide_is_not_evaluable():
    assert graded("platelets", "140", least=3, laboratory="other").readings["range"] == ""
    assert not graded("platelets", "60", least=3, laboratory="other").fires
    assert graded("platelets", "49", least=3, laboratory="other").fires
    with pytest.raises(NotEvaluable, match="lower limit of normal missing"):
        graded("platelets", "140", least=1, laboratory="other")
    with pytest.raises(NotEvaluable, match="upper limit of normal missing"):
        graded("alt", "90", least=2, laboratory="other")


def test_a_value_below_the_detection_limit_is_not_evaluable():
    with pytest.raises(NotEvaluable):
        graded("platelets", "<5", before="80")


def test_total_calcium_is_unfit_and_says_why():
    assert "citrate" in unfit("calcium")
    assert unfit("ionised_calcium") == ""
    at = study().item("laboratory", "calcium")
    with pytest.raises(ValueError, match="citrate"):
        grading(study(), at, CtcaeGrade(test="calcium", least=2), "mg/dL")


def test_a_version_nobody_knows_cannot_grade():
    at = study().item("laboratory", "alt")
    with pytest.raises(ValueError, match="ctcae_version"):
        grading(pinned("4.03"), at, CtcaeGrade(test="alt", least=2), "U/L")


def test_a_term_has_the_name_of_the_pinned_version():
    signal = next(s for s in study().signals if s.id == "platelets_fall")
    assert ctcae_of(pinned("5.0"), signal) == "Platelet count decreased"
    assert ctcae_of(pinned("6.0"), signal) == "Thrombocytopenia"
