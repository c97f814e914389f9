"""Outputs: the same numbers on the page, in the table of the report and on paper, for the cut that was asked for."""

import io
import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pypdf import PdfReader

from hepatica.jobs import outputs
from hepatica.report.study.catalogue import FIGURES, TABLES
from hepatica.store import read
from hepatica.store.access import Access


@pytest.fixture(autouse=True)
def _addresses(ward, settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"


def words(text):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_the_list_names_every_table_and_figure(signed_in):
    page = signed_in("asha").get("/outputs/").content.decode()
    for name in TABLES:
        # The record of this play holds no cells, so there is no exposure to them to list.
        assert (f'href="tables/{name}/"' in page) is (name != "products")
    for name in FIGURES:
        assert f'href="figures/{name}/"' in page
    assert outputs.cut_at().stamp.text in unescape(page)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_opens_and_holds_the_same_rows_as_the_report(signed_in, name):
    response = signed_in("iris").get(f"/outputs/tables/{name}/")
    assert response.status_code == 200
    page = words(response.content.decode())
    table = TABLES[name](outputs.cut_at())
    assert words(table.title) in page
    assert response.content.decode().count("<tr") >= len(table.rows)


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_figure_opens_with_its_twin_or_says_why_there_is_none(signed_in, name):
    page = signed_in("asha").get(f"/outputs/figures/{name}/").content.decode()
    figure = FIGURES[name](outputs.cut_at())
    if figure is None:
        assert "is drawn" in page
    else:
        assert unescape(figure.title) in unescape(page)
        assert 'class="report-table' in page


def test_a_figure_that_cannot_be_drawn_leaves_a_sentence(signed_in, monkeypatch):
    def broken(cut):
        raise ValueError("the labels find no place")

    monkeypatch.setitem(FIGURES, "meld", broken)
    page = signed_in("asha").get("/outputs/figures/meld/").content.decode()
    assert "The figure could not be drawn: the labels find no place." in page
    assert signed_in("asha").get("/outputs/").status_code == 200


@pytest.mark.parametrize("asked", ["0", "-1", "banana", "99999999", "9" * 40, "٣"])
def test_a_cut_that_does_not_exist_is_not_found(signed_in, asked):
    assert signed_in("asha").get("/outputs/", {"cut": asked}).status_code == 404


def test_an_earlier_cut_shows_what_was_known_then(signed_in):
    early = next(e.seq for e in read.events(limit=2000) if e.kind == "subject.screened")
    page = words(signed_in("asha").get("/outputs/tables/disposition/", {"cut": early}).content.decode())
    assert "1 screened, 0 enrolled" in page
    assert f"?cut={early}" in signed_in("asha").get("/outputs/", {"cut": early}).content.decode()


def test_a_person_without_a_role_sees_no_output(signed_in, client):
    assert signed_in("nobody").get("/outputs/").status_code == 403
    assert client.get("/outputs/").status_code == 302


def printed_by(client):
    response = client.post("/outputs/print/")
    assert response.status_code == 302
    assert "Printing." in client.get(response["Location"]).content.decode()
    call_command("db_worker", batch=True, interval=0, verbosity=0)
    return response["Location"]


def test_the_worker_prints_the_report_and_says_so_on_the_access_chain(signed_in, settings, unset):
    client = signed_in("asha")
    address = printed_by(client)
    page = client.get(address).content.decode()
    assert "Printed." in page
    pdf = b"".join(client.get(f"{address}report.pdf").streaming_content)
    assert pdf == outputs.report_pdf()
    (kept,) = (Path(settings.HEPATICA_DIR) / "files").glob("*.pdf")
    assert kept.stem in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor, body FROM access_event WHERE kind = %s", [Access.PRINTED])
        ((actor, body),) = cursor.fetchall()
    assert (actor, json.loads(body)["sha256"]) == ("asha", kept.stem)


def test_a_print_that_was_never_ordered_is_not_found(signed_in):
    client = signed_in("asha")
    assert client.get("/outputs/print/banana/").status_code == 404
    assert client.get("/outputs/print/00000000-0000-4000-8000-000000000000/report.pdf").status_code == 404


def test_printing_needs_a_post(signed_in):
    assert signed_in("asha").get("/outputs/print/").status_code == 405


def test_paper_and_screen_show_the_same_numbers(signed_in):
    text = " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(outputs.report_pdf())).pages).split()
    )
    cut = outputs.cut_at()
    shown = words(signed_in("asha").get("/outputs/tables/scores/").content.decode())
    raw = [w.scored.value("MELD_I_UNROUNDED") for c in cut.courses.values() for w in c.windows if w.scored]
    assert raw
    for value in raw:
        assert f"{value:.1f}" in text
        assert f"{value:.1f}" in shown
    assert str(cut.stamp.head[:4]) in text
    assert "Synthetic data" in text
