"""A signed-in person of another site: every address of the house with references of a participant who is not theirs."""

import inspect
import re
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from pypdf import PdfReader
from tests.attack.two_sites import (
    NUMBER,
    OTHER,
    SUBJECT,
    addresses,
    filled,
    open_second_site,
    references,
)
from tests.demo.built import MOMENT, built, opened

from hepatica.conduct.authority import ROLES
from hepatica.store import queries, read, sight
from hepatica.store.read import Infusions

EXAMPLE = re.compile("“01-004”|written 01-003, or 3".encode())
"""How one searches, as the page says; no answer of the record."""
LEAVES = ("logout", "lock/", "/sessions/end")
"""Addresses that would end the session the walk needs."""


@pytest.fixture(scope="module")
def trial(tmp_path_factory, django_db_blocker):
    folder = tmp_path_factory.mktemp("two") / "sites"
    with django_db_blocker.unblock():
        built(folder, moment=MOMENT)
        settings = override_settings(HEPATICA_DIR=folder, ROOT_URLCONF="hepatica.config.urls")
        with opened(folder), settings:
            open_second_site()
            yield references()


def signed_in(user):
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username=user))
    return client


def body_of(page):
    return b"".join(page.streaming_content) if page.streaming else page.content


def shows(page):
    """Whether an answer gives away a participant: a number in a page that opened, or any file of one."""
    if page.status_code in {301, 302}:
        return False
    if page.status_code >= 500:
        return True  # a page that breaks on what it may not see is no refusal
    body = body_of(page)
    if body.startswith(b"%PDF"):
        body = "".join(one.extract_text() for one in PdfReader(BytesIO(body)).pages).encode()
    return page.status_code == 200 and bool(NUMBER.search(EXAMPLE.sub(b"", body)))


def walk(client, found):
    opened_to, broken = [], []
    for template, names in addresses():
        address = filled(template, found)
        if any(part in address for part in LEAVES):
            continue
        page = client.get(address)
        if shows(page):
            opened_to.append((address, page.status_code))
        if page.status_code == 200 and "subject" in names:
            broken.append(address)
    return opened_to, broken


def test_every_parameter_of_an_address_is_known_here(trial):
    """A new address with a new kind of reference must say here what stands for it."""
    for template, _names in addresses():
        filled(template, trial)


@pytest.mark.parametrize("role", ["investigator", pytest.param("inspector", marks=pytest.mark.torture)])
def test_no_address_shows_a_participant_of_another_site(trial, role):
    """ACC-03: object references of another site, every address of the resolver."""
    shown, answered = walk(signed_in(f"far_{role}"), trial)
    assert shown == []
    assert answered == []


LISTS = ("", "matrix/", "safety/", "products/", "queries/", "record/trail/")


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"reader"}))
def test_lists_of_every_role_leave_the_other_site_out(trial, role):
    """ACC-03: the addresses without a parameter are walked above; here each role looks at the rooms it works in."""
    client = signed_in(f"far_{role}")
    for address in LISTS:
        page = client.get("/" + address)
        assert not shows(page), (address, page.status_code)


@pytest.mark.torture
def test_the_same_addresses_open_to_somebody_of_the_whole_study(trial):
    shown, answered = walk(signed_in("near_inspector"), trial)
    assert len(shown) > 20, "the walk would prove nothing if it opened to nobody"
    assert len(answered) > 10


@pytest.mark.parametrize("role", ["investigator", "data_manager"])
def test_no_form_that_is_sent_changes_anything_at_another_site(trial, role):
    """ACC-03: every address takes a POST with references of the other site, and nothing is recorded about them."""
    client, before = signed_in(f"far_{role}"), len(read.latest(SUBJECT, limit=10_000))
    for template, names in addresses():
        address = filled(template, trial)
        if "subject" in names and not any(part in address for part in LEAVES):
            page = client.post(address, {"subject": SUBJECT, "reason": "x", "password": "quiet-river-stone"})
            assert page.status_code != 200, address
    assert len(read.latest(SUBJECT, limit=10_000)) == before


def test_the_command_interface_refuses_the_other_site_by_name(trial):
    command = {"kind": "form.complete", "subject": SUBJECT, "visit": "screening", "form": "consent"}
    page = signed_in("far_coordinator").post(
        "/api/v1/commands", {"command": command}, content_type="application/json"
    )
    assert page.status_code == 403
    assert (
        page.json()["problems"][0]["sentence"]
        == "far coordinator's delegation as coordinator holds at Pune only."
    )


def test_documents_of_the_whole_study_are_refused_with_a_sentence(trial):
    page = signed_in("far_inspector").get("/outputs/report.pdf")
    assert page.status_code == 403
    assert b"participants of every site" in page.content


def test_no_read_of_the_store_gives_a_participant_who_is_not_seen(trial):
    """Every public function of the reads, with a participant of the other site: a new one is tried by itself."""
    given = {
        "subject": SUBJECT, "subjects": [SUBJECT], "visit": "screening", "form": "consent", "item": "rficdtc",
        "seq": trial["event"], "label": trial["label"], "number": trial["number"], "kinds": ["item.entered"],
        "user": "menon", "after": 0, "last": 10**6,
    }  # fmt: skip
    raw = {
        "stream",
        "stamped",
        "redactions",
        "head",
        "end",
        "study",
        "plan",
        "accesses",
        "told",
        "shown",
        "veiled",
    }
    for module in (read, queries):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if (
                function.__module__ != module.__name__
                or name.startswith("_")
                or (module is read and name in raw)
            ):
                continue
            asks = inspect.signature(function).parameters
            if "table" in asks:
                continue
            known = {one: given[one] for one in asks if one in given}
            with sight.seeing({OTHER}):
                found = function(**known)
                text = repr(list(found.rows())) if hasattr(found, "rows") else repr(found)
                assert not isinstance(found, Infusions) or not found
            assert not NUMBER.search(text.encode()), name


def test_nobody_signed_in_sees_nobody(trial):
    client = Client(raise_request_exception=False)
    for template, _names in addresses():
        page = client.get(filled(template, trial))
        assert not shows(page), template
