"""Accounts belong to one person for ever; who asks, and with which roles, comes from the ledger."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.db import connection
from django.test import RequestFactory

from hepatica.people.accounts import AccountError, actor_of, add_account, close_account, is_their_password
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.publishing import grant

pytestmark = pytest.mark.engine
GOOD = "nine-lotus-kettles"


@pytest.fixture(autouse=True)
def _database(published):
    """Every test here has the example study in force in a database of its own."""


def person(name="asha"):
    return get_user_model().objects.get(username=name)


def test_a_person_who_was_added_can_sign_in_with_their_password_and_no_other():
    add_account("asha", "Asha R.", GOOD)
    assert authenticate(None, username="asha", password=GOOD) == person()
    assert authenticate(None, username="asha", password=GOOD + "x") is None
    assert GOOD not in person().password


def test_a_name_once_used_is_never_given_again():
    """ACC-01."""
    add_account("asha", "Asha R.", GOOD)
    close_account("asha")
    with pytest.raises(AccountError, match="belongs to one person for ever"):
        add_account("asha", "Another A.", GOOD)


def test_a_closed_account_cannot_sign_in():
    add_account("asha", "Asha R.", GOOD)
    close_account("asha")
    assert authenticate(None, username="asha", password=GOOD) is None
    with pytest.raises(AccountError, match="There is no account ravi"):
        close_account("ravi")


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("asha rao", GOOD, "cannot be a sign-in name"),
        ("asha", "short", "too short"),
        ("asha", "1234567890123", "too common"),
    ],
)
def test_a_poor_name_or_password_is_refused_in_words(name, password, said):
    with pytest.raises(AccountError, match=said):
        add_account(name, "Asha R.", password)
    assert not get_user_model().objects.filter(username="asha").exists()


def test_an_actor_has_the_roles_the_ledger_grants_and_its_printed_name():
    add_account("asha", "Asha R.", GOOD)
    assert actor_of(person()).roles == frozenset()
    grant("asha", "Asha Rao, MD", "investigator")
    actor = actor_of(person())
    assert (actor.name, actor.roles, actor.reauthenticated) == (
        "Asha Rao, MD",
        frozenset({"investigator"}),
        False,
    )


def test_reauthentication_takes_ones_own_password_only_and_is_written_down():
    add_account("asha", "Asha R.", GOOD)
    add_account("ravi", "Ravi K.", GOOD + "-2")
    request = RequestFactory().post("/")
    request.user = person()
    before = read.head("access").seq
    assert is_their_password(request, GOOD)
    assert read.head("access").seq == before + 1
    assert not is_their_password(request, GOOD + "-2")


def test_making_and_closing_an_account_stands_on_the_access_chain():
    before = read.head("access").seq
    add_account("asha", "Asha R.", GOOD)
    close_account("asha")
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, actor, body FROM access_event WHERE seq > %s ORDER BY seq", [before])
        found = cursor.fetchall()
    body = '{"account":"asha"}'
    assert found == [(Access.ACCOUNT_MADE, "owner", body), (Access.ACCOUNT_CLOSED, "owner", body)]
