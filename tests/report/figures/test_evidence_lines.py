"""The published lines: the numbers of the table, spread only where printed, everything not drawn listed, nobody pooled."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from tests.evidence.rows import SOUND, read
from tests.report import samples
from tests.report.figures import evidence_pictures as pictures
from tests.report.figures import printing
from tests.report.figures.reading import clipped, drawn, overlapping, texts

from hepatica.evidence.load import load
from hepatica.report.figures.evidence_lines import evidence_lines, scale_of
from hepatica.report.figures.evidence_people import people_of
from hepatica.report.figures.evidence_values import arm_panels, undrawn

FIGURE = pictures.lines()
SPEC = FIGURE.spec
PANELS = arm_panels(load())
LINES = [line for panel in PANELS for line in panel.lines]
ROWS = {row.id: row for row in load().rows}


def ink(role):
    """Marks of published arms: those whose hover names their rows."""
    return [d for d in drawn(SPEC, "point", role) if "; E" in d.get("said", "")]


def test_e1_black_values_equal_the_table_as_printed_or_value_less_baseline():
    for line in LINES:
        for p in line.points:
            printed = [ROWS[name].value for name in p.rows]
            assert p.change == (printed[0] if line.printed else printed[0] - printed[1])
    marks = {(d["x"], d["y"]) for d in ink("ink")}
    assert {(float(p.months), float(p.change)) for line in LINES for p in line.points} == marks
    assert "REALISTIC 2018: median change and quartiles as printed." in FIGURE.note
    assert "Zekri 2015, Andreone 2015: printed value less printed baseline" in FIGURE.note


def test_e1_realistic_and_zekri_stand_as_printed():
    changes = {(line.study.label, line.arm): [str(p.change) for p in line.points] for line in LINES}
    assert changes["REALISTIC 2018", "G-CSF + CD133+ HSC"] == ["-0.1", "-0.5"]
    assert changes["REALISTIC 2018", "standard care"] == ["-0.3", "-0.5"]
    assert changes["Zekri 2015", "one session"] == ["-1.87", "-2.7", "-3.12", "-2.96", "-2.74", "-2.64"]
    assert changes["Andreone 2015", "CD133+"] == ["-3.5"]


def test_e2_spread_is_drawn_only_where_a_spread_of_the_change_was_printed():
    bars = {(d["y"], d["y2"]) for d in drawn(SPEC, "rect", "rule")}
    printed = {(float(r.low), float(r.high)) for r in load().rows if r.outcome == "MELD change from baseline"}
    assert bars == printed
    assert len(drawn(SPEC, "rect", "rule")) == 6


def test_e3_every_source_that_speaks_of_meld_is_drawn_or_listed_with_its_reason():
    listed = {each.study.label: each.why for each in undrawn(load())}
    assert listed == {
        "Sharma 2020": "no baseline printed",
        "Spahr 2013": "who improved, no points",
        "Yu 2017": "a baseline of each, no follow-up",
        "Kedarisetty 2015": "per cent only",
        "Brennan 2025": "a difference between arms only",
        "Kantarcioglu 2015": "who improved, no points",
        "Portal MSC, Egypt": "words only",
        "Pankaj 2015": "words only",
        "Mohamadnejad 2013": "words only",
    }
    speaks = {load().study(r.study).label for r in load().rows if "MELD" in r.outcome.replace("UKELD", "")}
    assert speaks - {line.study.label for line in LINES} <= set(listed)
    twin = str(FIGURE.twin)
    assert all(label in twin for label in listed)


def test_e4_each_panel_names_cells_route_masking_and_allocation():
    written = texts(SPEC)
    for panel in PANELS:
        assert {panel.cells, panel.way, panel.design} <= set(written)
    assert tuple(sorted({panel.design for panel in PANELS})) == ("open, randomised", "open, single arm")


def test_e5_no_pooled_line():
    heads = [d for d in drawn(SPEC, "rule", "ink") if d["x"] == 0]
    assert len(heads) == len(LINES)
    assert "no line is pooled" in FIGURE.note
    assert "mean" not in FIGURE.title.lower()


def test_the_five_are_drawn_once_and_stand_at_the_edge_of_every_other_panel():
    for digit in range(1, 6):
        marks = drawn(SPEC, "point", f"p{digit}")
        scored = next(c for c in samples.meld_courses() if c.digit == digit).scored
        assert len(marks) == len(scored) + len(PANELS)


def test_a_spike_does_not_set_the_scale_and_its_true_value_is_in_words():
    people = people_of(samples.meld_courses())
    low, high = scale_of(PANELS, people)
    assert (low, high) == (-4, 4)
    assert max(p.change for one in people for p in one.points) > high
    assert "3: +5.6, day +7" in texts(SPEC)
    far = tuple(
        replace(
            c,
            points=tuple(
                replace(p, raw=p.raw + 90, score=p.score + 90) if p.day == 90 and c.digit == 1 else p
                for p in c.points
            ),
        )
        for c in samples.meld_courses()
    )
    assert scale_of(PANELS, people_of(far)) == (-4, 4)
    figure = pictures.lines(far)
    assert all(d["y"] <= 4 and d["y2"] <= 4 for d in drawn(figure.spec, "rule", "p1"))


def test_a_value_that_contradicts_its_source_is_hollow_and_the_note_says_so():
    hollow = [
        d
        for d in drawn(SPEC, "point", "ground")
        if "E122" in d.get("said", "") and "but the source prints" in d["said"]
    ]
    assert len(hollow) == 1
    assert "Hollow: its own source contradicts it." in FIGURE.note


def test_who_died_or_was_transplanted_stays_with_day_and_words():
    written = texts(SPEC)
    assert any("4 · +4.1, died, day 118" in text for text in written)
    assert any(text.startswith("3 · +2.6, transplant") for text in written)


def test_without_participants_the_published_lines_stand_alone():
    figure = pictures.lines(())
    assert drawn(figure.spec, "point", "p1") == []
    assert "This trial, each participant" not in str(figure.twin)
    assert overlapping(figure.spec) == []


def test_without_a_published_arm_there_is_nothing_to_draw():
    evidence = read(SOUND).evidence
    with pytest.raises(ValueError, match="no published arm prints a change in MELD"):
        evidence_lines(
            panels=arm_panels(evidence), undrawn=undrawn(evidence), courses=(), stamp=samples.STAMP
        )


def test_the_twin_table_asks_why_of_every_published_number():
    cells = [
        cell
        for row in FIGURE.twin.rows
        for cell in row.cells
        if getattr(cell, "why", "").startswith("EVIDENCE:")
    ]
    assert len(cells) >= sum(len(line.points) for line in LINES)
    assert {cell.why.removeprefix("EVIDENCE:") for cell in cells} <= set(ROWS)
    assert all(isinstance(cell.value, Decimal) for cell in cells if hasattr(cell, "value"))


@pytest.mark.parametrize("name", pictures.MADE)
def test_every_evidence_picture_is_readable_and_as_its_baseline(name):
    figure = pictures.MADE[name]()
    assert overlapping(figure.spec) == []
    assert clipped(figure.spec) == []
    assert pictures.printed_points(figure) >= 7
    assert len(figure.title) <= 80
    kept = (pictures.FOLDER / f"{name}.png").read_bytes()
    assert len(kept) <= pictures.LIMIT
    made, known = printing.pixels(pictures.image(name)), printing.pixels(kept)
    assert made.shape == known.shape
    assert float(np.abs(made - known).mean()) < pictures.TOLERANCE
