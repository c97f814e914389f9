"""The statistical appendix: every value with its source, every rule with its odds, what was simulated framed as such."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader
from tests.report.design.played import NAMES, answered, design, told

from hepatica.report.design.appendix import NOT_PLAYED, appendix
from hepatica.report.design.looks import looks
from hepatica.report.design.tables import arms, doses, odds, questions
from hepatica.report.design.values import values
from hepatica.report.document import Document, Heading, KeyValues, Para
from hepatica.report.figure import Figure
from hepatica.report.table import Table, cell_text
from hepatica.report.typst import pdf


def rows(table: Table | None) -> list[list[str]]:
    """Return the cells of a table as they are written."""
    assert table is not None
    return [[cell_text(c, k) for c, k in zip(row.cells, table.columns, strict=False)] for row in table.rows]


def headings(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]


@pytest.mark.parametrize("name", NAMES)
def test_the_appendix_of_any_design_has_every_part(name: str) -> None:
    document = appendix(design(name), answered(name))
    assert headings(document) == [
        "What is given, and to whom",
        "What pauses or stops it",
        "Questions and sizes",
        "What the answer leans on",
        "What so many can teach",
        "What is assumed, and what it cannot show",
        "Played in named worlds",
        "Where every value comes from",
        "How to compute it again",
    ]
    assert any(isinstance(block, Para) and block.text == NOT_PLAYED for block in document.blocks)
    said = " ".join(str(block.text) for block in document.blocks if isinstance(block, Para))
    assert all(sentence.rstrip(".") in said for sentence in answered(name).cannot_show)


def test_it_is_set_whole_and_frames_what_was_simulated() -> None:
    document = appendix(design("factorial"), answered("factorial"), told())
    reader = PdfReader(io.BytesIO(pdf(document)))
    pages = [page.extract_text() for page in reader.pages]
    said = " ".join(pages)
    # No page but the last stands half empty before a picture, and no heading stands alone at a foot.
    assert min(map(len, pages[:-1])) > 1200
    assert [
        page.count("Simulated. No patient data") for page in pages if "Played in named worlds" in page
    ] == [1]
    assert "could not be" not in said
    assert said.count("Simulated. No patient data. Not evidence of safety or efficacy.") == 1
    assert len(reader.pages) > 5
    assert [block.id for block in document.blocks if isinstance(block, Figure)] == [
        "design-timeline", "design-stop", "design-tornado", "design-tornado-months", "design-worlds",
    ]  # fmt: skip


def test_worlds_of_another_design_are_refused() -> None:
    with pytest.raises(ValueError, match="played with the design “factorial”, not with “single_arm”"):
        appendix(design("single_arm"), answered("single_arm"), told())


def test_every_value_has_its_source_and_where_it_can_be_read() -> None:
    for name in NAMES:
        found = rows(values(design(name)))
        assert all(len(row) == 4 and all(row) for row in found)
        assert {row[2] for row in found} <= {"proposed", "published", "registry record"}
    shown = {row[0]: row[1] for row in rows(values(design("factorial")))}
    assert shown["Participants"] == "79 in an arm, power asked for 0.8, alpha 0.05, 2-sided, dropout 0.05"
    assert shown["SD of the six-month change in MELD"] == "4 (3 to 5) points"


def test_the_three_questions_are_told_apart_by_what_they_cost() -> None:
    shown = [row for row in rows(questions(answered("factorial"))) if row[0] != "with the baseline"]
    cost = [row[3] for row in shown[:3]]
    assert cost == ["32", "79", "126"]


def test_planned_is_not_infused() -> None:
    assert rows(doses(design("single_arm"))) == [
        ["CD34 cells", "10⁶/kg", "1.00", "1.00", "0.84", "0.84"],
        ["MSC", "10⁶", "50.00", "50.00", "36.50", "36.50"],
    ]
    assert rows(arms(design("dose_finding")))[0][-1] == "by decision"


def test_rules_that_the_picture_holds_are_not_printed_twice() -> None:
    found = answered("single_arm")
    assert odds(found, leaving_out=[rule.id for rule in found.stopping]) is None
    assert len(rows(odds(found))) == 12


def test_the_limits_at_each_look_and_what_is_spent_by_then() -> None:
    assert rows(looks(design("factorial"))) == [
        ["1", "50", "2.963", "0.0031"],
        ["2", "100", "1.969", "0.0500"],
    ]
    assert looks(design("single_arm")) is None


def test_the_last_part_names_the_commands() -> None:
    document = appendix(design("factorial"), answered("factorial"), told())
    commands = next(
        block for block in document.blocks if isinstance(block, KeyValues) and block.id == "commands"
    )
    said = {pair.key: str(pair.value) for pair in commands.pairs}
    assert said["Its worlds"].startswith("hepatica design play factorial.yaml --trials 40 --weight 60")
    assert said["Its answers"] == "hepatica design answers factorial.yaml --table"
