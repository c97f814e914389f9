"""What the database refuses, whoever asks."""

import pytest
from django.db import DatabaseError, transaction

from hepatica.store import read, triggers
from hepatica.store.access import Access
from hepatica.store.record import append_access

pytestmark = pytest.mark.engine

ROW = "'2026-03-14T08:05:12.345678Z', 'mallory', '', 'role.granted', 1, 1, '{}', 'x', 'x'"
COLUMNS = "seq, at, actor, subject, kind, schema, definition, body, prev, hash"


def refused(connection, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", triggers.TABLES)
def test_an_event_is_never_changed_removed_or_inserted_out_of_turn(published, table):
    """AUD-03, AUD-09."""
    append_access(Access.SIGNED_IN, actor="asha")
    before = read.events(), read.head(), read.head("access")
    refused(published, f"UPDATE {table} SET actor = 'mallory'")
    refused(published, f"UPDATE {table} SET body = body WHERE seq = 1")
    refused(published, f"DELETE FROM {table}")
    for seq in (-1, 0, 1, 3, 99):
        refused(published, f"INSERT INTO {table} ({COLUMNS}) VALUES ({seq}, {ROW})")
    refused(published, f"INSERT INTO {table} ({COLUMNS}) VALUES (2, {ROW}), (4, {ROW})")
    refused(published, f"INSERT INTO {table} ({COLUMNS}) VALUES (0, {ROW}), (2, {ROW})")
    upsert = "ON CONFLICT (seq) DO UPDATE SET actor = excluded.actor"
    refused(published, f"INSERT INTO {table} ({COLUMNS}) VALUES (1, {ROW}) {upsert}")
    assert (read.events(), read.head(), read.head("access")) == before


def test_sqlite_cannot_replace_an_event_not_even_through_a_hidden_row_id(published):
    if published.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    for seq in (1, 3):
        refused(published, f"INSERT OR REPLACE INTO study_event ({COLUMNS}) VALUES ({seq}, {ROW})")
        refused(published, f"REPLACE INTO study_event (rowid, {COLUMNS}) VALUES (1, {seq}, {ROW})")
        refused(published, f"INSERT OR IGNORE INTO study_event ({COLUMNS}) VALUES ({seq}, {ROW})")
    refused(published, "UPDATE OR REPLACE study_event SET seq = 2")
    with published.cursor() as cursor:
        cursor.execute("SELECT rowid, seq FROM study_event")
        assert cursor.fetchall() == [(1, 1)]


def test_postgres_cannot_truncate_the_ledger_nor_skip_the_triggers_as_a_replica(published):
    if published.vendor != "postgresql":
        pytest.skip("TRUNCATE is PostgreSQL's")
    refused(published, "TRUNCATE study_event")
    refused(published, "TRUNCATE study_event, access_event CASCADE")
    refused(published, "SET LOCAL session_replication_role = replica; DELETE FROM study_event")


def test_a_missing_an_altered_and_a_disabled_trigger_are_all_named(published):
    assert triggers.missing(published) == []
    with published.cursor() as cursor:
        if published.vendor == "sqlite":
            cursor.execute("DROP TRIGGER study_event_no_update")
            cursor.execute("DROP TRIGGER study_event_in_turn")
            cursor.execute(
                "CREATE TRIGGER study_event_in_turn BEFORE INSERT ON study_event WHEN 0 BEGIN SELECT 1; END"
            )
            assert triggers.missing(published) == ["study_event_no_update", "study_event_in_turn"]
        else:
            cursor.execute("ALTER TABLE study_event DISABLE TRIGGER study_event_no_change")
            cursor.execute(
                "CREATE OR REPLACE FUNCTION study_event_turn() RETURNS trigger LANGUAGE plpgsql "
                "AS 'BEGIN RETURN NEW; END'"
            )
            assert triggers.missing(published) == ["study_event_no_change", "study_event_in_turn"]
