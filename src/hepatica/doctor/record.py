"""The database and what keeps it: tables, triggers, rights, jobs, age of the last backup."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connections

from hepatica import trial
from hepatica.doctor.finding import Found, fail, ok, warn
from hepatica.doctor.hour import ledger
from hepatica.store import read, triggers
from hepatica.store.access import Access

BACKUP_DAYS = 1
"""A backup older than this is told, when something has happened since."""
WAITING = timedelta(minutes=10)
"""A job that waits longer has no worker."""
_RIGHTS = (
    "SELECT table_name || ': ' || privilege FROM "
    "(VALUES ('study_event'), ('access_event')) AS t(table_name), "
    "(VALUES ('UPDATE'), ('DELETE'), ('TRUNCATE')) AS p(privilege) "
    "WHERE has_table_privilege(current_user, table_name, privilege)"
)


def database() -> Iterator[Found]:
    """Say whether the tables are this version's, the triggers stand, and what the program's role may do."""
    connection = connections["default"]
    engine = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    if trial.is_behind():
        yield fail(
            "database",
            f"The tables in {engine} were made by an earlier version: run hepatica serve, or any command.",
        )
        return
    if gone := triggers.missing(connection):
        yield fail(
            "database", f"The ledger is not protected: triggers missing or altered: {', '.join(gone)}."
        )
    else:
        yield ok("database", f"The tables in {engine} are this version's and the ledger's triggers stand.")
    if connection.vendor == "postgresql":
        yield from _rights()
    else:
        yield from _pragmas()


def _rights() -> Iterator[Found]:
    with connections["default"].cursor() as cursor:
        cursor.execute(_RIGHTS)
        rights = [right for (right,) in cursor.fetchall()]
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        ahead = datetime.now(UTC).timestamp() - float(cursor.fetchone()[0])
    if rights:
        said = "The program's role could do to the ledger what only the triggers refuse"
        yield warn(
            "database", f"{said} ({rights[0]}): run it as an app role, docs/how-to/run-on-postgresql.md."
        )
    else:
        yield ok("database", "The program's role can only add to the ledger and read it.")
    if abs(ahead) > 60:
        yield warn("clock", f"This machine's clock and the database's differ by {abs(ahead):,.0f} s.")


def _pragmas() -> Iterator[Found]:
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        journal = cursor.fetchone()[0]
        cursor.execute("PRAGMA synchronous")
        durable = cursor.fetchone()[0] == 2
    if journal == "wal" and durable:
        yield ok("database", "Every save is on the disk before it is answered (WAL, synchronous FULL).")
    else:
        yield fail(
            "database",
            f"Saves are not durable: journal {journal}, synchronous {'FULL' if durable else 'not FULL'}.",
        )


def hour() -> Iterator[Found]:
    """Say whether the ledger's last event lies in the future."""
    at = read.end().at
    last = _instant(at) if at else None
    yield from ledger(last, datetime.now(UTC), synthetic=read.study_row().synthetic)


def jobs() -> Iterator[Found]:
    """Say whether background work gets done."""
    from django_tasks_db.models import DBTaskResult

    waiting = DBTaskResult.objects.filter(status="READY").order_by("enqueued_at").first()
    if waiting is None:
        yield ok("jobs", "No job waits.")
    elif datetime.now(UTC) - waiting.enqueued_at > WAITING:
        yield fail("jobs", f"A job waits since {waiting.enqueued_at:%d %b %Y %H:%M} UTC: no worker runs.")
    else:
        yield ok("jobs", "Jobs wait for their turn, none for long.")


def backup() -> Iterator[Found]:
    """Say how old the last backup is."""
    made = read.accesses(Access.BACKUP_MADE, limit=1)
    head = read.head()
    if not made:
        level = ok if head.seq == 0 else warn
        yield level("backup", "No backup was ever made: hepatica backup DIR -o FILE.")
        return
    age = datetime.now(UTC) - _instant(made[0].at)
    said = f"The last backup was made {age.days} days and {age.seconds // 3600} hours ago."
    yield warn("backup", said) if age > timedelta(days=BACKUP_DAYS) else ok("backup", said)


def debug() -> Iterator[Found]:
    """Say whether errors would show the program's insides."""
    if settings.DEBUG:
        yield fail(
            "transport", "The program runs in debug mode and shows its insides to whoever makes an error."
        )


def _instant(at: str) -> datetime:
    return datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
