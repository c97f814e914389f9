"""The inbox: what waits, what changed since, one re-authentication and a signature for each page."""

import pytest
from tests.web.conftest import PASSWORD
from tests.web.play import ASHA, MEENA

from hepatica.conduct.commands import CompleteForm, EnterItems, Entry
from hepatica.ledger.rows import SignatureRow
from hepatica.store import read
from hepatica.store.record import Refused, record


@pytest.fixture
def investigator(signed_in, settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"
    return signed_in(MEENA.user)


def signatures():
    return [s for s in read.everyones(SignatureRow) if s.act == "form" and not s.invalidated]


def corrected():
    """Let a coordinator correct the consent that an investigator signed; return where."""
    one = next(s for s in signatures() if s.form == "consent")
    row = read.form_row(one.subject, one.visit, one.form)
    item, answer = next(
        (i, a) for i, a in row.answers["0"].items() if i == "icf_version" or (a.value and i == "rficdtc")
    )
    value = "2.0" if item == "icf_version" else answer.value
    entry = (
        Entry(item="icf_version", value="9.1", reason="typing error")
        if "icf_version" in row.answers["0"]
        else Entry(item=item, value=value, reason="typing error")
    )
    command = EnterItems(
        subject=one.subject, visit=one.visit, form=one.form, entries=(entry,), seen=read.head().seq
    )
    assert not isinstance(done := record(command, actor=ASHA), Refused), done
    if not read.form_row(one.subject, one.visit, one.form).complete:
        assert not isinstance(
            record(CompleteForm(subject=one.subject, visit=one.visit, form=one.form), actor=ASHA), Refused
        )
    return one


def ticks(client):
    import re

    return re.findall(r'name="page" value="([^"]+)"', client.get("/inbox/").content.decode())


def test_a_correction_after_a_signature_stands_in_the_inbox_with_the_difference_and_is_signed_again(
    investigator,
):
    """SIG-02, SIG-08: an investigator signs, a coordinator corrects, the signature shows what changed."""
    one = corrected()
    shown = investigator.get("/inbox/").content.decode()
    assert "changed since" in shown
    assert "9.1" in shown
    assert "typing error" in shown
    page = investigator.get(f"/participants/{one.subject}/visits/{one.visit}/{one.form}/").content.decode()
    assert "changed since" in page
    assert "typing error" in page
    value = next(v for v in ticks(investigator) if v.startswith(f"{one.subject}|{one.visit}|{one.form}|"))
    told = investigator.post(
        "/inbox/",
        {
            "page": value,
            "meaning": "responsibility",
            "username": MEENA.user,
            "password": PASSWORD,
            "accept_statement": "1",
        },
    )
    assert told.status_code == 200, told.content.decode()
    assert "1 page signed" in told.content.decode()
    assert any(
        (s.subject, s.visit, s.form, s.meaning) == (one.subject, one.visit, one.form, "responsibility")
        for s in signatures()
    )


def test_the_first_signature_of_a_session_takes_name_and_password_and_the_next_the_password_alone(
    investigator,
):
    """SIG-03, SIG-07."""
    corrected()
    before, value = len(signatures()), ticks(investigator)[0]
    said = {"page": value, "meaning": "review", "accept_statement": "1"}
    assert investigator.post("/inbox/", said | {"password": PASSWORD}).status_code == 422
    assert (
        investigator.post("/inbox/", said | {"username": ASHA.user, "password": PASSWORD}).status_code == 422
    )
    assert (
        investigator.post("/inbox/", said | {"username": MEENA.user, "password": "wrong"}).status_code == 422
    )
    assert len(signatures()) == before
    assert (
        investigator.post("/inbox/", said | {"username": MEENA.user, "password": PASSWORD}).status_code == 200
    )
    assert len(signatures()) == before + 1
    assert "Your sign-in name" not in investigator.get("/inbox/").content.decode()


def test_a_page_that_changed_meanwhile_is_refused_by_name_and_nothing_else_is(investigator):
    """SIG-02."""
    one = corrected()
    stale = f"{one.subject}|{one.visit}|{one.form}|1"
    told = investigator.post(
        "/inbox/",
        {
            "page": [stale, "x|y|z|0"],
            "meaning": "review",
            "username": MEENA.user,
            "password": PASSWORD,
            "accept_statement": "1",
        },
    )
    shown = told.content.decode()
    assert "2 pages were not signed" in shown
    assert "has changed since you opened it" in shown


def test_only_who_signs_has_an_inbox(signed_in, settings):
    """SIG-09."""
    settings.ROOT_URLCONF = "hepatica.config.urls"
    client = signed_in(ASHA.user)
    assert client.get("/inbox/").status_code == 403
    assert (
        client.post("/inbox/", {"page": "a|b|c|1", "meaning": "review", "password": PASSWORD}).status_code
        == 403
    )
