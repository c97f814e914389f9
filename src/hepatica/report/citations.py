"""Every value of a document that says where it comes from: its reference, how it is printed, and in which place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hepatica.report.document import Block, Heading, KeyValues, Para
from hepatica.report.figure import Figure
from hepatica.report.prose import Prose
from hepatica.report.table import Missing, Table, cell_text


@dataclass(frozen=True, kw_only=True)
class Citation:
    """One reference with everything printed from it."""

    ref: str
    printed: tuple[str, ...]
    places: tuple[str, ...]
    """Numbers of tables and headings, in order of the document."""
    listed: bool
    """Whether it stands in listings only, where each row already names its own values."""


def citations(blocks: Iterable[Block]) -> tuple[Citation, ...]:
    """Return every reference of a document, in order of its first appearance."""
    found: dict[str, tuple[dict[str, None], dict[str, None], bool]] = {}
    for ref, printed, place, listing in _all(blocks):
        texts, places, listed = found.get(ref, ({}, {}, True))
        texts[printed] = places[place] = None
        found[ref] = texts, places, listed and listing
    return tuple(
        Citation(ref=ref, printed=tuple(texts), places=tuple(places), listed=listed)
        for ref, (texts, places, listed) in found.items()
    )


Found = tuple[str, str, str, bool]


def _all(blocks: Iterable[Block]) -> Iterator[Found]:
    place = ""
    for block in blocks:
        match block:
            case Heading():
                place = block.text
            case Para():
                yield from _prose(block.text, place)
            case KeyValues():
                for pair in block.pairs:
                    if isinstance(pair.value, Table):
                        yield from _table(pair.value, place)
                    else:
                        yield from _prose(pair.value, place)
            case Table():
                yield from _table(block, place)
            case Figure():
                yield from _table(block.twin, block.number or place)
            case _:
                pass


def _prose(words: str | Prose, place: str) -> Iterator[Found]:
    if isinstance(words, Prose):
        for one in words.cited:
            yield one.why, one.text, place, False


def _table(table: Table, place: str) -> Iterator[Found]:
    here = table.id if table.id[:1].isdigit() else place
    for row in table.rows:
        for cell, column in zip(row.cells, table.columns, strict=False):
            if not isinstance(cell, Missing) and cell.why:
                yield cell.why, cell_text(cell, column), here, table.listing
