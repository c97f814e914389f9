"""ADLB: every value of every draw in its conventional unit, what was typed kept beside it."""

from datetime import date
from decimal import Decimal

import pytest
from tests.datasets.adam.trial import answers_of, background, inputs, laboratory, on, treated, value_of
from tests.datasets.record import UNITS, draw, form

from hepatica.datasets.adam.adlb import derive_adlb

WHO = "01-001"


def values(*rows, **more):
    return derive_adlb(inputs(treated(), *background(), *rows, **more))


def test_a_value_in_another_unit_is_converted_and_kept_as_typed():
    units = UNITS | {"bilirubin": "µmol/L", "albumin": "g/L"}
    page = form(WHO, "gate", "laboratory", draw(on(-4), bilirubin="51.3", albumin="29"), units=units)
    found = values(page)
    assert value_of(found, "AVAL", PARAMCD="BILI") == 3
    assert value_of(found, "AVALU", PARAMCD="BILI") == "mg/dL"
    assert value_of(found, "LBORRES", PARAMCD="BILI") == "51.3"
    assert value_of(found, "LBORRESU", PARAMCD="BILI") == "µmol/L"
    assert value_of(found, "AVAL", PARAMCD="ALB") == Decimal("2.9")
    assert {row["PARAMCD"] for row in found.records()} == {"BILI", "INR", "CREAT", "NA", "ALB"}


def test_what_is_no_number_or_has_a_strange_unit_keeps_its_text_alone():
    units = UNITS | {"albumin": "mmol"}
    page = form(WHO, "gate", "laboratory", draw(on(-4), sodium="<120"), units=units)
    found = values(page)
    for code, typed in (("NA", "<120"), ("ALB", "3.0")):
        assert value_of(found, "AVAL", PARAMCD=code) is None
        assert value_of(found, "AVALC", PARAMCD=code) == typed
        assert value_of(found, "BASE", PARAMCD=code) is None


def test_every_draw_has_its_rows_and_at_most_one_of_a_window_is_flagged():
    found = values(laboratory(-40, -4, 20, 31, 44, 180))
    rows = [row for row in found.records() if row["PARAMCD"] == "BILI"]
    assert [row["ADY"] for row in rows] == [-40, -4, 20, 31, 44, 180]
    assert [row["INFDY"] for row in rows] == [-43, -7, 17, 28, 41, 177]
    assert [row["AVISIT"] for row in rows] == [None, "Baseline", None, "Month 1", None, "Month 6"]
    assert [row["ANL01FL"] for row in rows] == [None, "Y", None, "Y", None, "Y"]
    assert [row["ABLFL"] for row in rows] == [None, "Y", None, None, None, None]
    assert [row["CHG"] for row in rows][1:] == [row["AVAL"] - row["BASE"] for row in rows][1:]
    assert rows[0]["CHG"] is None, "what was before the baseline did not change from it"


def test_the_draw_a_window_takes_is_complete_and_the_others_are_said_not_to_be():
    found = values(laboratory(-4, 25, draw(on(30), inr=None)))
    assert [(r["ADY"], r["COMPLFL"], r["ANL01FL"]) for r in found.records() if r["PARAMCD"] == "BILI"] == [
        (-4, "Y", "Y"),
        (25, "Y", "Y"),
        (30, "N", None),
    ]


def test_an_average_is_a_row_of_its_own():
    found = values(laboratory(-4, 20, 31), repeats="mean")
    row = found.find(PARAMCD="BILI", DTYPE="AVERAGE")
    assert (found.value(row, "AVISIT"), found.value(row, "AVAL")) == ("Month 1", Decimal("2.15"))
    single = [r for r in found.records() if r["PARAMCD"] == "BILI" and r["ADY"] in {20, 31}]
    assert {r["ANL01FL"] for r in single} == {None}


def test_a_value_knows_its_answer_its_date_and_its_baseline():
    given = inputs(treated(), *background(), laboratory(-4, 30))
    found, answers = derive_adlb(given), answers_of(given.state)
    row = found.find(PARAMCD="BILI", AVISIT="Month 1")
    said = {
        name: [answers[n].value for n in found.events(row, name)] for name in ("AVAL", "BASE", "CHG", "ADT")
    }
    assert said == {"AVAL": ["2.1"], "BASE": ["2.0"], "CHG": ["2.0", "2.1"], "ADT": [on(30) + "T08:10"]}


@pytest.mark.parametrize(
    ("rule", "day", "flagged"),
    [("none", None, None), ("earliest", date(2026, 4, 1), "D"), ("latest", date(2026, 4, 30), "D")],
)
def test_a_date_known_in_part_is_imputed_by_the_rule_alone(rule, day, flagged):
    found = values(form(WHO, "month_1", "laboratory", draw("2026-04")), partial_dates=rule)
    assert value_of(found, "ADT", PARAMCD="BILI") == day
    assert value_of(found, "ADTF", PARAMCD="BILI") == flagged
    assert value_of(found, "LBDTC", PARAMCD="BILI") == "2026-04"


def test_a_test_on_another_form_has_the_date_beside_it():
    page = form(
        WHO, "gcsf", "gcsf", {"ecstdtc": on(1) + "T10:30", "wbc_day": "21.4"}, units={"wbc_day": "10^9/L"}
    )
    found = values(page)
    assert value_of(found, "AVAL", PARAMCD="WBC") == Decimal("21.4")
    assert value_of(found, "ADY", PARAMCD="WBC") == 1
    assert len(found.events(found.rows[0], "ADT")) == 1
