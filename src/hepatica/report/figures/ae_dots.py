"""Adverse events by protocol category and grade: one dot per event, and beside them people over people.

Filled is judged related, outlined is not; the digit says who. Rows without an event stay, with their upper bound,
and a last row holds what lies outside the protocol's categories.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures import glyphs
from hepatica.report.figures.canvas import DASHED, Frame, Layer, bars, chart, pixels, points, segments, words
from hepatica.report.figures.labels import wrapped
from hepatica.report.stamp import Stamp
from hepatica.report.table import (
    Column,
    Group,
    Interval,
    Missing,
    Number,
    Proportion,
    Row,
    Spanner,
    Table,
    Text,
    Value,
)

WIDTH, LEFT, CELL, TOP, DOT = 640, 150, 66, 74, 20
PER_LINE = 3
COUNT, SCALE = (500, (530, 632))
GRADES = ((1, "mild"), (2, "moderate"), (3, "severe"), (4, "life-threatening"), (5, "death"))


@dataclass(frozen=True, kw_only=True)
class AeDot:
    """One adverse event: whose, how bad, judged related or not, serious or not."""

    digit: int
    grade: int
    related: bool
    serious: bool
    text: str
    day: int | None
    """From the infusion; None for whoever is not infused yet."""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class AeRow:
    """One category: its events, participants at risk `n`, and the exact interval in per cent, given by the caller.

    `outside` marks the row of events outside the protocol's categories. `limit` says what the row cannot show.
    """

    name: str
    hint: str
    events: tuple[AeDot, ...]
    n: int
    lower: Value
    upper: Value
    limit: str
    outside: bool = False

    def __post_init__(self) -> None:
        """Refuse an interval that does not hold its own proportion."""
        if self.n < 1 or not float(self.lower) - 1e-9 <= 100 * self.x / self.n <= float(self.upper) + 1e-9:
            raise ValueError(
                f"{self.name}: the interval {self.lower} to {self.upper} misses {self.x}/{self.n}"
            )

    @property
    def x(self) -> int:
        """Count the participants with at least one event."""
        return len({event.digit for event in self.events})


def ae_dots(
    *,
    rows: tuple[AeRow, ...],
    stamp: Stamp,
    note: str,
    synthetic: str = "",
    number: str = "",
    title: str = "",
    deck: str = "",
    figure_id: str = "ae-dots",
) -> Figure:
    """Draw every adverse event of the cut, rows in the order given.

    Raises ValueError when no row holds the events outside the categories.
    """
    if not any(row.outside for row in rows):
        raise ValueError("a row for events outside the protocol's categories is missing")
    said = title or finding(rows)
    total = sum(len(row.events) for row in rows)
    serious = sum(event.serious for row in rows for event in row.events)
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck=deck
        or "Adverse events by category and CTCAE grade. Right: participants with at least one, exact interval.",
        spec=_spec(rows),
        note=note,
        twin=_twin(f"{figure_id}-table", rows),
        alt=f"{said}. {total} events, {serious} serious.",
        stamp=stamp,
        synthetic=synthetic,
    )


def finding(rows: tuple[AeRow, ...]) -> str:
    """Say in one line the worst grade inside the protocol's categories and outside them."""
    inside = max((event.grade for row in rows if not row.outside for event in row.events), default=0)
    outside = max((event.grade for row in rows if row.outside for event in row.events), default=0)
    listed = f"worst grade {inside}" if inside else "no event"
    other = f"worst grade {outside}" if outside else "no event"
    return f"In the listed categories: {listed}; outside them: {other}"


def _spec(rows: tuple[AeRow, ...]) -> dict[str, object]:
    tops, top = [], float(TOP)
    for row in rows:
        tops.append(top)
        top += _height(row)
    canvas = pixels(WIDTH, top + 6)
    ground = [*_ground(canvas, rows, [*tops, top]), *heads(canvas, LEFT, CELL), *key(canvas)]
    drawn = [layer for row, at in zip(rows, tops, strict=True) for layer in _row(canvas, row, at)]
    return chart(WIDTH, top + 6, [ground, drawn])


def _height(row: AeRow) -> float:
    most = max((sum(e.grade == grade for e in row.events) for grade, _ in GRADES), default=0)
    return max(58.0, -(-most // PER_LINE) * (DOT + 4) + 22)


def _ground(canvas: Frame, rows: tuple[AeRow, ...], tops: list[float]) -> Iterable[Layer]:
    right = LEFT + 5 * CELL
    shade = [
        {"x": LEFT, "x2": right, "y": tops[n], "y2": tops[n + 1]} for n, row in enumerate(rows) if row.outside
    ]
    severe = {"x": LEFT + 2 * CELL, "x2": LEFT + 2 * CELL, "y": TOP, "y2": tops[-1]}
    scale = [{"x": at_percent(v), "x2": at_percent(v), "y": TOP, "y2": tops[-1]} for v in (0, 50, 100)]
    yield bars(canvas, shade, fill="band")
    yield segments(
        canvas, [{"x": LEFT, "x2": right, "y": y, "y2": y} for y in tops], stroke="rule", width=0.6
    )
    yield segments(canvas, scale, stroke="alert", width=0.7)
    yield segments(canvas, [severe], stroke="ink2", width=0.9, dash=DASHED)


def heads(canvas: Frame, left: float, cell: float) -> Iterable[Layer]:
    """Write the grades over their columns, and the scale of the proportions."""
    middle = [(left + (grade - 0.5) * cell, grade, name) for grade, name in GRADES]
    digits = [{"x": x, "y": 46, "text": str(grade)} for x, grade, _ in middle]
    names = [{"x": x, "y": 60, "text": name} for x, _, name in middle]
    ticks = [{"x": at_percent(v), "y": 62, "text": str(v)} for v in (0, 50, 100)]
    yield words(canvas, digits, size=11.5, weight=600, align="center")
    yield words(canvas, names, size=10, fill="ink2", align="center")
    yield words(canvas, ticks, size=10, fill="ink2", align="center")
    yield words(canvas, [{"x": WIDTH, "y": 46, "text": "x/n and 95 % interval, %"}], size=10, align="right")


def key(canvas: Frame) -> Iterable[Layer]:
    """Draw what a filled, an outlined and a flagged dot mean."""
    yield points(canvas, [{"x": 8, "y": 12}], fill="ink2", size=130, stroke="ink2")
    yield points(canvas, [{"x": 118, "y": 12}], fill="ground", size=130, stroke="ink2")
    yield points(canvas, [{"x": 248, "y": 12}], fill="ink", shape=glyphs.PENNANT, size=70, stroke="ink")
    said = ((20, "judged related"), (130, "judged not related"), (258, "serious event"))
    yield words(canvas, [{"x": x, "y": 12, "text": text} for x, text in said], size=10)
    yield words(
        canvas,
        [{"x": 350, "y": 12, "text": "digit and colour = participant; one dot per event"}],
        size=10,
        fill="ink2",
    )


def _row(canvas: Frame, row: AeRow, top: float) -> Iterable[Layer]:
    middle = top + _height(row) / 2
    lines = wrapped(row.name, LEFT - 8, size=10.5, weight=600)
    start = middle - 6.5 * len(lines)
    names = [{"x": 0, "y": start + 13 * n, "text": line} for n, line in enumerate(lines)]
    yield words(canvas, names, size=10.5, weight=600)
    yield words(canvas, [{"x": 0, "y": start + 13 * len(lines) + 1, "text": row.hint}], size=10, fill="ink2")
    for grade, _ in GRADES:
        mine = [event for event in row.events if event.grade == grade]
        for n, event in enumerate(mine):
            yield from dot_layers(canvas, event, *_place(n, len(mine), grade, middle))
    yield from _share(canvas, row, middle)


def _place(n: int, count: int, grade: int, middle: float) -> tuple[float, float]:
    """Give the place of the n-th of `count` dots in a cell: three to a line, lines and dots centred."""
    lines = -(-count // PER_LINE)
    line, column = divmod(n, PER_LINE)
    in_line = min(PER_LINE, count - line * PER_LINE)
    x = LEFT + (grade - 0.5) * CELL + (column - (in_line - 1) / 2) * (DOT + 1)
    return x, middle + (line - (lines - 1) / 2) * (DOT + 4)


def dot_layers(canvas: Frame, event: AeDot, x: float, y: float) -> Iterable[Layer]:
    """Draw one event: filled if judged related, else outlined, the digit inside; a pennant where it was serious."""
    hue = palette.hue(event.digit)
    judged = "related" if event.related else "not related"
    day = "before an infusion" if event.day is None else f"day {write.study_day(event.day)}"
    said = f"{event.digit} · {event.text}, grade {event.grade}, {day}, judged {judged}"
    datum = {"x": x, "y": y, "said": said + (", serious" if event.serious else ""), "href": event.href}
    yield points(canvas, [datum], fill=hue if event.related else "ground", size=235, stroke=hue)
    ink = "ground" if event.related else hue
    yield words(
        canvas, [{"x": x, "y": y, "text": str(event.digit)}], fill=ink, size=10, weight=600, align="center"
    )
    if event.serious:
        yield points(
            canvas, [{"x": x + 9, "y": y - 10}], fill="ink", shape=glyphs.PENNANT, size=45, stroke="ink"
        )


def _share(canvas: Frame, row: AeRow, y: float) -> Iterable[Layer]:
    low, high, at = float(row.lower), float(row.upper), 100 * row.x / row.n
    yield words(
        canvas,
        [{"x": COUNT, "y": y, "text": write.proportion(row.x, row.n)}],
        size=11.5,
        weight=600,
        align="center",
    )
    yield segments(
        canvas, [{"x": at_percent(low), "x2": at_percent(high), "y": y, "y2": y}], stroke="ink", width=2.6
    )
    yield points(
        canvas,
        [{"x": at_percent(at), "y": y, "said": f"{row.name}: {row.x}/{row.n}"}],
        fill="ink",
        shape="diamond",
        size=55,
    )
    bounds = {"x": at_percent(50), "y": y + 14, "text": write.interval(row.lower, row.upper)}
    yield words(canvas, [bounds], size=10, align="center")


def at_percent(percent: float) -> float:
    """Give the pixel of a percentage on the scale at the right."""
    return SCALE[0] + percent / 100 * (SCALE[1] - SCALE[0])


def _twin(table_id: str, rows: tuple[AeRow, ...]) -> Table:
    columns = (
        Column(title="category", width=2),
        *(Column(title=str(grade), align="right") for grade, _ in GRADES),
        Column(title="related", align="right"),
        Column(title="x/n", align="right"),
        Column(title="95 % interval, %", interval=True, decimals=1),
        Column(title="what this cannot show", width=3),
    )
    return Table(
        id=table_id,
        title="",
        columns=columns,
        spanners=(Spanner(title="CTCAE grade", first=1, last=5),),
        groups=(Group(rows=tuple(map(_table_row, rows))),),
        listing=True,
    )


def _table_row(row: AeRow) -> Row:
    grades = tuple(Number(value=sum(event.grade == grade for event in row.events)) for grade, _ in GRADES)
    return Row(
        cells=(
            Text(text=row.name),
            *grades,
            Number(value=sum(event.related for event in row.events)),
            Proportion(x=row.x, n=row.n),
            Interval(lower=row.lower, upper=row.upper),
            Text(text=row.limit) if row.limit else Missing(reason="not stated"),
        )
    )
