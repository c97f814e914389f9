from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.utils import timezone

from hepatica.people.accounts import add_account, close_account
from hepatica.people.sessions import Backend, SessionStore

pytestmark = pytest.mark.engine


def kept(**values):
    store = SessionStore()
    store.update(values)
    store.save()
    return store.session_key


def test_a_session_is_read_as_it_was_kept(ledger):
    assert dict(SessionStore(kept(word="రక్తం")).items()) == {"word": "రక్తం"}


def test_an_expired_a_closed_and_an_unknown_session_hold_nothing(ledger):
    expired, closed = kept(word="one"), kept(word="two")
    Session.objects.filter(pk=expired).update(expire_date=timezone.now() - timedelta(seconds=1))
    SessionStore(closed).delete()
    for key in (expired, closed, "unknown", ""):
        store = SessionStore(key)
        assert dict(store.items()) == {}
        assert store.session_key is None


def test_the_person_of_a_session_is_the_account_and_nobody_once_it_is_closed(ledger):
    add_account("asha", "Asha Reddy", "correct horse battery")
    stored = get_user_model().objects.get(username="asha")
    person = Backend().get_user(stored.pk)
    assert (person, person.username, person.first_name) == (stored, "asha", "Asha Reddy")
    assert person.is_active is True
    assert person.get_session_auth_hash() == stored.get_session_auth_hash()
    assert person.date_joined == stored.date_joined
    close_account("asha")
    assert Backend().get_user(stored.pk) is None
    assert Backend().get_user(0) is None
