"""Reads for signatures and locks: what changed since, which signatures no longer stand, what was locked and unlocked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from hepatica.ledger.events import Event
from hepatica.ledger.review_rows import LockRow
from hepatica.ledger.rows import SignatureRow
from hepatica.ledger.seals import CHANGES
from hepatica.store import projections, sight
from hepatica.store.append import COLUMNS

LOCKS = ("record.frozen", "record.locked", "record.unlocked")


def _events(where: str, values: Iterable[Any]) -> tuple[Event, ...]:
    sql = f"SELECT {', '.join(COLUMNS)} FROM study_event WHERE {where} ORDER BY seq"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        rows = cursor.fetchall()
    found = (Event(**dict(zip(COLUMNS, row, strict=True))) for row in rows)
    return tuple(event for event in found if not event.subject or sight.sees(event.subject))


def changes_of(subject: str, *, after: int) -> tuple[Event, ...]:
    """Return every event after a number that changed what a participant's forms say, oldest first."""
    kinds = sorted(CHANGES)
    marks = ", ".join(["%s"] * len(kinds))
    return _events(f"subject = %s AND seq > %s AND kind IN ({marks})", [subject, after, *kinds])


def lock_events() -> tuple[Event, ...]:
    """Return every freeze, lock and unlock of the trial, oldest first."""
    return _events(f"kind IN ({', '.join(['%s'] * len(LOCKS))})", LOCKS)


def no_longer_valid() -> tuple[SignatureRow, ...]:
    """Return the signatures that a change has invalidated, of every participant."""
    sql = "SELECT body FROM projected_signature WHERE NOT valid ORDER BY subject, key"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = [projections.revived("signature", body) for (body,) in cursor.fetchall()]
    return tuple(row for row in sight.seen(rows) if isinstance(row, SignatureRow))


def locks(subjects: Iterable[str] = ()) -> tuple[LockRow, ...]:
    """Return what is frozen or locked: of the study and its sites, and of some participants."""
    wanted = ["", *subjects]
    sql = f"SELECT body FROM projected_lock WHERE subject IN ({', '.join(['%s'] * len(wanted))}) ORDER BY subject, key"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted)
        rows = [projections.revived("lock", body) for (body,) in cursor.fetchall()]
    return tuple(row for row in rows if isinstance(row, LockRow))
