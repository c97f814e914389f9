"""How far a design's answer leans on each assumption: one bar for each, the longest on top, all others as designed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hepatica.design.answers.values import Answers, Bar, Tornado
from hepatica.report import text as write
from hepatica.report.design.stamped import stamped
from hepatica.report.figure import TITLE_LIMIT, Figure
from hepatica.report.figures.canvas import DASHED, Datum, Frame, Layer, bars, chart, pixels, segments, words
from hepatica.report.figures.labels import text_width, wrapped
from hepatica.report.stamp import DesignStamp
from hepatica.report.table import Column, Group, Number, Row, Table, Text

WIDTH, NAMES, LEFT, RIGHT = 640, 208.0, 312.0, 544.0
"""Width; where the names of assumptions end, and between which pixels the outcome lies: its ends have words outside."""
SIZE, SMALL, LINE, ROOM, TOP = 10.5, 10.0, 13.5, 12.0, 24.0
CANNOT = "It cannot show what happens when two assumptions are wrong together, nor how likely either end is."


def tornado_figure(
    answers: Answers, *, months: bool = False, stamp: DesignStamp | None = None
) -> Figure | None:
    """Draw the tornado of what the design is about, or of its ``months``; None where the outcome leans on nothing."""
    told = answers.time_tornado if months else answers.tornado
    if not told.bars:
        return None
    rows = tuple(_rows(told.bars))
    height = rows[-1].bottom + 44
    canvas = pixels(WIDTH, height)
    title = _finding(told)
    bars_said = "; ".join(f"{one.assumption} {_ends(one, told)}" for one in told.bars)
    unmoved = " ".join(f"{one.assumption}: {one.why}." for one in told.unmoved)
    return Figure(
        id="design-tornado-months" if months else "design-tornado",
        title=title,
        deck=f"{told.outcome}. Each bar moves one assumption from its low to its high value.",
        spec=chart(WIDTH, height, [list(_layers(canvas, _frame(told, rows), told, rows))]),
        note=f"{'Without a bar. ' + unmoved + ' ' if unmoved else ''}{CANNOT}",
        twin=_twin(told, months=months),
        alt=f"{title}. {told.outcome}, as designed {_said(told.base, told)}: {bars_said}.",
        stamp=stamp or stamped(answers.design),
    )


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One bar with the lines of its name, and the pixels between which it lies."""

    bar: Bar
    lines: tuple[str, ...]
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Return the middle of its height."""
        return (self.top + self.bottom) / 2


def _rows(given: tuple[Bar, ...]) -> Iterator[Drawn]:
    top = TOP
    for one in given:
        lines = wrapped(one.assumption, NAMES - 8, size=SIZE)
        bottom = top + LINE * (len(lines) + 1) + ROOM
        yield Drawn(bar=one, lines=tuple(lines), top=top, bottom=bottom)
        top = bottom


def _finding(told: Tornado) -> str:
    first = told.bars[0]
    said = f"{first.assumption} weighs most: {_said(first.at_low, told)} to {_said(first.at_high, told)}"
    short = (
        f"One assumption moves the answer from {_said(first.at_low, told)} to {_said(first.at_high, told)}"
    )
    return said if len(said) <= TITLE_LIMIT else short


def _frame(told: Tornado, rows: tuple[Drawn, ...]) -> Frame:
    ends = [value for one in told.bars for value in (one.at_low, one.at_high)]
    ends += [told.base] + ([told.planned] if told.planned is not None else [])
    return Frame(
        x_low=min(ends), x_high=max(ends), left=LEFT, right=RIGHT, y_low=rows[-1].bottom, y_high=TOP, top=TOP, bottom=rows[-1].bottom
    )  # fmt: skip


def _layers(canvas: Frame, frame: Frame, told: Tornado, rows: tuple[Drawn, ...]) -> Iterable[Layer]:
    foot = rows[-1].bottom
    yield words(
        canvas,
        [
            {"x": 4, "y": row.top + ROOM / 2 + LINE * (n + 0.5), "text": line}
            for row in rows
            for n, line in enumerate(row.lines)
        ],
    )
    ranges = [
        {"x": 4, "y": row.top + ROOM / 2 + LINE * (len(row.lines) + 0.5), "text": _range(row.bar)}
        for row in rows
    ]
    yield words(canvas, ranges, fill="ink2", size=SMALL)
    shapes = [
        {"x": frame.px(min(row.bar.at_low, row.bar.at_high)), "x2": frame.px(max(row.bar.at_low, row.bar.at_high)),
         "y": row.middle - 8, "y2": row.middle + 8, "said": f"{row.bar.assumption}: {_ends(row.bar, told)}"}
        for row in rows
    ]  # fmt: skip
    ends = [_end(frame, row, told, high=high) for row in rows for high in (True, False)]
    if told.planned is not None:
        x = frame.px(told.planned)
        yield segments(
            canvas, [{"x": x, "x2": x, "y": TOP - 6, "y2": foot + 8}], stroke="ink2", width=1.2, dash=DASHED
        )
        planned = {"x": x, "y": foot + 18, "text": f"planned {_said(told.planned, told)}"}
        yield words(canvas, [planned], fill="ink2", align="center")
    yield bars(canvas, [_behind(one, right=right) for one, right in ends], fill="ground")
    yield bars(canvas, shapes, fill="rule", stroke="ink")
    base = frame.px(told.base)
    yield segments(canvas, [{"x": base, "x2": base, "y": TOP - 6, "y2": foot + 4}], stroke="ink", width=1.6)
    yield words(
        canvas,
        [{"x": base, "y": TOP - 14, "text": f"as assumed {_said(told.base, told)}"}],
        weight=600,
        align="center",
    )
    for side in (True, False):
        yield words(
            canvas,
            [one for one, right in ends if right == side],
            size=SMALL,
            align="left" if side else "right",
        )


def _end(frame: Frame, row: Drawn, told: Tornado, *, high: bool) -> tuple[Datum, bool]:
    """Write at one end of a bar the value assumed there and what comes of it; tell whether it stands on the right."""
    one = row.bar
    value, outcome, other = (
        (one.high, one.at_high, one.at_low) if high else (one.low, one.at_low, one.at_high)
    )
    right = outcome > other
    text = f"{_plain(value)} {write.ARROW} {_said(outcome, told)}"
    return {"x": frame.px(outcome) + (6 if right else -6), "y": row.middle, "text": text}, right


def _behind(end: Datum, *, right: bool) -> Datum:
    """Give the ground behind words that a line would run through."""
    width = text_width(str(end["text"]), SMALL) * (1 if right else -1)
    return {"x": end["x"], "x2": end["x"] + width, "y": end["y"] - 7, "y2": end["y"] + 7}


def _range(one: Bar) -> str:
    unit = f" {one.unit}" if one.unit else ""
    return f"{_plain(one.low)} to {_plain(one.high)}{unit}"


def _ends(one: Bar, told: Tornado) -> str:
    low, high = (
        f"{_plain(value)} gives {_said(at, told)}"
        for value, at in ((one.low, one.at_low), (one.high, one.at_high))
    )
    return f"{low}, {high}"


def _said(outcome: float, told: Tornado) -> str:
    """Write an outcome: whole where all of them are, else with one decimal."""
    return write.number(outcome, _decimals(told))


def _decimals(told: Tornado) -> int:
    every = [told.base, *(value for one in told.bars for value in (one.at_low, one.at_high))]
    return 0 if all(float(value).is_integer() for value in every) else 1


def _plain(value: float) -> str:
    return f"{value:.3g}".replace("-", write.MINUS)


def _twin(told: Tornado, *, months: bool) -> Table:
    decimals = _decimals(told)
    columns = (
        Column(title="Assumption", width=3),
        Column(title="Low", align="right"),
        Column(title="High", align="right"),
        Column(title="Outcome at low", align="right", decimals=decimals),
        Column(title="Outcome at high", align="right", decimals=decimals),
        Column(title="Source of the range", width=4),
    )
    rows = tuple(
        Row(
            cells=(
                Text(text=f"{one.assumption}{f', {one.unit}' if one.unit else ''}"),
                Text(text=_plain(one.low)),
                Text(text=_plain(one.high)),
                Number(value=one.at_low),
                Number(value=one.at_high),
                Text(text=one.source),
            )
        )
        for one in told.bars
    )
    name = "design-tornado-months-table" if months else "design-tornado-table"
    planned = "" if told.planned is None else f"; the design plans {_said(told.planned, told)}"
    return Table(
        id=name, title="", columns=columns, groups=(Group(rows=rows),), listing=True,
        note=f"As assumed: {_said(told.base, told)}{planned}.",
    )  # fmt: skip
