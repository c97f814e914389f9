"""The end of a chain: take its lock, link new events to it, move its head. Only this module inserts events."""

from __future__ import annotations

from typing import NamedTuple, cast

from django.db.backends.utils import CursorWrapper

from hepatica.ledger.chain import GENESIS, link
from hepatica.ledger.events import SCHEMA, Event, StudyPublished
from hepatica.store import bulk
from hepatica.store.unavailable import NOTHING, StoreUnavailable

COLUMNS = ("seq", "at", "actor", "subject", "kind", "schema", "definition", "body", "prev", "hash")
_TABLE = {"study": "study_event", "access": "access_event"}
READ_HEAD = "SELECT seq, hash, at, definition, protocol FROM head WHERE chain = %s"
_LOCK = f"{READ_HEAD} FOR UPDATE"


class End(NamedTuple):
    """Where a chain ends: number, hash and instant of its last event, and the protocol in force there."""

    seq: int
    hash: str
    at: str
    definition: int
    protocol: str


NOWHERE = End(0, GENESIS, "", 0, "")
"""Where a chain ends before its first event."""


class Line(NamedTuple):
    """An event that has no number yet."""

    subject: str
    kind: str
    body: str


def locked(cursor: CursorWrapper, chain: str) -> End:
    """Take the chain's lock until the transaction ends, and return where it stands."""
    cursor.execute(
        _LOCK if cursor.db.vendor == "postgresql" else READ_HEAD, [chain]
    )  # SQLite's BEGIN IMMEDIATE holds it
    found = cursor.fetchone()
    if found is None:
        raise StoreUnavailable(f"{NOTHING}: the head of the ledger is missing. Run: hepatica verify.")
    return End(*found)


def linked(end: End, lines: list[Line], *, at: str, actor: str, definition: int | None = None) -> list[Event]:
    """Return the events that continue a chain. ValueError when a field could be mistaken for two.

    ``definition`` is the version of the protocol they were made under, where it is not the one in force.
    """
    events, seq, prev = list[Event](), end.seq, end.hash
    under = end.definition if definition is None else definition
    for line in lines:
        if "\n" in f"{actor}{line.subject}{line.kind}":
            raise ValueError("no name in an event may hold a line break")
        seq += 1
        sealed = link(prev, seq, at, actor, line.subject, line.kind, SCHEMA, under, line.body)
        events.append(
            Event(
                seq=seq,
                at=at,
                actor=actor,
                subject=line.subject,
                kind=line.kind,
                schema=SCHEMA,
                definition=under,
                body=line.body,
                prev=prev,
                hash=sealed,
            )
        )
        prev = sealed
    return events


def append(cursor: CursorWrapper, chain: str, end: End, events: list[Event]) -> None:
    """Insert events and move the head from ``end`` to the last of them."""
    rows = [
        (e.seq, e.at, e.actor, e.subject, e.kind, e.schema, e.definition, e.body, e.prev, e.hash)
        for e in events
    ]
    bulk.insert(cursor, _TABLE[chain], COLUMNS, rows)
    definition, protocol = end.definition, end.protocol
    for event in events:
        if event.kind == StudyPublished.kind:
            definition, protocol = event.seq, cast("StudyPublished", event.fact).sha256
    last = events[-1]
    cursor.execute(
        "UPDATE head SET seq = %s, hash = %s, at = %s, definition = %s, protocol = %s WHERE chain = %s",
        [last.seq, last.hash, last.at, definition, protocol, chain],
    )


def remember(cursor: CursorWrapper, rows: list[tuple[str, str, str, int, int]]) -> None:
    """Keep which requests were answered with which events: (key, actor, command, first, last)."""
    bulk.insert(cursor, "idempotency", ("key", "actor", "command", "seq_first", "seq_last"), rows)
