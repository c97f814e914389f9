"""Redaction on the screen: found from the trail, done by two people, and said wherever the words stood, signature included."""

import re
from html import unescape

import pytest
from tests.web import play
from tests.web.conftest import PASSWORD
from tests.web.record.conftest import change, words

from hepatica.conduct.commands import SignForm
from hepatica.ledger.review_rows import RedactionRow
from hepatica.people.accounts import add_account
from hepatica.store import read
from hepatica.store.record import record
from hepatica.store.verify import verify

NAME = "Mrs Devi's daughter said so"


@pytest.fixture
def spoiled(ward, settings):
    """A signed laboratory page, with a name in the reason of a change; returns (event, address of the page)."""
    settings.ROOT_URLCONF = "hepatica.config.urls"
    add_account("kiran", "Kiran Bose", PASSWORD, checked=False)
    play.delegate("kiran", "Kiran Bose", "data_manager")
    seq, visit, _was = change(reason=NAME)
    here = {"subject": "01-001", "visit": visit, "form": "laboratory"}
    play.must(record(SignForm(**here, meaning="review"), actor=play.MEENA))
    return seq, f"/participants/01-001/visits/{visit}/laboratory/"


def redacted(client, seq, **more):
    sent = {
        "field": "reason", "reason": "It names a relative.", "password": PASSWORD, "second": "meena",
        "second_password": PASSWORD,
    }  # fmt: skip
    return client.post(f"/record/people/redact/{seq}/", sent | more)


def test_the_trail_leads_to_it_for_a_data_manager_alone_and_both_passwords_are_needed(spoiled, signed_in):
    """AUD-04, ACC-03."""
    seq, _page = spoiled
    kiran, address = signed_in("kiran"), f"/record/people/redact/{seq}/"
    assert address in kiran.get("/record/trail/?kind=changes").content.decode()
    assert address not in signed_in("meena").get("/record/trail/?kind=changes").content.decode()
    assert signed_in("meena").get(address).status_code == redacted(signed_in("asha"), seq).status_code == 403
    before = read.head()
    for wrong in (
        {"password": "wrong"}, {"second_password": "wrong"}, {"second": "kiran"}, {"second": "asha"},
        {"reason": ""}, {"field": "visit"}, {"field": ""},
    ):  # fmt: skip
        refused = redacted(kiran, seq, **wrong)
        assert refused.status_code == 422, wrong
        assert 'role="alert"' in refused.content.decode()
    assert read.head() == before
    assert kiran.get("/record/people/redact/999999/").status_code == 404


def test_what_it_does_to_a_signature_is_said_before_and_after_and_no_page_shows_the_words(spoiled, signed_in):
    """AUD-04, SIG-02: changed since, redacted; the page waits for its investigator, and the chain verifies."""
    seq, page = spoiled
    kiran, meena = signed_in("kiran"), signed_in("meena")
    said = words(kiran.get(f"/record/people/redact/{seq}/"))
    assert "Signed with these words: Dr Meena Rao" in said
    assert "changed since: redacted" in said
    assert redacted(kiran, seq).status_code == 302
    (row,) = read.everyones(RedactionRow)
    assert (row.event, row.field, row.by) == (seq, "reason", "kiran")
    told = "Redacted: words that name a person were taken out of sight by Kiran Bose and Dr Meena Rao"
    form = words(meena.get(page))
    assert told in form
    assert form.index(told) < form.index("changed since", form.index(told))
    assert told in words(meena.get("/inbox/"))
    for address in (
        page, f"{page}?history=bilirubin&row=1", "/participants/01-001/", "/record/trail/", "/record/trail.csv",
        f"/record/time/?at={seq}", "/record/reports/changes/", f"/record/people/redact/{seq}/", "/inbox/",
    ):  # fmt: skip
        for reader in (kiran, meena):
            shown = reader.get(address)
            assert shown.status_code in {200, 403}, address
            assert "daughter" not in unescape(shown.content.decode()), address
    assert "[redacted]" in kiran.get("/record/trail.csv").content.decode()
    assert verify().sound


def test_a_form_leads_to_its_certified_copies(spoiled, signed_in):
    """SIG-10, REC-13."""
    _seq, page = spoiled
    asha = signed_in("asha")
    (address,) = set(re.findall(r'href="(/record/people/copies/[^"]+)"', asha.get(page).content.decode()))
    assert "No copy stands beside this form" in words(asha.get(address))
