"""What several families need to read reference files: data that lie beside, and numbers that nothing computes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hepatica.stats.oracles.case import Beside, Case, Rows

ABSENT = {"", "NA", "NaN", "nan"}


def data(beside: Beside, *names: str) -> Rows | None:
    """Return the rows of the first of these CSV files that lies beside; None where none does."""
    for name in names:
        for spelt in (name, name.removesuffix(".csv")):
            rows = beside(spelt)
            if rows:
                return rows
    return None


def column(rows: Rows, *names: str) -> str | None:
    """Return the first of these names that is a column, whatever its case."""
    have = {name.lower(): name for name in rows[0]}
    return next((have[name.lower()] for name in names if name.lower() in have), None)


def number(text: object) -> float | None:
    """Return a number of a file; R's words for none and for infinity are understood."""
    if isinstance(text, bool) or text is None or str(text) in ABSENT:
        return None
    return float(str(text))


def uncomputed(place: str, node: Any, why: str) -> Iterator[Case]:
    """Yield a case without an answer for every number under a place of a file."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from uncomputed(f"{place}.{key}" if place else str(key), value, why)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        if all(isinstance(value, int | float) for value in node):
            if node:
                yield Case(case=place, expected=list(node), got=None, why=why)
            return
        for i, value in enumerate(node):
            yield from uncomputed(f"{place}[{i}]", value, why)
    elif isinstance(node, int | float):
        yield Case(case=place, expected=node, got=None, why=why)
