"""A dataset as text: comma-separated values after RFC 4180, and the table of its variables."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO

from hepatica.datasets.adam.frame import Dataset, Plan, Value
from hepatica.datasets.harmless import harmless

DEFINE = ("DATASET", "VARIABLE", "LABEL", "TYPE", "LENGTH", "KEY", "ORIGIN", "SOURCE", "MADEFROM")
AT_ONCE = 1_000
"""Lines written together."""


def to_csv(dataset: Dataset) -> str:
    """Return the dataset as one text; see ``csv_lines``."""
    return "".join(csv_lines(dataset))


def csv_lines(dataset: Dataset) -> Iterator[str]:
    """Yield the dataset in pieces: a header row of names, '' for missing, ISO days, decimals as computed, CRLF.

    A number has no exponent; a text is what was entered, with an apostrophe before one that a spreadsheet would compute.
    """
    yield from _pieces((list(dataset.plan.place), *()), ())
    yield from _pieces((), (row.values for row in dataset.rows))


def define_csv(plan: Plan, dataset: Dataset | None = None) -> str:
    """Return a row per variable: label, type, longest text, place in the key, origin, source, what it is made from."""
    keys = {name: str(n) for n, name in enumerate(plan.keys, 1)}
    rows = [
        (
            plan.name,
            one.name,
            one.label,
            one.type,
            _length(dataset, one.name),
            keys.get(one.name, ""),
            one.origin,
            one.source,
            " ".join(one.of),
        )
        for one in plan.variables
    ]
    return "".join(_pieces((DEFINE, *rows), ()))


def _length(dataset: Dataset | None, name: str) -> str:
    """Return the longest text of a column in UTF-8 bytes, as a transport file counts; '' without rows."""
    if dataset is None or not dataset.rows:
        return ""
    at = dataset.plan.place[name]
    return str(max(len(written(row.values[at]).encode()) for row in dataset.rows))


def written(value: Value) -> str:
    """Return a value as it stands in a file."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else harmless(str(value))


def _pieces(texts: Iterable[Sequence[str]], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    held = StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerows(texts)
    for number, row in enumerate(rows, 1):
        writer.writerow([written(value) for value in row])
        if number % AT_ONCE == 0:
            yield held.getvalue()
            held.seek(0)
            held.truncate()
    yield held.getvalue()
