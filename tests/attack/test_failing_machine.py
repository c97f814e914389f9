"""The machine fails in mid-save: what was accepted is there, what was refused is not, and nothing is half there."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from tests.store.databases import url_of
from tests.store.people import ASHA, enter, pressures, screened

from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.record import StoreUnavailable, append_access, record
from hepatica.store.unavailable import sentence_for
from hepatica.store.verify import verify

pytestmark = pytest.mark.engine
ROOT = Path(__file__).parents[2]


def saving_program(subject):
    """Start a program that saves without end."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    program = [sys.executable, str(Path(__file__).parent / "program.py")]
    return subprocess.Popen(
        [*program, url_of(connection.settings_dict), subject],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


@pytest.mark.parametrize("saves", [3, 11])
def test_a_program_killed_in_mid_save_leaves_a_whole_ledger(published, saves):
    subject = screened()
    with saving_program(subject) as program:
        told = [program.stdout.readline() for _ in range(saves)]
        time.sleep(0.0017 * saves)  # somewhere within the next save
        program.send_signal(signal.SIGKILL)
        told += program.stdout.readlines()
    accepted = [tuple(map(int, line.split())) for line in told if line.endswith("\n")]
    assert len(accepted) >= saves
    assert all(last - first == 19 for first, last in accepted)
    head = read.head().seq
    # All that was accepted, and at most the one save whose answer the kill swallowed: whole.
    assert head in {accepted[-1][1], accepted[-1][1] + 20}
    assert verify().sound
    assert enter(subject, "120").seq_first == head + 1


def test_on_a_full_disk_a_sentence_is_said_and_nothing_is_stored(published):
    if published.vendor != "sqlite":
        pytest.skip("PostgreSQL's disk cannot be filled here; its error code is tested below")
    subject = screened()
    before = read.head(), read.head("access")
    with published.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
    stored = 0

    def fill():
        nonlocal stored
        while stored < 200:
            enter(subject, *("120",) * 20, visit=f"unscheduled.{stored + 2}", key=f"k{stored}")
            stored += 1

    with pytest.raises(StoreUnavailable) as failure:
        fill()
    assert str(failure.value) == (
        "Nothing of this entry was stored: the disk that holds the ledger is full. "
        "Make room on it, then send the entry again."
    )
    assert read.head().seq == before[0].seq + 20 * stored
    assert read.form_row(subject, f"unscheduled.{stored + 2}", "vital_signs") is None
    assert verify().sound
    with published.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")
    retried = enter(subject, *("120",) * 20, visit=f"unscheduled.{stored + 2}", key=f"k{stored}")
    assert not retried.repeated
    assert verify().sound


def test_a_read_only_file_is_said_so(published):
    if published.vendor != "sqlite":
        pytest.skip("SQLite's file")
    subject = screened()
    with published.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreUnavailable, match="read-only"):
        record(pressures(subject, "120"), actor=ASHA)
    with pytest.raises(StoreUnavailable, match="read-only"):
        append_access(Access.SIGNED_IN, actor="asha")


def test_a_ledger_without_tables_is_said_so(published):
    with published.cursor() as cursor:
        cursor.execute("DROP TABLE idempotency")
    with pytest.raises(StoreUnavailable, match="no tables yet"):
        record(pressures("HYD-001", "120"), actor=ASHA, key="k")


class FailedError(Exception):
    """A driver's error with PostgreSQL's code."""

    def __init__(self, sqlstate):
        super().__init__("could not extend file")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("code", "said"),
    [("53100", "disk that holds the ledger is full"), ("58030", "error"), ("25006", "read-only")],
)
def test_postgres_says_the_same_by_its_codes(code, said):
    from django.db import OperationalError

    error = OperationalError("could not extend file")
    error.__cause__ = FailedError(code)
    assert said in sentence_for(error)


def test_an_unknown_failure_of_the_database_is_still_a_sentence():
    from django.db import IntegrityError, OperationalError

    assert "does not answer (server closed the connection)" in sentence_for(
        OperationalError("server closed the connection\n\tunexpectedly")
    )
    assert sentence_for(IntegrityError("UNIQUE constraint failed")) is None, "a defect of ours stays a defect"
