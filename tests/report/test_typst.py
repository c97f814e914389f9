"""The PDF: same bytes everywhere, faces embedded, PDF/A and PDF/UA named, and no value that breaks it."""

import io
import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.report import samples

from hepatica.report.document import Heading, KeyValues, Pair, Para
from hepatica.report.figure import Figure
from hepatica.report.payload import document_data
from hepatica.report.table import Column, Group, Interval, Row, Table, Text
from hepatica.report.typst import pdf

ROOT = Path(__file__).parents[2]
PRINT = (
    "import sys, hashlib; sys.path[:0] = ['src', '.'];"
    "from tests.report import samples; from hepatica.report.typst import pdf;"
    "from hepatica.report.document import Heading;"
    "blocks = (*samples.document().blocks, Heading(text='f'), samples.meld_figure(), samples.cd34_figure());"
    "print(hashlib.sha256(pdf(samples.document(*blocks))).hexdigest())"
)


def read(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def words(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(made).pages).split())


def test_the_same_document_is_the_same_bytes_in_another_zone_language_and_hash_seed():
    hashes = []
    for zone, language, seed in (("Asia/Kolkata", "te_IN.UTF-8", "1"), ("America/Los_Angeles", "C", "77")):
        env = {**os.environ, "TZ": zone, "LANG": language, "LC_ALL": language, "PYTHONHASHSEED": seed}
        ran = subprocess.run(
            [sys.executable, "-c", PRINT], cwd=ROOT, env=env, capture_output=True, text=True, check=True
        )
        hashes.append(ran.stdout.strip())
        time.sleep(1.1)
    assert hashes[0] == hashes[1]
    assert len(hashes[0]) == 64


def test_every_face_is_embedded_and_is_one_of_ours():
    reader = read(
        pdf(samples.document(*samples.document().blocks, Para(text=samples.HOSTILE), samples.meld_figure()))
    )
    faces = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            described = inner["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(described), inner["/BaseFont"]
            faces.add(str(inner["/BaseFont"]).split("+")[1].split("-")[0])
    assert faces == {"LibertinusSerif", "DejaVuSansMono", "NotoSansTelugu", "NotoSansDevanagari"}


def test_the_file_says_pdf_a_2a_and_pdf_ua_1_and_bears_the_moment_of_the_cut():
    reader = read(pdf(samples.document()))
    meta = reader.xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in meta
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in meta
    assert "<pdfuaid:part>1</pdfuaid:part>" in meta
    assert reader.metadata.creation_date == samples.STAMP.at
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_every_page_bears_document_tag_stamp_and_page_number():
    reader = read(pdf(samples.document()))
    pages = [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in reader.pages]
    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert "Clinical study report · HEP-AIG-01" in page
        assert samples.TAG in page
        assert (
            "Protocol 2.1 · data cut 14 Mar 2026 · ledger 4\u202f812 · head 9f3c a41e 77b2 · Hepatica 0.9.0"
            in page.replace("4 812", "4\u202f812")
        )
        assert f"page {number} of 3" in page


def test_a_document_of_real_people_bears_no_tag():
    assert "Synthetic" not in words(pdf(samples.document(Para(text="a"), synthetic=False)))


def test_markup_and_scripts_are_printed_as_the_letters_they_are():
    text = words(pdf(samples.document(Para(text=samples.HOSTILE), Heading(text="#panic()"))))
    assert "#eval(1) $x^2$ *b* _i_ <script>alert(1)</script>" in text
    assert "#panic()" in text


def test_letters_without_a_glyph_are_printed_as_their_code():
    text = words(pdf(samples.document(Para(text="before 中 after"), Para(text="x\x00y \u202e z \ud800 😀"))))
    assert "before ‹U+4E2D› after" in text
    for code in ("‹U+0000›", "‹U+202E›", "‹U+D800›", "‹U+1F600›"):
        assert code in text


def test_a_cell_that_cannot_be_written_becomes_a_sentence_and_the_rest_is_printed():
    bad = Table(
        id="t",
        title="Bad",
        columns=(Column(title="i", interval=True),),
        groups=(Group(rows=(Row(cells=(Interval(lower=2, upper=1),)),)),),
    )
    text = words(pdf(samples.document(Para(text="before"), bad, Para(text="after"))))
    assert "“Bad” could not be printed: the interval 2 to 1 has its bounds in the wrong order." in text
    assert "before" in text
    assert "after" in text


def broken_picture(spec: dict) -> Figure:
    return replace(samples.meld_figure(), spec=spec)


def test_a_picture_that_cannot_be_drawn_leaves_its_title_its_reason_and_its_table():
    text = words(pdf(samples.document(broken_picture({"mark": "nothing"}), Para(text="after"))))
    assert "The picture could not be drawn" in text
    assert samples.meld_figure().title in text
    assert "not done (participant travelling)" in text
    assert "after" in text


def test_a_picture_the_typesetter_refuses_leaves_its_table():
    torn = replace(samples.meld_figure(), drawing="<svg")
    text = words(pdf(samples.document(torn, Para(text="after"))))
    assert "The picture could not be set" in text
    assert "not done (participant travelling)" in text
    assert "after" in text


@pytest.mark.parametrize("said", ["హిందీ తెలుగు", "2 · నొప్పి, ఎముక మజ్జ"])
def test_words_in_telugu_are_set_in_a_picture_and_stay_words_beside_it(said):
    spec = {
        "width": 90,
        "height": 20,
        "data": {"values": [{"t": said}]},
        "mark": "text",
        "encoding": {"text": {"field": "t"}},
    }
    file = PdfReader(io.BytesIO(pdf(samples.document(broken_picture(spec), Para(text="పక్కన · beside")))))
    text = " ".join(page.extract_text() for page in file.pages)
    assert "could not be set" not in text
    assert "‹U+" not in text
    assert "beside" in text
    assert [image for page in file.pages for image in page.images]


def test_a_letter_of_telugu_that_the_face_lacks_is_printed_as_its_code_and_the_rest_as_words():
    text = words(pdf(samples.document(Para(text="before \u0c5d after నొ"))))
    assert "before ‹U+0C5D› after" in text
    assert "‹U+0C28›" not in text


@pytest.mark.parametrize("level", [1, 2])
def test_a_report_may_begin_with_any_heading(level):
    assert "First" in words(
        pdf(samples.document(Heading(text="First", level=level), Heading(text="Next", level=2)))
    )


def test_an_empty_document_and_an_empty_table_are_still_a_page():
    empty = Table(id="t", title="Nothing yet", columns=(Column(title="visit"),), groups=())
    assert "Nothing yet" in words(pdf(samples.document(empty)))
    assert len(read(pdf(replace(samples.document(), blocks=()))).pages) == 1


def test_a_long_table_repeats_its_head_on_every_page():
    rows = tuple(Row(cells=(Text(text=f"row {n}"),)) for n in range(200))
    long = Table(id="t", title="", columns=(Column(title="the head"),), groups=(Group(rows=rows),))
    reader = read(pdf(samples.document(long)))
    assert len(reader.pages) > 2
    assert all("the head" in page.extract_text() for page in reader.pages)


def test_names_and_values_hold_words_and_tables():
    text = words(pdf(samples.document(KeyValues(pairs=(Pair(key="Primary", value=samples.safety_table()),)))))
    assert "Primary" in text
    assert "Marrow aspiration" in text


def test_a_stamp_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        replace(samples.STAMP, at=datetime(2026, 3, 14))  # noqa: DTZ001


@pytest.mark.parametrize("field", ["title", "number"])
def test_a_document_without_a_name_is_refused(field):
    with pytest.raises(ValueError, match="every page bears them"):
        replace(samples.document(), **{field: " "})


@pytest.mark.parametrize(("name", "said"), [("14.2.9", "Table 14.2.9 · Days"), ("16.2.9", "Listing 16.2.9 · Days"), ("t", "Days")])  # fmt: skip
def test_a_numbered_table_prints_its_number_and_another_none(name, said):
    table = Table(id=name, title="", deck="Days", columns=(Column(title="visit"),), groups=())
    assert document_data(samples.document(table), str)["blocks"][0]["deck"] == said


def test_a_few_short_pairs_stand_on_one_page_and_a_long_list_of_them_may_break():
    short = KeyValues(pairs=(Pair(key="Decision", value="Rejected"),))
    for block, whole in ((short, True), (KeyValues(pairs=short.pairs * 9), False), (KeyValues(pairs=(Pair(key="k", value="x" * 1500),)), False)):  # fmt: skip
        assert document_data(samples.document(block), str)["blocks"][0]["whole"] is whole
