"""The hash chain: each event's hash covers its whole content and the hash before it.

What it proves: a change is evident against any hash kept outside (a printed report). An owner of the database
with no such anchor against them could rewrite it all.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from hepatica.ledger.events import Event

GENESIS = "0" * 64


def link(
    prev: str, seq: int, at: str, actor: str, subject: str, kind: str, schema: int, definition: int, body: str
) -> str:
    """Return the SHA-256 (hex) that seals an event after ``prev``. No field but the body may hold a line break."""
    sealed = f"{prev}\n{seq}\n{at}\n{actor}\n{subject}\n{kind}\n{schema}\n{definition}\n{body}"
    return sha256(sealed.encode()).hexdigest()


def first_break(events: Iterable[Event], *, prev: str = GENESIS, seq: int = 0) -> tuple[Event, str] | None:
    """Return the first event that does not follow from the one before, with a sentence; None when all do."""
    for e in events:
        seq += 1
        if e.seq != seq:
            return e, f"event {seq} is missing: after {seq - 1} comes {e.seq}"
        if e.prev != prev:
            return e, f"event {e.seq} does not continue event {e.seq - 1}"
        if e.hash != link(prev, e.seq, e.at, e.actor, e.subject, e.kind, e.schema, e.definition, e.body):
            return e, f"event {e.seq} was altered after it was written"
        prev = e.hash
    return None
