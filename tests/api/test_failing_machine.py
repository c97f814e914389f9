"""A full disk over HTTP: a sentence, nothing half-stored, and the same request stored once there is room again."""

import pytest
from django.db import connection

from hepatica.store import read
from hepatica.store.verify import verify

pytestmark = pytest.mark.engine


def visit(n):
    entries = [{"item": "svreas", "value": "Asked to come back " + "x" * 3000}]
    entries.append({"item": "svstat", "value": "not_done"})
    return {
        "kind": "items.enter",
        "subject": "01-001",
        "visit": f"unscheduled.{n}",
        "form": "visit",
        "entries": entries,
        "seen": read.head().seq,
    }


def test_a_full_disk_answers_503_with_a_sentence_and_keeps_what_was_accepted(script):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's disk cannot be filled here; its error code is tested with the store")
    script.session("lakshmi")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 8}")
    stored, status, said = 1, 200, {}
    while status == 200 and stored < 200:
        stored += 1
        command = visit(stored)
        status, said = script.send("lakshmi", command, key=f"full-disk-{stored}")
    assert status == 503, said
    assert said["problems"][0]["sentence"].startswith(
        "Nothing of this entry was stored: the disk that holds the ledger is full."
    )
    assert read.form_row("01-001", command["visit"], "visit") is None
    if stored > 2:
        assert read.form_row("01-001", f"unscheduled.{stored - 1}", "visit") is not None
    assert verify().sound
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")
    status, said = script.send("lakshmi", command, key=f"full-disk-{stored}")
    assert (status, said["repeated"]) == (200, False)
    assert verify().sound
