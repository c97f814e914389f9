"""The infusion by the minute: bars with rates and pauses, reactions, vital signs and named limits on one axis."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.report.figures.reading import drawn, printed_points, texts
from tests.report.product import sample

from hepatica.ledger.product_rows import BagRow, Noted
from hepatica.report import vega
from hepatica.report.figures.infusion_strip import Mark, Strip, extent, infusion_strip, trimmed
from hepatica.report.figures.labels import Box
from hepatica.report.figures.panels import Named, Panel, Point, Series, panel_frame, panel_labels
from hepatica.report.product.pictures import strip_figure, strip_of, vital_limits


def strip(*more: object) -> Strip:
    cells = sample.cells(*more)
    found = strip_of(cells.study, cells.state, cells.subject, digit=4, now=cells.now)
    assert found
    return found


def test_minutes_count_from_the_first_cells_of_the_first_bag():
    made = strip()
    assert [(run.title, run.start, run.end) for run in made.runs] == [("CD34", 0, 24), ("MSC", 32, 70)]
    assert made.zero == "9 Mar 2026, 17:10"
    assert [mark.at for mark in made.marks if mark.what == "reaction"] == [38]


def test_rates_run_until_the_next_and_a_pause_is_a_rate_of_nothing():
    rates = [(one.start, one.end, one.rate) for one in strip().runs[1].rates]
    assert rates == [(32, 38, 1.0), (38, 52, 0.0), (52, 70, 0.8)]
    assert [one.rate for one in strip().runs[0].rates] == [2.0, 4.0]


def test_a_resumption_without_a_new_rate_goes_on_as_before():
    notes = (
        sample.noted("17:10", "rate", rate="3"),
        sample.noted("17:15", "pause"),
        sample.noted("17:20", "resume"),
    )
    bag = BagRow(subject=sample.WHO, bag="CD34-01-004-A", started="2026-03-09T17:10", ended="2026-03-09T17:30", notes=notes)  # fmt: skip
    assert [one.rate for one in strip(bag).runs[0].rates] == [3.0, 0.0, 3.0]


def test_the_picture_has_every_bag_reaction_and_reading():
    figure = strip_figure(sample.cells())
    spec = figure.spec
    assert len(drawn(spec, "point", "p4")) == 5 * 4  # five readings in four panels
    assert {"CD34", "MSC", "pause", "Chills", "contrast 42\u00a0mL", "0.8"} <= set(texts(spec))
    assert printed_points(spec) >= 7
    assert vega.svg(spec).startswith("<svg")


def test_limits_are_the_protocols_thresholds_named_by_their_signals():
    study = sample.study()
    (fever,) = vital_limits(study, ("temp",))
    assert str(fever.value) == study.parameter("fever_limit")
    assert fever.name in texts(strip_figure(sample.cells()).spec)
    bare = study.model_copy(update={"signals": ()})
    assert vital_limits(bare, ("temp",)) == ()


def test_the_table_says_every_minute_in_order():
    figure = strip_figure(sample.cells())
    minutes = [int(row.cells[1].text) for row in figure.twin.rows]
    assert minutes == sorted(minutes)
    notes = sum(len(bag.notes) for bag in sample.bags())
    assert len(minutes) == notes + 4  # two begin, two end


def test_a_bag_that_still_runs_ends_now_and_is_drawn_open():
    bag = BagRow(subject=sample.WHO, bag="MSC-01-004-A", started="2026-03-16T10:00", first="A", second="B")
    made = strip(bag)
    run = next(one for one in made.runs if one.title == "MSC")
    assert run.running
    assert run.end - run.start == 40


def test_nothing_given_draws_nothing():
    cells = sample.cells(without=("MSC", "CD34"))
    assert strip_figure(cells) is None
    with pytest.raises(ValueError, match="nothing was infused"):
        infusion_strip(strip=replace(strip(), runs=()), stamp=cells.stamp)


def test_a_value_that_is_no_number_is_in_the_table_and_not_drawn():
    note = sample.noted("17:15", "vitals", sysbp="not heard")
    bag = BagRow(subject=sample.WHO, bag="CD34-01-004-A", started="2026-03-09T17:10", ended="2026-03-09T17:30", notes=(note,))  # fmt: skip
    made = strip(bag)
    assert any("not\u00a0heard" in one.words for one in made.minutes)
    assert all(p.x != 5 for p in made.vitals[0].series[0].points)


def test_the_axis_holds_what_came_before_and_after_the_bags():
    made = strip()
    early = replace(made, marks=(Mark(at=-20, what="position", words="sheath in"), *made.marks))
    assert extent(early)[0] < -20
    assert vega.svg(infusion_strip(strip=early, stamp=sample.STAMP).spec).startswith("<svg")


def test_readings_of_the_next_day_stand_in_the_table_and_do_not_squeeze_the_minutes():
    late = sample.noted("17:15", "vitals", pulse="80")
    next_day = Noted(at="2026-03-10T17:10", what="vitals", seq=10, values=sample.measured(pulse="76"))
    bag = BagRow(subject=sample.WHO, bag="CD34-01-004-A", started="2026-03-09T17:10", ended="2026-03-09T17:30", notes=(late, next_day))  # fmt: skip
    made = strip(bag)
    figure = infusion_strip(strip=made, stamp=sample.STAMP)
    assert "one record more than 120 minutes from the cells" in figure.note
    assert any(one.at == 1440 for one in made.minutes)
    near, beyond = trimmed(made)
    assert beyond == 1
    assert extent(near)[1] < 200


def test_the_name_of_a_limit_stands_clear_of_the_rule_above_it_and_of_every_value():
    series = Series(digit=4, points=(Point(x=0, y=36.6), Point(x=30, y=36.7), Point(x=45, y=38.4)))
    panel = Panel(name="T", unit="°C", height=64, series=(series,), limits=(Named(value=Decimal(38), name="Fever after the infusion: 38.0 °C"),))  # fmt: skip
    frame = panel_frame(panel, x=(0, 46), across=(112, 612), top=100)
    (name,) = panel_labels(panel, frame, 640)
    assert name.box.top >= 100
    for point in series.points:
        x, y = frame.px(point.x), frame.py(point.y)
        assert not name.box.overlaps(Box(left=x - 4, top=y - 4, right=x + 4, bottom=y + 4))
