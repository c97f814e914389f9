"""The record moves to another database with every event, verified by equal heads, or does not move at all."""

import sqlite3

import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from tests.jobs.keeping.trial import SILENT
from tests.store.databases import using
from tests.store.people import enter

from hepatica.jobs.keeping import members
from hepatica.jobs.keeping.members import NotTaken
from hepatica.jobs.keeping.move import move_to
from hepatica.store import read
from hepatica.store.verify import verify

pytestmark = pytest.mark.engine


@pytest.fixture
def target(templates, django_db_blocker):
    """An empty database of the engine at hand."""
    with django_db_blocker.unblock():
        settings = templates.copy("tables")
        yield settings
        templates.drop(settings)


@pytest.fixture
def file(tmp_path):
    """A SQLite file that does not exist yet."""
    from hepatica.config.databases import databases

    return databases(tmp_path, {})["default"] | {"NAME": str(tmp_path / "moved.db"), "CONN_MAX_AGE": None}


def test_all_that_goes_is_stored_and_both_end_alike(folder, target):
    """REC-09. The reconciliation: events, accesses, answered requests and accounts, each as many in as out."""
    head, access = read.head(), read.head("access")
    moved = move_to(target, SILENT)
    assert moved.agrees
    assert moved.stored.events == head.seq
    assert moved.stored.accesses == access.seq
    assert moved.stored.requests == 1
    assert moved.stored.accounts >= 2
    assert (read.head(), read.head("access")) == (head, access), "what it came from is as it was"
    with using(target):
        assert read.head() == head
        assert read.head("access").seq == access.seq + 1
        assert verify().sound
        assert get_user_model().objects.get(username="dev").first_name == "Dev Sharma"
        assert enter("HYD-001", "120", "300", key="twice", seen=0).repeated
        assert enter("HYD-002", "121").seq_first == head.seq + 1
    with pytest.raises(NotTaken, match="holds a record already"):
        move_to(target, SILENT)


def test_there_and_back_again_ends_at_the_same_head(folder, target, file):
    """REC-09."""
    head = read.head()
    move_to(target, SILENT)
    with using(target):
        moved = move_to(file, SILENT)
    assert moved.agrees
    with using(file):
        assert read.head() == head
        assert verify().sound
        assert connections["default"].vendor == "sqlite"


def test_a_move_that_fails_leaves_no_row_behind_and_may_be_tried_again(folder, target, monkeypatch):
    head = read.head()
    real = members.verify

    def broken():
        raise RuntimeError("the power went")

    monkeypatch.setattr(members, "verify", broken)
    with pytest.raises(RuntimeError, match="the power went"):
        move_to(target, SILENT)
    assert read.head() == head, "the database at hand is the old one again"
    with using(target):
        assert read.head().seq == 0
        assert not get_user_model().objects.exists()
    monkeypatch.setattr(members, "verify", real)
    assert move_to(target, SILENT).agrees


def test_nobody_writes_to_the_old_database_meanwhile(folder, file, monkeypatch):
    if connections["default"].vendor != "sqlite":
        pytest.skip("PostgreSQL's writers wait for the head's own lock")
    name = connections["default"].settings_dict["NAME"]
    real, said = members.take_in, []

    def meanwhile(*arguments):
        with sqlite3.connect(name, timeout=0.05) as other:
            try:
                other.execute("UPDATE head SET seq = seq")
            except sqlite3.OperationalError as error:
                said.append(str(error))
        return real(*arguments)

    monkeypatch.setattr(members, "take_in", meanwhile)
    move_to(file, SILENT)
    assert said == ["database is locked"]


def test_a_broken_chain_does_not_move(folder, target):
    """AUD-03, REC-09."""
    from tests.attack.test_tampering import tamper

    tamper("UPDATE study_event SET body = replace(body, '\"120\"', '\"118\"')")
    with pytest.raises(NotTaken, match="was altered after it was written"):
        move_to(target, SILENT)
    with using(target):
        assert read.head().seq == 0
