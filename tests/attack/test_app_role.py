"""On PostgreSQL the program's own role cannot do what the triggers refuse, nor touch the triggers."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, connections, transaction
from tests.store.databases import using
from tests.store.people import enter, screened

from hepatica.store import publishing, read
from hepatica.store.access import Access
from hepatica.store.clock import virtual
from hepatica.store.grants import grant_app_role
from hepatica.store.rebuild import rebuild
from hepatica.store.record import append_access
from hepatica.store.verify import verify

pytestmark = pytest.mark.engine

FORBIDDEN = (
    "UPDATE study_event SET actor = 'x'",
    "DELETE FROM access_event",
    "TRUNCATE study_event",
    "DROP TRIGGER study_event_no_change ON study_event",
    "ALTER TABLE study_event DISABLE TRIGGER ALL",
    "DROP TABLE study_event CASCADE",
    "DROP FUNCTION study_event_refuse CASCADE",
    "CREATE OR REPLACE FUNCTION study_event_turn() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DELETE FROM head",
    "INSERT INTO head (chain, seq, hash, at, definition, protocol) VALUES ('x', 0, '', '', 0, '')",
    "DELETE FROM django_migrations",
    "SET session_replication_role = replica",
)


@pytest.fixture
def app_role(published):
    """The published example, used as the app role."""
    if published.vendor != "postgresql":
        pytest.skip("SQLite has no roles: its file has one owner")
    with published.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS hepatica_app")
        cursor.execute("CREATE ROLE hepatica_app LOGIN PASSWORD 'app'")
    grant_app_role(connections["default"], "hepatica_app")
    grant_app_role(connections["default"], "hepatica_app")  # after each migration again
    owner = dict(connections.settings["default"])
    with using(owner | {"USER": "hepatica_app", "PASSWORD": "app"}):
        yield connection
    with published.cursor() as cursor:
        cursor.execute("DROP OWNED BY hepatica_app")
        cursor.execute("DROP ROLE hepatica_app")


def test_the_app_role_runs_the_trial(app_role):
    enter(screened(), "120")
    publishing.grant("asha", "Asha Reddy", "coordinator")
    append_access(Access.SIGNED_IN, actor="asha")
    assert verify().sound
    assert "anew" in rebuild()
    assert verify().sound


def test_the_app_role_lacks_update_delete_truncate_and_the_triggers(app_role):
    """AUD-03."""
    head = read.head()
    for statement in FORBIDDEN:
        refused = pytest.raises(DatabaseError, match=r"permission denied|must be owner")
        with refused, transaction.atomic(), app_role.cursor() as cursor:
            cursor.execute(statement)
    assert read.head() == head
    assert verify().sound


def test_sqlite_has_one_owner_so_granting_does_nothing(published):
    if published.vendor == "postgresql":
        pytest.skip("PostgreSQL has roles")
    grant_app_role(connections["default"], "hepatica_app")
    with pytest.raises(Exception, match="server's own clock"), virtual(datetime(2026, 1, 1, tzinfo=UTC)):
        pass
