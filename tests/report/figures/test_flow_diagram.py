"""The flow of participants: counts that add up, a reason for everybody who went no further, and who is analysed."""

from dataclasses import replace

import pytest
from tests.datasets.record import form, person
from tests.report.figures import drawings
from tests.report.figures.reading import drawn, overlapping, texts
from tests.report.samples import STAMP
from tests.report.samples_endings import FIVE, cut

from hepatica.ledger.state import State
from hepatica.report.figures.flow_diagram import FlowSet, FlowStep, finding, flow_diagram
from hepatica.report.study.cut import read_cut
from hepatica.report.study.flow_figure import flow_figure

FIGURE = drawings.figure("flow")


def rows(figure):
    return {row.cells[0].text: row.cells[1].value for row in figure.twin.rows}


def test_each_step_counts_the_people_who_reached_it():
    found = rows(FIGURE)
    assert (found["Screened"], found["Started a study procedure"], found["Infused"]) == (5, 5, 5)
    assert found["Seen at month 6"] == 3
    assert (found["MELD change"], found["Biopsy pairs"]) == (3, 4)


def test_whoever_went_no_further_has_a_reason_with_a_day():
    assert any(t.split() == ["1", "died,", "day", "118", "(participant", "4)"] for t in texts(FIGURE.spec))
    assert rows(FIGURE)["did not go on: transplanted, day 131 (participant 3)"] == 1


def test_the_reasons_of_those_not_enrolled_come_from_the_screening_form():
    screened = [person(f"01-0{n}") for n in (10, 11, 12)]
    said = [
        form("01-010", "screening", "screening", flat={"scrout": "not_enrolled", "scrreason": "declined"}),
        form("01-011", "screening", "screening", flat={"scrout": "not_enrolled"}),
    ]
    base = cut(FIVE[0])
    more = read_cut(base.study, State([*base.state.rows(), *screened, *said]), STAMP)
    found = rows(flow_figure(more))
    assert found["Screened"] == 4
    assert found["did not go on: not enrolled: declined"] == 1
    assert found["did not go on: not enrolled, no reason entered"] == 1
    assert found["did not go on: still in screening"] == 1


def test_somebody_still_on_the_way_is_counted_as_waiting():
    early = cut(replace(FIVE[4], labs={-5: FIVE[4].labs[-5]}, ascites={}, biopsies=(), missed=()))
    assert rows(flow_figure(early))["Infused"] == 1


def test_more_leaving_than_came_is_refused():
    with pytest.raises(ValueError, match="more left than the 1 who came"):
        FlowStep(title="Enrolled", n=1, left=(("died", 2),))
    with pytest.raises(ValueError, match="at least one step"):
        flow_diagram(steps=(), sets=(), stamp=STAMP)


def test_long_reasons_wrap_inside_their_box():
    step = FlowStep(
        title="Screened",
        n=9,
        left=tuple(
            (f"criteria not met, with a long explanation that goes on and on, number {n}", 1)
            for n in range(4)
        ),
    )
    figure = flow_diagram(
        steps=(step, FlowStep(title="Enrolled", n=5)),
        sets=(FlowSet(title="Safety", n=5, rule="had a procedure"),),
        stamp=STAMP,
    )
    assert overlapping(figure.spec) == []
    box = drawn(figure.spec, "rect", "band")[0]
    inside = [d["y"] for d in drawn(figure.spec, "text") if 340 < d["x"] < 600]
    assert box["y"] < min(inside) < max(inside) < box["y2"]


def test_the_title_counts():
    assert FIGURE.title == "Of five screened, five enrolled, five infused, three seen at month 6"
    assert (
        finding((FlowStep(title="Screened", n=0), FlowStep(title="Enrolled", n=0)))
        == "Nobody has been screened"
    )
