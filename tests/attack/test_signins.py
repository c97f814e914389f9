"""Guessing passwords, by the thousand and all at once: nobody gets in, and the others still do.

``HEPATICA_SIGNINS`` sets how many are tried; a fair sample here, ten thousand in a long run.
"""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client, RequestFactory

from hepatica.people.accounts import add_account
from hepatica.people.models import Attempts
from hepatica.store import read
from hepatica.store.access import Access

pytestmark = pytest.mark.engine
GOOD = "nine-lotus-kettles"
MANY = int(os.environ.get("HEPATICA_SIGNINS", "300"))
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_a_flood_of_sign_ins_lets_nobody_in_costs_no_hashes_and_stops_nobody_else(
    published, settings, monkeypatch
):
    """ACC-08: real argon2, real lockout; others sign in from another address meanwhile."""
    settings.PASSWORD_HASHERS = ARGON2
    for name in ("asha", "ravi"):
        add_account(name, name.title(), GOOD)
    hashed = []
    verify = Argon2PasswordHasher.verify
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda *a: hashed.append(1) or verify(*a))
    before = read.head("access").seq
    attacker, colleague = Client(REMOTE_ADDR="203.0.113.66"), Client(REMOTE_ADDR="10.20.0.4")
    for n in range(MANY):
        # Once it is locked the right password among them is refused like the rest.
        guess = GOOD if n > 10 and n % 3 == 0 else f"guess-number-{n}"
        answer = attacker.post("/accounts/login/", {"username": "asha", "password": guess})
        assert answer.status_code == 200
        if n == MANY // 2:
            sent = colleague.post("/accounts/login/", {"username": "ravi", "password": GOOD})
            assert sent.status_code == 302
    assert len(hashed) == settings.SITE.attempts + 1
    # Five refusals, the lock, and the colleague: a flood does not fill the record.
    assert read.head("access").seq == before + settings.SITE.attempts + 2
    assert "sessionid" not in attacker.cookies


def test_guesses_made_all_at_once_get_no_more_tries_than_one_after_the_other(published, monkeypatch):
    """ACC-08: the count is in the database, and is taken before the password is looked at."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    add_account("asha", "Asha R.", GOOD)
    looked, verify = [], MD5PasswordHasher.verify

    def slow(*given):
        looked.append(threading.get_ident())
        time.sleep(0.05)
        return verify(*given)

    monkeypatch.setattr(MD5PasswordHasher, "verify", slow)

    def guess(n):
        request = RequestFactory().post("/", REMOTE_ADDR=f"203.0.113.{n}")
        try:
            return authenticate(request, username="asha", password=f"guess-number-{n}")
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(guess, range(36))) == {None}
    assert len(looked) == 5
    assert len(read.accesses(Access.ACCOUNT_LOCKED)) == 1


def test_a_program_killed_while_it_looks_at_a_password_leaves_no_free_try(published, monkeypatch):
    """ACC-08."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    add_account("asha", "Asha R.", GOOD)

    def killed(*_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(MD5PasswordHasher, "verify", killed)
    monkeypatch.setattr("hepatica.people.lockout.Try.tell", lambda _self: None)
    request = RequestFactory().post("/", REMOTE_ADDR="203.0.113.1")
    for _ in range(5):
        with pytest.raises(KeyboardInterrupt):
            authenticate(request, username="asha", password="guess")
    monkeypatch.undo()
    assert authenticate(request, username="asha", password=GOOD) is None


def test_a_service_account_neither_signs_in_nor_signs_and_the_attempt_stands_on_the_chain(published):
    """ACC-02: whatever password somebody writes into its row."""
    add_account("lab_feed", "Laboratory feed", "", service=True)
    row = get_user_model().objects.get(username="lab_feed")
    assert not row.has_usable_password()
    row.set_password(GOOD)
    row.save()
    client = Client()
    assert client.post("/accounts/login/", {"username": "lab_feed", "password": GOOD}).status_code == 200
    body = {"username": "lab_feed", "password": GOOD}
    assert client.post("/api/v1/session", body, content_type="application/json").status_code == 403
    client.force_login(row)
    sign = {"command": {"kind": "role.grant", "user": "x", "name": "x", "role": "monitor"}, "password": GOOD}
    answer = client.post("/api/v1/commands", sign, content_type="application/json")
    assert answer.status_code == 403
    assert [event.actor for event in read.accesses(Access.REFUSED)] == ["lab_feed"] * 3


def test_a_password_of_a_megabyte_is_not_hashed(published, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    add_account("asha", "Asha R.", GOOD)
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *_a: pytest.fail("hashed"))
    monkeypatch.setattr(MD5PasswordHasher, "verify", lambda *_a: pytest.fail("hashed"))
    assert authenticate(None, username="asha", password="x" * 1_000_000) is None
    assert authenticate(None, username="a" * 1_000, password=GOOD) is None
    assert not Attempts.objects.exists()
