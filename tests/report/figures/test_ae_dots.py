"""The picture of adverse events: one dot per event, people over people, and nothing left out."""

from dataclasses import replace

import pytest
from tests.report import samples, samples_events
from tests.report.figures.reading import drawn, layers, printed_points, texts

from hepatica.report.figures.ae_dots import ae_dots, finding

FIGURE = samples_events.ae_figure()
ROWS = samples_events.ae_rows()
EVENTS = [event for row in ROWS for event in row.events]


def discs() -> list[tuple[str, str, str]]:
    found = []
    for layer in layers(FIGURE.spec):
        for datum in layer["data"]["values"]:
            if layer["mark"]["type"] == "point" and "invented event" in datum.get("said", ""):
                found.append((layer["mark"]["fill"]["expr"], layer["mark"]["stroke"]["expr"], datum["said"]))
    return found


def test_there_is_one_dot_for_each_event_with_the_digit_of_its_participant():
    assert len(discs()) == len(EVENTS) == 17
    assert [said[0] for _, _, said in discs()] == [
        str(e.digit) for row in ROWS for g in range(1, 6) for e in row.events if e.grade == g
    ]


def test_a_dot_is_filled_if_and_only_if_judged_related():
    for fill, stroke, said in discs():
        assert stroke == f"p{said[0]}"
        assert fill == ("ground" if "not related" in said else stroke)


def test_x_counts_participants_not_events():
    outside = ROWS[-1]
    assert len(outside.events) == 9
    assert outside.x == 5
    assert "5/5" in texts(FIGURE.spec)


def test_a_row_without_events_stays_with_its_upper_bound():
    assert "0/5" in texts(FIGURE.spec)
    assert "0.0–52.2" in texts(FIGURE.spec)


def test_every_serious_event_has_its_pennant():
    pennants = drawn(FIGURE.spec, "point", "ink", size=45)
    assert len(pennants) == sum(event.serious for event in EVENTS) == 4


def test_a_picture_without_the_row_of_other_events_is_refused():
    with pytest.raises(ValueError, match="outside the protocol's categories is missing"):
        ae_dots(rows=ROWS[:4], stamp=samples.STAMP, note="n")


def test_an_interval_that_misses_its_own_proportion_is_refused():
    with pytest.raises(ValueError, match="Marrow aspiration: the interval"):
        replace(ROWS[0], n=200)


def test_the_title_names_the_worst_grades():
    assert finding(ROWS) == "In the listed categories: worst grade 2; outside them: worst grade 5"
    assert (
        finding((replace(ROWS[2], outside=True),))
        == "In the listed categories: no event; outside them: no event"
    )


def test_the_twin_table_counts_what_is_drawn():
    counts = [sum(cell.value for cell in row.cells[1:6]) for row in FIGURE.twin.rows]
    assert counts == [len(row.events) for row in ROWS]


def test_no_text_is_below_seven_points_in_print():
    assert printed_points(FIGURE.spec) >= 7
