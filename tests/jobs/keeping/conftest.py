"""Each test has a trial of its own, in a folder and a database."""

import pytest
from tests.jobs.keeping.trial import fill
from tests.store.databases import ledger, templates  # noqa: F401


@pytest.fixture
def folder(ledger, tmp_path, settings):  # noqa: F811
    """The folder of a small trial, whose database is the default one."""
    settings.HEPATICA_DIR = tmp_path / "trial"
    fill(settings.HEPATICA_DIR)
    return settings.HEPATICA_DIR
