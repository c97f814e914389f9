"""How a part is put together: its heading, its tables and figures by address, and the sentence where one cannot be made."""

from __future__ import annotations

from collections.abc import Iterable

from hepatica.report.document import Block, Heading, PageBreak, Para
from hepatica.report.study.catalogue import FIGURES, NOTHING
from hepatica.report.study.cut import Cut
from hepatica.report.study.dossier import Dossier


def page(title: str, *blocks: Block) -> tuple[Block, ...]:
    """Return a part that begins a page."""
    return (PageBreak(), Heading(text=title), *blocks)


def part(title: str, *blocks: Block) -> tuple[Block, ...]:
    """Return a part that follows on the same page."""
    return (Heading(text=title), *blocks) if blocks else ()


def section(title: str, *blocks: Block) -> tuple[Block, ...]:
    """Return a section of a part; nothing where it holds nothing."""
    return (Heading(text=title, level=2), *blocks) if blocks else ()


def figure(cut: Cut, name: str) -> tuple[Block, ...]:
    """Return a figure, or the sentence in its place: an error in a picture never takes the report with it."""
    if name not in FIGURES:
        return ()
    try:
        return (FIGURES[name](cut) or Para(text=NOTHING.get(name, "There is nothing to draw yet.")),)
    except ValueError as error:
        return (Para(text=f"The figure could not be drawn: {error}. The tables hold its values."),)


def figures(cut: Cut, names: Iterable[str]) -> tuple[Block, ...]:
    """Return several figures, in this order."""
    return tuple(block for name in names for block in figure(cut, name))


def table(dossier: Dossier, name: str) -> tuple[Block, ...]:
    """Return a table by its address, or the sentence in its place; nothing where the record has none of that name."""
    made = dossier.tables.get(name)
    return () if made is None else (made,)


def several(dossier: Dossier, names: Iterable[str]) -> tuple[Block, ...]:
    """Return several tables, in this order."""
    return tuple(block for name in names for block in table(dossier, name))
