"""Specimens from the core to the code: who sees them, what waits, and forms that keep what was typed."""

from datetime import timedelta

import pytest
from tests.web import play
from tests.web.tissue import files
from tests.web.tissue.bench import BLOCK, CELLS, CORE, HER, SECOND, SLIDE
from tests.web.tissue.reading import coded, give_code, said, sent

from hepatica.ledger.product_rows import AccessionRow, MaterialRow
from hepatica.store import files as kept
from hepatica.store import read
from hepatica.web.tissue.acts.coding import ALPHABET, drawn

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    ("name", "status"),
    [("pavan", 200), ("lata", 200), ("devika", 200), ("meena", 200), ("mona", 200), ("iris", 200), ("asha", 403), ("rhea", 403)],
)  # fmt: skip
def test_the_key_of_the_masking_opens_to_those_who_keep_it(enter, name, status):
    assert enter(name).get("/tissue/").status_code == status


def test_the_page_shows_the_way_from_the_core_and_what_waits(enter):
    words = said(enter("pavan").get("/tissue/"))
    for one in (
        CORE,
        BLOCK,
        SLIDE,
        CELLS,
        "stain batch HB-7",
        "Portal tracts 12",
        "To be coded",
        "no code yet",
    ):
        assert one in words
    assert "Give a code" not in words
    assert "Give a code" in said(enter("devika").get("/tissue/"))


def test_a_core_a_block_and_a_slide_are_recorded_by_their_forms(enter, biopsies):
    client, day = enter("pavan"), biopsies + timedelta(days=2)
    page = said(client.get(f"/tissue/{HER}/make/liver_slide/?of={BLOCK}"))
    assert "Made of" in page
    typed = {
        "material": f"{BLOCK}-S3",
        "parents": BLOCK,
        "at.day": str(day.day),
        "at.month": str(day.month),
        "at.year": str(day.year),
        "at.time": "09:00",
        "by": "Dr Pavan Iyer",
        "witness": "Dr Pavan Iyer",
        "place": "Pathology",
        "note": "thin",
    }
    refused = client.post(f"/tissue/{HER}/make/liver_slide/", typed)
    assert "thin" in refused.content.decode()
    assert refused.status_code == 422
    assert (
        client.post(f"/tissue/{HER}/make/liver_slide/", typed | {"witness": "Asha Reddy"}).status_code == 302
    )
    assert f"{BLOCK}-S3" in {row.material for row in read.everyones(MaterialRow)}


def test_a_stain_names_its_batch(enter, biopsies):
    day = biopsies + timedelta(days=2)
    typed = {
        "move": "stained",
        "at.day": str(day.day),
        "at.month": str(day.month),
        "at.year": str(day.year),
        "at.time": "09:00",
        "place": "Pathology",
        "given_by": "Dr Pavan Iyer",
        "received_by": "Lata Menon",
    }
    client = enter("pavan")
    assert "A stain has a batch" in said(client.post(f"/tissue/{HER}/move/{SECOND}/", typed), 422)
    assert client.post(f"/tissue/{HER}/move/{SECOND}/", typed | {"batch": "HB-8"}).status_code == 302
    assert "Stained in different batches, HB-7, HB-8" in said(client.get("/tissue/"))


def test_a_code_is_random_has_no_lookalikes_and_one_form_draws_one(settings):
    codes = {drawn(str(n)) for n in range(200)} | {drawn(None) for _n in range(50)}
    assert len(codes) == 250
    assert all(len(code) == 8 and set(code) <= set(ALPHABET) for code in codes)
    assert not set("01OIBS5Z28") & set(ALPHABET)
    assert drawn("again") == drawn("again")


@pytest.mark.parametrize(("data", "name"), [(files.png, "Devi.png"), (files.tiff, "Devi.tif")])
def test_a_picture_is_stripped_and_the_original_is_kept_beside(enter, data, name):
    code = coded(enter, SLIDE, data(), name)
    row = next(one for one in read.everyones(AccessionRow) if one.accession == code)
    stripped = kept.path_of(row.file).read_bytes()
    assert b"Devi" not in stripped
    assert b"2026:03:01" not in stripped
    assert kept.path_of(kept.hash_of(data())).read_bytes() == data()


def test_a_form_sent_twice_gives_one_code(enter):
    client = enter("devika")
    for _time in range(2):
        assert give_code(client, SLIDE, sent("a.png", files.png()), key="same").status_code == 302
    assert len(read.everyones(AccessionRow)) == 1


def test_a_slide_without_a_picture_gets_a_code_and_a_suspension_does_not(enter):
    assert coded(enter, SLIDE, b"")
    assert "from their cytometry file" in said(give_code(enter("devika"), CELLS, key="k2"), 422)


@pytest.mark.parametrize(
    ("material", "data", "sentence"),
    [
        (SLIDE, b"not a picture at all", "not a TIFF, PNG or JPEG picture"),
        (SLIDE, files.png()[:4000], "damaged or cut short"),
        (CELLS, files.cytometry()[:600], "Nothing was stored"),
        (SLIDE, files.cytometry(), "this is the other kind"),
        (CELLS, files.png(), "this is the other kind"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence_and_no_code(enter, material, data, sentence):
    page = said(give_code(enter("devika"), material, sent("x", data)), 422)
    assert sentence in page
    assert not read.everyones(AccessionRow)


def test_a_file_too_large_for_the_site_gets_a_sentence(enter, settings):
    settings.HEPATICA_UPLOAD_MOST = 1000
    answer = give_code(enter("devika"), SLIDE, sent("slide.svs", files.png()))
    assert "larger than" in said(answer, 422)
    assert (
        not list((settings.HEPATICA_DIR / "files").glob("*"))
        if (settings.HEPATICA_DIR / "files").exists()
        else True
    )


def test_who_may_not_give_a_code_is_told_who_may(enter):
    page = said(enter("pavan").get(f"/tissue/{HER}/code/{SLIDE}/"))
    assert "may not give a slide its code" in page
    assert enter("pavan").post(f"/tissue/{HER}/code/{SLIDE}/", {}).status_code == 200
    assert not read.everyones(AccessionRow)


def test_the_pathologist_who_sees_the_participants_does_not_read(enter):
    answer = enter(play.PAVAN.user).get("/tissue/read/")
    assert answer.status_code == 403
    assert "Only a masked reader reads here" in answer.content.decode()


def test_a_label_is_printed_and_that_of_a_coded_slide_names_nobody(enter):
    coded(enter, SLIDE, b"")
    for label, masked in ((CORE, False), (SLIDE, True)):
        answer = enter("devika").get(f"/tissue/{HER}/label/{label}.pdf")
        assert answer.content.startswith(b"%PDF")
        assert (HER in answer.headers["Content-Disposition"]) is not masked
    assert enter("devika").get(f"/tissue/{HER}/label/NONE.pdf").status_code == 404


def test_the_products_lead_to_the_specimens_only_those_who_may_see_them(enter):
    assert 'href="/tissue/"' in enter("pavan").get("/products/").content.decode()
    assert 'href="/tissue/"' not in enter("asha").get("/products/").content.decode()


def test_what_is_not_there_is_not_found(enter):
    client = enter("pavan")
    for address in (
        f"/tissue/{HER}/make/marrow/",
        f"/tissue/{HER}/move/NONE/",
        f"/tissue/{HER}/paint/{CORE}/",
        f"/tissue/{HER}/code/{BLOCK}/",
        f"/tissue/{HER}/unmask/NOBODY99/",
        "/tissue/99-999/make/liver_core/",
    ):
        assert client.get(address).status_code == 404, address
