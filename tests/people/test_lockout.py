"""Wrong passwords in a row lock an account, in the database all workers share, and longer each time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as site
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import RequestFactory

from hepatica.people import lockout
from hepatica.people.accounts import add_account, is_their_password, unlock_account, witness_of
from hepatica.people.lockout import LONGEST, Count, address_of, forgiven, locked, reserved
from hepatica.people.models import Attempts
from hepatica.store import read
from hepatica.store.access import Access

GOOD, WRONG = "nine-lotus-kettles", "not-this-password"
NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
FIVE = timedelta(minutes=5)


@pytest.fixture
def asha(published):
    add_account("asha", "Asha R.", GOOD)
    return get_user_model().objects.get(username="asha")


def asked(user=None, address="198.51.100.7", **headers):
    request = RequestFactory().post("/", REMOTE_ADDR=address, **headers)
    request.user = user
    return request


def tried(password=WRONG, name="asha", **where):
    return authenticate(asked(**where), username=name, password=password)


def test_each_lock_lasts_twice_as_long_as_the_one_before_up_to_a_working_day():
    count, lasted = Count(), []
    for _ in range(9):
        count = reserved(replace(count, failed=4), NOW, most=5, first=FIVE)
        lasted.append(count.until - NOW)
    assert lasted[:4] == [FIVE, 2 * FIVE, 4 * FIVE, 8 * FIVE]
    assert lasted[-1] == LONGEST


def test_an_attempt_below_the_limit_locks_nothing_and_a_right_one_takes_only_itself_back():
    once = reserved(Count(failed=2), NOW, most=5, first=FIVE)
    assert (once.failed, once.until) == (3, None)
    assert forgiven(once, most=5, locked=False).failed == 2
    last = reserved(Count(failed=4, locks=1), NOW, most=5, first=FIVE)
    assert forgiven(last, most=5, locked=True) == Count(failed=4, locks=1)


@pytest.mark.engine
def test_five_wrong_passwords_lock_an_account_and_the_right_one_is_refused_until_time_has_passed(asha):
    """ACC-08: five bad sign-ins lock the account, and stand on the access chain with the lock."""
    heard = []
    locked.connect(
        lambda account, minutes, **_: heard.append((account, minutes)), weak=False, dispatch_uid="test"
    )
    before = read.head("access").seq
    assert [tried() for _ in range(5)] == [None] * 5
    locked.disconnect(dispatch_uid="test")
    assert heard == [("asha", "5")]
    assert tried(GOOD) is None
    assert tried(GOOD, address="203.0.113.9") is None
    # Five refusals and one lock; attempts on a locked account write nothing.
    assert read.head("access").seq == before + 6
    assert read.accesses(Access.ACCOUNT_LOCKED)[0].body == '{"account":"asha","minutes":"5"}'
    Attempts.objects.update(locked_until=NOW)
    assert tried(GOOD) == asha


@pytest.mark.engine
def test_a_right_password_forgets_the_wrong_ones_before_it(asha):
    for _ in range(3):
        assert [tried() for _ in range(4)] == [None] * 4
        assert tried(GOOD) == asha


@pytest.mark.engine
def test_a_locked_account_costs_no_hash(asha, monkeypatch):
    """ACC-08: once it is locked an attempt is refused before the password is looked at."""
    hashed = []
    verify = MD5PasswordHasher.verify
    monkeypatch.setattr(MD5PasswordHasher, "verify", lambda *a: hashed.append(1) or verify(*a))
    for _ in range(30):
        tried()
    assert len(hashed) == site.SITE.attempts


@pytest.mark.engine
def test_a_name_that_is_none_is_hashed_counted_and_locked_like_one_that_is(asha, monkeypatch):
    """ACC-08: neither the time nor the answer says which names exist."""
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a: hashed.append(1) or encode(*a))

    def cost(name):
        hashed.clear()
        return [(tried(name=name), len(hashed), lockout.until(name, None) is not None) for _ in range(7)]

    assert [one[1:] for one in cost("nobody_here")] == [one[1:] for one in cost("asha")]
    assert read.accesses(Access.ACCOUNT_LOCKED)[1].body == '{"account":"unknown","minutes":"5"}'


@pytest.mark.engine
def test_an_address_that_tries_many_names_is_locked_and_others_are_not(asha, settings):
    settings.SITE = replace(settings.SITE, address_attempts=10)
    for n in range(10):
        tried(name=f"name_{n}")
    assert tried(GOOD) is None
    assert tried(GOOD, address="203.0.113.9") == asha
    assert "198.51.100.7" in read.accesses(Access.ADDRESS_LOCKED)[0].body


@pytest.mark.engine
def test_a_wrong_password_at_a_signature_or_as_a_witness_counts_and_is_written_down(asha):
    """SIG-07, ACC-08: failed re-authentication is audited, and locks like a failed sign-in."""
    add_account("ravi", "Ravi K.", GOOD + "-2")
    before = len(read.accesses(Access.REFUSED))
    for _ in range(3):
        assert not is_their_password(asked(asha), WRONG)
    ravi = get_user_model().objects.get(username="ravi")
    for _ in range(2):
        assert witness_of(asked(ravi), "asha", WRONG) is None
    assert len(read.accesses(Access.REFUSED)) == before + 5
    assert not is_their_password(asked(asha), GOOD)
    assert witness_of(asked(ravi), "asha", GOOD) is None


@pytest.mark.engine
def test_an_administrator_unlocks_and_it_is_written_down(asha):
    """ACC-09, ACC-06."""
    for _ in range(5):
        tried()
    assert unlock_account("asha", by="shetty")
    assert not unlock_account("asha", by="shetty")
    assert [event.actor for event in read.accesses(Access.ACCOUNT_UNLOCKED)] == ["shetty"]
    assert tried(GOOD) == asha


@pytest.mark.engine
def test_what_was_typed_stands_nowhere_in_the_count_and_is_forgotten_after_a_day(asha):
    tried(name="MyPassw0rd_typed_as_a_name")
    rows = list(Attempts.objects.all())
    assert rows
    assert not any("MyPass" in row.key for row in rows)
    Attempts.objects.update(last_at=NOW)
    lockout.forget_old()
    assert not Attempts.objects.exists()


def test_an_address_is_what_the_sites_own_proxy_says_and_no_earlier_claim(settings):
    said = {"HTTP_X_FORWARDED_FOR": "10.1.1.1, 203.0.113.9"}
    assert address_of(asked(address="127.0.0.1", **said)) == "127.0.0.1"
    settings.SITE = replace(settings.SITE, proxy=True)
    assert address_of(asked(address="127.0.0.1", **said)) == "203.0.113.9"
    assert address_of(None) == ""
