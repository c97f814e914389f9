"""THE write path: one command, one transaction, all of it or nothing.

Lock the chain, answer a repeated request, read the slice the command needs, decide, append the events, fold them into
the slice with the same ``evolve`` that rebuilds everything, store the changed rows, move the head.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

import msgspec
from django.db import connection
from django.db.backends.utils import CursorWrapper

from hepatica.conduct.commands import Actor, Command, Moment
from hepatica.conduct.decide import decide, needs
from hepatica.conduct.need import union
from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Refused, refuse
from hepatica.conduct.versions import UNDER_HEAD
from hepatica.ledger.events import Draft, Event, StudySynthetic, encode
from hepatica.ledger.state import Landmarks, State
from hepatica.store import append, clock, plans, projections
from hepatica.store.access import Access, body_of
from hepatica.store.append import End, Line
from hepatica.store.fold import folded
from hepatica.store.quoted import misquoted
from hepatica.store.transactions import rehearsal, writing
from hepatica.store.unavailable import StoreUnavailable

__all__ = ["Recorded", "Refused", "StoreUnavailable", "append_access", "keys", "record", "rehearsal"]


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """What a command became. Nothing changed when ``events`` is empty: what was sent stood there already."""

    seq_first: int
    seq_last: int
    events: tuple[Event, ...] = ()
    subject: str = ""
    """The participant concerned: for a screening, the number that was given."""
    repeated: bool = False
    """The request had been recorded before under the same key; this is the earlier result."""


def record(command: Command, *, actor: Actor, key: str | None = None) -> Recorded | Refused:
    """Record a command, or refuse it with every reason; either way nothing is half-written.

    ``key`` makes a request idempotent: sent twice, it is recorded once. Raises ``StoreUnavailable`` with a sentence
    when the database cannot write, and ``ClockRefused`` for a virtual clock on a real trial.
    """
    digest = sha256(command.model_dump_json().encode()).hexdigest() if key else ""
    with writing() as cursor:
        end = append.locked(cursor, "study")
        if key and (earlier := _earlier(cursor, key, actor.user, digest)):
            return earlier
        head = plans.in_force(cursor, end.definition, end.protocol)
        plan = _plan_for(cursor, head, command)
        need = needs(plan, command)
        if plan is not head:
            need = union(need, needs(head, command))
        state = projections.load(cursor, need)
        moment = next_moment(cursor, end)
        drafts = decide(plan, state, command, moment, actor, head=head)
        if isinstance(drafts, Refused):
            return drafts
        if refused := misquoted(cursor, command):  # only who may redact is told what an event does not hold
            return refused
        marks, under = (plan.landmarks, plan.definition) if plan else (Landmarks(), end.definition)
        recorded = write(cursor, end, state, drafts, marks, moment=moment, actor=actor.user, definition=under)
        if key:
            cursor.execute(_REMEMBER, (key, actor.user, digest, recorded.seq_first, recorded.seq_last))
    return recorded


def _plan_for(cursor: CursorWrapper, head: Plan | None, command: Command) -> Plan | None:
    """Return the version a command is decided under: the participant's own, but where it moves them to the one in force."""
    if command.kind in UNDER_HEAD:
        return head
    return plans.of_subject(cursor, head, getattr(command, "subject", ""))


_REMEMBER = "INSERT INTO idempotency (key, actor, command, seq_first, seq_last) VALUES (%s, %s, %s, %s, %s)"


def next_moment(cursor: CursorWrapper, end: End) -> Moment:
    """Return the instant for the next event; ClockRefused for a virtual one on a study not marked synthetic."""
    if end.seq:
        clock.guard(cursor)
    return clock.after(end.at, clock.now())


def write(
    cursor: CursorWrapper,
    end: End,
    state: State,
    drafts: Iterable[Draft],
    landmarks: Landmarks,
    *,
    moment: Moment,
    actor: str,
    definition: int | None = None,
) -> Recorded:
    """Append drafts to the study's chain, fold them into ``state`` and store what that changed."""
    lines = [Line(d.subject, d.fact.kind, encode(d.fact)) for d in drafts]
    if not lines:
        return Recorded(seq_first=end.seq + 1, seq_last=end.seq)
    if not end.seq and clock.is_virtual() and lines[0].kind != StudySynthetic.kind:
        raise clock.ClockRefused(clock.REFUSAL)
    known = {(row.table, row.subject, row.key) for row in state.rows()}
    events = append.linked(end, lines, at=moment.stamp, actor=actor, definition=definition)
    append.append(cursor, "study", end, events)
    projections.write(cursor, state, folded(events, state, landmarks), known)
    return _recorded(events)


def _recorded(events: Iterable[Event], *, repeated: bool = False) -> Recorded:
    events = tuple(events)
    subject = next((e.subject for e in events if e.subject), "")
    return Recorded(
        seq_first=events[0].seq, seq_last=events[-1].seq, events=events, subject=subject, repeated=repeated
    )


def keys(prefix: str) -> tuple[str, ...]:
    """Return the keys under which requests were recorded that begin with ``prefix``; none of it is a wildcard."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM idempotency WHERE substr(key, 1, %s) = %s", [len(prefix), prefix])
        return tuple(key for (key,) in cursor.fetchall())


def _earlier(cursor: CursorWrapper, key: str, user: str, digest: str) -> Recorded | Refused | None:
    cursor.execute("SELECT actor, command, seq_first, seq_last FROM idempotency WHERE key = %s", [key])
    found = cursor.fetchone()
    if found is None:
        return None
    actor, command, first, last = found
    if (actor, command) != (user, digest):
        said = "This request's key was used for another entry; nothing was stored. Send it again anew."
        return refuse("not_possible", said)
    if last < first:
        return Recorded(seq_first=first, seq_last=last, repeated=True)
    columns = ", ".join(append.COLUMNS)
    cursor.execute(
        f"SELECT {columns} FROM study_event WHERE seq BETWEEN %s AND %s ORDER BY seq",  # noqa: S608 - our own names
        [first, last],
    )
    return _recorded(
        (Event(**dict(zip(append.COLUMNS, row, strict=True))) for row in cursor.fetchall()), repeated=True
    )


def append_access(
    kind: Access, *, actor: str, subject: str = "", body: Mapping[str, str] | None = None
) -> int:
    """Append to the access chain who looked, signed in, exported or printed; return the event's number.

    ValueError when ``body`` is not of the kind's grammar; ``StoreUnavailable`` when it cannot be written.
    """
    line = Line(subject, kind.value, body_of(kind, body or {}))
    with writing() as cursor:
        end = append.locked(cursor, "access")
        moment = clock.after(end.at, clock.now())
        events = append.linked(end, [line], at=moment.stamp, actor=actor)
        append.append(cursor, "access", end, events)
    return events[0].seq
