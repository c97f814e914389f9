"""The Evidence place: answers first, every row with its source and what came of recomputing it, shut to masked readers."""

import re
from html import unescape

import pytest
from tests.web.outputs.test_outputs import words

from hepatica.evidence.load import VERSION, load
from hepatica.store import read
from hepatica.web import doors
from hepatica.web.evidence import present_table


@pytest.fixture(autouse=True)
def _addresses(ward, settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"


def page(client, address, **asked):
    response = client.get(address, asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_first_page_answers_and_draws(signed_in):
    text = page(signed_in("asha"), "/evidence/")
    said = words(text)
    for title in (
        "CD34⁺ or CD133⁺ cells alone",
        "Mesenchymal cells alone",
        "G-CSF alone",
        "Standard care or placebo",
    ):
        assert title in said
    for title in (
        "Controls that improved",
        "Trials that found no difference, or stopped",
        "The combination in animals",
    ):
        assert title in said
    assert text.count('class="card answer"') == 8
    assert "451 published numbers of 27 studies, 2 more studies in words. 15 rows do not agree" in said
    assert text.count('class="report-figure"') == 3
    assert f"version {VERSION}" in said
    assert "With the published arms" in said
    assert "Without them" in said


def test_sharma_and_realistic_are_reproduced_with_what_contradicts_itself(signed_in):
    said = words(page(signed_in("asha"), "/evidence/table/", cells="cd34"))
    for printed in (
        "15.75 (SD 5.13)",
        "15.5 (SD 5.3)",
        "17.2 (SD 5.5)",
        "18.4 (SD 6.1)",
        "−0.5 (−1.3 to 1.0)",
    ):
        assert printed in said
    assert "gives p = 0.023 by Welch's test, but the source prints p = 0.04" in said
    assert said.count("Left out") == 4


def test_filters_narrow_the_rows_and_an_unknown_word_passes_nothing(signed_in):
    client = signed_in("iris")
    everything = page(client, "/evidence/table/", outcome="all")
    assert f"{len(load().rows)} of {len(load().rows)} rows" in words(everything)
    assert everything.count("/evidence/rows/") == len(load().rows)
    artery = page(client, "/evidence/table/", outcome="MELD", route="hepatic artery")
    assert 0 < artery.count("/evidence/rows/") < 20
    assert "No published row passes these choices." in page(client, "/evidence/table/", outcome="<script>")


@pytest.mark.parametrize("name", ["E007", "E015", "E122", "E248", "E318", "E326", "E435", "E451"])
def test_a_row_opens_its_source_its_notes_and_its_recomputation(signed_in, name):
    text = page(signed_in("asha"), f"/evidence/rows/{name}/")
    row = load().row(name)
    assert f'href="{row.url}"' in unescape(text)
    assert 'rel="noreferrer"' in text
    if row.notes:
        assert words(row.notes) in words(text)
    assert ("This row is left out of every synthesis." in text) is (
        name in {"E007", "E015", "E122", "E318", "E326"}
    )


def test_a_row_that_does_not_exist_is_not_found(signed_in):
    assert signed_in("asha").get("/evidence/rows/E999/").status_code == 404
    assert present_table.no_such_row("E999") == "The published table has no row E999."


def test_the_synthesis_opens_both_doors_only_when_asked(signed_in):
    client = signed_in("asha")
    shut = words(page(client, "/evidence/synthesis/"))
    assert "no group has two studies that stand, so none is pooled" in shut
    opened = words(page(client, "/evidence/synthesis/", by="masking", approximate="yes", failed="yes"))
    assert "can be pooled" in opened
    assert "Published rows left out, and why" in opened


@pytest.mark.parametrize("asked", [{"by": "luck"}, {"time": "yesterday"}, {"outcome": "happiness"}])
def test_a_choice_that_is_not_offered_is_not_found(signed_in, asked):
    assert signed_in("asha").get("/evidence/synthesis/", asked).status_code == 404


def test_a_time_without_a_contrast_is_a_sentence_not_an_error(signed_in):
    said = words(page(signed_in("asha"), "/evidence/synthesis/", outcome="UKELD", time="later"))
    assert "No source compares UKELD with a control" in said


ADDRESSES = ("/evidence/", "/evidence/synthesis/", "/evidence/table/", "/evidence/rows/E007/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_shut_without_a_sign_in_or_a_role(signed_in, client, address):
    assert client.get(address).status_code == 302
    assert signed_in("nobody").get(address).status_code == 403


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_shut_to_masked_readers(signed_in, monkeypatch, address):
    monkeypatch.setattr(doors, "is_masked", lambda _user: True)
    assert signed_in("asha").get(address).status_code == 403


def test_the_bar_offers_the_place_and_no_page_has_inline_script_or_style(signed_in):
    for address in ADDRESSES:
        text = page(signed_in("asha"), address)
        assert '<a href="/outputs/" aria-current="page">Outputs</a>' in text
        assert not re.search(r"<style|\sstyle=|\son\w+=", text)
        scripts = re.findall(r"<script(?![^>]*src=)(?![^>]*application/json)", text)
        assert scripts == []


def test_reading_writes_nothing(signed_in):
    before = read.head().seq
    for address in ADDRESSES:
        page(signed_in("asha"), address)
    assert read.head().seq == before
