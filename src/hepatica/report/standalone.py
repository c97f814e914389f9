"""A document as one HTML file: styles and pictures inside, no script, nothing fetched; readable from a disk for ever.

Every cell with a reference links to its row of the appendix; the program that made it need not run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files

from hepatica.report.document import Block, Columns, Document, Heading, KeyValues, PageBreak, Para
from hepatica.report.figure import Figure, Spec
from hepatica.report.html import Asks, Html, broken_html, table_html, words_html
from hepatica.report.payload import numbered
from hepatica.report.table import Table

Draw = Callable[[Spec], str]


def anchor(ref: str) -> str:
    """Return the id of a reference's row in the appendix."""
    return "why-" + sha256(ref.encode()).hexdigest()[:12]


def document_html(document: Document, draw: Draw) -> bytes:
    """Return the whole document as UTF-8 HTML; ``draw`` turns a specification into SVG text.

    A block that cannot be made becomes a sentence in its place. Only references that have a row are linked.
    """
    answered = {
        row.anchor
        for block in document.blocks
        if isinstance(block, Table)
        for row in block.rows
        if row.anchor
    }

    def asks(ref: str) -> str:
        return f"#{anchor(ref)}" if anchor(ref) in answered else ""

    tags = [
        words for words in (document.state, document.synthetic_tag if document.synthetic else "") if words
    ]
    framed = "".join(f'<span class="tag">{escape(words)}</span>' for words in tags)
    stamp = escape(document.stamp.text)
    body = _SITE.sub(r"\1", "\n".join(_block(block, draw, asks) for block in document.blocks))
    return (
        f'<!doctype html>\n<html lang="{escape(document.lang)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="keywords" content="{escape(document.stamp.anchor)}">'
        f"<title>{escape(document.title)} · {escape(document.number)}</title><style>{_style()}</style></head><body>"
        f'<header class="running"><span>{escape(document.kind)} · {escape(document.number)}</span><span>{framed}</span></header>'
        f'<main><p class="kind">{escape(document.kind)}</p><h1>{escape(document.title)}</h1>'
        f'<p class="subtitle">{escape(document.subtitle)}</p>\n{body}\n</main><footer>{stamp}</footer></body></html>\n'
    ).encode()


def _block(block: Block, draw: Draw, asks: Asks) -> str:
    match block:
        case Heading():
            level = min(block.level + 1, 4)
            return f"<h{level}>{escape(block.text)}</h{level}>"
        case Para():
            return f"<p{' class=note' if block.note else ''}>{words_html(block.text, asks)}</p>"
        case KeyValues():
            rows = "".join(
                f"<dt>{escape(pair.key)}</dt><dd>"
                + (
                    table_html(pair.value, asks=asks)
                    if isinstance(pair.value, Table)
                    else words_html(pair.value, asks)
                )
                + "</dd>"
                for pair in block.pairs
            )
            return f'<dl class="pairs">{rows}</dl>'
        case Table() | Figure():
            return _table(block, asks) if isinstance(block, Table) else _figure(block, draw, asks)
        case PageBreak():
            return '<hr class="page">'
        case Columns():
            return "\n".join(_block(one, draw, asks) for one in (*block.left, *block.right))


def _table(table: Table, asks: Asks) -> str:
    return table_html(replace(table, deck=numbered(table)), asks=asks)


def _figure(figure: Figure, draw: Draw, asks: Asks) -> str:
    try:
        picture = figure.drawing or draw(figure.spec)
    except (ValueError, ArithmeticError, LookupError, TypeError) as error:
        picture = broken_html(figure.title, error)
    deck = " · ".join(part for part in (figure.number, figure.deck) if part)
    tag = f'<span class="tag">{escape(figure.synthetic)}</span>' if figure.synthetic else ""
    return Html(
        f'<figure id="{escape(figure.id)}"><figcaption><strong class="table-title">{escape(figure.title)}</strong>'
        f'<span class="table-deck">{escape(deck)}</span> {tag}</figcaption>'
        f'<div class="picture" role="img" aria-label="{escape(figure.alt)}">{_own(picture, figure.id)}</div>'
        f'<p class="note">{escape(figure.note)}</p><p class="note">{escape(figure.stamp.text)}</p>'
        f"<details open><summary>The same figure as a table</summary>{table_html(figure.twin, asks=asks)}</details></figure>"
    )


_SITE = re.compile(r'<a href="/[^"]*">([^<]*)</a>')
"""A link into the application, which is not here to answer."""
_MARK = re.compile(r'\s(?:xlink:)?href="/[^"]*"')
_ID = re.compile(r'\bid="([^"]+)"')


def _own(picture: str, name: str) -> str:
    """Keep the ids inside one picture apart from those of the others on the same page."""
    picture = _MARK.sub("", picture)
    for found in sorted(set(_ID.findall(picture)), key=len, reverse=True):
        own = f"{name}-{found}"
        picture = picture.replace(f'id="{found}"', f'id="{own}"').replace(f"url(#{found})", f"url(#{own})")
        picture = picture.replace(f'href="#{found}"', f'href="#{own}"')
    return picture


@cache
def _style() -> str:
    return (files("hepatica.report") / "templates" / "report.css").read_text(encoding="utf-8")
