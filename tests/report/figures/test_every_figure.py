"""What holds for every figure of the report, whatever the record: readable words, nothing cut off, nothing dropped."""

import time

import numpy as np
import pytest
from tests.report.figures import baselines, drawings, printing
from tests.report.figures.reading import clipped, overlapping, printed_points
from tests.report.samples_endings import STORIES, cut, story

from hepatica.report import palette, vega
from hepatica.report.figures.canvas import chart, pixels, words
from hepatica.report.study.catalogue import FIGURES, NOTHING, SEVERAL

TOLD = [name for name in STORIES if name != "nobody"]


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize("name", drawings.NAMES)
def test_no_words_overlap_or_leave_the_picture_and_none_is_below_seven_points(name, told):
    figure = drawings.figure(name, told)
    assert figure is not None
    assert overlapping(figure.spec) == []
    assert clipped(figure.spec) == []
    assert printed_points(figure.spec) >= 7


@pytest.mark.parametrize("told", ["five", "all dead", "no events", "Telugu", "many events"])
def test_a_profile_on_paper_is_as_readable(told):
    for figure in drawings.profiles(told):
        assert overlapping(figure.spec) == []
        assert clipped(figure.spec) == []
        assert printed_points(figure.spec) >= 7


def test_two_words_at_one_place_are_found_out():
    canvas = pixels(100, 50)
    spec = chart(
        100, 50, [[words(canvas, [{"x": 5, "y": 9, "text": "one"}, {"x": 9, "y": 9, "text": "two"}])]]
    )
    assert overlapping(spec) == [("one", "two")]
    far = chart(100, 50, [[words(canvas, [{"x": 90, "y": 9, "text": "too far right"}])]])
    assert clipped(far) == ["too far right"]


@pytest.mark.parametrize("name", drawings.NAMES)
def test_a_record_without_anybody_gets_a_sentence_in_place_of_the_figure(name):
    assert drawings.figure(name, "nobody") is None
    assert NOTHING[name].endswith(".")


def test_every_address_has_its_sentence_and_nobody_has_no_profile():
    assert set(drawings.NAMES) <= set(FIGURES)
    assert {*drawings.NAMES, *SEVERAL} <= set(NOTHING)
    assert drawings.profiles("nobody") == ()
    assert [f.number for f in drawings.profiles()] == [f"Figure 14.2.4.{n}" for n in range(1, 6)]


@pytest.mark.parametrize("name", drawings.NAMES)
def test_each_figure_says_its_finding_its_limits_and_that_the_data_are_invented(name):
    figure = drawings.figure(name)
    assert figure.title
    assert figure.alt.startswith(figure.title)
    assert figure.note
    assert figure.twin.rows
    assert figure.synthetic.startswith("Synthetic data")
    assert figure.number.startswith("Figure 14.")


@pytest.mark.parametrize("told", TOLD)
def test_no_figure_prints_a_mean_or_a_p_value_without_its_floor(told):
    for name in drawings.NAMES:
        figure = drawings.figure(name, told)
        said = f"{figure.title} {figure.deck} {figure.note}"
        assert "mean " not in said.replace("No mean ", "").replace("regression to the mean", "").replace(
            "No mean", ""
        )
        assert "p =" not in said
        assert "p <" not in said


@pytest.mark.parametrize("name", baselines.PICTURED)
def test_the_picture_is_the_baseline(name):
    kept = (baselines.FOLDER / f"{name}.png").read_bytes()
    assert len(kept) <= baselines.LIMIT
    made, known = printing.pixels(baselines.image(name)), printing.pixels(kept)
    assert made.shape == known.shape
    assert float(np.abs(made - known).mean()) < baselines.TOLERANCE


@pytest.mark.parametrize("name", baselines.PICTURED)
def test_paper_and_page_draw_one_specification(name):
    spec = drawings.pictured(name).spec
    paper, dark = vega.themed(spec, "paper"), vega.themed(spec, "dark")
    assert {p["name"] for p in paper["params"]} == {p["name"] for p in dark["params"]}
    assert paper["layer"] == dark["layer"]
    shades = {p["name"]: p["value"] for p in dark["params"]}
    assert shades["ink"] == palette.COLOURS["dark"]["ink"]


def test_a_term_in_telugu_is_written_and_printed():
    figure = drawings.figure("swimlane", "Telugu")
    assert "నొప్పి" in vega.svg(figure.spec)


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_another_time_zone_makes_the_same_specifications(zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        again = cut(*STORIES["five"])
        for name in ("swimlane", "waterfall", "flow", "ae-terms"):
            assert FIGURES[name](again).spec == drawings.figure(name).spec
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_five_are_in_order_of_infusion_everywhere():
    for name in ("swimlane", "waterfall", "meld"):
        digits = [
            row.cells[0].text for row in drawings.figure(name).twin.rows if row.cells and row.cells[0].text
        ]
        assert [d for d in digits if d.isdigit()] == ["1", "2", "3", "4", "5"]
    assert [p.ordinal for p in story("five").infused] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("name", "row", "cell", "why"),
    [
        ("meld", 0, 4, "SCORE:01-001/gate/laboratory/1/MELD_I_UNROUNDED"),
        ("meld", 0, 5, "SCORE:01-001/gate/laboratory/1/MELD_UNOS_2002"),
        ("mdish", 0, 3, "ITEM:01-001/gate/laboratory/1/alt"),
        ("laboratory", 0, 3, "ITEM:01-001/gate/laboratory/1/bilirubin"),
    ],
)
def test_a_number_of_a_twin_table_can_be_asked_where_it_comes_from(name, row, cell, why):
    assert drawings.figure(name).twin.rows[row].cells[cell].why == why
