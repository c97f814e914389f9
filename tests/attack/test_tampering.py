"""Someone with the database's password edits the record. ``verify`` names the event, the person and the minute."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from tests.store.databases import EXAMPLE
from tests.store.people import enter, screened

from hepatica.store import publishing, read
from hepatica.store.access import Access
from hepatica.store.clock import virtual
from hepatica.store.read import Head
from hepatica.store.rebuild import rebuild
from hepatica.store.record import StoreUnavailable, append_access
from hepatica.store.triggers import TABLES
from hepatica.store.verify import verify
from hepatica.study.load import load

pytestmark = pytest.mark.engine


@pytest.fixture
def trial(ledger):
    """A synthetic trial with one participant, whose pressures were entered at 13:35 in Hyderabad."""
    with virtual(datetime(2026, 3, 14, 8, 5, tzinfo=UTC)):
        publishing.mark_synthetic("seed")
        publishing.publish(load(EXAMPLE))
        publishing.grant("asha", "Asha Reddy", "coordinator")
        enter(screened(), "120", "300")
        append_access(Access.SIGNED_IN, actor="asha")
        append_access(Access.SIGNED_OUT, actor="asha")
    assert verify().sound
    return ledger


def tamper(*statements):
    """Switch the triggers off by force and run statements as the owner of the database could."""
    if connection.vendor == "sqlite":
        connection.close()
        with sqlite3.connect(connection.settings_dict["NAME"]) as session:
            names = session.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in names:
                session.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                session.execute(statement)
            for _, sql in names:
                session.execute(sql)
        session.close()
        return
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for statement in statements:
            cursor.execute(statement)
        for table in TABLES:
            for rule in ("no_change", "in_turn"):
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{rule}")


FIRST_PRESSURE = 5


def test_an_edited_value_is_named_with_its_event_person_and_minute(trial):
    """AUD-03, VAL-05."""
    tamper("UPDATE study_event SET body = replace(body, '\"120\"', '\"118\"')")
    report = verify()
    assert not report.sound
    assert report.sentences[0] == (
        f"In the study event {FIRST_PRESSURE} was altered after it was written. It is item.entered of participant "
        "HYD-001 by Asha Reddy (asha), 14 Mar 2026 13:35 (Asia/Kolkata)."
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "'2026-03-14T08:05:00.000009Z'"),
        ("actor", "'mallory'"),
        ("subject", "'HYD-002'"),
        ("kind", "'item.changed'"),
        ("schema", "2"),
        ("definition", "1"),
        ("body", "body || ' '"),
        ("prev", "hash"),
        ("hash", "prev"),
    ],
)
def test_every_column_of_an_event_is_sealed(trial, column, value):
    tamper(f"UPDATE study_event SET {column} = {value} WHERE seq = {FIRST_PRESSURE}")
    report = verify()
    assert not report.sound
    assert f"event {FIRST_PRESSURE} " in report.sentences[0]


def test_text_hidden_behind_a_null_character_is_found(trial):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's text holds no null character")
    for column in ("body", "actor", "hash"):
        tamper(f"UPDATE study_event SET {column} = {column} || char(0) || 'x' WHERE seq = {FIRST_PRESSURE}")
        assert f"event {FIRST_PRESSURE} " in verify().sentences[0]
        cut = f"substr({column}, 1, instr({column}, char(0)) - 1)"
        tamper(f"UPDATE study_event SET {column} = CAST({cut} AS TEXT) WHERE seq = {FIRST_PRESSURE}")


def test_a_record_separator_cannot_merge_two_events_into_one(trial):
    char = "chr" if connection.vendor == "postgresql" else "char"
    tamper(
        f"UPDATE study_event SET hash = hash || {char}(30) || 'x' WHERE seq = {FIRST_PRESSURE}",
    )
    assert f"event {FIRST_PRESSURE} " in verify().sentences[0]


def test_an_event_taken_from_the_middle_is_missed(trial):
    tamper(f"DELETE FROM study_event WHERE seq = {FIRST_PRESSURE}")
    assert f"event {FIRST_PRESSURE} is missing" in verify().sentences[0]


def test_the_first_event_is_missed(trial):
    tamper("DELETE FROM study_event WHERE seq = 1")
    assert "event 1 is missing" in verify().sentences[0]


def test_a_missing_last_event_is_missed(trial):
    last = read.head().seq
    tamper(f"DELETE FROM study_event WHERE seq = {last}")
    assert f"event {last}, the last one, is missing" in verify().sentences[0]
    tamper(f"DELETE FROM study_event WHERE seq >= {last - 1}")
    assert f"events {last - 1} to {last} are missing" in verify().sentences[0]


def test_a_missing_last_event_is_found_by_the_projections_even_when_the_head_was_moved_back(trial):
    last = read.event(read.head().seq)
    tamper(
        f"DELETE FROM study_event WHERE seq = {last.seq}",
        f"UPDATE head SET seq = {last.seq - 1}, hash = '{last.prev}' WHERE chain = 'study'",
    )
    assert "stands in the projections and not in the ledger" in " ".join(verify().sentences)


def test_a_ledger_rewritten_whole_is_found_by_a_hash_kept_outside(trial):
    """VAL-05."""
    stamp = read.head()
    last = read.event(stamp.seq)
    tamper(
        f"DELETE FROM study_event WHERE seq = {last.seq}",
        f"UPDATE head SET seq = {last.seq - 1}, hash = '{last.prev}' WHERE chain = 'study'",
    )
    rebuild()
    assert verify().sound, "this is the limit: nothing inside the database can tell"
    assert f"Event {stamp.seq}, whose hash was kept outside, is missing." in verify(anchors=[stamp]).sentences
    assert "rewritten" in verify(anchors=[Head(2, "f" * 64)]).sentences[0]
    assert verify(anchors=[Head(2, read.event(2).hash)]).sound
    assert verify(anchors=[Head(2, read.event(2).hash[:12])]).sound  # as paper prints it


def test_the_access_chain_is_checked_too(trial):
    tamper("UPDATE access_event SET actor = 'nobody' WHERE seq = 1")
    sentence = verify().sentences[0]
    assert "access chain event 1 was altered" in sentence
    assert "nobody" in sentence
    tamper("DELETE FROM access_event WHERE seq = 2", "UPDATE access_event SET actor = 'asha' WHERE seq = 1")
    assert "event 2, the last one, is missing" in verify().sentences[0]


def test_a_moved_head_is_named(trial):
    tamper("UPDATE head SET hash = 'x' WHERE chain = 'study'")
    assert "head of the study was altered" in verify().sentences[0]
    tamper(
        "UPDATE head SET hash = (SELECT max(hash) FROM study_event WHERE seq = head.seq), definition = 1 "
        "WHERE chain = 'study'"
    )
    assert "names event 1 as the protocol in force" in verify().sentences[0]


def test_a_head_that_is_gone_or_dated_ahead_is_named(trial):
    tamper("UPDATE head SET at = '2031-01-01T00:00:00.000000Z' WHERE chain = 'study'")
    assert "head of the study was altered" in verify().sentences[0]
    tamper("DELETE FROM head")
    assert "head of the study was altered" in verify().sentences[0]
    with pytest.raises(StoreUnavailable, match="head of the ledger is missing"):
        enter("HYD-001", "121", seen=9)


def test_a_removed_trigger_is_named(trial):
    drop = "DROP TRIGGER study_event_in_turn"
    with trial.cursor() as cursor:
        cursor.execute(drop if trial.vendor == "sqlite" else f"{drop} ON study_event")
    assert "study_event_in_turn" in verify().sentences[0]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE projected_form SET body = replace(body, '\"120\"', '\"118\"')",
            "form row baseline/vital_signs of participant HYD-001 differs",
        ),
        (
            "UPDATE projected_form SET answered = 7",
            "form row baseline/vital_signs of participant HYD-001 differs",
        ),
        ("UPDATE projected_subject SET seq = 1", "subject row of participant HYD-001 differs"),
        ("DELETE FROM projected_finding", "is missing from the projections"),
        (
            "UPDATE projected_grant SET key = 'mallory/investigator'",
            "stands in the projections and not in the ledger",
        ),
    ],
)
def test_an_edited_projection_is_found_and_rebuild_mends_it(trial, statement, said):
    with trial.cursor() as cursor:
        cursor.execute(statement)
    report = verify()
    assert not report.sound
    assert said in " ".join(report.sentences)
    assert "anew" in rebuild()
    assert verify().sound


def test_an_appended_event_without_its_hash_is_named(trial):
    seq = read.head().seq + 1
    with trial.cursor() as cursor:
        cursor.execute(
            "INSERT INTO study_event (seq, at, actor, subject, kind, schema, definition, body, prev, hash) "
            f"VALUES ({seq}, '2026-03-14T08:05:12.345678Z', 'mallory', '', 'role.granted', 1, 2, '{{}}', 'x', 'x')"
        )
    assert f"event {seq} does not continue" in verify().sentences[0]
    with pytest.raises(StoreUnavailable, match="hepatica verify"):
        enter("HYD-001", "121")


def test_a_file_with_damaged_pages_is_a_sentence_and_not_a_crash(trial):
    if trial.vendor != "sqlite":
        pytest.skip("SQLite's file")
    for n in range(40):
        enter("HYD-001", *("120",) * 20, visit=f"unscheduled.{n + 2}")
    with trial.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    trial.close()
    path = Path(trial.settings_dict["NAME"])
    pages = bytearray(path.read_bytes())
    pages[len(pages) // 3 :] = b"\xff" * (len(pages) - len(pages) // 3)
    path.write_bytes(pages)
    report = verify()
    assert not report.sound
    assert "cannot be read" in report.sentences[0]


def test_a_database_without_tables_is_a_sentence_too(trial):
    with trial.cursor() as cursor:
        cursor.execute("DROP TABLE head")
    assert "cannot be read" in verify().sentences[0]
