"""The fold: events → state. The same ``evolve`` keeps the projections, so the two cannot disagree.

A ``State`` may hold the whole study (fold, rebuild, verify, datasets at a cut) or the slice one command needs.
``evolve`` needs the study's anchors to know which items are dates others are counted from; it gets them as
``Landmarks``, derived from the definition in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from hepatica.ledger.rows import Row

R = TypeVar("R", bound=Row)
Address = tuple[str, str, str]
"""(table, subject, key)"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Landmarks:
    """Items whose values the subject row repeats, so that lists never open every form."""

    anchors: dict[tuple[str, str], str] = field(default_factory=dict)
    """(form, item) → anchor id."""
    planned: dict[tuple[str, str], str] = field(default_factory=dict)
    """(form, item) → anchor id."""
    ends: dict[tuple[str, str], str] = field(default_factory=dict)
    """(form, item) of a date → 'death', 'transplant', 'withdrawal', 'completed'."""


class State:
    """Rows by table, subject and key; remembers which were changed since it was made."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows: dict[Address, Row] = {(r.table, r.subject, r.key): r for r in rows}
        self._of: dict[tuple[str, str], dict[str, Row]] = {}
        for r in self._rows.values():
            self._of.setdefault((r.table, r.subject), {})[r.key] = r
        self.changed: set[Address] = set()

    def get(self, table: type[R], subject: str = "", key: str = "") -> R | None:
        """Return a row or None."""
        row = self._of.get((table.table, subject), {}).get(key)
        assert row is None or isinstance(row, table)
        return row

    def of(self, table: type[R], subject: str = "") -> tuple[R, ...]:
        """Return all rows of one subject in a table, in key order of insertion."""
        return tuple(r for r in self._of.get((table.table, subject), {}).values() if isinstance(r, table))

    def all(self, table: type[R]) -> Iterator[R]:
        """Yield the rows of every subject in a table."""
        for row in self._rows.values():
            if isinstance(row, table):
                yield row

    def rows(self) -> Iterator[Row]:
        """Yield every row."""
        yield from self._rows.values()

    def at(self, address: Address) -> Row | None:
        """Return the row at an address of ``changed``; None says it was dropped."""
        return self._rows.get(address)

    def put(self, row: Row) -> None:
        """Insert or replace a row."""
        address = (row.table, row.subject, row.key)
        self._rows[address] = row
        self._of.setdefault(address[:2], {})[row.key] = row
        self.changed.add(address)

    def drop(self, table: type[Row], subject: str, key: str) -> None:
        """Remove a row."""
        self._rows.pop((table.table, subject, key), None)
        self._of.get((table.table, subject), {}).pop(key, None)
        self.changed.add((table.table, subject, key))

    def copy(self) -> State:
        """Return a state with the same rows and nothing marked changed: rows are frozen, so this is cheap."""
        return State(self._rows.values())
