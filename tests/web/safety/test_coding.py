"""The coded term: looked up in the imported release, by files made up for the test; nothing without a licence."""

import pytest
from tests.web.safety.test_case import PAGE, answered, bleeding, enter  # noqa: F401

from hepatica.exchange.dictionary import read_meddra
from hepatica.jobs import dictionaries
from hepatica.store import read

CODE = f"{PAGE}code/"
PT = b"90000001$Bleeding trouble$$90000100$$$$$$$$\n"
LLT = (
    b"90000011$Variceal bleeding$90000001$$$$$$$Y$$\n"
    b"90000012$Bleeding trouble$90000001$$$$$$$Y$$\n"
    b"90000013$Old bleeding$90000001$$$$$$$N$$\n"
)
SOC = b"90000100$Vessels$Vess$$\n"


@pytest.fixture
def imported(bleeding):  # noqa: F811
    """The event of the case, and a release in the folder."""
    dictionaries.keep(read_meddra(LLT, PT, "28.0", SOC), actor="owner")


def choose(client, code, **more):
    return client.post(CODE, {"code": code, "seen": read.head().seq, **more})


def test_without_a_dictionary_the_card_says_which_file_and_how_it_is_imported(signed_in, bleeding):  # noqa: F811
    for address in (PAGE, CODE):
        page = signed_in("meena").get(address).content.decode()
        assert "hepatica import dictionary DIR meddra --llt llt.asc --pt pt.asc" in page
        assert "Not coded yet." in page
    assert CODE not in signed_in("meena").get(PAGE).content.decode()
    refused = choose(signed_in("meena"), "90000011")
    assert refused.status_code == 422
    assert answered("aellt") is None


def test_the_words_of_the_log_are_looked_up_at_once(signed_in, imported):
    page = signed_in("meena").get(CODE).content.decode()
    assert 'value="Variceal bleeding"' in page
    assert "90000011" in page
    assert "Bleeding trouble · Vessels" in page
    assert "90000012" not in page


def test_other_words_find_other_terms_and_none_that_is_not_current(signed_in, imported):
    page = signed_in("meena").get(CODE, {"term": "BLEEDING"}).content.decode()
    assert "2 terms found" in page
    assert "90000013" not in page
    assert "Fewer words find more" in signed_in("meena").get(CODE, {"term": "broken leg"}).content.decode()


@pytest.mark.engine
def test_the_chosen_term_is_stored_with_its_release(signed_in, imported):
    done = choose(signed_in("meena"), "90000011")
    assert (done.status_code, done["Location"]) == (302, PAGE)
    assert (answered("aellt"), answered("aelltv")) == ("90000011", "28.0")
    page = signed_in("meena").get(PAGE).content.decode()
    assert "<b>90000011</b> · Variceal bleeding" in page
    assert "MedDRA 28.0" in page


def test_another_term_takes_its_place_with_the_reason(signed_in, imported):
    choose(signed_in("meena"), "90000011")
    assert "Why it changes" in signed_in("meena").get(CODE).content.decode()
    choose(signed_in("meena"), "90000012", reason="The endoscopy found no varix")
    assert answered("aellt") == "90000012"
    assert read.event(read.head().seq).fact.reason == "The endoscopy found no varix"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("90000099", "90000099 is no lowest level term of MedDRA 28.0"),
        ("90000013", "MedDRA 28.0 keeps 90000013 for old data only"),
        ("", " is no lowest level term of MedDRA 28.0"),
    ],
)
def test_a_code_that_cannot_be_chosen_is_refused_where_it_was_chosen(signed_in, imported, code, sentence):
    refused = choose(signed_in("meena"), code)
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert answered("aellt") is None


def test_who_does_not_fill_the_log_looks_terms_up_and_chooses_none(signed_in, imported):
    page = signed_in("iris").get(CODE).content.decode()
    assert "An investigator or a coordinator codes an event." in page
    assert choose(signed_in("iris"), "90000011").status_code == 422
    assert answered("aellt") is None


def test_a_spoilt_dictionary_is_said_on_the_case_and_the_case_is_still_shown(signed_in, imported):
    dictionaries.path_of("meddra").write_text("spoilt", encoding="utf-8")
    page = signed_in("meena").get(PAGE)
    assert page.status_code == 200
    assert "meddra.txt cannot be read" in page.content.decode()
