"""A ward of five invented people, played once and copied for each test, and somebody signed in to look at it."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as site
from django.contrib.auth import get_user_model
from django.test import Client
from tests.store.databases import copied, ledger, templates  # noqa: F401

import hepatica
from hepatica.people.accounts import add_account
from hepatica.study.load import load

REFERENCE = Path(hepatica.__file__).parent / "studies" / "nct04243681"
PASSWORD = "ward-chart-2026"


def site_today():
    """Today at the test site."""
    return datetime.now(ZoneInfo(site.TIME_ZONE)).date()


@pytest.fixture(scope="session")
def ward_template(templates, django_db_blocker):  # noqa: F811
    """The ward as a template; returns its name."""
    from tests.web import play

    def played():
        play.ward(load(REFERENCE), site_today())
        for person in play.CAST:
            add_account(person.user, person.name, PASSWORD, checked=False)
        add_account("nobody", "Nobody Yet", PASSWORD, checked=False)

    with django_db_blocker.unblock():
        return templates.played("ward", played)


@pytest.fixture
def ward(templates, ward_template, django_db_blocker, settings, tmp_path):  # noqa: F811
    """A copy of the ward for one test, with a folder of its own for the identity list."""
    settings.HEPATICA_DIR = tmp_path
    settings.ROOT_URLCONF = "tests.web.rooms"
    with copied(templates, ward_template, django_db_blocker) as own:
        yield own


@pytest.fixture
def signed_in(ward):
    """Return a function from a sign-in name to a client signed in under it."""

    def enter(name):
        client = Client()
        client.force_login(get_user_model().objects.get(username=name))
        return client

    return enter
