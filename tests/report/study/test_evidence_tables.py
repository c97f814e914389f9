"""The evidence tables: Sharma 2020 and REALISTIC as printed, what contradicts itself listed, every number asked for."""

import re
from decimal import Decimal

from tests.datasets.record import draw, form, person, state, study
from tests.report.samples import STAMP

from hepatica.evidence.load import load
from hepatica.report.document import Para
from hepatica.report.figure import Figure
from hepatica.report.html import table_html
from hepatica.report.study import evidence_tables as made
from hepatica.report.study.base_rates_table import base_rates_table
from hepatica.report.study.catalogue import FIGURES, TABLES
from hepatica.report.study.cut import read_cut
from hepatica.report.study.evidence_page import evidence_blocks
from hepatica.report.table import Table, cell_text

CUT = read_cut(
    study(),
    state(
        person("01-001", gcsf="2026-03-10", infusion="2026-03-13", started="2026-03-01"),
        form("01-001", "month_1", "laboratory", draw("2026-03-05"), draw("2026-04-10", bilirubin="3.1")),
    ),
    STAMP,
)
EMPTY = read_cut(study(), state(), STAMP)


def rows(table, title):
    return next(group.rows for group in table.groups if group.title.startswith(title))


def test_sharma_2020_stands_as_printed_including_what_contradicts_itself():
    printed = [
        (row.cells[4].text, row.cells[5].text if hasattr(row.cells[5], "text") else "")
        for row in rows(made.arms_table(CUT), "Sharma 2020")
    ]
    assert printed[:4] == [
        ("15.75 (SD 5.13)", "0.04"),
        ("19.94 (SD 6.68)", ""),
        ("15.5 (SD 5.3)", "0.04"),
        ("19.8 (SD 6.4)", ""),
    ]
    assert printed[4:] == [
        ("17.2 (SD 5.5)", "0.17"),
        ("20.3 (SD 6.8)", ""),
        ("18.4 (SD 6.1)", "0.25"),
        ("21.3 (SD 6.4)", ""),
    ]
    out = {row.cells[0].text: row.cells[3].text for row in made.excluded_table(CUT).rows}
    assert "gives p = 0.023 by Welch's test, but the source prints p = 0.04" in out["E007"]
    assert out["E015"] == "The source prints 6/23 vs 5/23, which does not fit its arms of 22 and 23."


def test_realistic_stands_as_printed():
    printed = [row.cells[4].text for row in rows(made.arms_table(CUT), "REALISTIC 2018")]
    assert printed[:3] == ["13.1 (12.4 to 13.8)", "12.7 (12.0 to 13.1)", "13.2 (12.1 to 13.9)"]
    assert printed[3:] == [
        "−0.3 (−0.8 to 0.2)",
        "−0.5 (−1.5 to 1.1)",
        "0.0 (−1.0 to 1.0)",
        "−0.5 (−1.7 to 0.5)",
        "−0.1 (−2.2 to 1.0)",
        "−0.5 (−1.3 to 1.0)",
    ]
    people = [row.cells[1].value for row in rows(made.arms_table(CUT), "REALISTIC 2018")]
    assert people[4] == 23  # 23 of 27 had a day-90 MELD


def test_what_is_left_out_is_counted():
    table = made.excluded_table(CUT)
    assert table.deck == "15 of 451 rows; 10 of 47 claims that could be recomputed do not follow"
    assert len(table.rows) == 15


def test_every_grouping_is_in_the_synthesis_with_a_number_or_a_reason():
    table = made.synthesis_table(CUT)
    assert [group.title for group in table.groups] == list(made.BY_WORDS.values())
    assert all(row.cells[6].text for row in table.rows)
    assert "1 that fail their own source, 2 known by quartiles only" in table.deck


def test_every_evidence_table_has_its_address_and_renders():
    names = [name for name in TABLES if name.startswith("evidence-")]
    tables = [TABLES[name](CUT) for name in names]
    assert [table.id for table in tables] == [f"14.4.{n}" for n in range(1, 7)]
    for table in tables:
        assert "report-broken" not in table_html(table)
        whys = {cell.why for row in table.rows for cell in row.cells if getattr(cell, "why", "")}
        assert {why.removeprefix("EVIDENCE:") for why in whys} <= {row.id for row in load().rows}


def test_base_rates_stand_with_their_exact_interval_and_are_no_control():
    table = base_rates_table(CUT)
    biopsy = next(row for row in table.rows if row.cells[0].text == "major complication")
    assert (biopsy.cells[1].x, biopsy.cells[1].n) == (13, 1321)
    assert (round(biopsy.cells[2].lower, 1), round(biopsy.cells[2].upper, 1)) == (
        Decimal("0.5"),
        Decimal("1.7"),
    )
    rare = next(row for row in table.rows if row.cells[0].text == "haemorrhage (reported)")
    assert cell_text(rare.cells[2], table.columns[2]) == "0.01 to 0.04"
    assert len(table.rows) == 26
    assert "never a control" in table.deck


def test_the_page_holds_figures_and_tables_and_stands_without_participants():
    for cut in (CUT, EMPTY):
        blocks = evidence_blocks(cut)
        assert sum(isinstance(block, Figure) for block in blocks) == 3
        assert sum(isinstance(block, Table) for block in blocks) >= 4
    words = [block.text for block in evidence_blocks(EMPTY) if isinstance(block, Para)]
    assert not any(re.search(r"\d", text) for text in words)


def test_the_participants_of_the_record_are_drawn_and_their_panel_is_headed_by_the_study():
    figure = FIGURES["evidence"](CUT)
    assert "This trial, each participant" in str(figure.twin)
    assert "This trial: MSC + CD34" in str(figure.spec)
    assert "This trial, each participant" not in str(FIGURES["evidence"](EMPTY).twin)
