"""The reading room: a section is measured, corrected and accepted under a code; a reader sees no other."""

import json

import pytest
from tests.web import play
from tests.web.tissue import files
from tests.web.tissue.bench import CELLS, HER, SECOND, SLIDE
from tests.web.tissue.reading import ROOM, accepted, coded, measure, said, sent

from hepatica.ledger.product_rows import ReadingRow
from hepatica.store import read

pytestmark = pytest.mark.engine


def recorded():
    return read.everyones(ReadingRow)


def test_the_worklist_holds_codes_in_the_order_of_their_letters(enter):
    codes = [coded(enter, SLIDE), coded(enter, SECOND, b""), coded(enter, CELLS, files.cytometry())]
    page = said(enter("rhea").get(ROOM))
    assert "3 codes wait for your reading" in page
    places = [page.index(code) for code in sorted(codes)]
    assert places == sorted(places)


def test_a_section_is_measured_shown_and_accepted(enter, biopsies):
    code, client = coded(enter), enter("rhea")
    assert "DAB above 0.05" in said(client.get(f"{ROOM}{code}/"))
    at = measure(client, code)
    page = said(client.get(at))
    for words in (
        "CD34+ (endothelial + haematopoietic)",
        "Sinusoidal CD34 area",
        "Wilson",
        "exact",
        "per 1,000",
        "per mm²",
        "mm²,",
    ):
        assert words in page
    shown = client.get(f"{at.split('?')[0]}overlay")
    assert shown.headers["Content-Type"] == "image/png"
    typed = accepted(biopsies, positive="1", counted="2")
    refused = client.post(at, typed)
    assert "write a note that says why" in said(refused, 422)
    assert client.post(at, typed | {"note": "two were artefacts"}).status_code == 302
    row = recorded()[0]
    assert (row.positive, row.counted, row.corrected) == (1, 2, True)
    found = json.loads(row.parameters)["found"]
    truth = files.section()
    assert abs(found["nuclei"] - len(truth.nuclei)) <= 0.05 * len(truth.nuclei)
    assert {one.name for one in row.measures} == {
        "area_mm2",
        "area_positive",
        "area_total",
        "sinusoidal_fraction",
        "um_px",
    }
    assert row.overlay and row.file  # noqa: PT018
    assert "read by you" in said(client.get(ROOM))


def test_what_the_program_counted_is_accepted_as_it_stands_and_once(enter, biopsies):
    code, client = coded(enter), enter("rhea")
    at = measure(client, code)
    boxes = dict(_boxes(client.get(at)))
    typed = accepted(biopsies, positive=boxes["positive"], counted=boxes["counted"], key="one")
    for _time in range(2):
        assert client.post(at, typed).status_code == 302
    assert [(row.corrected, row.reader) for row in recorded()] == [(False, "rhea")]


def _boxes(response):
    import re

    for tag in re.findall(r"<input[^>]+>", response.content.decode()):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value:
            yield name[1], value[1]


def test_a_second_reading_by_the_same_method_says_why(enter, biopsies):
    code, client = coded(enter, SLIDE, b""), enter("rhea")
    typed = accepted(biopsies, positive="40", counted="2000", sinusoidal_fraction="6.5")
    assert client.post(f"{ROOM}{code}/count/", typed | {"key": "a"}).status_code == 302
    again = client.post(f"{ROOM}{code}/count/", typed | {"positive": "41", "key": "b"})
    assert "write a note that says why" in said(again, 422)
    mended = typed | {"positive": "41", "note": "one was missed", "key": "c"}
    assert client.post(f"{ROOM}{code}/count/", mended).status_code == 302
    assert [row.positive for row in recorded()] == [40, 41]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"positive": "3000"}, "3000 positive of 2000 counted cannot be"),
        ({"counted": "0"}, "Nothing was counted"),
        ({"positive": "many"}, "is not a count"),
        ({"sinusoidal_fraction": ""}, "stands beside every percentage"),
        ({"sinusoidal_fraction": "101"}, "at most 100 %"),
        ({"controls": ""}, "Say whether the controls"),
        ({"area_mm2": "wide"}, "is not a number"),
    ],
)
def test_a_count_that_cannot_be_gets_a_sentence_and_keeps_what_was_typed(enter, biopsies, typed, sentence):
    code = coded(enter, SLIDE, b"")
    given = (
        accepted(biopsies, positive="40", counted="2000", sinusoidal_fraction="6.5", clone="Clone-77") | typed
    )
    answer = enter("rhea").post(f"{ROOM}{code}/count/", given)
    assert sentence in said(answer, 422)
    assert "Clone-77" in answer.content.decode()
    assert not recorded()


@pytest.mark.parametrize(
    ("outlines", "sentence"),
    [
        ("vessel: 1,1 2,2", "has 2 corners; it needs three"),
        ("vessel: 1,1 5000,1 5,5", "corner 2 (5000, 1) lies outside the picture of 360 × 300 pixels"),
        ("artery: 1,1 9,1 5,5", "does not begin with a reason"),
        ("fold: 1;1 9;1", "corners are written as"),
        ("other: 0,0 360,0 360,300 0,300", "nothing to count"),
    ],
)
def test_outlines_that_cannot_be_get_a_sentence_and_stay_in_their_box(enter, outlines, sentence):
    code = coded(enter)
    answer = enter("rhea").post(f"{ROOM}{code}/measure/", {"method": "ihc_single", "outlines": outlines})
    assert sentence in said(answer, 422)
    assert outlines in answer.content.decode()


def test_without_the_size_of_a_pixel_the_reader_is_asked_for_it(enter):
    code, client = coded(enter, SLIDE, files.png(dpi=0)), enter("rhea")
    assert "Micrometres in a pixel" in said(client.get(f"{ROOM}{code}/"))
    assert "Nuclei were not counted" in said(client.get(measure(client, code)))
    assert "per 1,000" in said(client.get(measure(client, code, um_px="0.5")))
    answer = client.post(f"{ROOM}{code}/measure/", {"method": "ihc_single", "um_px": "400"})
    assert "400 does not lie between 0.05 and 10" in said(answer, 422)


def test_a_cytometry_file_is_gated_by_the_readers_template_and_accepted(enter, biopsies):
    code, client = coded(enter, CELLS, files.cytometry(), "x.fcs"), enter("rhea")
    assert "CD45" in said(client.get(f"{ROOM}{code}/"))
    given = {"method": "flow", "template": sent("t.json", files.TEMPLATE)}
    answer = client.post(f"{ROOM}{code}/gate/", given)
    assert answer.status_code == 302, said(answer, 422)
    at = answer.headers["Location"]
    page = said(client.get(at))
    assert "6 of 7 events" in page
    assert "not quantifiable" in page
    assert "CD34+ CD45dim of CD45+" in page
    for which in ("overlay", "dark"):
        assert client.get(f"{at.split('?')[0]}{which}").headers["Content-Type"] == "image/svg+xml"
    typed = accepted(biopsies, method="flow", positive="6", counted="7")
    assert client.post(at, typed).status_code == 302
    row = recorded()[0]
    assert (row.positive, row.counted, row.method, row.corrected) == (6, 7, "flow", False)
    assert [one.value for one in row.measures] == ["9", "7", "6"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"gating": "ishage_example"}, "has no channel"),
        ({}, "choose a template"),
        ({"template": b'{"gates": 1}'}, "needs compensation"),
        ({"template": b"<gating"}, "Gating-ML"),
        ({"gating": "ishage_example", "method": ""}, "Choose the method"),
    ],
)
def test_a_template_that_does_not_fit_gets_a_sentence(enter, given, sentence):
    code = coded(enter, CELLS, files.cytometry(), "x.fcs")
    given = {"method": "flow"} | given
    if "template" in given:
        given["template"] = sent("t", given["template"])
    answer = enter("rhea").post(f"{ROOM}{code}/gate/", given)
    assert sentence.casefold() in said(answer, 422).casefold()


def test_a_code_nobody_knows_and_the_measurement_of_another_are_not_found(enter):
    code, rhea, ravi = coded(enter), enter("rhea"), enter("ravi")
    at = measure(rhea, code)
    for address in (
        f"{ROOM}ZZZZZZZZ/",
        f"{ROOM}{code}/measured/{'0' * 64}/",
        f"{ROOM}{code}/measured/x/",
        f"{ROOM}{code}/measuring/x/",
    ):
        assert rhea.get(address).status_code == 404
    assert ravi.get(at).status_code == 404
    assert ravi.get(f"{at.split('?')[0]}overlay").status_code == 404
    with_file = f"{ROOM}{coded(enter, SECOND, b'')}/file"
    assert rhea.get(with_file).status_code == 404


def test_a_large_section_is_measured_by_the_worker_and_its_page_asks_again(enter, monkeypatch):
    from hepatica.jobs import tissue

    monkeypatch.setattr(tissue, "AT_ONCE", 10)
    code, client = coded(enter), enter("rhea")
    at = measure(client, code)
    assert "/measuring/" in at
    assert "Measuring." in said(client.get(at))
    assert enter("ravi").get(at).status_code == 404
    from django_tasks_db.models import DBTaskResult

    job = DBTaskResult.objects.get()
    done = tissue.measure_later.func(**job.args_kwargs["kwargs"])
    job.claim("one")
    job.set_successful(done)
    found = client.get(at)
    assert found.status_code == 302
    assert "per 1,000" in said(client.get(found.headers["Location"]))
    htmx = client.get(at, headers={"HX-Request": "true"})
    assert "/measured/" in htmx.headers["HX-Redirect"]


def test_unmasking_waits_for_two_readers_and_then_shows_the_pair(enter, biopsies):
    code, keeper = coded(enter, SLIDE, b""), enter("devika")
    unmask = f"/tissue/{HER}/unmask/{code}/"
    assert "0 of 2 readers have read it" in said(keeper.get(unmask))
    assert "0 of 2" in said(keeper.post(unmask, {"reason": ""}), 422)
    for name, positive in (("rhea", "40"), ("ravi", "44")):
        typed = accepted(
            biopsies, positive=positive, counted="2000", sinusoidal_fraction="6.5", area_mm2="14.5"
        )
        assert enter(name).post(f"{ROOM}{code}/count/", typed).status_code == 302
    assert "To be unmasked" in said(keeper.get("/tissue/"))
    assert "40 / 2000" not in said(keeper.get("/tissue/"))
    assert "may not unmask" in said(enter("pavan").get(unmask))
    assert keeper.post(unmask, {"reason": ""}).status_code == 302
    assert "Rhea Sen: 40 of 2000, 2.00 %" in said(keeper.get("/tissue/"))
    play.enter(
        HER, "gate", "biopsy", {"timepoint": "before", "blood_cd34": "31.5", "gcsf_days": "6"}, by=play.PAVAN
    )
    page = said(keeper.get("/tissue/"))
    for words in (
        "40 / 2000",
        "44 / 2000",
        "Sinusoidal CD34 area 6.5 %",
        "imprecise",
        "CD34+ (endothelial + haematopoietic)",
    ):
        assert words in page, words
    assert enter("rhea").get(f"{ROOM}{code}/").status_code == 404
