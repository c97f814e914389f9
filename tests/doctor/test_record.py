"""What the doctor says of the database, the jobs and the backup."""

import pytest
from django.db import connection

from hepatica.doctor import record
from hepatica.store import triggers
from hepatica.store.access import Access
from hepatica.store.record import append_access

pytestmark = pytest.mark.engine


def said(found):
    return {one.sentence: one.level.value for one in found}


def test_a_sound_database_is_said_to_be_sound_and_a_lost_trigger_is_a_failure(published):
    """VAL-15, AUD-03."""
    found = said(record.database())
    assert "fail" not in found.values()
    with connection.cursor() as cursor:
        table = triggers.TABLES[0]
        name = next(
            n
            for n in (f"{table}_no_change", f"{table}_no_update")
            if n in " ".join(triggers_of(cursor, table))
        )
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert "fail" in said(record.database()).values()


def triggers_of(cursor, table):
    if connection.vendor == "postgresql":
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", [table])
    else:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
    return [name for (name,) in cursor.fetchall()]


def test_a_trial_with_data_and_no_backup_is_told_and_a_fresh_backup_is_well(published):
    """REC-11."""
    assert list(said(record.backup()).values()) == ["warn"]
    append_access(Access.BACKUP_MADE, actor="owner", body={"cut": "1", "sha256": "0" * 64})
    assert list(said(record.backup()).values()) == ["ok"]


def test_no_job_waits_and_the_ledger_is_not_of_the_future(published):
    """TIM-04."""
    assert list(said(record.jobs()).values()) == ["ok"]
    assert list(record.hour()) == []
