"""The people pages: the log, its changes by administrators, the review of a day, registers, the statement, copies."""

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.delegating import delegate
from tests.web.conftest import PASSWORD

from hepatica.ledger.review_rows import CopyRow, RegisterRow, StatementRow
from hepatica.people.accounts import add_account
from hepatica.store import read
from hepatica.web.doors import sites_of

PAGES = "/record/people/"


@pytest.fixture
def house(ward, settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"
    add_account("vani", "V. Shetty", PASSWORD, checked=False)
    delegate("vani", "V. Shetty", "administrator")

    def enter(user):
        client = Client()
        client.force_login(get_user_model().objects.get(username=user))
        return client

    return enter


def said(page):
    return page.content.decode()


def test_an_administrator_delegates_changes_the_terms_and_ends_it_at_once(house):
    """ACC-05, ACC-06, ACC-07: the log keeps each line, and the next request of the person is refused."""
    client, other = house("vani"), house("nobody")
    assert other.get("/").status_code == 403
    terms = {
        "user": "nobody",
        "name": "N. Body",
        "role": "monitor",
        "training": "GCP",
        "identity": "Passport",
    }
    assert client.post(PAGES + "grant", terms).status_code == 302
    other = house("nobody")
    assert other.get("/").status_code == 200
    terms |= {"until.day": "1", "until.month": "3", "until.year": "2099"}
    assert client.post(PAGES + "grant", terms).status_code == 302
    assert "1 Mar 2099" in said(client.get(PAGES))
    assert client.post(PAGES + "end", {"who": "nobody/monitor", "reason": ""}).status_code == 422
    assert client.post(PAGES + "end", {"who": "nobody/monitor", "reason": "Left."}).status_code == 302
    assert other.get("/").status_code in {302, 403}, "the session ended, or the door is shut"
    log = said(client.get(PAGES))
    assert "taken back by V. Shetty" in log
    assert "other terms by V. Shetty" in log


def test_a_delegation_that_ended_says_so_at_the_door(house):
    """ACC-05."""
    delegate("nobody", "N. Body", "monitor", until="2020-01-01")
    page = house("nobody").get("/")
    assert page.status_code == 403
    assert "ended on 1 Jan 2020" in said(page)
    assert sites_of("nobody") is None or sites_of("nobody") == frozenset()


def test_only_administrators_change_the_log_and_everybody_at_work_reads_it(house):
    """ACC-03."""
    client = house("asha")
    page = client.get(PAGES)
    assert page.status_code == 200
    assert "Enter it in the log" not in said(page)
    terms = {"user": "nobody", "name": "N. Body", "role": "monitor"}
    assert client.post(PAGES + "grant", terms).status_code == 422
    assert not read.grants_of("nobody")


def test_the_review_says_who_could_do_what_on_a_day_and_the_log_is_printed(house):
    """ACC-07."""
    client = house("iris")
    page = said(client.get(PAGES + "review/"))
    assert "Asha Reddy" in page
    assert "sign a form" in page
    before = said(client.get(PAGES + "review/?on.day=1&on.month=1&on.year=2001"))
    assert "Nobody held a role on that day" in before
    assert client.get(PAGES + "review/?on.day=31&on.month=2&on.year=2026").status_code == 422
    printed = client.get(PAGES + "log.pdf")
    assert printed.content.startswith(b"%PDF")


def test_a_breach_is_entered_and_its_clock_is_shown(house):
    """DP-05."""
    client = house("asha")
    day = {"aware.day": "1", "aware.month": "1", "aware.year": "2026", "aware.time": "09:00"}
    typed = {"title": "A letter", "text": "To a wrong address.", "severity": "major"} | day
    address = PAGES + "registers/breach/"
    assert client.post(address + "open", typed | {"title": ""}).status_code == 422
    assert client.post(address + "open", typed).status_code == 302
    assert "overdue since 4 Jan 2026, 09:00" in said(client.get(address))
    (row,) = read.everyones(RegisterRow)
    assert (
        client.post(address + "close", {"entry": row.seq, "decision": "d", "reason": "r"}).status_code == 422
    )
    assert house("pavan").get(PAGES + "registers/rumour/").status_code == 404


def test_the_statement_is_accepted_with_ones_own_password(house):
    """SIG-06."""
    add_account("bose", "Dr Bose", PASSWORD, checked=False)
    from hepatica.store import publishing

    publishing.grant("bose", "Dr Bose", "investigator", training="GCP")
    client = house("bose")
    page = client.get(PAGES + "signature/")
    assert "cannot sign yet" in said(page)
    sent = {"sha256": page.context["sha256"], "password": "wrong"}
    assert client.post(PAGES + "signature/", sent).status_code == 422
    assert client.post(PAGES + "signature/", sent | {"password": PASSWORD}).status_code == 302
    assert "bose" in {row.user for row in read.of_study(StatementRow)}


def test_a_copy_is_certified_beside_its_form_and_given_back(house):
    """SIG-10."""
    client, subject = house("asha"), read.numbers()[0]
    address = f"{PAGES}copies/{subject}/screening/consent/"
    sent = {
        "original": "Binder 1",
        "password": PASSWORD,
        "file": SimpleUploadedFile("scan.pdf", b"%PDF-1.7 x"),
    }
    assert client.post(address, sent).status_code == 302
    (row,) = read.among(CopyRow, [subject])
    assert row.file in said(client.get(address))
    given = client.get(f"{PAGES}copies/{subject}/files/{row.file}")
    assert b"".join(given.streaming_content) == b"%PDF-1.7 x"
    assert client.get(f"{PAGES}copies/{subject}/files/{'0' * 64}").status_code == 404


def test_privacy_says_what_the_site_has_not_said(house):
    """DP-08, DP-10; and DP-03: the purposes of the protocol in force, each with its ground."""
    page = said(house("asha").get(PAGES + "privacy/"))
    assert "fiduciary" in page
    assert "not said" in page
    assert "Duty by law" in page
    assert "To decide about the participant" in page
