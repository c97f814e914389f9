"""A table is one frozen object: the page, the PDF and the archive print the same cells.

Cells are typed, so that decimals, signs and gaps are decided here once: text, number, proportion x/n,
interval (lower, upper) and missing with its reason. A gap in data is a sentence, never a blank.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from hepatica.report import text as write

Value = Decimal | float


@dataclass(frozen=True, kw_only=True)
class Text:
    """Words in a cell; `participant` (1 to 5) writes them in that person's hue."""

    text: str
    strong: bool = False
    participant: int | None = None
    href: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number, written with the decimals and the sign rule of its column."""

    value: Value
    strong: bool = False
    href: str = ""
    why: str = ""
    """Where the value comes from, as ``datasets.why`` reads it; every cell with one can be asked."""


@dataclass(frozen=True, kw_only=True)
class Proportion:
    """Participants with the event over participants at risk, written `2/5`."""

    x: int
    n: int
    strong: bool = False
    href: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Interval:
    """An interval, written in three columns (lower, `to`, upper) with the column's decimals."""

    lower: Value
    upper: Value
    strong: bool = False
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A value that does not exist, and why: `not done (participant travelling)`."""

    reason: str

    def __post_init__(self) -> None:
        """Refuse a gap without a reason."""
        if not self.reason.strip():
            raise ValueError("a missing value needs its reason; a blank is not an answer")


Cell = Text | Number | Proportion | Interval | Missing


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its head (title, unit below it), how its cells align and how many decimals they carry.

    `interval` columns print as three. `width` is a share of the free width for long text; None hugs the content.
    """

    title: str
    unit: str = ""
    align: Literal["left", "right", "centre"] = "left"
    decimals: int = 0
    signed: bool = False
    interval: bool = False
    width: int | None = None


@dataclass(frozen=True, kw_only=True)
class Spanner:
    """A head above the columns `first` to `last` (counted from 0, both included)."""

    title: str
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row. With `sentence`, the sentence fills every column after the given cells."""

    cells: tuple[Cell, ...] = ()
    sentence: str = ""
    indent: bool = False
    muted: bool = False
    href: str = ""
    anchor: str = ""
    """Its id on the page, where something links to it."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rows that belong together; a title becomes a semibold group row."""

    rows: tuple[Row, ...]
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table with its number and deck (`Table 14.3.1 · …`), footnotes and a note on what it cannot show.

    `listing` sets the smaller type of listings. Raises ValueError when a row does not fit the columns.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    deck: str = ""
    spanners: tuple[Spanner, ...] = ()
    footnotes: tuple[str, ...] = ()
    note: str = ""
    listing: bool = False

    def __post_init__(self) -> None:
        """Refuse rows and spanners that do not fit the columns, naming the place."""
        if not self.columns:
            raise ValueError(f"table {self.id!r} has no columns")
        for number, row in enumerate(self.rows, start=1):
            fits = len(row.cells) < len(self.columns) if row.sentence else len(row.cells) == len(self.columns)
            if not fits:
                raise ValueError(
                    f"table {self.id!r}, row {number}: {len(row.cells)} cells for {len(self.columns)} columns"
                )
        end = -1
        for spanner in self.spanners:
            if not end < spanner.first <= spanner.last < len(self.columns):
                raise ValueError(f"table {self.id!r}: spanner {spanner.title!r} does not fit the columns")
            end = spanner.last

    @property
    def rows(self) -> tuple[Row, ...]:
        """Give every row, in order, without the groups."""
        return tuple(row for group in self.groups for row in group.rows)


def cell_text(cell: Cell, column: Column) -> str:
    """Write a cell as one piece of text; an interval reads `5.3 to 85.3`."""
    match cell:
        case Text():
            return cell.text
        case Number():
            return (write.signed if column.signed else write.number)(cell.value, column.decimals)
        case Proportion():
            return write.proportion(cell.x, cell.n)
        case Interval():
            return " to ".join(interval_parts(cell, column))
        case Missing():
            return cell.reason


def interval_parts(cell: Interval, column: Column) -> tuple[str, str]:
    """Write the two bounds of an interval with the decimals of its column."""
    if cell.lower > cell.upper:
        raise ValueError(f"the interval {cell.lower} to {cell.upper} has its bounds in the wrong order")
    return write.number(cell.lower, column.decimals), write.number(cell.upper, column.decimals)
