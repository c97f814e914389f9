"""A database of its own for every test that saves.

Django's way of emptying tables between tests is what the ledger's triggers refuse. So the tables are made once, and
each test gets a copy: of a SQLite file, made once per run for all its workers, or of a PostgreSQL database, made once
per worker, where HEPATICA_TEST_DATABASE_URL names a cluster's owner (``scripts/test`` runs the engine tests a second time so, under ``pg_virtualenv``).

Use the fixtures ``ledger`` (tables, no event) or ``published`` (the example study in force); import them into a
``conftest.py``:  ``from tests.store.databases import ledger, published, templates  # noqa: F401``.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from tests.once import once

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
            self._made[name] = self._on_a_cluster(name) if URL else in_a_file(name)
        return self._made[name]

    def played(self, name: str, play: Callable[[], object]) -> str:
        """Return the name of a template: the tables, in which ``play()`` was played where nobody had."""
        if name not in self._made:
            self._made[name] = self._on_a_cluster(name, play) if URL else in_a_file(name, play)
        return name

    def _on_a_cluster(self, name: str, play: Callable[[], object] | None = None) -> dict[str, Any]:
        database = self.blank() if name == "tables" else self.copy("tables")
        with using(database):
            (play or _OWN[name])()
        return database

    def blank(self) -> dict[str, Any]:
        """Return a new database of the cluster, without a table."""
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
        """Remove the templates of this worker; a run's files go with the run."""
        while self._made:
            _, database = self._made.popitem()
            if URL:
                self.drop(database)


def _publish() -> None:
    from hepatica.store import publishing
    from hepatica.study.load import load

    publishing.publish(load(EXAMPLE))


def _migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


_OWN = {"tables": _migrate, "published": _publish}


def in_a_file(name: str, play: Callable[[], object] | None = None) -> dict[str, Any]:
    """Return a SQLite template that the first worker of the run to ask for it makes for all."""

    def make(folder: Path) -> None:
        folder.mkdir(parents=True)
        if name != "tables":
            shutil.copy(in_a_file("tables")["NAME"], folder / "template.db")
        with using(of(folder)):
            (play or _OWN[name])()
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def of(folder: Path) -> dict[str, Any]:
        return databases(folder, {})["default"] | {"NAME": str(folder / "template.db")}

    return of(once(f"database-{name}", make))


@cache
def _of_this_worker(folder: Path) -> Templates:
    return Templates(folder)


def _administer(statement: str) -> None:
    import psycopg

    with psycopg.connect(URL, autocommit=True) as session:
        session.execute(statement)


@pytest.fixture(scope="session")
def templates(tmp_path_factory, django_db_blocker) -> Iterator[Templates]:
    """The session's templates: one set, although each room that imports this fixture has one of its own."""
    folder = tmp_path_factory.getbasetemp() / "databases"
    folder.mkdir(exist_ok=True)
    made = _of_this_worker(folder)
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
