"""Is the record what was written? Both chains, their ends, the triggers, and every projected row against the fold.

What this proves has a limit (``docs/adr/0010``): who owns the database can rewrite chain, heads and projections
together. A hash printed on paper ends that: give it as an anchor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from hepatica.ledger.chain import GENESIS, first_break, link
from hepatica.ledger.events import Event
from hepatica.ledger.rows import TABLES
from hepatica.ledger.state import State
from hepatica.store import checkpoint, projections, read, triggers
from hepatica.store.append import COLUMNS, End
from hepatica.store.fold import folded
from hepatica.store.transactions import snapshot

_CHUNK = 2000
_NAMES = {"study": "study", "access": "access chain"}


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What verify found."""

    sound: bool
    sentences: tuple[str, ...]
    """What is wrong, the first broken event before all else; or, when all is sound, what was checked."""
    study: read.Head
    access: read.Head


def verify(*, anchors: Iterable[read.Head] = ()) -> Report:
    """Check the whole record; ``anchors`` are stamps of the study chain kept outside (on a printed report)."""
    try:
        with snapshot() as cursor:
            return _verified(cursor, tuple(anchors))
    except DatabaseError as error:
        nowhere = read.Head(0, GENESIS)
        sentence = f"The database cannot be read, so nothing is known of the record: {error}."
        return Report(sound=False, sentences=(sentence,), study=nowhere, access=nowhere)


def _verified(cursor: CursorWrapper, anchors: tuple[read.Head, ...]) -> Report:
    ends = {chain: read.end(chain) for chain in ("study", "access")}
    broken = [s for chain, end in ends.items() for s in _chain(cursor, chain, end)]
    broken += [s for anchor in anchors for s in _anchor(anchor)]
    problems = [*broken, *_triggers(), *filter(None, [checkpoint.exchanged()])]
    if broken:
        problems.append("The projections were not compared: the ledger they come from is broken.")
    else:
        problems += _projections(cursor, ends["study"])
    heads = {chain: read.Head(end.seq, end.hash) for chain, end in ends.items()}
    return Report(sound=not problems, sentences=tuple(problems) or _sound(heads), **heads)


def _sound(heads: dict[str, read.Head]) -> tuple[str, ...]:
    study, access = heads["study"], heads["access"]
    return (
        f"{study.seq} events of the study and {access.seq} of the access chain each follow from the one before.",
        f"The last event of the study is {study.seq}, sealed {study.hash}.",
        f"The rows of all {len(TABLES)} projections equal the ledger, and the triggers are in place.",
    )


# -- Chains ---------------------------------------------------------------------------------------------------------


def first_unsealed(cursor: CursorWrapper, chain: str, last: int) -> tuple[int, str]:
    """Return the number before the first event that does not follow, and the hash there; ``last`` when all do.

    Walks plain tuples: an ``Event`` for each would cost more than its hash. ``chain.first_break`` says why.
    """
    raw = cursor.db.connection.cursor()  # the driver's own: Django's would look at every row again
    seq, prev = 0, GENESIS
    for start in range(0, last, _CHUNK):
        raw.execute(
            f"SELECT {', '.join(COLUMNS)} FROM {chain}_event WHERE seq > {start} AND seq <= {start + _CHUNK} "  # noqa: S608
            "ORDER BY seq"
        )
        due = seq
        for seen, at, actor, subject, kind, schema, definition, body, before, digest in raw.fetchall():
            due += 1
            if (
                seen != due
                or before != prev
                or digest != link(prev, seen, at, actor, subject, kind, schema, definition, body)
            ):
                return seq, prev
            seq, prev = due, digest
    return seq, prev


def _last(cursor: CursorWrapper, chain: str) -> tuple[int, str]:
    cursor.execute(f"SELECT seq, at FROM {chain}_event ORDER BY seq DESC LIMIT 1")  # noqa: S608 - our own name
    seq, at = cursor.fetchone() or (0, "")
    return int(seq), at


def _chain(cursor: CursorWrapper, chain: str, end: End) -> Iterator[str]:
    last, at = _last(cursor, chain)
    good, prev = first_unsealed(cursor, chain, last)
    if good < last:
        rest = read.stream(cursor, chain=chain, after=good, last=last)
        found = first_break(rest, prev=prev, seq=good)
        yield _broken(chain, *found) if found else f"The {_NAMES[chain]} breaks after event {good}."
    elif last < end.seq:
        gone = (
            f"events {last + 1} to {end.seq} are"
            if end.seq - last > 1
            else f"event {end.seq}, the last one, is"
        )
        yield f"In the {_NAMES[chain]} {gone} missing: its head says {end.seq} and it ends at {last}."
    elif end[:3] != (last, prev, at):
        says = f"it says {' '.join(map(str, end[:3]))}, the ledger {last} {prev} {at}"
        yield f"The head of the {_NAMES[chain]} was altered: {says}."
    elif chain == "study":
        yield from _definition(cursor, end)


def _definition(cursor: CursorWrapper, end: End) -> Iterator[str]:
    cursor.execute("SELECT coalesce(max(seq), 0) FROM study_event WHERE kind = 'study.published'")
    published = int(cursor.fetchone()[0])
    event = read.event(published) if published else None
    sealed = getattr(event.fact, "sha256", "") if event else ""
    if (end.definition, end.protocol) != (published, sealed):
        yield f"The head was altered: it names event {end.definition} as the protocol in force, the ledger {published}."


def _anchor(anchor: read.Head) -> Iterator[str]:
    event = read.event(anchor.seq)
    if event is None or event.seq != anchor.seq:
        yield f"Event {anchor.seq}, whose hash was kept outside, is missing."
    elif not event.hash.startswith(anchor.hash):
        yield f"The ledger was rewritten at or before event {anchor.seq}: its hash is not the one kept outside."


def _broken(chain: str, event: Event, why: str) -> str:
    of = f" of participant {event.subject}" if event.subject else ""
    return (
        f"In the {_NAMES[chain]} {why}. It is {event.kind}{of} "
        f"by {_person(event)}, {_minute(event.at)} ({settings.TIME_ZONE})."
    )


def _person(event: Event) -> str:
    name = next((grant.name for grant in read.grants_of(event.actor)), "")
    return f"{name} ({event.actor})" if name else event.actor


def _minute(at: str) -> str:
    try:
        moment = datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return f"at an instant that cannot be read ({at})"
    return f"{moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%d %b %Y %H:%M}"


def _triggers() -> Iterator[str]:
    if gone := triggers.missing(connection):
        yield f"The database no longer protects the ledger: triggers missing or altered: {', '.join(gone)}."


# -- Projections ----------------------------------------------------------------------------------------------------


def _projections(cursor: CursorWrapper, end: End) -> Iterator[str]:
    state = State()
    try:
        touched = folded(read.stream(cursor, last=end.seq), state)
    except (ValueError, msgspec.MsgspecError) as error:
        yield f"The ledger cannot be folded: {error}."
        return
    due: dict[str, dict[tuple[str, str], tuple[Any, ...]]] = {table: {} for table in TABLES}
    for address, seq in touched.items():
        if (row := state.at(address)) is not None:
            due[address[0]][address[1:]] = projections.stored(row, seq)
    for table in TABLES:
        for stored in projections.each(cursor, table):
            expected = due[table].pop((stored[0], stored[1]), None)
            if expected is None:
                yield f"{_place(table, *stored[:2])} stands in the projections and not in the ledger."
            elif tuple(stored) != expected:
                yield f"{_place(table, *stored[:2])} differs from the ledger (event {expected[2]}). Run: hepatica rebuild"
        for subject, key in due[table]:
            yield f"{_place(table, subject, key)} is missing from the projections. Run: hepatica rebuild"


def _place(table: str, subject: str, key: str) -> str:
    whose = f" of participant {subject}" if subject else " of the study"
    return f"The {table} row{f' {key}' if key else ''}{whose}"
