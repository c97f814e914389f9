"""Adverse events by CTCAE term and grade: one dot per event of any category, a row per term, the worst first."""

from collections.abc import Iterable
from dataclasses import dataclass

from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.ae_dots import COUNT, SCALE, AeDot, at_percent, dot_layers, heads, key
from hepatica.report.figures.canvas import DASHED, Frame, Layer, chart, pixels, points, segments, words
from hepatica.report.figures.course import fitting
from hepatica.report.figures.labels import text_width
from hepatica.report.stamp import Stamp
from hepatica.report.table import (
    Column,
    Group,
    Interval,
    Number,
    Proportion,
    Row,
    Spanner,
    Table,
    Text,
    Value,
)

WIDTH, LEFT, CELL, TOP = 640, 180, 60, 74
DOT, STEP, PER_LINE = 20.0, 24.0, 3
SHOWN = 26
"""Rows that fit a page; the rest, never among the worst, is in the table."""


@dataclass(frozen=True, kw_only=True)
class TermRow:
    """One term: its events, everybody who could have had it, and the exact interval in per cent."""

    name: str
    events: tuple[AeDot, ...]
    n: int
    lower: Value
    upper: Value

    def __post_init__(self) -> None:
        """Refuse a row without an event: a term exists because somebody had it."""
        if not self.events or self.n < self.x:
            raise ValueError(f"{self.name}: {self.x} of {self.n} participants is not a row")

    @property
    def x(self) -> int:
        """Count the participants with at least one event."""
        return len({event.digit for event in self.events})

    @property
    def worst(self) -> int:
        """Give the worst grade."""
        return max(event.grade for event in self.events)


def ae_terms(
    *,
    rows: tuple[TermRow, ...],
    stamp: Stamp,
    note: str,
    synthetic: str = "",
    number: str = "",
    title: str = "",
    figure_id: str = "ae-terms",
) -> Figure:
    """Draw a row per term, by worst grade, then by how many had it, then by name."""
    ordered = tuple(sorted(rows, key=lambda row: (-row.worst, -row.x, row.name.casefold())))
    said = title or finding(ordered)
    total = sum(len(row.events) for row in ordered)
    serious = sum(event.serious for row in ordered for event in row.events)
    left = max(0, len(ordered) - SHOWN)
    more = f" {left} further terms, none of a worse grade, are in the table." if left else ""
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck="Adverse events of any category by CTCAE term and grade, the worst first. Right: participants with at "
        "least one, exact interval.",
        spec=_spec(ordered[:SHOWN]),
        note=note + more,
        twin=_twin(f"{figure_id}-table", ordered),
        alt=f"{said}. {total} events, {serious} serious.",
        stamp=stamp,
        synthetic=synthetic,
    )


def finding(rows: tuple[TermRow, ...]) -> str:
    """Say how many events of how many terms there were, and how many of grade 3 or worse."""
    events = [event for row in rows for event in row.events]
    if not events:
        return "No adverse event is on record"
    bad = sum(event.grade >= 3 for event in events)
    what = "one event" if len(events) == 1 else f"{write.small(len(events))} events"
    terms = "one term" if len(rows) == 1 else f"{write.small(len(rows))} terms"
    worse = f"{write.small(bad)} of grade 3 or worse" if bad else "none of grade 3 or worse"
    line = f"{what} under {terms}, {worse}"
    return fitting(line[0].upper() + line[1:])


def _spec(rows: tuple[TermRow, ...]) -> dict[str, object]:
    tops, y = [], float(TOP)
    for row in rows:
        tops.append(y)
        y += _height(row)
    foot = max(y, TOP + 30.0)
    canvas = pixels(WIDTH, foot + 6)
    ground = [*_ground(canvas, tops, foot), *heads(canvas, LEFT, CELL), *key(canvas)]
    if not rows:
        ground.append(words(canvas, [{"x": LEFT + 8, "y": TOP + 15, "text": "none recorded"}], fill="ink2"))
    drawn = [layer for row, top in zip(rows, tops, strict=True) for layer in _row(canvas, row, top)]
    return chart(WIDTH, foot + 6, [ground, drawn])


def _height(row: TermRow) -> float:
    most = max(sum(e.grade == grade for e in row.events) for grade in range(1, 6))
    return STEP * -(-most // PER_LINE) + 2


def _ground(canvas: Frame, tops: list[float], foot: float) -> Iterable[Layer]:
    right = LEFT + 5 * CELL
    rules = [{"x": 0, "x2": SCALE[1], "y": y, "y2": y} for y in (*tops, foot)]
    scale = [{"x": at_percent(v), "x2": at_percent(v), "y": TOP, "y2": foot} for v in (0, 50, 100)]
    severe = {"x": LEFT + 2 * CELL, "x2": LEFT + 2 * CELL, "y": TOP, "y2": foot}
    yield segments(canvas, rules, stroke="alert", width=0.6)
    yield segments(canvas, [{"x": LEFT, "x2": right, "y": TOP, "y2": TOP}], stroke="rule", width=0.6)
    yield segments(canvas, scale, stroke="alert", width=0.7)
    yield segments(canvas, [severe], stroke="ink2", width=0.9, dash=DASHED)


def _row(canvas: Frame, row: TermRow, top: float) -> Iterable[Layer]:
    middle = top + _height(row) / 2
    yield words(canvas, [{"x": 0, "y": middle, "text": _short(row.name)}], size=10.5)
    for grade in range(1, 6):
        mine = sorted((e for e in row.events if e.grade == grade), key=lambda e: e.digit)
        for n, event in enumerate(mine):
            line, column = divmod(n, PER_LINE)
            in_line = min(PER_LINE, len(mine) - line * PER_LINE)
            x = LEFT + (grade - 0.5) * CELL + (column - (in_line - 1) / 2) * (DOT - 1)
            yield from dot_layers(canvas, event, x, top + 13 + STEP * line)
    low, high = float(row.lower), float(row.upper)
    share = {"x": COUNT, "y": middle, "text": write.proportion(row.x, row.n)}
    yield words(canvas, [share], size=10.5, weight=600, align="center")
    span = {"x": at_percent(low), "x2": at_percent(high), "y": middle, "y2": middle}
    said = f"{row.name}: {row.x}/{row.n}, {write.interval(row.lower, row.upper)} %"
    yield segments(canvas, [span | {"said": said}], stroke="ink", width=2.2)
    diamond = {"x": at_percent(100 * row.x / row.n), "y": middle, "said": said}
    yield points(canvas, [diamond], fill="ink", shape="diamond", size=50)


def _short(name: str) -> str:
    """Cut a term that would run into the dots; the table carries it whole."""
    return next(
        name[:n] + ("…" if n < len(name) else "")
        for n in range(len(name), -1, -1)
        if text_width(name[:n] + "…", 10.5) <= LEFT - 6
    )


def _twin(table_id: str, rows: tuple[TermRow, ...]) -> Table:
    columns = (
        Column(title="CTCAE term", width=1),
        *(Column(title=str(grade), align="right") for grade in range(1, 6)),
        Column(title="related", align="right"),
        Column(title="serious", align="right"),
        Column(title="who"),
        Column(title="x/n", align="right"),
        Column(title="95 % interval, %", interval=True, decimals=1),
    )
    none = (Row(cells=(Text(text="–"),), sentence="No adverse event is on record."),)
    return Table(
        id=table_id,
        title="",
        columns=columns,
        spanners=(Spanner(title="events by CTCAE grade", first=1, last=5),),
        groups=(Group(rows=tuple(map(_table_row, rows)) or none),),
        listing=True,
    )


def _table_row(row: TermRow) -> Row:
    who = sorted({event.digit for event in row.events})
    return Row(
        cells=(
            Text(text=row.name),
            *(Number(value=sum(event.grade == grade for event in row.events)) for grade in range(1, 6)),
            Number(value=sum(event.related for event in row.events)),
            Number(value=sum(event.serious for event in row.events)),
            Text(text=", ".join(map(str, who))),
            Proportion(x=row.x, n=row.n),
            Interval(lower=row.lower, upper=row.upper),
        )
    )
