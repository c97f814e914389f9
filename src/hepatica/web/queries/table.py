"""Queries as comma-separated values: one row per query or finding, safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hepatica.ledger.review_rows import QueryRow
from hepatica.ledger.rows import FindingRow
from hepatica.report.spreadsheet import lines
from hepatica.web.queries.worklist import Line

HEAD = [
    "query",
    "participant",
    "visit",
    "form",
    "item",
    "row",
    "asked_by",
    "asked_at",
    "state",
    "waits_for",
    "lines",
    "last_by",
    "last_at",
    "question",
    "last_words",
]


def to_csv(rows: Iterable[Line], said: Callable[[FindingRow], str]) -> str:
    """Return the lines as one text; instants are UTC, as the ledger has them."""
    cells = (
        _query(line, line.row) if isinstance(line.row, QueryRow) else _finding(line, line.row, said)
        for line in rows
    )
    return "".join(lines(HEAD, cells))


def _place(row: QueryRow | FindingRow) -> list[str]:
    return [row.subject, row.visit, row.form, row.item, str(row.row) if row.row else ""]


def _query(line: Line, row: QueryRow) -> list[str]:
    first, last = row.lines[0], row.lines[-1]
    start = [str(row.seq), *_place(row), first.by, first.at, line.state, " ".join(line.waits)]
    return [*start, str(len(row.lines)), last.by, last.at, first.text, last.text]


def _finding(line: Line, row: FindingRow, said: Callable[[FindingRow], str]) -> list[str]:
    start = [row.check, *_place(row), "check", "", line.state, " ".join(line.waits)]
    return [*start, "", "", "", said(row), row.explained or row.returned]
