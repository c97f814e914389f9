"""Forms on paper: the same bytes for the same case and cut, marked as draft until issued, tagged as synthetic."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader
from tests.report.forms.samples import at, fever, filled, kidney

from hepatica.report.forms.facts import Occasion
from hepatica.report.forms.page import form_data
from hepatica.report.forms.print import DRAFT, Paper, form_pdf
from hepatica.report.stamp import Stamp
from hepatica.safety.narrative import Segment
from hepatica.study.dates import PartialDate

STAMP = Stamp(
    protocol="1.0",
    cut=date(2026, 3, 16),
    seq=4812,
    head="9f3ca41e77b2" + "0" * 52,
    program="0.2.0",
    at=datetime(2026, 3, 16, 5, 10, tzinfo=UTC),
)
ISSUED = Paper(stamp=STAMP, number="HEP-AIG-01", synthetic=True, final=True, status="First report, version 1")
OCCASION = Occasion(version=1, on=PartialDate(2026, 3, 16), reporter="Dr A. Menon", role="investigator")


def text(made):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


def adr(**changes):
    return filled("adr", fever(**changes), OCCASION)


def test_the_same_case_gives_the_same_bytes():
    assert form_pdf([adr()], ISSUED) == form_pdf([adr()], ISSUED)


def test_the_regulators_form_is_one_page_with_every_section_and_number():
    made = form_pdf([adr()], ISSUED)
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    said = text(made)
    for words in (
        "Patient information",
        "Suspected medication(s)",
        "Reporter details",
        "16 Name and address",
    ):
        assert words in said
    assert "Synthetic data" in said
    assert DRAFT not in said
    assert "8 of 8 answers present that must be" in said


def test_a_draft_says_that_it_is_one_and_what_is_missing():
    paper = replace(ISSUED, final=False, synthetic=False)
    said = text(form_pdf([filled("table5", kidney(account="", report={}))], paper))
    assert DRAFT in said
    assert "missing" in said
    assert "Synthetic data" not in said


def test_table_5_comes_with_its_checklist_and_its_narrative():
    parts = (Segment(part="person", text="Drafted."), Segment(part="note", text="My own words.", own=True))
    said = text(form_pdf([filled("table5", kidney()), filled("checklist", kidney())], ISSUED, parts))
    for words in ("Cover sheet: causality", "Submission checklist", "Narrative", "My own words."):
        assert words in said


@pytest.mark.parametrize("report", ["table5", "adr", "cioms"])
def test_words_are_data_and_never_markup(report):
    hostile = '#eval("1") $x$ *bold* @ref <label> \\ [ ] \u202e 中'
    made = form_pdf([filled(report, kidney(account=hostile, term=hostile))], ISSUED)
    assert '#eval("1")' in text(made)


def test_a_case_that_says_nothing_is_still_a_page():
    bare = fever(term="x", onset=at("unknown"), given=(), medications=(), tests=(), causality=(), grade=None)
    assert form_pdf([filled("cioms", bare)], ISSUED).startswith(b"%PDF")


def test_no_form_is_no_paper():
    with pytest.raises(ValueError, match="at least one form"):
        form_pdf([], ISSUED)


def test_each_box_of_the_grid_is_there_also_when_it_is_empty():
    data = form_data(adr(medications=(), given=()))
    kinds = [block["type"] for section in data["sections"] for block in section["blocks"]]
    assert kinds.count("table") == 2
    assert kinds.count("ticks") == 2
