"""Bad input gets a sentence at its field; what was refused is not stored, what was good is."""

import os

import pytest

if not os.environ.get("DJANGO_SETTINGS_MODULE"):
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.store.settings_store"
    import django

    django.setup()

from tests.store.databases import templates  # noqa: F401
from tests.web.capture.form_site import CLINIC, LAB, SUBJECT, answer, enter, save, site, value  # noqa: F401

pytestmark = pytest.mark.engine

BAD = {
    "a word in a number": (LAB, "laboratory.bilirubin.1", {"text": "banana"}, "is not a number"),
    "31 February": (
        CLINIC,
        "clinical_liver.assessed.0",
        {"day": "31", "month": "02", "year": "2026"},
        "February 2026 has 28 days",
    ),
    "a code outside its list": (CLINIC, "clinical_liver.ascites.0", {"text": "severe"}, "is not in the list"),
    "a future date": (
        CLINIC,
        "clinical_liver.assessed.0",
        {"day": "1", "month": "Jan", "year": "2190"},
        "lies in the future",
    ),
    "a unit that is no concentration": (
        LAB,
        "laboratory.bilirubin.1",
        {"text": "3.1", "unit": "kg"},
        "it is reported in mg/dL or µmol/L",
    ),
    "a value that cannot be": (LAB, "laboratory.inr.1", {"text": "900"}, "lies outside 0.3 to 20"),
    "not done without a reason": (LAB, "laboratory.alt.1", {"state": "not_done"}, "needs a reason"),
    "two readings of one number": (
        LAB,
        "laboratory.platelets.1",
        {"text": "1,200"},
        "can be read as 1200 or as",
    ),
    "a text without end": (
        CLINIC,
        "clinical_liver.assessor.0",
        {"text": "x" * 5000},
        "at most 4000 characters",
    ),
}


@pytest.mark.parametrize(("url", "name", "boxes", "sentence"), BAD.values(), ids=BAD)
def test_bad_input_comes_back_with_a_sentence_and_its_text(site, url, name, boxes, sentence):  # noqa: F811
    form, item, row = name.split(".")
    before = answer(item, form=form, row=int(row))
    said = save(site.client(), url, name, **boxes)
    page = said.content.decode().replace("&#x27;", "'")
    assert said.status_code == 422
    assert sentence in page
    for text in boxes.values():
        assert text in page
    assert answer(item, form=form, row=int(row)) == before


def test_an_unknown_item_is_named(site):  # noqa: F811
    said = save(site.client(), LAB, "laboratory.bilirubinn.1", "3")
    assert said.status_code == 400
    assert said.content.decode() == "Laboratory has no item bilirubinn."


def test_a_good_value_is_stored_and_drawn_again(site):  # noqa: F811
    said = save(site.client(), LAB, "laboratory.potassium.1", " 4,1 ", unit="mmol/L")
    assert said.status_code == 200
    assert 'value="4.1"' in said.content.decode()
    assert value("potassium") == "4.1"


def test_a_date_with_an_unknown_day_is_kept_dashed_and_echoed_as_a_span(site):  # noqa: F811
    said = save(site.client(), LAB, "laboratory.lbdtc.1", month="Oct", year="2026", day="", time="")
    page = said.content.decode()
    assert said.status_code == 200
    assert value("lbdtc") == "2026-10"
    assert '<span class="date day unknown">' in page
    assert "Oct 2026, day unknown" in page
    assert "between Day " in page


def test_an_unknown_participant_is_not_found(site):  # noqa: F811
    assert (
        save(site.client(), LAB.replace("01-001", "01-009"), "laboratory.potassium.1", "4.1").status_code
        == 404
    )


def test_a_double_submit_is_one_event(site):  # noqa: F811
    client = site.client()
    save(client, LAB, "laboratory.potassium.1", "4.1", key="once")
    first = answer("potassium").seq
    again = save(client, LAB, "laboratory.potassium.1", "4.1", key="once")
    assert again.status_code == 200
    assert answer("potassium").seq == first


def test_a_stale_field_is_a_conflict_that_shows_both_values_who_and_when(site):  # noqa: F811
    seen = answer("bilirubin").seq
    enter("month_1", "laboratory", row=1, by="asha", bilirubin="4.4")
    said = save(site.client(), LAB, "laboratory.bilirubin.1", "3.3", unit="mg/dL", seen=seen)
    page = said.content.decode()
    assert said.status_code == 422
    assert "4.4 mg/dL" in page
    assert "3.3 mg/dL" in page
    assert "by Asha P.," in page
    assert value("bilirubin") == "4.4"


def test_fields_others_changed_meanwhile_come_along(site):  # noqa: F811
    client = site.client()
    enter("month_1", "laboratory", row=1, by="asha", sodium="131")
    body = {"laboratory.potassium.1": "4.1", "seen": "0", "key": "k", "since": str(answer("sodium").seq - 1)}
    said = client.post(LAB, body, headers={"HX-Request": "true", "X-Hepatica-User": "lakshmi"})
    assert 'value="131"' in said.content.decode()


def test_an_entry_of_someone_else_is_not_taken_from_this_browser(site):  # noqa: F811
    said = save(site.client("asha"), LAB, "laboratory.potassium.1", "4.1", user="lakshmi")
    assert said.status_code == 409
    assert value("potassium") is None


def test_without_a_sign_in_a_field_is_told_so_and_a_page_goes_to_the_sign_in(site):  # noqa: F811
    from django.test import Client

    assert save(Client(), LAB, "laboratory.potassium.1", "4.1").status_code == 401
    page = Client().get(LAB)
    assert page.status_code == 302
    assert page["Location"].startswith("/accounts/login/")


def test_an_item_that_is_not_asked_is_refused_and_appears_when_it_is(site):  # noqa: F811
    client = site.client()
    url = f"/participants/{SUBJECT}/visits/month_1/imaging/"
    hidden = client.get(url).content.decode()
    assert 'id="imaging-lesion_detail-0-row"' in hidden
    assert _row(hidden, "imaging-lesion_detail-0-row").endswith("hidden>")
    said = save(client, url, "imaging.lesion.0", "yes").content.decode()
    assert not _row(said, "imaging-lesion_detail-0-row").endswith("hidden>")


def _row(page, row):
    return page[page.index(f'id="{row}"') :].split("\n", 1)[0]


# -- Scripts off ------------------------------------------------------------------------------------------------------


def _whole(client, url, **changes):
    """Post the page as a browser without scripts does: every box as it was, but for ``changes``."""
    from html.parser import HTMLParser

    boxes = {}

    class Boxes(HTMLParser):
        select = ""

        def handle_starttag(self, tag, attrs):
            given = dict(attrs)
            name = given.get("name") or ""
            if tag == "input" and given.get("type") == "radio":
                if "checked" in given:
                    boxes[name] = given["value"]
            elif tag in ("input", "textarea"):
                boxes[name] = given.get("value", "")
            elif tag == "select":
                self.select = name
                boxes[name] = None
            elif tag == "option" and (boxes.get(self.select) is None or "selected" in given):
                boxes[self.select] = given.get("value")

    Boxes().feed(client.get(url).content.decode())
    asked = {name: text for name, text in boxes.items() if text is not None and name.count(".") >= 2}
    hidden = {name: boxes[name] for name in ("seen", "key")}
    return client.post(
        url, asked | hidden | {name.replace("__", "."): text for name, text in changes.items()}
    )


def test_a_page_sent_unchanged_stores_nothing(site):  # noqa: F811
    from hepatica.store import read

    before = read.head()
    assert _whole(site.client(), LAB).status_code == 302
    assert read.head() == before


def test_without_scripts_good_values_are_stored_and_bad_ones_come_back(site):  # noqa: F811
    said = _whole(site.client(), LAB, laboratory__potassium__1="4.1", laboratory__alt__1="banana")
    page = said.content.decode().replace("&#x27;", "'")
    assert said.status_code == 422
    assert value("potassium") == "4.1"
    assert value("alt") is None
    assert "ALT: 'banana' is not a number." in page
    assert 'value="banana"' in page
    assert "1 answer is on the server." in page


def test_without_scripts_a_page_sent_twice_is_stored_once(site):  # noqa: F811
    client = site.client()
    body = {"laboratory.potassium.1": "4.1", "laboratory.potassium.1.unit": "mmol/L", "key": "twice"}
    seen = client.get(LAB).content.decode().split('name="seen" value="')[1].split('"')[0]
    client.post(LAB, body | {"seen": seen})
    first = answer("potassium").seq
    assert client.post(LAB, body | {"seen": seen}).status_code == 302
    assert answer("potassium").seq == first


def test_without_scripts_a_page_that_grew_stale_overwrites_nothing(site):  # noqa: F811
    client = site.client()
    from tests.web.capture import form_site

    page = client.get(LAB).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    form_site.enter("month_1", "laboratory", row=1, by="asha", bilirubin="4.4", sodium="131")
    body = {
        "laboratory.bilirubin.1": "3.1",
        "laboratory.bilirubin.1.unit": "mg/dL",
        "laboratory.sodium.1": "130",
    }
    said = client.post(LAB, body | {"laboratory.sodium.1.unit": "mmol/L", "seen": seen, "key": "stale"})
    assert said.status_code == 422
    assert (value("bilirubin"), value("sodium")) == ("4.4", "131")
    assert "Asha P." in said.content.decode()
