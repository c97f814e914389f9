"""A document as plain data for the typesetter: words, numbers already written, pictures already drawn.

A block that cannot be made becomes a sentence in its place, so one bad cell never costs the report.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.document import Block, Columns, Document, Heading, KeyValues, PageBreak, Pair, Para
from hepatica.report.figure import Figure, Spec
from hepatica.report.stamp import Anchored
from hepatica.report.table import (
    Cell,
    Column,
    Group,
    Interval,
    Missing,
    Row,
    Table,
    Text,
    cell_text,
    interval_parts,
)

Data = dict[str, Any]
Draw = Callable[[Spec], str]
BRIEF, LONG = 8, 1500
"""Pairs and letters up to which a list of pairs is not broken over two pages."""
LONG_ROWS = 2000
"""Rows from which a table is set as lines of boxes: a cell of the typesetter's own takes 16 times the memory."""
LINE, LETTER = 465.0, 4.4
"""Width of a page's text, and of a letter of a table, in points."""
MOST = 40
"""Letters beyond which a column of such lines grows no wider."""
_NUMBER = re.compile(r"1[46]\.[0-9.]+")


def document_data(document: Document, draw: Draw) -> Data:
    """Give the whole document as data; `draw` turns a specification into SVG text."""
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "kind": document.kind,
        "number": document.number,
        "tag": document.synthetic_tag if document.synthetic else "",
        "state": document.state,
        "title-page": document.title_page,
        **stamped(document.stamp),
        "lang": document.lang,
        "blocks": _together(_structured([_block(block, document, draw) for block in document.blocks])),
    }


def stamped(stamp: Anchored) -> Data:
    """Give what every page's template needs of the stamp: its words, the program, the moment and the language."""
    return {
        "lang": "en",
        "program": stamp.program,
        "at": {
            name: getattr(stamp.at, name) for name in ("year", "month", "day", "hour", "minute", "second")
        },
        "stamp": {
            "before": stamp.before_head,
            "head": write.head_groups(stamp.head),
            "after": stamp.after_head,
            "anchor": stamp.anchor,
        },
    }


def broken(name: str, reason: str) -> Data:
    """Say in the place of a block that it could not be printed, and why."""
    return {"type": "broken", "text": f"“{name}” could not be printed: {reason.rstrip('.')}."}


def _structured(blocks: list[Data]) -> list[Data]:
    """Give each heading a structural level that starts at 1 and never skips one, as PDF/UA asks."""
    above = 0
    for block in _flat(blocks):
        if block["type"] == "heading":
            above = block["structure"] = min(block["level"], above + 1)
    return blocks


def _flat(blocks: list[Data]) -> Iterable[Data]:
    """Yield blocks in the order in which they are read, those of columns too."""
    for block in blocks:
        yield block
        if block["type"] == "columns":
            yield from (*block["left"], *block["right"])


def _together(blocks: list[Data]) -> list[Data]:
    """Move a heading onto the page of the wide figure that follows it: alone it would stay behind on the page before."""
    found: list[Data] = []
    for block in blocks:
        if block["type"] == "figure" and block["wide"] and found and found[-1]["type"] == "heading":
            block["heading"] = found.pop()
        found.append(block)
    return found


def _block(block: Block, document: Document, draw: Draw) -> Data:
    try:
        return _made(block, document, draw)
    except (ValueError, ArithmeticError, LookupError, TypeError) as error:
        return broken(_name(block), str(error))


def _made(block: Block, document: Document, draw: Draw) -> Data:
    data: Data
    match block:
        case Heading():
            data = {"type": "heading", "level": block.level, "text": block.text}
        case Para():
            data = {"type": "para", "text": str(block.text), "note": block.note}
        case KeyValues():
            pairs = [{"key": pair.key, "value": _value(pair)} for pair in block.pairs]
            data = {"type": "pairs", "columns": block.columns, "pairs": pairs, "whole": _brief(block)}
        case Table():
            table = _table(block)
            data = {"type": "table", **table, "deck": numbered(block)}
        case Figure():
            data = _figure(block, document, draw)
        case PageBreak():
            data = {"type": "break"}
        case Columns():
            sides = {"left": block.left, "right": block.right}
            data = {
                side: [_block(one, document, draw) for one in inside] for side, inside in sides.items()
            } | {"type": "columns"}
    return data


def numbered(table: Table) -> str:
    """Return the words below a table's title: its number first, where it has one (sections 14 and 16 of a report)."""
    if not _NUMBER.fullmatch(table.id):
        return table.deck
    number = f"{'Listing' if table.id.startswith('16.') else 'Table'} {table.id}"
    return " · ".join(filter(None, (number, table.deck)))


def _brief(block: KeyValues) -> bool:
    """Whether pairs are few and short enough to stand on one page whole."""
    said = [pair.value for pair in block.pairs]
    return (
        len(said) <= BRIEF and sum(LONG if isinstance(one, Table) else len(str(one)) for one in said) < LONG
    )


def _name(block: Block) -> str:
    if isinstance(block, Table | Figure):
        return block.title or block.id
    return type(block).__name__


def _value(pair: Pair) -> str | Data:
    return _table(pair.value) if isinstance(pair.value, Table) else str(pair.value)


def _figure(figure: Figure, document: Document, draw: Draw) -> Data:
    deck = f"{figure.number} · {figure.deck}" if figure.number else figure.deck
    tag = figure.synthetic
    data: Data = {
        "type": "figure",
        "title": figure.title,
        "deck": deck,
        "alt": figure.alt,
        "note": figure.note,
        "stamp": "" if figure.stamp == document.stamp else figure.stamp.text,
        "tag": "" if document.synthetic and tag == document.synthetic_tag else tag,
        "wide": figure.wide,
        "svg": "",
        "broken": "",
        "twin": None,
    }
    try:
        data["twin"] = _table(figure.twin)
    except (ValueError, ArithmeticError) as error:
        data["note"] += f" Its table could not be printed: {error}."
    try:
        data["svg"] = figure.drawing or draw(figure.spec)
    except (ValueError, ArithmeticError, LookupError, TypeError) as error:
        data["broken"] = f"The picture could not be drawn: {error}. The table below holds its values."
    return data


def _table(table: Table) -> Data:
    spanners, partial = _spanners(table)
    return {
        "title": table.title,
        "deck": table.deck,
        "listing": table.listing,
        "shares": _shares(table) if len(table.rows) > LONG_ROWS else [],
        "columns": _columns(table),
        "head": [_head(column) for column in table.columns],
        "spanners": spanners,
        "partial": partial,
        "groups": [_group(group, table.columns) for group in table.groups],
        "footnotes": list(table.footnotes),
        "note": table.note,
    }


def _columns(table: Table) -> list[int | float | None]:
    """Return the width of each printed column: a share of what is free, points, or None to hug the content.

    A long sentence that spans some of the shared columns, not all, would stretch the hugging ones beneath it; the
    columns it leaves out then get points, from the letters of the others.
    """
    widths: list[int | float | None] = [width for column in table.columns for width in _widths(column)]
    first = min((_spans(table.columns[: len(row.cells)]) for row in table.rows if row.sentence), default=0)
    shared = [width for width in widths if width]
    if not shared or not any(width for width in widths[:first]):
        return widths
    hugs = {at: _hug(table, at) for at, width in enumerate(widths) if not width}
    free = max(LINE - sum(hugs.values()), LINE / 3)
    have = sum(
        hugs.get(at, free * (width or 0) / sum(shared)) for at, width in enumerate(widths) if at >= first
    )
    if max(len(row.sentence) for row in table.rows) * LETTER <= have:
        return widths
    return [
        round(free * width / sum(shared), 1) if width and at < first else width
        for at, width in enumerate(widths)
    ]


def _hug(table: Table, at: int) -> float:
    """Estimate the points a hugging column takes."""
    cells = (list(_row(replace(row, sentence=""), table.columns)) for row in table.rows)
    longest = max((len(found[at]["text"]) for found in cells if at < len(found)), default=1)
    return longest * LETTER + 8


def _shares(table: Table) -> list[float]:
    """Return the share of the width each printed column gets, from its longest word or number and its usual text."""
    printed = [list(_row(replace(row, sentence=""), table.columns)) for row in table.rows if row.cells]
    count = _spans(table.columns)
    longest = [4] * count
    for cells in printed:
        for at, cell in enumerate(cells):
            longest[at] = max(longest[at], min(len(cell["text"]), MOST))
    at = 0
    for column in table.columns:
        longest[at] = max(longest[at], *(len(word) for word in (*column.title.split(), column.unit)))
        at += _span(column)
    whole = sum(longest) + 2 * count
    return [round((width + 2) / whole, 4) for width in longest]


def _widths(column: Column) -> list[int | None]:
    return [None] * 3 if column.interval else [column.width]


def _head(column: Column) -> Data:
    align = "centre" if column.interval else column.align
    return {"text": column.title, "unit": column.unit, "span": _span(column), "align": align}


def _spanners(table: Table) -> tuple[list[Data], list[tuple[int, int]]]:
    """Give the cells of the upper head and where its partial rules run, in printed columns."""
    cells: list[Data] = []
    rules = []
    at = printed = 0
    for spanner in table.spanners:
        gap = _spans(table.columns[at : spanner.first])
        cells += [{"text": "", "span": gap}] if gap else []
        width = _spans(table.columns[spanner.first : spanner.last + 1])
        cells.append({"text": spanner.title, "span": width})
        rules.append((printed + gap, printed + gap + width))
        at, printed = spanner.last + 1, printed + gap + width
    rest = _spans(table.columns[at:]) if table.spanners else 0
    return cells + ([{"text": "", "span": rest}] if rest else []), rules


def _group(group: Group, columns: tuple[Column, ...]) -> Data:
    rows = [list(_row(row, columns)) for row in group.rows]
    return {"title": group.title, "titled": bool(group.title), "rows": rows}


def _row(row: Row, columns: tuple[Column, ...]) -> Iterable[Data]:
    first = True
    for cell, column in zip(row.cells, columns, strict=False):
        for data in _cell(cell, column):
            yield data | {"muted": row.muted, "indent": row.indent and first}
            first = False
    if row.sentence:
        yield {
            "text": row.sentence,
            "align": "left",
            "span": _spans(columns[len(row.cells) :]),
            "muted": row.muted,
        }


def _cell(cell: Cell, column: Column) -> Iterable[Data]:
    if isinstance(cell, Missing):
        yield {"text": cell.reason, "align": "left", "span": _span(column), "missing": True}
        return
    if isinstance(cell, Interval):
        lower, upper = interval_parts(cell, column)
        for words, align in ((lower, "right"), ("to", "centre"), (upper, "right")):
            yield {"text": words, "align": align, "strong": cell.strong}
        return
    person = cell.participant if isinstance(cell, Text) else None
    yield {
        "text": cell_text(cell, column),
        "align": "centre" if column.interval else column.align,
        "span": _span(column),
        "strong": cell.strong,
        "hue": palette.COLOURS["paper"][palette.hue(person)] if person else None,
    }


def _span(column: Column) -> int:
    return 3 if column.interval else 1


def _spans(columns: tuple[Column, ...]) -> int:
    return sum(_span(column) for column in columns)
