"""The laboratory's small multiples: the values themselves, limits named, nothing after a transplant, nothing smoothed."""

from decimal import Decimal

import pytest
from tests.report.figures import drawings
from tests.report.figures.reading import drawn, texts
from tests.report.samples import STAMP
from tests.report.samples_endings import FIVE

from hepatica.report.figures.canvas import DOTTED
from hepatica.report.figures.lab_multiples import finding, lab_multiples
from hepatica.report.figures.lab_values import LabCourse, LabPanel, LabPoint

FIGURE = drawings.figure("laboratory")
SPEC = FIGURE.spec


def marks(digit, name):
    return [d for d in drawn(SPEC, "point", f"p{digit}") if f", {name} " in d.get("said", "")]


@pytest.mark.parametrize(("place", "name"), [(0, "Bilirubin"), (2, "Creatinine"), (6, "ALT")])
@pytest.mark.parametrize("digit", range(1, 6))
def test_each_value_up_to_the_ending_is_one_mark_at_its_day(digit, place, name):
    one = FIVE[digit - 1]
    stop = min((day for _, day in one.ended), default=999)
    said = {day: values.split()[place] for day, values in one.labs.items() if day <= stop}
    assert [(d["x"], d["y"]) for d in marks(digit, name)] == [(day, float(v)) for day, v in said.items()]


def test_nothing_is_drawn_or_listed_after_a_transplant():
    assert 150 in FIVE[2].labs
    assert not [d for d in marks(3, "Bilirubin") if d["x"] > 131]
    sentences = [row.sentence for row in FIGURE.twin.rows if row.sentence]
    assert "transplanted, day 131. No later value of the native liver exists." in sentences


def test_a_line_across_a_missed_visit_is_dotted_with_a_ring():
    dotted = [d for d in drawn(SPEC, "rule", "p5", strokeDash=list(DOTTED)) if d["x"] == 31]
    assert {(d["x"], d["x2"]) for d in dotted} == {(31, 181)}
    assert len([d for d in drawn(SPEC, "point", "ink2") if d["said"] == "5 · visit missed"]) == 7


def test_limits_are_drawn_named_and_written_out():
    assert {"upper limit 1.2", "lower limit 136", "lower limit 3.5"} <= set(texts(SPEC))
    assert "Creatinine from 0.5 or 0.7 to 1.0 or 1.2" in FIGURE.note


def test_every_panel_has_the_digit_of_everybody_drawn():
    digits = [t for t in texts(SPEC) if t in {"1", "2", "3", "4", "5"}]
    assert sorted(digits) == sorted("12345" * 7)


def test_the_title_counts_the_last_values_above_their_limits():
    assert FIGURE.title == "Last value above the upper limit: bilirubin five of five, creatinine two of five"
    plain = LabPanel(analyte="alt", name="ALT", unit="U/L", decimals=0, courses=())
    assert finding((plain,)) == "One laboratory test, every value of every participant"


def test_a_value_can_be_asked_why():
    row = next(row for row in FIGURE.twin.rows if not row.sentence)
    assert row.cells[3].why == "ITEM:01-001/gate/laboratory/1/bilirubin"


def test_nothing_to_draw_is_said():
    empty = LabPanel(analyte="alt", name="ALT", unit="U/L", decimals=0, courses=())
    with pytest.raises(ValueError, match="nobody infused has a laboratory value"):
        lab_multiples(panels=(empty,), windows=(), stamp=STAMP)


def test_one_value_alone_is_still_a_panel():
    course = LabCourse(digit=1, code="01-001", points=(LabPoint(day=3, value=Decimal(40)),))
    panel = LabPanel(analyte="alt", name="ALT", unit="U/L", decimals=0, courses=(course,))
    assert "40" in texts(lab_multiples(panels=(panel,), windows=(), stamp=STAMP).spec)
