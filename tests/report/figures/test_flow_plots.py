"""Gates are drawn in order with their limits, and no count stands without the one it is counted over."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.report import samples
from tests.report.figures.reading import drawn, printed_points, texts
from tests.tissue.flow_cast import SECRET, fcs, template

from hepatica.report import vega
from hepatica.report.figures.flow_plots import flow_plots
from hepatica.tissue.fcs import read_fcs
from hepatica.tissue.flow_counts import count_flow
from hepatica.tissue.flow_views import template_views
from hepatica.tissue.gating import gate_events
from hepatica.tissue.template import read_template

FILE, GATES = read_fcs(fcs()), read_template(template(denominator="CD45+"))
GATED, VIEWS = gate_events(FILE, GATES), template_views(FILE, GATES)


def build(views=VIEWS, gated=GATED, **more):
    return flow_plots(views=views, gated=gated, count=count_flow(gated, **more), stamp=samples.STAMP)


FIGURE = build()


def test_every_gate_is_named_in_order_with_its_count_over_the_one_before():
    said = texts(FIGURE.spec)
    named = [text for text in said if text[:1].isdigit() and " · " in text and "%" not in text]
    assert named == ["1 · singlets", "2 · CD45+", "3 · CD34+", "4 · CD45dim", "5 · low side scatter"]
    assert [text for text in said if " of " in text][:2] == ["9 of 10 · 90.0 %", "7 of 9 · 77.8 %"]


def test_every_limit_is_a_line_where_the_gate_has_it():
    lines = [(d["x"], d["x2"]) for d in drawn(FIGURE.spec, "rule")]
    assert lines == [(view.lines[0][0][0],) * 2 for view in VIEWS]


def test_an_event_is_dark_if_and_only_if_it_passed():
    assert len(drawn(FIGURE.spec, "point", "ink")) == sum(view.count for view in VIEWS)
    assert len(drawn(FIGURE.spec, "point", "rule")) == sum(view.of - view.count for view in VIEWS)


def test_the_title_has_numerator_denominator_and_what_so_few_events_are():
    assert FIGURE.title == "low side scatter: 4 of 7 in CD45+, 57.14 %, not quantifiable"
    long = replace(GATED, target_name="a gate with a name of its own " * 3)
    assert build(gated=long).title == "4 of 7 events: 57.14 %, not quantifiable"


def test_the_note_says_what_is_drawn_what_blood_held_and_what_the_number_cannot_bear():
    note = build(blood_per_ul=Decimal(12)).note
    assert "4 target events, fewer than 20: not quantifiable." in note
    assert "held 12 CD34+ cells per µL; nothing is subtracted" in note
    assert "infused cells cannot be told from resident ones" in note
    assert "At most 37 events are drawn" in note


def test_the_twin_table_has_a_row_for_each_gate_with_its_limit():
    rows = FIGURE.twin.groups[0].rows
    assert [row.cells[1].text for row in rows][:2] == ["FSC-A ≤ 80", "PerCP-A ≥ 100"]
    assert [row.cells[3].value for row in rows] == [gate.count for gate in GATED.gates]


def test_a_gate_without_any_event_above_it_has_no_share():
    empty = read_template(template([["FSC-A", ">=", 1000], ["PE-A", ">=", 5]]))
    gated = gate_events(FILE, empty)
    made = build(template_views(FILE, empty), gated)
    assert made.twin.groups[0].rows[1].cells[5].reason == "no event above"
    assert "0 of 0" in texts(made.spec)


def test_no_name_of_the_file_is_in_the_picture():
    assert [word for word in SECRET.values() if word in repr(FIGURE)] == []


def test_a_picture_without_any_gate_is_refused():
    with pytest.raises(ValueError, match="no gate of this template can be drawn"):
        build(views=())


def test_the_picture_is_drawn_and_no_text_is_below_seven_points_in_print():
    assert vega.svg(FIGURE.spec).startswith("<svg")
    assert printed_points(FIGURE.spec) >= 7
