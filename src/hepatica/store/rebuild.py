"""Make the projections anew from the ledger: the same fold as every save, from the first event on."""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

from hepatica.ledger.rows import TABLES
from hepatica.ledger.state import Address, State
from hepatica.store import append, projections, read
from hepatica.store.fold import folded
from hepatica.store.transactions import writing


def rebuild() -> str:
    """Replace every projected row by what the ledger folds into, in one transaction; say how many there are."""
    with writing() as cursor:
        end = append.locked(cursor, "study")
        state = State()
        touched = folded(read.stream(cursor, last=end.seq), state)
        rows = sum(_replace(cursor, table, state, touched) for table in TABLES)
    return f"Made {rows} rows in {len(TABLES)} tables anew from {end.seq} events."


def _replace(cursor: CursorWrapper, table: str, state: State, touched: dict[Address, int]) -> int:
    cursor.execute(f"DELETE FROM projected_{table}")  # noqa: S608 - our own name
    rows = [
        projections.stored(row, seq)
        for address, seq in touched.items()
        if address[0] == table and (row := state.at(address)) is not None
    ]
    projections.insert(cursor, table, rows)
    return len(rows)
