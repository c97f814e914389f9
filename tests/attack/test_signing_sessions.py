"""A signature sent from a session that no longer is one: ended, its role taken back, its account closed or locked."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client
from tests.web import play
from tests.web.conftest import PASSWORD, ward, ward_template  # noqa: F401

from hepatica.conduct.commands import RevokeRole
from hepatica.ledger.rows import FormRow, SignatureRow
from hepatica.people.accounts import close_account
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.publishing import OWNER
from hepatica.store.record import record


def meena():
    client = Client()
    client.force_login(get_user_model().objects.get(username="meena"))
    return client


def pages():
    """Complete pages of the ward."""
    rows = [row for row in read.among(FormRow, list(read.numbers())) if row.complete]
    return [f"/participants/{r.subject}/visits/{r.visit}/{r.form}/" for r in rows if r.visit != "log"]


def signed(client, page, password=PASSWORD):
    sent = {
        "username": "meena", "password": password, "meaning": "review", "sign_seen": str(read.head().seq),
        "accept_statement": "1",
    }  # fmt: skip
    return client.post(f"{page}sign", sent)


def from_inbox(client, page):
    place = (
        "|".join(page.strip("/").split("/")[1::2]) + f"|{page.strip('/').split('/')[-1]}|{read.head().seq}"
    )
    sent = {"username": "meena", "password": PASSWORD, "meaning": "review", "page": place}
    return client.post("/inbox/", sent)


def end_all(_client):
    Session.objects.all().delete()


def cover(client):
    assert client.post("/accounts/lock/").status_code == 204


def close(_client):
    close_account("meena")


def revoke(_client):
    play.must(record(RevokeRole(user="meena", role="investigator", reason="She left."), actor=OWNER))


def lock_out(client):
    other = pages()[-1]
    for _ in range(5):
        assert signed(client, other, "wrong").status_code == 422


@pytest.mark.parametrize("ends", [end_all, cover, close, revoke, lock_out])
@pytest.mark.parametrize("later", [False, True])
def test_a_signature_from_a_session_that_ended_stores_nothing(ward, settings, ends, later):  # noqa: F811
    """SIG-03, SIG-07, ACC-07: the first signature of a session, which takes both components, and every later one."""
    settings.ROOT_URLCONF = "hepatica.config.urls"
    client, (first, second, *_more) = meena(), pages()
    if later:
        assert signed(client, first).status_code == 302
        assert "meena" in {row.actor for row in read.everyones(SignatureRow)}
    ends(client)
    before = [row.key for row in read.everyones(SignatureRow)]
    head = read.head()
    for answer in (signed(client, second), from_inbox(client, second)):
        assert answer.status_code in {302, 403, 404, 422}, answer.status_code
        if answer.status_code == 302:
            assert answer["Location"].startswith("/accounts/login/")
    assert [row.key for row in read.everyones(SignatureRow)] == before
    assert read.head() == head
    if ends is lock_out:
        assert "meena" in {event.actor for event in read.accesses(Access.ACCOUNT_LOCKED)}
