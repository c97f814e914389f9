"""The record out of one database and into another, event by event, the same on both engines.

What leaves is read at one instant (``transactions.snapshot``); what comes in is appended as it was written: same
numbers, times and hashes, each checked against the one before. The projections are no part of it: they are folded anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.backends.utils import CursorWrapper

from hepatica.ledger.chain import first_break
from hepatica.ledger.events import Event
from hepatica.ledger.lines import events_of, line_of
from hepatica.store import append, read

CHAINS = ("study", "access")
_CHUNK = 2000
_SAVED = "SELECT key, actor, command, seq_first, seq_last FROM idempotency ORDER BY seq_first, key"


class NotCarried(ValueError):  # noqa: N818 - the sentence is what matters
    """A chain that does not follow from event to event is not taken in."""


def chain_out(cursor: CursorWrapper, chain: str, last: int) -> Iterator[bytes]:
    """Yield a chain as lines, to event ``last``."""
    return map(line_of, read.stream(cursor, chain=chain, last=last))


def requests_out(cursor: CursorWrapper) -> Iterator[bytes]:
    """Yield which requests were answered with which events: one sent again after a move is still recorded once."""
    cursor.execute(_SAVED)
    while rows := cursor.fetchmany(_CHUNK):
        for row in rows:
            yield json.dumps(row, ensure_ascii=False).encode() + b"\n"


def chain_in(cursor: CursorWrapper, chain: str, lines: Iterable[bytes]) -> int:
    """Append a whole chain to an empty one and return how many events came; NotCarried names the first that cannot."""
    end = append.locked(cursor, chain)
    if end.seq:
        raise NotCarried(f"This database holds {end.seq} events of the {chain} chain already.")
    try:
        for events in _chunks(events_of(lines)):
            _follow(chain, events, end)
            append.append(cursor, chain, end, events)
            end = append.locked(cursor, chain)
    except NotCarried:
        raise
    except ValueError as error:
        raise NotCarried(f"In the {chain} chain: {error}.") from error
    return end.seq


def _follow(chain: str, events: list[Event], end: append.End) -> None:
    if found := first_break(events, prev=end.hash, seq=end.seq):
        raise NotCarried(f"In the {chain} chain {found[1]}.")


def requests_in(cursor: CursorWrapper, lines: Iterable[bytes]) -> int:
    """Take in which requests were answered; return how many."""
    rows = [tuple(json.loads(line)) for line in lines]
    append.remember(cursor, rows)
    return len(rows)


def _chunks(events: Iterator[Event]) -> Iterator[list[Event]]:
    while chunk := list(islice(events, _CHUNK)):
        yield chunk
