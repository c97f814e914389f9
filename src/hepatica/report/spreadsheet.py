"""Comma-separated values that a spreadsheet opens as what they are: text never begins a formula.

RFC 4180: a header row, CRLF, quotes doubled; UTF-8. A text that a spreadsheet would take for a formula (it begins with
``=``, ``+``, ``-``, ``@``, a tab or a line break) gets an apostrophe before it, unless it is a plain number.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from hepatica.datasets.harmless import harmless
from hepatica.report.table import Table, cell_text

_AT_ONCE = 500


def lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a file in pieces: its header, then its rows."""
    held = StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(head)
    for number, row in enumerate(rows, 1):
        writer.writerow([harmless(cell) for cell in row])
        if number % _AT_ONCE == 0:
            yield held.getvalue()
            held.seek(0)
            held.truncate()
    yield held.getvalue()


def rows_in(data: bytes) -> int:
    """Return how many rows a file has below its header: what the access chain says of an export."""
    return max(0, sum(1 for _row in csv.reader(StringIO(data.decode(), newline=""))) - 1)


def of_table(table: Table) -> str:
    """Return a table's cells as they are printed; a row that is one sentence says nothing of its own and is left out."""
    head = [f"{one.title} ({one.unit})" if one.unit else one.title for one in table.columns]
    rows = (
        [cell_text(cell, column) for cell, column in zip(row.cells, table.columns, strict=True)]
        for row in table.rows
        if not row.sentence
    )
    return "".join(lines(head, rows))
