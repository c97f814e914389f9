"""Tables and figures as HTML text, escaped here and nowhere else; the page's style sheet does the looks.

Everything is a plain function of values. The result is `Html`, a str that template engines take as safe.
"""

import json
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from hepatica.report import palette
from hepatica.report.figure import Figure
from hepatica.report.prose import Cited, Words
from hepatica.report.table import Cell, Column, Interval, Missing, Row, Table, Text, cell_text, interval_parts
from hepatica.report.vega import themed

Asks = Callable[[str], str]
"""Reference of a value → where a reader learns why it is this; '' where nobody answers."""


class Html(str):
    """Text that is already escaped."""

    __slots__ = ()

    def __html__(self) -> str:
        """Tell a template engine not to escape it again."""
        return str(self)


def why_href(cut: int) -> Asks:
    """Return where the app answers why a value of a cut is what it is."""
    return lambda ref: f"/why/?of={_quoted(ref)}&cut={cut}"


def _quoted(text: str) -> str:
    """Write a text as part of an address: every byte but letters, digits and ``-._~`` as ``%XX``."""
    return "".join(
        chr(byte) if chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) in "-._~") else f"%{byte:02X}"
        for byte in text.encode()
    )


def _nobody(_ref: str) -> str:
    return ""


def words_html(words: Words, asks: Asks = _nobody) -> Html:
    """Render a sentence; each cited number leads to its reason."""
    if isinstance(words, str):
        return Html(escape(words))
    return Html(
        "".join(
            escape(part)
            if isinstance(part, str)
            else _asked(escape(part.text), asks(part.why))
            if isinstance(part, Cited)
            else escape(part.text)
            for part in words.parts
        )
    )


def table_html(table: Table, *, asks: Asks = _nobody) -> Html:
    """Render a table; one that cannot be written becomes a sentence in its place. ``asks`` links each cell with a why."""
    try:
        head, body = _head(table), "".join(_group_bodies(table, asks))
    except (ValueError, ArithmeticError) as error:
        return broken_html(table.title or table.id, error)
    caption = f'<caption><strong class="table-title">{escape(table.title)}</strong>'
    caption += (
        f' <span class="table-deck">{escape(table.deck)}</span></caption>' if table.deck else "</caption>"
    )
    notes = "".join(f'<p class="footnote">{escape(note)}</p>' for note in table.footnotes)
    notes += f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    kind = "report-table listing" if table.listing else "report-table"
    return Html(
        f'<div class="table-frame" id="{escape(table.id)}" tabindex="0" role="region" '
        f'aria-label="{escape(table.title or table.id)}">'
        f'<table class="{kind}">{caption}<thead>{head}</thead>{body}</table></div>{notes}'
    )


def figure_html(figure: Figure, *, picture: str = "", asks: Asks = _nobody) -> Html:
    """Render a figure: title, deck, chart, note, stamp, and the twin table in the same region.

    The chart is an element `.chart[data-figure]` beside a `script[type="application/json"]` that holds
    `{"spec": light specification, "dark": {parameter: value}, "font": …}`; `picture` is SVG from `vega.svg`
    shown until (or unless) scripts run. The picture is trusted, all words are escaped.
    """
    name = escape(figure.id)
    number = f'<p class="figure-number">{escape(figure.number)}</p>' if figure.number else ""
    tag = f'<p class="synthetic-tag">{escape(figure.synthetic)}</p>' if figure.synthetic else ""
    return Html(
        f'<figure class="report-figure" id="{name}"><figcaption>{number}{tag}'
        f'<h3 class="figure-title">{escape(figure.title)}</h3><p class="deck">{escape(figure.deck)}</p></figcaption>'
        f'<div class="chart" data-figure="{name}-data" role="group" tabindex="0" aria-label="{escape(figure.alt)}">{picture}</div>'
        f'<script type="application/json" id="{name}-data">{chart_json(figure)}</script>'
        f'<p class="note">{escape(figure.note)}</p><p class="stamp">{escape(figure.stamp.text)}</p>'
        f'<details class="twin"><summary>The same figure as a table</summary>{table_html(figure.twin, asks=asks)}</details>'
        "</figure>"
    )


def chart_json(figure: Figure) -> str:
    """Give the chart's data for the page, safe inside a script element."""
    return json_for_script({"spec": themed(figure.spec, "light"), "dark": dict(palette.COLOURS["dark"])})


def json_for_script(value: Any) -> str:
    """Write JSON in which no text can end the script element around it."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def broken_html(name: str, error: Exception) -> Html:
    """Say in the place of a block that it cannot be shown, and why; the rest of the page stands."""
    return Html(
        f'<p class="report-broken" role="note">“{escape(name)}” cannot be shown: {escape(str(error))}.</p>'
    )


def _head(table: Table) -> str:
    rows = [f"<tr>{''.join(_spanners(table))}</tr>"] if table.spanners else []
    cells = []
    for column in table.columns:
        unit = f'<br><span class="unit">{escape(column.unit)}</span>' if column.unit else ""
        span = ' colspan="3"' if column.interval else ""
        cells.append(f'<th scope="col"{span} class="{_align(column)}">{escape(column.title)}{unit}</th>')
    return "".join([*rows, f"<tr>{''.join(cells)}</tr>"])


def _spanners(table: Table) -> Iterable[str]:
    at = 0
    for spanner in table.spanners:
        if spanner.first > at:
            yield f'<td colspan="{_width(table.columns[at : spanner.first])}"></td>'
        covered = table.columns[spanner.first : spanner.last + 1]
        yield f'<th scope="colgroup" class="spanner" colspan="{_width(covered)}">{escape(spanner.title)}</th>'
        at = spanner.last + 1
    if at < len(table.columns):
        yield f'<td colspan="{_width(table.columns[at:])}"></td>'


def _group_bodies(table: Table, asks: Asks) -> Iterable[str]:
    for group in table.groups:
        title = ""
        if group.title:
            title = (
                f'<tr class="group"><th scope="rowgroup" colspan="{_width(table.columns)}">'
                f"{escape(group.title)}</th></tr>"
            )
        yield f"<tbody>{title}{''.join(_row(row, table.columns, asks) for row in group.rows)}</tbody>"


def _row(row: Row, columns: tuple[Column, ...], asks: Asks) -> str:
    classes = " ".join(name for name, on in (("indent", row.indent), ("muted", row.muted)) if on)
    cells = "".join(_cell(cell, column, asks) for cell, column in zip(row.cells, columns, strict=False))
    if row.sentence:
        rest = _width(columns[len(row.cells) :])
        cells += f'<td class="sentence" colspan="{rest}">{_linked(escape(row.sentence), row.href)}</td>'
    named = f' id="{escape(row.anchor)}"' if row.anchor else ""
    return f'<tr{named} class="{classes}">{cells}</tr>' if classes else f"<tr{named}>{cells}</tr>"


def _cell(cell: Cell, column: Column, asks: Asks) -> str:
    if isinstance(cell, Interval):
        lower, upper = interval_parts(cell, column)
        lower = _asked(lower, asks(cell.why)) if cell.why else lower
        parts = (("right lower", lower), ("to", "to"), ("right upper", upper))
        return "".join(f'<td class="{name}{_weight(cell)}">{words}</td>' for name, words in parts)
    words = escape(cell_text(cell, column))
    span = ' colspan="3"' if column.interval else ""
    if isinstance(cell, Missing):
        return f'<td{span} class="missing">{words}</td>'
    person = f" participant-{cell.participant}" if isinstance(cell, Text) and cell.participant else ""
    asked = asks(cell.why) if cell.why else ""
    shown = _asked(words, asked) if asked else _linked(words, cell.href)
    return f'<td{span} class="{_align(column)}{_weight(cell)}{person}">{shown}</td>'


def _asked(words: str, href: str) -> str:
    """Link a value to its reason, within this site or this page."""
    if not href.startswith(("#", "/why/")) or not words.strip():
        return words
    return f'<a class="asks" href="{escape(href)}" title="Why?">{words}</a>'


def _linked(words: str, href: str) -> str:
    """Link to a place of this site only: a value never carries a reader elsewhere."""
    if href.startswith("#") or (href.startswith("/") and not href.startswith(("//", "/\\"))):
        return f'<a href="{escape(href)}">{words}</a>'
    return words


def _weight(cell: Cell) -> str:
    return " strong" if not isinstance(cell, Missing) and cell.strong else ""


def _align(column: Column) -> str:
    return "centre" if column.interval else column.align


def _width(columns: tuple[Column, ...]) -> int:
    return sum(3 if column.interval else 1 for column in columns)
