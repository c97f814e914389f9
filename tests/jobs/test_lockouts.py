"""A locked account is told to the administrators, by mail, and not in the request that locked it."""

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django_tasks_db.models import DBTaskResult
from tests.store.databases import published  # noqa: F401

from hepatica.config.messages import Messages
from hepatica.jobs.lockouts import tell
from hepatica.people.accounts import add_account
from hepatica.store.publishing import grant

pytestmark = pytest.mark.engine
SET_UP = Messages(host="mail.example", sender="trial@hospital.example", address="https://trial.example/")


@pytest.fixture
def people(published, settings):  # noqa: F811
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.MESSAGES = SET_UP
    for user, role, address in (
        ("asha", "coordinator", ""),
        ("shetty", "administrator", "s@x.example"),
        ("kapil", "administrator", ""),
    ):
        add_account(user, user.title(), "nine-lotus-kettles", email=address)
        grant(user, user.title(), role)


def lock():
    for _ in range(7):
        authenticate(None, username="asha", password="not-this-password")


def test_one_message_waits_for_a_lock_however_many_attempts_follow(people):
    """ACC-08: an alert on unauthorised attempts."""
    lock()
    waiting = DBTaskResult.objects.get()
    assert waiting.args_kwargs["args"] == ["asha", "5"]
    assert mail.outbox == []
    assert tell.func("asha", "5") == 1
    (sent,) = mail.outbox
    assert sent.to == ["s@x.example"]
    assert "account asha is locked" in sent.subject
    assert "https://trial.example/accounts/people/" in sent.body


def test_without_mail_nothing_waits(people, settings):
    settings.MESSAGES = Messages()
    lock()
    assert not DBTaskResult.objects.exists()
