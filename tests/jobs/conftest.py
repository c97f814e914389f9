"""Every test here has a ward of its own, and a mail server that keeps what it gets."""

import pytest
from tests.store.databases import ledger, templates  # noqa: F401
from tests.web.conftest import signed_in, ward, ward_template  # noqa: F401

from hepatica.config.messages import Messages
from hepatica.jobs import alerts

SITE = {"sender": "trial@hospital.example", "address": "https://trial.hospital.example"}


@pytest.fixture
def reachable(ward, settings):  # noqa: F811
    """A site with mail, whose people have addresses, with Dr Meena and then Asha on call."""
    from django.contrib.auth import get_user_model

    from hepatica.conduct.commands import Actor
    from hepatica.conduct.desk_commands import SetOnCall
    from hepatica.people.accounts import set_address
    from hepatica.store.record import Recorded, record

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MESSAGES = Messages(host="mail.hospital.example", **SITE)
    alerts._tried.clear()
    for user in ("meena", "asha"):
        set_address(user, f"{user}@hospital.example")
    assert get_user_model().objects.filter(email="").exists()
    monitor = Actor(user="kavya", name="Dr Kavya Rao", roles=frozenset({"medical_monitor"}))
    assert isinstance(record(SetOnCall(users=("meena", "asha")), actor=monitor), Recorded)
