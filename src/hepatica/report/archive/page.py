"""One page of an archive: the report's own blocks under a head, links among the pages, and the stamp at the foot.

Pages carry no script, and their links are relative: the folder may lie anywhere, on a stick or in a cupboard.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from hepatica.report.document import Block, Heading, KeyValues, Para
from hepatica.report.html import table_html, words_html
from hepatica.report.stamp import Stamp
from hepatica.report.table import Cell, Column, Group, Missing, Row, Table, Text

STYLE = "archive.css"
SYNTHETIC = "Synthetic data: invented participants"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page: where it lies in the archive, what it is called, what stands above it, and what it says."""

    path: str
    title: str
    blocks: Sequence[Block]
    deck: str = ""
    trail: Sequence[tuple[str, str]] = ()
    """(path, title) of the pages it belongs under, the outermost first."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What every page of one archive bears."""

    study: str
    scope: str
    synthetic: bool
    stamp: Stamp
    menu: Sequence[tuple[str, str]]
    """(path, title) of the pages that every page leads to."""


def page_html(page: Page, frame: Frame) -> bytes:
    """Return a page as UTF-8 HTML. Every link ``/x`` in it leads to ``x`` in the archive."""
    up = "../" * page.path.count("/")
    above = "".join(f'<a href="/{escape(path)}">{escape(title)}</a> › ' for path, title in page.trail)
    menu = "".join(
        f'<a href="/{escape(path)}"{_current(path, page)}>{escape(title)}</a>' for path, title in frame.menu
    )
    tag = f'<span class="tag">{SYNTHETIC}</span>' if frame.synthetic else ""
    body = "\n".join(_block(block) for block in page.blocks)
    deck = f'<p class="deck">{escape(page.deck)}</p>' if page.deck else ""
    text = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        f'<meta name="keywords" content="{escape(frame.stamp.anchor)}">'
        f"<title>{escape(page.title)} · {escape(frame.study)}</title>"
        f'<link rel="stylesheet" href="/{STYLE}"></head><body><a class="skip" href="#main">To the page</a>'
        f'<header><p class="study"><a href="/index.html">{escape(frame.study)}</a> <span>{escape(frame.scope)}</span> {tag}</p>'
        f'<nav aria-label="Archive">{menu}</nav></header>'
        f'<main id="main"><p class="above">{above}</p><h1>{escape(page.title)}</h1>{deck}\n{body}\n</main>'
        f"<footer>{escape(frame.stamp.text)}</footer></body></html>\n"
    )
    return text.replace('href="/', f'href="{up}').encode()


def style() -> bytes:
    """Return the one style sheet of the pages."""
    return (files("hepatica.report.archive") / STYLE).read_bytes()


def _current(path: str, page: Page) -> str:
    return ' aria-current="page"' if path == page.path or path in {p for p, _ in page.trail} else ""


def _block(block: Block) -> str:
    match block:
        case Heading():
            level = min(block.level + 1, 4)
            return f'<h{level} id="{anchor(block.text)}">{escape(block.text)}</h{level}>'
        case Para():
            return f"<p{' class=note' if block.note else ''}>{words_html(block.text)}</p>"
        case KeyValues():
            rows = "".join(
                f"<dt>{escape(pair.key)}</dt><dd>"
                f"{table_html(pair.value) if isinstance(pair.value, Table) else words_html(pair.value)}</dd>"
                for pair in block.pairs
            )
            return f'<dl class="pairs">{rows}</dl>'
        case Table():
            return table_html(block)
    return ""


def anchor(words: str) -> str:
    """Return the id of a heading: its words, without signs."""
    return "-".join("".join(c.lower() if c.isalnum() else " " for c in words).split())


# -- Blocks -------------------------------------------------------------------------------------------------------------


def listing(
    name: str,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str | Cell]],
    *,
    note: str = "",
    groups: Sequence[tuple[str, Sequence[Sequence[str | Cell]]]] = (),
) -> Table:
    """Return a listing of words; a sentence instead of rows where there is none."""
    made = [Group(rows=tuple(map(_row, some)), title=head) for head, some in groups]
    made += [Group(rows=tuple(map(_row, rows)))]
    kept = tuple(group for group in made if group.rows)
    empty = (Group(rows=(Row(sentence="None on record."),)),)
    return Table(
        id=name,
        title=title,
        columns=tuple(Column(title=column) for column in columns),
        groups=kept or empty,
        note=note,
        listing=True,
    )


def link(words: str, path: str, *, participant: int | None = None) -> Text:
    """Return a cell that leads to a page of the archive; '' is the path of none."""
    known = participant if participant is not None and participant <= 5 else None
    return Text(text=words, href=f"/{path}" if path else "", participant=known)


def _row(cells: Sequence[str | Cell]) -> Row:
    return Row(cells=tuple(_cell(cell) for cell in cells))


def _cell(cell: str | Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    return Text(text=cell) if cell.strip() else Missing(reason="–")
