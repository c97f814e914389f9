"""Insert many rows in one go, the quick way of each engine."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

Value = str | int | bool


def insert(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]
) -> None:
    """Insert rows of one table; ``table`` and ``columns`` are our own names.

    PostgreSQL copies them in as one stream, since each statement there is a journey to the server; SQLite prepares
    one statement for all.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    if cursor.db.vendor == "sqlite":
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our own names
        return
    with cursor.db.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as stream:
        for row in rows:
            stream.write_row(row)
