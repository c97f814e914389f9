"""Reading queries and what was said about findings: counts from columns, threads, and the events behind them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection

from hepatica.ledger.events import Event
from hepatica.ledger.review_rows import QueryRow
from hepatica.store import projections, read, sight
from hepatica.store.append import COLUMNS
from hepatica.store.parts import parts

_BODY = "SELECT body FROM projected_query WHERE "
_COUNT = (
    "SELECT subject, visit, form, state, COUNT(*) FROM projected_query WHERE state IN ('open', 'answered') {} "
    "GROUP BY subject, visit, form, state ORDER BY subject, visit, form, state"
)


class Counted(NamedTuple):
    """How many queries of one form stand in one state: open or answered."""

    subject: str
    visit: str
    form: str
    state: str
    n: int


def _rows(sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())


def _of(subjects: Iterable[str] | None) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Return the conditions that choose some participants, or everybody."""
    return [("subject = subject", ())] if subjects is None else parts(subjects)


def counted(subjects: Iterable[str] | None = None) -> tuple[Counted, ...]:
    """Count the queries that are not closed, of some participants or of all; no thread is read."""
    rows = (row for where, some in _of(subjects) for row in _rows(_COUNT.format(f" AND {where}"), some))
    return tuple(Counted(*row) for row in rows if sight.sees(row[0]))


def queries(*, closed: bool = False, subjects: Iterable[str] | None = None) -> tuple[QueryRow, ...]:
    """Return queries with their threads, oldest first: those not closed, or all; of some participants, or of all."""
    state = "state = state" if closed else "state IN ('open', 'answered')"
    found = (row for where, some in _of(subjects) for row in _revived(f"{_BODY}{state} AND {where}", some))
    return tuple(sorted(found, key=lambda row: row.seq))


def query(number: int) -> QueryRow | None:
    """Return the query that an event opened, whosesoever it is; None where the person may not see it."""
    return next(iter(_revived(_BODY + "key = %s", [str(number)])), None)


def _revived(sql: str, values: Iterable[Any]) -> tuple[QueryRow, ...]:
    rows = sight.seen(projections.revived("query", body) for (body,) in _rows(sql, values))
    return tuple(row for row in rows if isinstance(row, QueryRow))


def moved(subject: str, after: int) -> bool:
    """Whether anything of a participant was recorded after an event."""
    return bool(_rows("SELECT 1 FROM study_event WHERE subject = %s AND seq > %s LIMIT 1", [subject, after]))


def told(kinds: Iterable[str], *, subject: str = "", after: int = 0) -> tuple[Event, ...]:
    """Return the events of some kinds ``after`` a number, oldest first: of one participant, or of all who are seen.

    For pages that look back: it reads through the ledger, so no save calls it.
    """
    names = tuple(kinds)
    where = f"seq > %s AND kind IN ({', '.join(['%s'] * len(names))})" + (
        " AND subject = %s" if subject else ""
    )
    sql = f"SELECT {', '.join(COLUMNS)} FROM study_event WHERE {where} ORDER BY seq"  # noqa: S608 - our own names
    rows = _rows(sql, [after, *names, *([subject] if subject else [])])
    return read.shown(Event(**dict(zip(COLUMNS, row, strict=True))) for row in rows)
