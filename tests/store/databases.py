"""A database of its own for every test that saves.

Django's way of emptying tables between tests is what the ledger's triggers refuse. So the tables are made once per
session, and each test gets a copy: of a SQLite file, or of a PostgreSQL database where HEPATICA_TEST_DATABASE_URL
names a cluster's owner (``scripts/test`` runs the engine tests a second time so, under ``pg_virtualenv``).

Use the fixtures ``ledger`` (tables, no event) or ``published`` (the example study in force); import them into a
``conftest.py``:  ``from tests.store.databases import ledger, published, templates  # noqa: F401``.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from hepatica.config.databases import databases

URL = os.environ.get("HEPATICA_TEST_DATABASE_URL", "")
EXAMPLE = Path(__file__).parent.parent / "study" / "example"
_NUMBER = itertools.count(1)


def url_of(settings: dict[str, Any]) -> str:
    """Return a HEPATICA_DATABASE_URL that a program started by a test can use."""
    if settings["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{settings['NAME']}"
    at = f"{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}"
    return f"postgresql://{at}/{settings['NAME']}"


def from_url(url: str) -> dict[str, Any]:
    """Return the settings of a database that ``url_of`` named."""
    return databases(Path(), {"HEPATICA_DATABASE_URL": url})["default"] | {"CONN_MAX_AGE": None}


@contextmanager
def using(database: dict[str, Any]) -> Iterator[None]:
    """Make ``database`` the default of this process, threads included, and close what was opened to it."""
    earlier = connections.settings["default"]
    _switch(database)
    try:
        yield
    finally:
        _switch(earlier)


def _switch(database: dict[str, Any]) -> None:
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": dict(database)})["default"]


class Templates:
    """Databases made once and copied for each test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[str, dict[str, Any]] = {}

    def named(self, name: str) -> dict[str, Any]:
        """Return the template ``tables`` (migrated) or ``published`` (with the example study in force)."""
        if name not in self._made:
            database = self.copy("tables") if name == "published" else self._blank()
            with using(database):
                _prepare(name)
            self._made[name] = database
        return self._made[name]

    def _blank(self) -> dict[str, Any]:
        if not URL:
            return databases(self.folder, {})["default"] | {"NAME": str(self.folder / "tables.db")}
        return self._created(from_url(URL), "template0")

    def copy(self, name: str) -> dict[str, Any]:
        """Return a fresh copy of a template."""
        source = self.named(name)
        if URL:
            return self._created(source, source["NAME"])
        path = self.folder / f"{name}-{next(_NUMBER)}.db"
        shutil.copy(source["NAME"], path)
        return source | {"NAME": str(path)}

    def _created(self, source: dict[str, Any], template: str) -> dict[str, Any]:
        name = f"hepatica_{os.getpid()}_{next(_NUMBER)}"
        _administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        return source | {"NAME": name}

    def drop(self, database: dict[str, Any]) -> None:
        """Remove a copy."""
        if URL:
            _administer(f"DROP DATABASE {database['NAME']} WITH (FORCE)")
        else:
            for path in self.folder.glob(f"{Path(database['NAME']).name}*"):
                path.unlink()

    def close(self) -> None:
        """Remove the templates."""
        for database in self._made.values():
            self.drop(database)


def _administer(statement: str) -> None:
    import psycopg

    with psycopg.connect(URL, autocommit=True) as session:
        session.execute(statement)


def _prepare(name: str) -> None:
    if name == "tables":
        call_command("migrate", verbosity=0, interactive=False)
    else:
        from hepatica.store import publishing
        from hepatica.study.load import load

        publishing.publish(load(EXAMPLE))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.fixture(scope="session")
def templates(tmp_path_factory, django_db_blocker) -> Iterator[Templates]:
    """The session's templates."""
    made = Templates(tmp_path_factory.mktemp("databases"))
    yield made
    made.close()


@contextmanager
def copied(templates: Templates, name: str, blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """Let a copy of a template be the default database, and remove it afterwards."""
    with blocker.unblock():
        database = templates.copy(name)
        with using(database):
            yield connection
        templates.drop(database)


@pytest.fixture
def ledger(templates, django_db_blocker) -> Iterator[BaseDatabaseWrapper]:
    """A database of this test's own, with tables and no event. It is the default one, in every thread."""
    with copied(templates, "tables", django_db_blocker) as own:
        yield own


@pytest.fixture
def published(templates, django_db_blocker) -> Iterator[BaseDatabaseWrapper]:
    """A database of this test's own, with the example study in force."""
    with copied(templates, "published", django_db_blocker) as own:
        yield own
