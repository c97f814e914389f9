"""Reading the audit trail: pages, counts and whole runs of events by participant, person, day, form, item and kind.

A page looks along an index or at a bounded stretch of the ledger, never at the whole of it. Instants never go back along
the numbers (``clock.after``), so a day is found by halving. What a person may not see is not there (``store/sight``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import connection

from hepatica.ledger import redaction
from hepatica.ledger.events import Event, ItemEntered
from hepatica.store import read, sight
from hepatica.store.append import COLUMNS
from hepatica.store.read import Head

STRETCH = 10_000
"""Events that one page looks through at most."""
_CHUNK = 1000
_BACK = 200
_SELECT = (
    f"SELECT {', '.join(COLUMNS)} FROM {{chain}}_event WHERE {{where}} ORDER BY seq {{order}} LIMIT {{limit}}"  # noqa: S608
)
_RARE = f"NOT (kind = '{ItemEntered.kind}')"
"""The condition of the index by kind, word for word: without it neither engine uses the index."""


class _Place(msgspec.Struct):
    """As much of a body as a filter asks for."""

    form: str = ""
    item: str = ""
    visit: str = ""


_PLACE = msgspec.json.Decoder(_Place).decode


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for; what is empty asks nothing."""

    subject: str = ""
    actor: str = ""
    kinds: frozenset[str] = frozenset()
    form: str = ""
    item: str = ""
    among: frozenset[tuple[str, str]] = frozenset()
    """(form, item) of answers: what the protocol calls critical."""
    since: datetime | None = None
    until: datetime | None = None
    """The first instant that is too late."""
    after: int = 0
    """Only events after this number."""
    last: int = 0
    """Only events up to this number; 0: to the head."""

    @property
    def by_place(self) -> bool:
        """Whether a form, an item or a set of answers is asked for: that stands in the body, where no index reaches."""
        return bool(self.form or self.item or self.among)

    def holds(self, event: Event) -> bool:
        """Whether an event's place is wanted; the rest is asked of the database."""
        if not self.by_place:
            return True
        place = _PLACE(event.body)
        if (self.form and place.form != self.form) or (self.item and place.item != self.item):
            return False
        return not self.among or (place.form, place.item) in self.among


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some events, the newest first."""

    events: tuple[Event, ...]
    older: int = 0
    """From where to look further back: events before this number; 0 when there are none."""
    looked_to: int = 0
    """The number down to which was looked, where the page is not full and there is more; else 0."""


def page(wanted: Wanted, *, before: int = 0, size: int = 50, chain: str = "study") -> Page:
    """Return the newest events that are wanted, before a number where one is given."""
    low, high = _bounds(wanted, chain)
    top = min(before, high + 1) if before else high + 1
    floor = max(low, top - STRETCH) if _is_open(wanted, chain) else low
    found: list[Event] = []
    for event in _walk(wanted, chain, low=floor, top=top):
        found.append(event)
        if len(found) > size:
            return Page(events=tuple(found[:size]), older=found[size - 1].seq)
    if floor > low:
        return Page(events=tuple(found), older=floor, looked_to=floor)
    return Page(events=tuple(found))


def each(wanted: Wanted, *, chain: str = "study") -> Iterator[Event]:
    """Yield every event that is wanted, oldest first."""
    low, high = _bounds(wanted, chain)
    where, values = _where(wanted, chain)
    struck, at = _struck(chain), low - 1
    while True:
        sql = _SELECT.format(
            chain=chain, where=f"{where} AND seq > %s AND seq <= %s", order="ASC", limit=_CHUNK
        )
        rows = _rows(sql, [*values, at, high])
        yield from (redaction.masked(one, struck) for one in map(_event, rows) if _shown(wanted, one))
        if len(rows) < _CHUNK:
            return
        at = rows[-1][0]


def count(wanted: Wanted, *, chain: str = "study") -> int:
    """Return how many events are wanted: counted by the database where it can tell, else one by one."""
    if wanted.by_place or sight.is_limited():
        return sum(1 for _ in each(wanted, chain=chain))
    low, high = _bounds(wanted, chain)
    where, values = _where(wanted, chain)
    sql = f"SELECT COUNT(*) FROM {chain}_event WHERE {where} AND seq >= %s AND seq <= %s"  # noqa: S608 - our own names
    return int(_rows(sql, [*values, low, high])[0][0])


def of_kinds(kinds: Iterable[str], *, last: int = 0) -> tuple[Event, ...]:
    """Return every event of some kinds (never plain entry), in order: few in any trial, and found by their index."""
    return tuple(each(Wanted(kinds=frozenset(kinds) - {ItemEntered.kind}, last=last)))


def numbered(seqs: Iterable[int]) -> tuple[Event, ...]:
    """Return the events of some numbers, in order, as far as they are seen."""
    wanted, found, struck = sorted(set(seqs)), list[Event](), _struck("study")
    for start in range(0, len(wanted), _CHUNK // 2):
        some = wanted[start : start + _CHUNK // 2]
        sql = _SELECT.format(
            chain="study", where=f"seq IN ({', '.join(['%s'] * len(some))})", order="ASC", limit=len(some)
        )
        found += [
            redaction.masked(one, struck) for one in map(_event, _rows(sql, some)) if sight.sees(one.subject)
        ]
    return tuple(found)


def head_at(moment: datetime) -> Head:
    """Return the last event at or before an instant; number 0 before the first."""
    seq = _before(moment, "study", inclusive=True)
    found = _rows("SELECT hash FROM study_event WHERE seq = %s", [seq])
    return Head(seq, found[0][0]) if found else Head(0, "")


def _bounds(wanted: Wanted, chain: str) -> tuple[int, int]:
    """Return the first and the last number that can be wanted."""
    high = min(read.end(chain).seq, wanted.last or 2**62)
    if wanted.until:
        high = min(high, _before(wanted.until, chain, inclusive=False))
    low = _before(wanted.since, chain, inclusive=False) + 1 if wanted.since else 1
    return max(low, wanted.after + 1), high


def _before(moment: datetime, chain: str, *, inclusive: bool) -> int:
    """Return the last number whose instant is before a moment (or at it), by halving."""
    stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    low, high = 0, read.end(chain).seq
    sql = f"SELECT at FROM {chain}_event WHERE seq = %s"  # noqa: S608 - our own name
    while low < high:
        middle = (low + high + 1) // 2
        at = _rows(sql, [middle])[0][0]
        if at < stamp or (inclusive and at == stamp):
            low = middle
        else:
            high = middle - 1
    return low


def _is_open(wanted: Wanted, chain: str) -> bool:
    """Whether nothing but the numbers themselves leads to what is wanted: then a page looks at a stretch of them."""
    indexed = wanted.subject or wanted.actor or (wanted.kinds and (chain == "access" or _rare(wanted)))
    return wanted.by_place or sight.is_limited() or not indexed


def _rare(wanted: Wanted) -> bool:
    return bool(wanted.kinds) and ItemEntered.kind not in wanted.kinds


def _where(wanted: Wanted, chain: str) -> tuple[str, list[Any]]:
    parts, values = ["1 = 1"], list[Any]()
    for column in ("subject", "actor"):
        if value := getattr(wanted, column):
            parts.append(f"{column} = %s")
            values.append(value)
    if wanted.kinds:
        parts.append(f"kind IN ({', '.join(['%s'] * len(wanted.kinds))})")
        values += sorted(wanted.kinds)
        if chain == "study" and _rare(wanted):
            parts.append(_RARE)
    return " AND ".join(parts), values


def _walk(wanted: Wanted, chain: str, *, low: int, top: int) -> Iterator[Event]:
    """Yield what is wanted below ``top`` down to ``low``, newest first."""
    where, values = _where(wanted, chain)
    struck = _struck(chain)
    sql = _SELECT.format(chain=chain, where=f"{where} AND seq >= %s AND seq < %s", order="DESC", limit=_BACK)
    while top > low:
        rows = _rows(sql, [*values, low, top])
        for one in map(_event, rows):
            if _shown(wanted, one):
                yield redaction.masked(one, struck)
        if len(rows) < _BACK:
            return
        top = rows[-1][0]


def _shown(wanted: Wanted, event: Event) -> bool:
    return sight.sees(event.subject) and wanted.holds(event)


def _struck(chain: str) -> redaction.Struck:
    return redaction.struck_by(read.redactions() if chain == "study" else ())


def _rows(sql: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())


def _event(row: tuple[Any, ...]) -> Event:
    return read.veiled(Event(**dict(zip(COLUMNS, row, strict=True))))
