"""One write is one durable transaction; a rehearsal runs many and may undo them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, connections, transaction
from django.db.backends.utils import CursorWrapper

from hepatica.store.turn import turn
from hepatica.store.unavailable import said

_REHEARSING: ContextVar[bool] = ContextVar("rehearsing", default=False)


@contextmanager
def writing() -> Iterator[CursorWrapper]:
    """Run a write as one transaction that is on the disk when it ends, or did not happen.

    Raises ``StoreUnavailable`` with a sentence for every way the database can fail. Inside a ``rehearsal`` it is a
    part of the rehearsal's transaction.
    """
    durable = not _REHEARSING.get()
    with (
        said() as course,
        turn(connection),
        transaction.atomic(durable=durable),
        connection.cursor() as cursor,
    ):
        yield cursor
        course.committing = durable


class Attempt:
    """A rehearsal under way."""

    def __init__(self, *, keep: bool) -> None:
        self.kept = keep

    def undo(self) -> None:
        """Let nothing of it remain."""
        self.kept = False


@contextmanager
def rehearsal(*, keep: bool = False) -> Iterator[Attempt]:
    """Run several writes as one: undone at the end unless ``keep``, and always when ``undo`` was called or it fails.

    Rehearsals nest: an import rehearses each row within the rehearsal of the whole file.
    """
    attempt = Attempt(keep=keep)
    token = _REHEARSING.set(True)
    try:
        with said() as course, turn(connection), transaction.atomic():
            yield attempt
            if not attempt.kept:
                transaction.set_rollback(True)
            course.committing = attempt.kept and token.old_value is not True
    finally:
        _REHEARSING.reset(token)


@contextmanager
def upgrade(alias: str) -> Iterator[None]:
    """Run all migrations of a database as one transaction: killed among them, the tables are the earlier version's.

    By itself Django may commit a migration's tables before it notes that it made them, and then never gets past it.
    """
    owner = connections[alias]
    # SQLite changes tables only while it checks no foreign keys, and cannot be told so within a transaction.
    with owner.constraint_checks_disabled(), transaction.atomic(using=alias):
        yield


@contextmanager
def snapshot() -> Iterator[CursorWrapper]:
    """Read several tables as they stood at one instant, without holding up any writer."""
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            yield cursor
            return
        postgres = connection.vendor == "postgresql"
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if postgres else "BEGIN DEFERRED")
        try:
            yield cursor
        finally:
            cursor.execute("ROLLBACK")
