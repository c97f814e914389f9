"""Reads for signatures and locks: what changed since, which signatures no longer stand, what was locked and unlocked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from hepatica.ledger.events import Event
from hepatica.ledger.review_rows import LockRow
from hepatica.ledger.rows import FormRow, SignatureRow
from hepatica.ledger.seals import CHANGES
from hepatica.store import projections, read, sight
from hepatica.store.append import COLUMNS
from hepatica.store.parts import parts

LOCKS = ("record.frozen", "record.locked", "record.unlocked")


def _events(where: str, values: Iterable[Any]) -> tuple[Event, ...]:
    sql = f"SELECT {', '.join(COLUMNS)} FROM study_event WHERE {where} ORDER BY seq"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        rows = cursor.fetchall()
    return read.shown(Event(**dict(zip(COLUMNS, row, strict=True))) for row in rows)


def changes_of(subject: str, *, after: int) -> tuple[Event, ...]:
    """Return every event after a number that changed what a participant's forms say, oldest first."""
    kinds = sorted(CHANGES)
    marks = ", ".join(["%s"] * len(kinds))
    return _events(f"subject = %s AND seq > %s AND kind IN ({marks})", [subject, after, *kinds])


def instants(subject: str) -> dict[int, str]:
    """Return when each event of a participant was written, by its number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, at FROM study_event WHERE subject = %s", [subject])
        return dict(cursor.fetchall())


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


def cleared() -> tuple[FormRow, ...]:
    """Return the forms in which no answer stands any more, of every participant: begun, though their columns count none."""
    return _forms("answered = 0", ())


def compared(forms: Iterable[str]) -> tuple[FormRow, ...]:
    """Return some forms with their answers, and every other of which anything was compared with its source."""
    names = tuple(forms)
    some = f"form IN ({', '.join(['%s'] * len(names))}) OR " if names else ""
    begun = "SELECT 1 FROM projected_verification v WHERE v.subject = f.subject AND v.key = f.key"
    return _forms(f"{some}EXISTS ({begun})", names)


def _forms(where: str, values: Iterable[Any]) -> tuple[FormRow, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT f.body FROM projected_form f WHERE {where}", list(values))  # noqa: S608
        rows = [projections.revived("form", body) for (body,) in cursor.fetchall()]
    return tuple(row for row in sight.seen(rows) if isinstance(row, FormRow))


def locks(subjects: Iterable[str] = ()) -> tuple[LockRow, ...]:
    """Return what is frozen or locked: of the study and its sites, and of some participants."""
    rows = []
    with connection.cursor() as cursor:
        for where, some in parts(["", *subjects]):
            sql = f"SELECT body FROM projected_lock WHERE {where} ORDER BY subject, key"  # noqa: S608 - our own names
            cursor.execute(sql, some)
            rows += [projections.revived("lock", body) for (body,) in cursor.fetchall()]
    return tuple(row for row in rows if isinstance(row, LockRow))
