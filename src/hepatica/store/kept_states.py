"""The record as it stood, without folding it from the first event each time: folded states are kept at some numbers.

A state is kept in memory by the number and the hash of its last event, so that a process that sees one folder after
another, or a ledger that was restored, never takes one record's state for another's. So many are kept and no more
(``docs/adr/0020-folded-checkpoints.md``); what is not kept is folded from the nearest one before it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from threading import Lock

from django.db.backends.utils import CursorWrapper

from hepatica.ledger import upcast
from hepatica.ledger.events import Event, StudyPublished
from hepatica.ledger.evolve import Versions, evolve
from hepatica.ledger.state import State
from hepatica.store import plans
from hepatica.store.append import COLUMNS

MOST = 24
"""States that are kept: the one used longest ago goes first."""
APART = 1000
"""Events between two of them at least; in a long ledger a sixteenth of it."""
MOST_ROWS = 400_000
"""Rows that all of them hold together, but for the last one: a large trial keeps fewer states, not more memory."""
_KEPT: OrderedDict[tuple[int, str], State] = OrderedDict()
_ROWS: dict[tuple[int, str], int] = {}
_LOCK = Lock()
_SIZE = 2000


def state_at(cursor: CursorWrapper, seq: int) -> State:
    """Return the whole state after event ``seq`` as the ledger folds to it: the caller's own copy."""
    asked = _hash(cursor, seq)
    begun, state = _nearest(cursor, seq)
    if begun < seq:
        _fold_on(cursor, state, begun, seq)
        _keep(seq, asked, state)
    return state


def forget() -> None:
    """Keep nothing any more: for tests, and after the tables were replaced under a running process."""
    with _LOCK:
        _KEPT.clear()
        _ROWS.clear()


def _nearest(cursor: CursorWrapper, seq: int) -> tuple[int, State]:
    """Return the last kept state at or before a number that still belongs to this ledger; else the empty one."""
    with _LOCK:
        known = sorted((key for key in _KEPT if key[0] <= seq), reverse=True)
    for at, digest in known:
        if _hash(cursor, at) != digest:
            continue
        with _LOCK:
            state = _KEPT.get((at, digest))
            if state is not None:
                _KEPT.move_to_end((at, digest))
                return at, state.copy()
    return 0, State()


def _fold_on(cursor: CursorWrapper, state: State, begun: int, seq: int) -> None:
    """Fold the events after ``begun`` up to ``seq`` into a state, and keep it at regular numbers on the way."""
    apart = max(APART, seq // 16)
    versions = Versions(plans.landmarks_of)
    for event in _published(cursor, begun):
        versions.of(event)
    for event in _stream(cursor, begun, seq):
        evolve(state, event, versions.of(event))
        if event.seq % apart == 0 and event.seq < seq:
            _keep(event.seq, event.hash, state)
    state.changed.clear()


def _keep(seq: int, digest: str, state: State) -> None:
    rows = sum(1 for _row in state.rows())
    with _LOCK:
        _KEPT[seq, digest] = state.copy()
        _ROWS[seq, digest] = rows
        _KEPT.move_to_end((seq, digest))
        while len(_KEPT) > MOST or (len(_KEPT) > 1 and sum(_ROWS.values()) > MOST_ROWS):
            gone, _state = _KEPT.popitem(last=False)
            del _ROWS[gone]


def _hash(cursor: CursorWrapper, seq: int) -> str:
    cursor.execute("SELECT hash FROM study_event WHERE seq = %s", [seq])
    found = cursor.fetchone()
    return found[0] if found else ""


def _published(cursor: CursorWrapper, last: int) -> Iterator[Event]:
    """Yield the protocols published up to an event, in their order: later events name them."""
    columns = ", ".join(COLUMNS)
    cursor.execute(
        f"SELECT {columns} FROM study_event WHERE kind = %s AND NOT (kind = 'item.entered') AND seq <= %s ORDER BY seq",  # noqa: S608
        [StudyPublished.kind, last],
    )
    found = [Event(**dict(zip(COLUMNS, row, strict=True))) for row in cursor.fetchall()]
    yield from (event for event in found if isinstance(upcast.read(event), StudyPublished))


def _stream(cursor: CursorWrapper, after: int, last: int) -> Iterator[Event]:
    sql = f"SELECT {', '.join(COLUMNS)} FROM study_event WHERE seq > %s AND seq <= %s ORDER BY seq"  # noqa: S608
    for start in range(after, last, _SIZE):
        cursor.execute(sql, [start, min(start + _SIZE, last)])
        for row in cursor.fetchall():
            yield Event(**dict(zip(COLUMNS, row, strict=True)))
