"""The study on paper: whole, in the words of the study, and the same bytes for the same version."""

from importlib.resources import files
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from hepatica.cli.main import app
from hepatica.conduct.lint import load
from hepatica.report import typst
from hepatica.report.casebook.conditions import condition_words
from hepatica.report.casebook.values import PRINTED, casebook
from hepatica.study.form import FormKind

REFERENCE = Path(str(files("hepatica"))) / "studies" / "nct04243681"


@pytest.fixture(scope="module")
def study():
    return load(REFERENCE)


@pytest.fixture(scope="module")
def blank(study):
    return casebook(study, "blank")


@pytest.fixture(scope="module")
def pages(blank, tmp_path_factory):
    """The text of each blank page."""
    path = tmp_path_factory.mktemp("casebook") / "blank.pdf"
    path.write_bytes(typst.form(blank, PRINTED, "casebook.typ"))
    return [page.extract_text() for page in PdfReader(path).pages]


def test_every_question_a_person_answers_stands_on_the_blank_pages(study, blank):
    """REC-12."""
    asked = {
        (form["name"], item["label"])
        for form in blank["forms"]
        for group in form["groups"]
        for item in group["items"]
    }
    due = {
        (form.id, str(item.label))
        for form in study.forms
        if form.kind is not FormKind.COMPUTED
        for item in form.items
        if item.compute is None
    }
    assert due
    assert asked == due


def test_every_visit_has_a_worksheet_of_one_page_with_its_window_and_its_forms(study, blank):
    """REC-12."""
    assert [sheet["code"] for sheet in blank["sheets"]] == [visit.code for visit in study.schedule.visits]
    infusion = next(sheet for sheet in blank["sheets"] if sheet["title"] == "Infusion")
    assert infusion["due"].startswith("day 0")
    assert {"F18", "F4"} <= {form["code"] for form in infusion["forms"]}


def test_the_worksheets_fit_one_page_each(blank, pages):
    for sheet in blank["sheets"]:
        assert (
            sum(f"{sheet['code']} · {sheet['title']}" in text and "Worksheet." in text for text in pages) == 1
        )
    worksheets = [n for n, text in enumerate(pages) if "Worksheet." in text]
    assert worksheets == list(range(worksheets[0], worksheets[0] + len(blank["sheets"])))


def test_a_blank_page_asks_for_a_number_and_never_for_a_name(pages):
    """DP-09."""
    heads = [text.splitlines()[0].lower() for text in pages]
    assert all("participant" in head and "name" not in head for head in heads)


def test_the_annotated_form_names_each_answer_in_the_datasets(study):
    data = casebook(study, "annotated")
    consent = next(form for form in data["forms"] if form["name"] == "consent")
    notes = {note["key"]: note["value"] for note in consent["groups"][0]["items"][0]["notes"]}
    assert notes["name"] == "consent.rficdtc"
    assert notes["SDTM"] == "DM.RFICDTC"
    assert notes["critical"] == "yes"
    computed = [
        note["value"]
        for form in data["forms"]
        for group in form["groups"]
        for item in group["items"]
        for note in item["notes"]
        if note["key"] == "computed"
    ]
    assert computed, "calculated items stand on the annotated form, with their rule"


def test_conditions_are_words_where_they_are_plain_and_stand_as_written_where_they_are_not(study):
    consent = study.form_by_id["consent"]
    assert condition_words(study, consent, "signer == 'representative'") == (
        "“Who signed” is Legally acceptable representative"
    )
    assert condition_words(study, consent, "known(rfictim)") == "“Time consent was signed” is answered"
    odd = "days(a, b) > 3 && known(x) || y"
    assert condition_words(study, consent, odd) == odd


def test_the_same_version_gives_the_same_bytes_in_telugu_too(study):
    data = casebook(study, "annotated", "te")
    assert typst.form(data, PRINTED, "casebook.typ") == typst.form(data, PRINTED, "casebook.typ")


def test_the_command_writes_the_file_or_says_why_not(tmp_path):
    run = CliRunner().invoke
    out = tmp_path / "book.pdf"
    done = run(app, ["study", "print", "nct04243681", "--annotated", "-o", str(out)])
    assert done.exit_code == 0
    assert out.read_bytes().startswith(b"%PDF")
    neither = run(app, ["study", "print", "nct04243681", "-o", str(out)])
    assert (neither.exit_code, "--blank" in neither.output) == (1, True)
    nowhere = run(app, ["study", "print", "nct04243681", "--blank", "-o", str(tmp_path / "no" / "b.pdf")])
    assert nowhere.exit_code == 1
    assert "not written" in nowhere.output
    strange = run(app, ["study", "print", "nct04243681", "--blank", "--language", "xx"])
    assert strange.exit_code == 1
