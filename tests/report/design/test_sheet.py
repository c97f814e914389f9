"""The design sheet: one page whatever the design, in plain words, without a promise."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader
from tests.report.design.played import NAMES, answered, changed, design

from hepatica.design.answers import answers
from hepatica.report.design.asked import MOST, decisions, questions
from hepatica.report.design.harmed import TO_FILL, harmed
from hepatica.report.design.plain import protections, question
from hepatica.report.design.risks import risks
from hepatica.report.design.sheet import sheet
from hepatica.report.document import Columns, Document, Heading
from hepatica.report.html import table_html
from hepatica.report.standalone import document_html
from hepatica.report.table import Text
from hepatica.report.typst import TypesetError, pdf
from hepatica.study.study import Study

SECTIONS = [
    "What happens to each person",
    "Known risks, from other people",
    "How people are protected",
    "If someone is harmed",
    "What it cannot show, whatever it finds",
    "How often the rules would act",
    "The committee is asked to decide",
]


def page(document: Document) -> str:
    """Return the words of a document that is one page."""
    reader = PdfReader(io.BytesIO(pdf(document)))
    assert len(reader.pages) == 1
    return re.sub(r"\s+", " ", reader.pages[0].extract_text())


@pytest.mark.parametrize("name", NAMES)
def test_any_design_is_one_page_with_every_section_and_promises_nothing(name: str) -> None:
    said = page(sheet(design(name), answered(name)))
    assert [title for title in SECTIONS if title not in said] == []
    assert f"Design {name} 0.1" in said
    assert f"{answered(name).months:.0f} months, each person" in said  # as the answers say, waiting included
    for forbidden in ("effective", "is safe", "are safe", "cure", "promising", "improves", "recommend"):
        assert forbidden not in said.lower()


def test_long_words_make_the_type_smaller_and_the_page_stays_one(study: Study) -> None:
    long = " ".join(
        ["Whether people elsewhere, treated otherwise and cared for by others, would fare as these do."] * 2
    )
    made = replace(answered("factorial"), cannot_show=(long, long, long))
    said = page(sheet(design("factorial"), made, study=study))
    assert said.count("Whether people elsewhere") == 6


def test_what_no_page_holds_is_refused_in_a_sentence_and_never_runs_over() -> None:
    made = replace(answered("single_arm"), cannot_show=("Whether it holds elsewhere. " * 120,))
    with pytest.raises(
        TypesetError, match=r"^The design says more than one page holds: shorten what it cannot show"
    ):
        pdf(sheet(design("single_arm"), made))


def test_equal_designs_make_equal_bytes_and_the_moment_is_when_it_was_kept() -> None:
    kept = datetime(2026, 3, 14, 11, 40, tzinfo=UTC)
    document = sheet(design("single_arm"), answered("single_arm"), at=kept)
    made = pdf(document)
    assert made == pdf(sheet(design("single_arm"), answered("single_arm"), at=kept))
    assert PdfReader(io.BytesIO(made)).metadata.creation_date == kept


def test_the_title_is_a_question_about_people() -> None:
    assert question(design("single_arm")) == (
        "What happens to 14 people with decompensated cirrhosis who are given CD34 cells and MSC twice?"
    )
    assert question(design("factorial")) == (
        "Do 336 people with decompensated cirrhosis fare otherwise with CD34 cells, MSC or both than without?"
    )
    assert question(design("dose_finding")) == (
        "How many cells may 12 people with decompensated cirrhosis be given, one number after another?"
    )


def test_protection_says_the_first_layer_first_and_its_numbers_are_those_of_the_engine() -> None:
    said = [f"{pair.key} {pair.value}" for pair in protections(design("single_arm"), answered("single_arm"))]
    assert said == [
        "One at a time: nobody follows the first within 28 days; then 7 days lie between each of the first 14.",
        "Any serious event that may come of the study or any death pauses the study until what happened has been reviewed.",
        (
            "A boundary behind the pause: it stops at 2 of the first 2, 3 of 3–6, 4 of 7–10, 5 of 11–14 people with a serious event that "
            "may come of the study."
        ),
        "The software refuses the next infusion while a pause is on.",
    ]
    steps = [
        pair.value
        for pair in protections(design("dose_finding"), answered("dose_finding"))
        if pair.key == "Step by step:"
    ]
    assert steps == [
        (
            "the next number of cells is decided after each three people by a rule written beforehand (BOIN, which aims at harm in 30 of "
            "100); the first are given the least of the plan."
        )
    ]


def test_known_risks_are_those_of_the_steps_and_a_route_without_a_number_says_so() -> None:
    every = table_html(risks(design("single_arm")))
    assert [
        number in every
        for number in (
            "15/406",
            "14/54\u202f890",
            "161/1\u202f572",
            "71\u00a0%",
            "1/8",
            "1/4",
            "13/1\u202f321",
        )
    ] == [True] * 7
    vein = changed("single_arm", ("route: hepatic_artery", "route: intravenous"))
    shown = table_html(risks(vein))
    assert "By the vein: nothing here is published" in shown
    assert "Artery" not in shown
    assert risks(vein).note == "Counted in other people and other illnesses: context, no control."


def test_harm_is_answered_by_the_study_that_is_followed_and_otherwise_left_to_be_filled(study: Study) -> None:
    assert [para.text for para in harmed(None)] == [TO_FILL]
    assert [
        para.text
        for para in harmed(study.model_copy(update={"clocks": (), "oversight": type(study.oversight)()}))
    ] == [TO_FILL]
    said = " ".join(str(para.text) for para in harmed(study))
    assert (
        "Every serious event reaches the licensing authority, the sponsor and this committee within 24 hours"
        in said
    )
    assert "insurance for trial-related injury" in said
    assert "₹ 12,32,484.65 at a risk factor of 1.0 and ₹ 24,64,969.31 at a risk factor of 2.0" in said


def test_what_the_committee_is_asked_follows_from_what_the_design_does() -> None:
    single, factorial = list(questions(design("single_arm"))), list(questions(design("factorial")))
    assert any("no group without cells" in one for one in single)
    assert any("cells again" in one for one in single)
    assert any("sham" in one for one in factorial)
    assert not any("sham" in one for one in single)
    assert single[-1].endswith("that no benefit is expected from taking part?")
    assert factorial[-1].endswith("that nobody knows whether cells help?")
    alone = changed("single_arm", ("days: 7\n  sentinel_days: 28", "days: 0\n  sentinel_days: 0"))
    assert any("without a wait" in one for one in questions(alone))
    for name in NAMES:
        rows = decisions(design(name)).rows
        assert len(rows) <= MOST
        assert all(isinstance(row.cells[2], Text) and row.cells[2].text.count("☐") == 2 for row in rows)


def test_a_design_without_rules_says_nothing_of_odds_and_is_a_page_too() -> None:
    bare = replace(answered("single_arm"), stopping=(), harm=())
    document = sheet(design("single_arm"), bare)
    columns = next(block for block in document.blocks if isinstance(block, Columns))
    heads = [block.text for block in columns.right if isinstance(block, Heading)]
    assert heads == ["What 14 people given cells can show"]


def test_the_sheet_on_a_screen_holds_the_same_words() -> None:
    shown = document_html(
        sheet(design("factorial"), answered("factorial")), lambda _spec: "<svg></svg>"
    ).decode()
    assert [title for title in SECTIONS if title not in shown] == []
    sought = "If so (change in unrounded MELD at six months: a difference of 2, where people vary by about 4), it is found with a chance of"
    assert sought in shown
    assert "… by the planned analysis, which allows for where each began" in shown
    assert [
        shown.count(said) for said in ("Kept from knowing the group: whoever reads", "Who does not know")
    ] == [1, 0]


def test_five_people_can_show_what_the_published_numbers_say() -> None:
    five = changed(
        "single_arm",
        ("count: 14", "count: 5"),
        ("per_arm: 14", "per_arm: 5"),
        ("participants: 14", "participants: 5"),
    )
    said = page(sheet(five, answers(five)))
    for number in ("52.2 %", "59 %", "32.8 %", "63.6 %", "0.0625", "25.6 %"):
        assert number in said


@pytest.fixture(scope="module")
def study() -> Study:
    """Return the study that ships with the program."""
    from importlib.resources import files
    from pathlib import Path

    from hepatica.conduct.lint import load

    return load(Path(str(files("hepatica.studies") / "nct04243681")))
