"""A dataset refuses what contradicts its plan, and names dataset, row and variable."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from hepatica.datasets.adam.columns import day, flag, number, text, whole
from hepatica.datasets.adam.frame import Draft, Plan, build
from hepatica.datasets.adam.text import define_csv, to_csv


def plan(**changes):
    kept = {
        "name": "ADX",
        "label": "An example",
        "structure": "one row each",
        "keys": ("ID",),
        "variables": (
            whole("ID", "Number", "given"),
            text("TERM", "Words", "entered", origin="Collected"),
            number("AVAL", "Value", "measured", "ITEM"),
            number("CHG", "Change", "AVAL minus BASE", "AVAL", "BASE"),
            day("ADT", "Day", "of the draw"),
            flag("ANL01FL", "Chosen", "Y where chosen"),
        ),
    }
    return Plan(**kept | changes)


def built(*values):
    return build(plan(), [Draft(one) for one in values])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"ID": 1, "AGE": 3}, "ADX, row 1: there is no variable AGE"),
        ({"ID": 1, "AVAL": "3.1"}, "ADX, row 1, AVAL: '3.1' is not a number"),
        ({"ID": 1, "AVAL": 3.1}, "ADX, row 1, AVAL: 3.1 is not a number"),
        ({"ID": 1, "AVAL": Decimal("NaN")}, r"ADX, row 1, AVAL: Decimal\('NaN'\) is not a number"),
        ({"ID": True}, "ADX, row 1, ID: True is not a whole number"),
        ({"ID": 1, "ADT": datetime(2026, 3, 1)}, "is not a calendar day"),  # noqa: DTZ001 - refused
        ({"ID": 1, "ANL01FL": "yes"}, "ADX, row 1, ANL01FL: 'yes' is not Y or N"),
        ({"TERM": "x"}, "ADX, row 1, ID: a key must have a value"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        built(values)


def test_a_key_stands_once():
    with pytest.raises(ValueError, match="ADX, row 2: the key ID 7 stands twice"):
        built({"ID": 7}, {"ID": 7})


def test_a_plan_that_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="ADX: the key SITE is no variable"):
        plan(keys=("SITE",))
    with pytest.raises(ValueError, match="ADX: the variable ID stands twice"):
        plan(variables=(whole("ID", "Number", "given"),) * 2)
    with pytest.raises(ValueError, match="up to 8 capitals"):
        whole("SUBJECTNUMBER", "Number", "given")
    with pytest.raises(ValueError, match="a label has up to 40 characters"):
        whole("ID", "A label that no transport file can hold at all", "given")


def test_a_value_knows_the_events_of_what_it_was_made_from():
    draft = Draft(
        {"ID": 1, "AVAL": Decimal(3), "CHG": Decimal(1)}, {"ITEM": (9, 8), "BASE": (4,)}, {"ID": (2,)}
    )
    found = build(plan(), [draft])
    row = found.rows[0]
    assert found.events(row, "AVAL") == (8, 9)
    assert found.events(row, "CHG") == (4, 8, 9)
    assert found.events(row, "ID") == (2,)
    assert found.events(row, "TERM") == ()


def test_the_text_is_comma_separated_values_to_the_letter():
    found = built(
        {"ID": 1, "TERM": 'pain, "severe"', "AVAL": Decimal("3.10"), "ADT": date(2026, 3, 7), "ANL01FL": "Y"},
        {"ID": 2, "TERM": "బాధ", "AVAL": Decimal("1E-7"), "CHG": Decimal("-0.5")},
    )
    assert to_csv(found) == (
        'ID,TERM,AVAL,CHG,ADT,ANL01FL\r\n1,"pain, ""severe""",3.10,,2026-03-07,Y\r\n2,బాధ,0.0000001,-0.5,,\r\n'
    )


def test_a_dataset_without_rows_is_its_header():
    assert to_csv(built()) == "ID,TERM,AVAL,CHG,ADT,ANL01FL\r\n"


def test_the_table_of_variables_says_what_each_is_and_is_made_from():
    lines = define_csv(plan(), built({"ID": 10, "TERM": "బాధ"})).split("\r\n")
    assert lines[0] == "DATASET,VARIABLE,LABEL,TYPE,LENGTH,KEY,ORIGIN,SOURCE,MADEFROM"
    assert lines[1] == "ADX,ID,Number,integer,2,1,Derived,given,"
    assert lines[2] == "ADX,TERM,Words,text,9,,Collected,entered,"
    assert lines[4] == "ADX,CHG,Change,number,0,,Derived,AVAL minus BASE,AVAL BASE"
