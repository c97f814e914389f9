"""A table of texts on the terminal: lines break at spaces, and where that leaves ladders, each row is stacked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from hepatica.study.show import Grid

GAPS = (3, 1)
"""Characters between two columns: as a rule, and where the terminal is narrow."""
EDGE = 2
"""Blanks before the first column and after the last, at most."""
TALLEST = 8
"""Lines of one row, beyond which it is no row but a ladder of words."""
BAR = "┃"
"""Stands in a drawn bar, whose blanks are no places to break it."""
NAMED = 3
"""The first column, which names the rows, may have one of so many parts of the line before others are served."""
LONGEST = 24
"""Characters of a heading before its cell."""
SHORT = 12
"""Characters up to which what begins with a figure is a number with its unit, and stays on one line."""


def print_grid(grid: Grid, console: Console | None = None) -> None:
    """Print a table as wide as the terminal; no word that fits a line is broken.

    Where the columns would cut words, or make a row taller than `TALLEST`, they move together; where that is not enough,
    the cells of each row stand below its first, a line for each heading.
    """
    from rich.console import Console

    out = console or Console()
    for gap in GAPS:
        found = widths(grid, out.width - 2 * EDGE, gap=gap)
        if found is not None:
            out.print(_side_by_side(grid, found, gap))
            return
    out.print(_stacked(grid))


def print_line(sentence: str, *, indent: int = 0, console: Console | None = None) -> None:
    """Print a sentence; on a terminal its lines break at spaces and keep the indent, a program gets it as one line."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    out = console or Console()
    if out.is_terminal:
        out.print(Padding(Text(sentence), (0, 0, 0, indent)))
    else:
        out.file.write(f"{' ' * indent}{sentence}\n")


def widths(grid: Grid, room: int, *, gap: int) -> tuple[int, ...] | None:
    """Return how wide each column stands in ``room`` characters, ``gap`` apart; None where the rows are better stacked.

    Each begins as wide as its longest word, the first with a share of its own. What is left goes to whichever makes the
    tallest cell.
    """
    columns = [[name, *(row[k] for row in grid.rows)] for k, name in enumerate(grid.head)]
    found = [max(map(_longest_word, cells)) for cells in columns]
    most = [max(map(len, cells)) for cells in columns]
    spare = room - sum(found) - gap * (len(columns) - 1)
    if spare < 0:
        return None
    named = min(spare, max(0, min(most[0], room // NAMED) - found[0]))
    found[0], spare = found[0] + named, spare - named
    for _ in range(spare):
        tight = max(range(len(columns)), key=lambda k: most[k] / found[k] if most[k] > found[k] else 0)
        if most[tight] <= found[tight]:
            break
        found[tight] += 1
    if len(columns) > 2 and max(-(-n // width) for n, width in zip(most, found, strict=True)) > TALLEST:
        return None
    return tuple(found)


def _longest_word(cell: str) -> int:
    whole = BAR in cell or (len(cell) <= SHORT and cell[:1] in set("0123456789<>"))
    return max(len(cell), 1) if whole else max(map(len, cell.split()), default=1)


def _side_by_side(grid: Grid, wide: Sequence[int], gap: int) -> Table:
    from rich import box
    from rich.table import Column, Table
    from rich.text import Text

    head = (Column(name, width=width, overflow="fold") for name, width in zip(grid.head, wide, strict=True))
    pad = (0, (gap - 1) // 2)
    table = Table(*head, title=grid.title, title_justify="left", box=box.SIMPLE_HEAD, padding=pad)
    for row in grid.rows:
        table.add_row(*map(Text, row))
    return table


def _stacked(grid: Grid) -> Table:
    """Return each row as lines of heading and cell below its first cell; what is empty is left out."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    keys = max(map(len, grid.head[1:]), default=0)
    whole = Table.grid()
    whole.title, whole.title_justify = grid.title, "left"
    for row in grid.rows:
        if row[0]:
            whole.add_row(Padding(Text(row[0], style="bold", overflow="fold"), (1, 0, 0, EDGE)))
        lines = Table.grid(padding=(0, GAPS[0], 0, 0))
        lines.add_column(width=min(keys, LONGEST))
        lines.add_column(overflow="fold")
        for name, cell in list(zip(grid.head, row, strict=True))[1:]:
            if cell:
                lines.add_row(Text(name), Text(cell, overflow="fold"))
        whole.add_row(Padding(lines, (0, 0, 0, 2 * EDGE)))
    whole.add_row("")
    return whole
