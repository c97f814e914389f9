"""A trial with biopsies, played once and copied for each test, and somebody signed in to work in it."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.store.databases import copied, ledger, templates  # noqa: F401
from tests.web.conftest import PASSWORD, REFERENCE, site_today

from hepatica.people.accounts import add_account
from hepatica.study.load import load


@pytest.fixture(scope="session")
def biopsies_template(templates, django_db_blocker):  # noqa: F811
    """The trial as a template; returns its name."""
    from tests.web import play
    from tests.web.tissue import bench

    def played():
        bench.open_house(load(REFERENCE), site_today())
        for person in (*play.CAST, *bench.CAST):
            add_account(person.user, person.name, PASSWORD, checked=False)

    with django_db_blocker.unblock():
        return templates.played("biopsies", played)


@pytest.fixture
def biopsies(templates, biopsies_template, django_db_blocker, settings, tmp_path):  # noqa: F811
    """A copy of the trial for one test, with a folder of its own; returns the day of the biopsy."""
    from datetime import timedelta

    from tests.web.tissue.bench import DAYS

    settings.HEPATICA_DIR = tmp_path
    with copied(templates, biopsies_template, django_db_blocker):
        yield site_today() - timedelta(days=DAYS)


@pytest.fixture
def enter(biopsies):
    """Return a function from a sign-in name to a client signed in under it."""

    def enter(name):
        client = Client()
        client.force_login(get_user_model().objects.get(username=name))
        return client

    return enter
