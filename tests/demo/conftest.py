"""The demo's tests use databases of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.demo.built import MOMENT, built, opened
from tests.store.conftest import ledger, published, templates  # noqa: F401


@pytest.fixture
def demo(tmp_path, django_db_blocker) -> Iterator[Path]:
    """The open demo at the fixed moment, as the default database."""
    with django_db_blocker.unblock():
        folder = built(tmp_path / "demo", moment=MOMENT)
        with opened(folder):
            yield folder


@pytest.fixture
def closed(tmp_path, django_db_blocker) -> Iterator[Path]:
    """The demo with everybody complete."""
    with django_db_blocker.unblock():
        folder = built(tmp_path / "closed", stage="closed", moment=MOMENT)
        with opened(folder):
            yield folder
