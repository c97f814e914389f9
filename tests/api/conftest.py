"""The API on a database of its own, with the demo's staff and their passwords."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import override_settings
from tests.api.script import PASSWORD, Script
from tests.demo.built import MOMENT, study
from tests.store.conftest import ledger, published, templates  # noqa: F401
from tests.store.databases import copied

from hepatica.demo.cast import STAFF
from hepatica.demo.play import begin
from hepatica.people.accounts import add_account


@contextmanager
def staffed(made, blocker, *, stage="open") -> Iterator[None]:
    """A trial that has just begun, as the default database; ``made`` are the session's templates."""
    with copied(made, "tables", blocker):
        begin(study(), MOMENT, stage=stage)
        for member in STAFF:
            add_account(member.user, member.name, PASSWORD, checked=False)
        yield


@pytest.fixture
def script(request, django_db_blocker) -> Iterator[Script]:
    """A script before a trial that has just begun, with one person in screening."""
    made = request.getfixturevalue("templates")
    with staffed(made, django_db_blocker), override_settings(ROOT_URLCONF="tests.api.urls"):
        asks = Script()
        status, said = asks.send("lakshmi", {"kind": "subject.screen", "site": "01"})
        assert (status, said["subject"]) == (200, "01-001")
        yield asks
