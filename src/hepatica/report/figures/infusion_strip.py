"""An infusion by the minute: bags with their rates and pauses, contrast and reactions, vital signs, on one axis of minutes.

The axis begins at the first cells. A rate is the height of a bag's bar, a pause a gap in it; a bar without rates is full.
Reactions are black pennants with their words and a line through everything below; limits are the protocol's, named.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.figure import TITLE_LIMIT, Figure
from hepatica.report.figures import glyphs
from hepatica.report.figures.canvas import (
    DASHED,
    Frame,
    Layer,
    bars,
    chart,
    pixels,
    points,
    segments,
    words,
)
from hepatica.report.figures.labels import lanes, text_width
from hepatica.report.figures.panels import NAME, SIZE, Panel, panel_frame, panel_groups
from hepatica.report.stamp import Stamp
from hepatica.report.table import Column, Group, Row, Table, Text

WIDTH, LEFT, RIGHT = 640.0, NAME + 34, 612.0
BAR, LANE, TOP = 24.0, 30.0, 8.0
AROUND = 120
"""Minutes before the first and after the last cells that are drawn; a reading of the next day would make minutes unreadable."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A rate from one minute to another; 0 is a pause."""

    start: float
    end: float
    rate: float
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A bag's infusion, in minutes from the first cells."""

    title: str
    start: float
    end: float
    running: bool = False
    rates: tuple[Rate, ...] = ()
    words: str = ""
    """'48 million in 20 mL, whole'"""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Something at a minute: a reaction, contrast, the catheter."""

    at: float
    what: str
    """reaction, contrast, position, note."""
    words: str


@dataclass(frozen=True, kw_only=True)
class Minute:
    """One line of the twin table."""

    clock: str
    at: float
    bag: str
    what: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Strip:
    """Everything of one session at the bedside."""

    code: str
    digit: int
    zero: str
    """The first cells, as written: '9 Mar 2026, 17:10'."""
    runs: tuple[Run, ...]
    marks: tuple[Mark, ...] = ()
    vitals: tuple[Panel, ...] = ()
    minutes: tuple[Minute, ...] = ()


def infusion_strip(
    *, strip: Strip, stamp: Stamp, synthetic: str = "", number: str = "", figure_id: str = "infusion"
) -> Figure:
    """Draw one session; raises ValueError when nothing ran."""
    if not strip.runs:
        raise ValueError("nothing was infused, so there is nothing to draw by the minute")
    reactions = sum(mark.what == "reaction" for mark in strip.marks)
    near, beyond = trimmed(strip)
    later = (
        f" Not drawn, in the table: {_count(beyond, 'record')} more than {AROUND} minutes from the cells."
        if beyond
        else ""
    )
    pauses = sum(rate.rate == 0 for run in strip.runs for rate in run.rates)
    said = f"{strip.code}: {_count(len(strip.runs), 'bag')}, {_count(reactions, 'reaction')}, {_count(pauses, 'pause')}"
    return Figure(
        id=figure_id,
        number=number,
        title=said[:TITLE_LIMIT],
        deck=f"Minutes from the first cells, {strip.zero}. Height and number in a bar: rate, mL/min. Dashed: limits of the protocol.",
        spec=_spec(near),
        note=f"Vital signs are as recorded at the bedside; nothing lies between readings but the line that joins them.{later}",
        twin=minutes_table(strip, f"{figure_id}-table"),
        alt=f"{said}, from {strip.zero}.",
        stamp=stamp,
        synthetic=synthetic,
    )


def minutes_table(strip: Strip, name: str) -> Table:
    """Return every record of the session in order: the twin of the picture."""
    rows = tuple(
        Row(
            cells=(
                Text(text=one.clock),
                Text(text=write.number(one.at, 0)),
                Text(text=one.bag),
                Text(text=one.what, strong=one.what == "reaction"),
                Text(text=one.words),
            )
        )
        for one in strip.minutes
    )
    return Table(
        id=name,
        title="",
        columns=(
            Column(title="Time"),
            Column(title="minute", align="right"),
            Column(title="Bag"),
            Column(title="What"),
            Column(title="", width=1),
        ),
        groups=(Group(rows=rows or (Row(cells=(Text(text="–"),), sentence="nothing recorded"),)),),
        listing=True,
    )


def trimmed(strip: Strip) -> tuple[Strip, int]:
    """Return the session without what lies too far from it to be drawn by the minute, and how many records that is."""
    first, last = -AROUND, max(run.end for run in strip.runs) + AROUND
    marks = tuple(mark for mark in strip.marks if first <= mark.at <= last)
    panels = []
    beyond = {mark.at for mark in strip.marks} - {mark.at for mark in marks}
    for panel in strip.vitals:
        series = []
        for one in panel.series:
            kept = tuple(p for p in one.points if first <= p.x <= last)
            beyond |= {p.x for p in one.points} - {p.x for p in kept}
            series.append(replace(one, points=kept))
        panels.append(replace(panel, series=tuple(series)))
    return replace(strip, marks=marks, vitals=tuple(panels)), len(beyond)


def extent(strip: Strip) -> tuple[float, float]:
    """Return the first and last minute of the axis: all that was recorded, and a little room."""
    moments = [0.0, *(run.end for run in strip.runs), *(mark.at for mark in strip.marks)]
    moments += [p.x for panel in strip.vitals for one in panel.series for p in one.points]
    low, high = min(moments), max(moments)
    room = max((high - low) * 0.03, 1)
    return low - room, high + room


def _spec(strip: Strip) -> dict[str, object]:
    low, high = extent(strip)
    panels = [panel for panel in strip.vitals if any(one.points for one in panel.series)]
    head = TOP + LANE * len(strip.runs) + 6
    marked = _marked(strip, low, high)
    y = head + marked + 8
    tops = []
    for panel in panels:
        tops.append(y)
        y += panel.height
    canvas = pixels(WIDTH, y + 40)
    across = Frame(x_low=low, x_high=high, left=LEFT, right=RIGHT, y_low=0, y_high=1, top=0, bottom=y)
    back = [*_ticks(canvas, across, y), *_reactions(canvas, across, strip, head, y)]
    front: list[Layer] = []
    for n, run in enumerate(strip.runs):
        front += _bag(canvas, across, strip.digit, run, TOP + LANE * n)
    front += _marks(canvas, across, strip, head)
    groups = [back, front]
    for panel, top in zip(panels, tops, strict=True):
        frame = panel_frame(panel, x=(low, high), across=(LEFT, RIGHT), top=top)
        groups += panel_groups(canvas, panel, frame)
    return chart(WIDTH, y + 40, groups)


def _bag(canvas: Frame, across: Frame, digit: int, run: Run, top: float) -> Iterator[Layer]:
    hue, foot = palette.hue(digit), top + BAR
    left, right = across.px(run.start), across.px(run.end)
    yield words(canvas, [{"x": 0, "y": top + BAR / 2, "text": run.title}], size=11, weight=600)
    frame = {"x": left, "x2": max(right, left + 2), "y": top, "y2": foot, "said": run.words}
    yield bars(canvas, [frame], fill="band", stroke="rule", dash=(4, 3) if run.running else ())
    highest = max((one.rate for one in run.rates), default=0)
    steps = [one for one in run.rates if one.rate > 0]
    filled = [
        {"x": across.px(one.start), "x2": across.px(one.end), "y": foot - (BAR - 4) * one.rate / highest, "y2": foot, "said": one.said}
        for one in steps
    ] or ([] if run.rates else [frame])  # fmt: skip
    yield bars(canvas, filled, fill=hue)
    paused = [
        {
            "x": across.px(one.start),
            "x2": across.px(one.end),
            "y": top,
            "y2": foot,
            "said": one.said or "pause",
        }
        for one in run.rates
        if not one.rate
    ]
    yield bars(canvas, paused, fill="ground", stroke="ink2", dash=DASHED)
    yield from _rate_words(canvas, across, run, top, right)


def _rate_words(canvas: Frame, across: Frame, run: Run, top: float, right: float) -> Iterator[Layer]:
    inside = []
    for one in run.rates:
        said = f"{one.rate:g}" if one.rate else "pause"
        middle, room = (
            (across.px(one.start) + across.px(one.end)) / 2,
            across.px(one.end) - across.px(one.start),
        )
        if text_width(said, SIZE, 600) + 4 <= room:
            inside.append(
                {"x": middle, "y": top + BAR - 8, "text": said, "fill": "ground" if one.rate else "ink"}
            )
    for fill in ("ground", "ink"):
        data = [{k: v for k, v in one.items() if k != "fill"} for one in inside if one["fill"] == fill]
        yield words(canvas, data, size=SIZE, weight=600, align="center", fill=fill)
    beside = run.words
    after = right + 6 + text_width(beside, SIZE) <= WIDTH
    x, align = (right + 6, "left") if after else (across.px(run.start) - 6, "right")
    if after or x - text_width(beside, SIZE) > NAME - 30:
        yield words(
            canvas, [{"x": x, "y": top + BAR / 2, "text": beside}], size=SIZE, fill="ink2", align=align
        )


def _marked(strip: Strip, low: float, high: float) -> float:
    """Return how tall the rows of marks are: as many as keep their words apart."""
    rows = max(lanes(_spans(strip, low, high)), default=-1) + 1
    return rows * 20.0


def _spans(strip: Strip, low: float, high: float) -> Iterator[tuple[float, float]]:
    for mark in strip.marks:
        x = LEFT + (mark.at - low) / (high - low) * (RIGHT - LEFT)
        wide = text_width(mark.words, SIZE, 600) + 16
        start = x if x + wide <= WIDTH else x - wide
        yield start - 8, start + wide + 8


def _marks(canvas: Frame, across: Frame, strip: Strip, head: float) -> Iterator[Layer]:
    """Draw each mark with its words: a pennant for a reaction, a square for contrast, a ring for the rest."""
    rows = lanes(_spans(strip, across.x_low, across.x_high))
    for mark, row in zip(strip.marks, rows, strict=True):
        x, y = across.px(mark.at), head + row * 20.0 + 10
        datum = {"x": x, "y": y, "said": f"minute {write.number(mark.at)}: {mark.words}"}
        reaction = mark.what == "reaction"
        shape = glyphs.PENNANT if reaction else "square" if mark.what == "contrast" else "circle"
        yield points(canvas, [datum], fill="ink" if reaction or mark.what == "contrast" else "ground", shape=shape, size=90 if reaction else 46, stroke="ink")  # fmt: skip
        fits = x + 10 + text_width(mark.words, SIZE, 600) <= WIDTH
        told = {"x": x + 10 if fits else x - 10, "y": y, "text": mark.words}
        yield words(
            canvas, [told], size=SIZE, weight=600 if reaction else 400, align="left" if fits else "right"
        )


def _reactions(canvas: Frame, across: Frame, strip: Strip, top: float, foot: float) -> Iterable[Layer]:
    at = [across.px(mark.at) for mark in strip.marks if mark.what == "reaction"]
    yield segments(canvas, [{"x": x, "x2": x, "y": top, "y2": foot} for x in at], stroke="ink", width=0.8, dash=(1.5, 3))  # fmt: skip


def _ticks(canvas: Frame, across: Frame, foot: float) -> Iterable[Layer]:
    """Write whole minutes at an even step, and what they count."""
    span = across.x_high - across.x_low
    step = next((s for s in (5, 10, 15, 30, 60, 120, 240, 480) if span / s <= 9), 1440)
    first = int(-(-across.x_low // step)) * step
    ticks = [float(v) for v in range(first, int(across.x_high) + 1, step)]
    lines = [{"x": across.px(v), "x2": across.px(v), "y": TOP, "y2": foot} for v in ticks]
    yield segments(canvas, lines, stroke="rule", width=0.5)
    yield words(canvas, [{"x": across.px(v), "y": foot + 10, "text": write.number(v)} for v in ticks], size=SIZE, align="center")  # fmt: skip
    yield words(canvas, [{"x": LEFT, "y": foot + 27, "text": "minutes from the first cells"}], size=SIZE, fill="ink2", italic=True)  # fmt: skip


def _count(number: int, noun: str) -> str:
    return f"{write.small(number) if number else 'no'} {noun}{'' if number == 1 else 's'}"
