"""A laboratory with two participants, played once and copied for each test, and somebody signed in to work in it."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.store.databases import copied, ledger, templates  # noqa: F401
from tests.web.conftest import PASSWORD, REFERENCE, site_today

from hepatica.people.accounts import add_account
from hepatica.study.load import load


@pytest.fixture(scope="session")
def laboratory_template(templates, django_db_blocker):  # noqa: F811
    """The laboratory as a template; returns its name."""
    from tests.web import play
    from tests.web.product import laboratory

    def played():
        laboratory.open_house(load(REFERENCE), site_today())
        for person in (*play.CAST, *laboratory.CAST):
            add_account(person.user, person.name, PASSWORD, checked=False)
        add_account("nobody", "Nobody Yet", PASSWORD, checked=False)

    with django_db_blocker.unblock():
        return templates.played("laboratory", played)


@pytest.fixture
def laboratory(templates, laboratory_template, django_db_blocker, settings, tmp_path):  # noqa: F811
    """A copy of the laboratory for one test, with a folder of its own."""
    settings.HEPATICA_DIR = tmp_path
    settings.ROOT_URLCONF = "tests.web.product.rooms"
    with copied(templates, laboratory_template, django_db_blocker) as own:
        yield own


@pytest.fixture
def enter(laboratory):
    """Return a function from a sign-in name to a client signed in under it."""

    def enter(name):
        client = Client()
        client.force_login(get_user_model().objects.get(username=name))
        return client

    return enter
