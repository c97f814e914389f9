"""Answers are read as tables of plain text."""

from decimal import Decimal

import pytest
from tests.design.answers.cast import built_in, two_arm

from hepatica.design.answers import answers, compared
from hepatica.design.answers.shown import bars, chance, grids, number, side_by_side
from hepatica.design.answers.stopping import NO_COUNT
from hepatica.design.proceeding import StopOutcome
from hepatica.study.text import Source


def test_tables_say_what_a_boundary_waits_for():
    table = grids(answers(built_in("single_arm")))[0]
    assert [row[2] for row in table.rows] == [
        "each event",
        "each event",
        "2 of 2, 3 of 3 to 6, 4 of 7 to 10, …",
    ]
    assert table.rows[2][3:] == ("0.5 %", "9.7 %", "50.3 %", "93.1 %")
    outcome = StopOutcome(
        id="one", title="One", p0=Decimal("0.1"), prior=Decimal(1), above=Decimal("0.9"), source=Source.SEED
    )
    design = two_arm()
    several = design.stopping[2].model_copy(update={"family": "thall_sung", "outcomes": (outcome,)})
    more = design.stopping[0].model_copy(update={"needs": 2})
    rows = grids(answers(design.model_copy(update={"stopping": (more, several)})))[0].rows
    assert rows[0][2] == "each 2 with the event"
    assert rows[1] == (str(several.title), "stop", NO_COUNT, "", "", "", "")


def test_a_column_in_which_nothing_stands_is_left_out():
    bare = two_arm().model_copy(update={"endpoints": two_arm().endpoints[:1]})
    table = next(t for t in grids(answers(bare)) if t.title.startswith("What it asks"))
    assert table.head == (
        "Question",
        "Endpoint",
        "Effect sought",
        "Power with 79",
        "Per arm for 80 %",
        "In all",
    )
    assert table.rows[0][3:] == ("87.8 %", "64", "136")


def test_a_tornado_is_drawn_on_one_scale():
    table = bars(answers(built_in("factorial")).tornado)
    assert table.title.endswith(": 54; planned: 84")
    assert [row[4].count("┃") for row in table.rows[:4]] == [1] * 4
    assert {row[4].index("┃") for row in table.rows[:4]} == {8}
    assert len(table.rows[0][4]) == 24
    assert table.rows[-1][1] == "does not move it"


def test_side_by_side_says_what_is_not_asked():
    tables = side_by_side(compared([two_arm(), built_in("single_arm")]))
    points, some, none = tables
    assert points.head == ("", "two_arm", "single_arm")
    power = next(row for row in points.rows if row[0].startswith("Power"))
    assert power[1:] == ("87.8 %", "not asked")
    assert points.rows[points.rows.index(power) + 1] == ("… adjusted for the baseline", "97.4 %", "not asked")
    assert "can" in {cell for row in some.rows for cell in row}
    assert "another route" in {row[0] for row in none.rows}


@pytest.mark.parametrize(
    ("share", "said"), [(None, ""), (0.0, "0.0 %"), (1e-5, "< 0.1 %"), (0.256, "25.6 %"), (1.0, "> 99.9 %")]
)
def test_a_chance_is_never_rounded_to_none_or_all(share, said):
    assert chance(share) == said


def test_people_are_whole_and_months_are_not():
    assert [number(one) for one in (None, 84, 62.63, 3.0)] == ["", "84", "62.6", "3"]
