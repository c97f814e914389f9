"""The fold: events → state. The same ``evolve`` keeps the projections, so the two cannot disagree.

A ``State`` may hold the whole study (fold, rebuild, verify, datasets at a cut) or the slice one command needs.
``evolve`` needs the study's anchors to know which items are dates others are counted from; it gets them as
``Landmarks``, derived from the definition in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar, cast

from hepatica.ledger.row import Row
from hepatica.study.schedule import End

R = TypeVar("R", bound=Row)
Address = tuple[str, str, str]
"""(table, subject, key)"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Landmarks:
    """Items whose values the subject row repeats, so that lists never open every form."""

    anchors: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(form, item) → ids of the anchors counted from it."""
    planned: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(form, item) → ids of the anchors it stands in for."""
    ends: dict[str, tuple[End, ...]] = field(default_factory=dict)
    """Form → what ends a participant's course there."""
    groups: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """(form, group) → its items: the answers a struck-out row takes away."""
    order: str = ""
    """The anchor that orders every list and picture: the infusion."""


class State:
    """Rows by table, subject and key; remembers which were changed since it was made."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._tables: dict[str, dict[str, dict[str, Row]]] = {}
        self.changed: set[Address] = set()
        for row in rows:
            self._insert(row)

    def _insert(self, row: Row) -> None:
        self._tables.setdefault(row.table, {}).setdefault(row.subject, {})[row.key] = row

    def get(self, table: type[R], subject: str = "", key: str = "") -> R | None:
        """Return a row or None."""
        return cast("R | None", self._subject(table, subject).get(key))

    def of(self, table: type[R], subject: str = "") -> tuple[R, ...]:
        """Return all rows of one subject in a table, in the order in which they first appeared."""
        return cast("tuple[R, ...]", tuple(self._subject(table, subject).values()))

    def _subject(self, table: type[Row], subject: str) -> dict[str, Row]:
        return self._tables.get(table.table, _NOTHING).get(subject, _NONE)

    def all(self, table: type[R]) -> Iterator[R]:
        """Yield the rows of every subject in a table."""
        for rows in self._tables.get(table.table, _NOTHING).values():
            yield from cast("Iterable[R]", rows.values())

    def rows(self) -> Iterator[Row]:
        """Yield every row."""
        for subjects in self._tables.values():
            for rows in subjects.values():
                yield from rows.values()

    def at(self, address: Address) -> Row | None:
        """Return the row at an address of ``changed``; None says it was dropped."""
        table, subject, key = address
        return self._tables.get(table, _NOTHING).get(subject, _NONE).get(key)

    def put(self, row: Row) -> None:
        """Insert or replace a row."""
        self._insert(row)
        self.changed.add((row.table, row.subject, row.key))

    def drop(self, table: type[Row], subject: str, key: str) -> None:
        """Remove a row."""
        if self._subject(table, subject).pop(key, None) is not None:
            self.changed.add((table.table, subject, key))

    def copy(self) -> State:
        """Return a state with the same rows and nothing marked changed: rows are frozen, so this is cheap."""
        twin = State()
        twin._tables = {
            table: {subject: dict(rows) for subject, rows in subjects.items()}
            for table, subjects in self._tables.items()
        }
        return twin


_NONE: dict[str, Row] = {}
_NOTHING: dict[str, dict[str, Row]] = {}
