"""Panels below each other on one axis: a quantity each, its named limits dashed, every series in its participant's hue."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.figures.canvas import DASHED, Frame, Layer, points, segments, words, written
from hepatica.report.figures.labels import Box, Label, Placed, Segment, place, text_width

NAME = 78.0
"""Pixels at the left for names and units."""
SIZE = 10.0
MARK = 5.0
"""Pixels that a value takes on each side."""
ABOVE = 10.0
"""Pixels between a panel's rule and its frame: the name of a limit at the very top stays clear of the rule."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """A limit that is drawn and named: 'pause below 90'."""

    value: Decimal
    name: str


@dataclass(frozen=True, kw_only=True)
class Point:
    """A measured value at a place of the axis, with the words of its hover."""

    x: float
    y: float
    said: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Series:
    """The values of one culture or one person, joined in order; ``label`` stands at its end."""

    digit: int
    points: tuple[Point, ...]
    label: str = ""
    failed: str = ""
    """Why it ended, where it did: drawn as a cross at its end."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One quantity; ``decimals`` write its ticks."""

    name: str
    unit: str
    height: float
    series: tuple[Series, ...]
    limits: tuple[Named, ...] = ()
    decimals: int = 0
    floor: float | None = None
    """The lowest value of the scale, where it has one of its own."""


def panel_frame(panel: Panel, *, x: tuple[float, float], across: tuple[float, float], top: float) -> Frame:
    """Give the frame in which the panel's values and limits lie; room above and below for words."""
    values = [p.y for one in panel.series for p in one.points] + [
        float(limit.value) for limit in panel.limits
    ]
    low, high = min(values, default=0.0), max(values, default=1.0)
    if panel.floor is not None:
        low = min(low, panel.floor)
    room = max((high - low) * 0.12, 10**-panel.decimals)
    return Frame(
        x_low=x[0], x_high=x[1], left=across[0], right=across[1],
        y_low=low if panel.floor is not None else low - room, y_high=high + room, top=top + ABOVE, bottom=top + panel.height - 8,
    )  # fmt: skip


def panel_groups(canvas: Frame, panel: Panel, frame: Frame) -> tuple[list[Layer], list[Layer], list[Layer]]:
    """Draw a panel in three groups: its scale and limits, its series on a frame of their own, and the words over them."""
    top = frame.top - ABOVE
    layers = [
        segments(canvas, [{"x": 0, "x2": canvas.right, "y": top, "y2": top}], stroke="rule", width=0.6),
        words(canvas, [{"x": 0, "y": top + 13, "text": panel.name}], size=11, weight=600),
        words(canvas, [{"x": 0, "y": top + 27, "text": panel.unit}], size=SIZE, fill="ink2"),
    ]
    ends = {p.y for one in panel.series for p in one.points}
    ticks = sorted({min(ends), max(ends)}) if ends else []
    if len(ticks) > 1 and abs(frame.py(ticks[0]) - frame.py(ticks[1])) < SIZE + 2:
        ticks = ticks[-1:]
    scale = [{"x": frame.left - 8, "y": frame.py(v), "text": write.number(v, panel.decimals)} for v in ticks]
    layers.append(words(canvas, scale, size=SIZE, fill="ink2", align="right"))
    edges = [
        {"x": frame.left, "x2": frame.right, "y": frame.py(float(one.value)), "y2": frame.py(float(one.value)), "said": one.name}
        for one in panel.limits
    ]  # fmt: skip
    layers.append(segments(canvas, edges, stroke="ink2", width=0.8, dash=DASHED))
    series = [layer for one in panel.series for layer in _series(frame, one)]
    return layers, series, list(written(canvas, panel_labels(panel, frame, canvas.right)))


def _series(frame: Frame, one: Series) -> Iterable[Layer]:
    hue = palette.hue(one.digit)
    lines = [{"x": a.x, "y": a.y, "x2": b.x, "y2": b.y} for a, b in pairwise(one.points)]
    data = [{"x": p.x, "y": p.y, "said": p.said, "href": p.href} for p in one.points]
    yield segments(frame, lines, stroke=hue, width=1.8, cap="round")
    yield points(frame, data, fill=hue, shape=palette.shape(one.digit), size=44)
    if one.failed and one.points:
        last = one.points[-1]
        shape = "M-0.7,-0.7L0.7,0.7M0.7,-0.7L-0.7,0.7"
        datum = {"x": last.x, "y": last.y, "said": one.failed}
        cross = points(frame, [datum], fill="ink", shape=shape, size=260, stroke="ink")
        cross["mark"]["strokeWidth"] = 2.4
        yield cross


def panel_labels(panel: Panel, frame: Frame, right: float) -> tuple[Placed, ...]:
    """Place the words at the ends of the series and the names of the limits."""
    bounds = Box(left=frame.left, top=frame.top - 8, right=right, bottom=frame.bottom + 10)
    lines = [
        Segment(x1=frame.px(a.x), y1=frame.py(a.y), x2=frame.px(b.x), y2=frame.py(b.y))
        for one in panel.series
        for a, b in pairwise(one.points)
    ]
    wanted = [_end(frame, one) for one in panel.series if one.label and one.points]
    wanted += [
        Label(text=one.name, x=frame.right, y=frame.py(float(one.value)) - 6, size=SIZE, sides=("left",), gap=0, fill="ink2", slide=320)
        for one in panel.limits
    ]  # fmt: skip
    marks = [
        Box(left=x - MARK, top=y - MARK, right=x + MARK, bottom=y + MARK)
        for one in panel.series
        for x, y in ((frame.px(p.x), frame.py(p.y)) for p in one.points)
    ]
    return _placed(wanted, bounds, lines, marks)


def _end(frame: Frame, one: Series) -> Label:
    last = one.points[-1]
    text = f"{one.label}, {one.failed}" if one.failed else one.label
    return Label(text=text, x=frame.px(last.x), y=frame.py(last.y), size=SIZE, weight=600, fill=palette.hue(one.digit), gap=8, slide=40)  # fmt: skip


def _placed(
    wanted: Sequence[Label], bounds: Box, lines: Sequence[Segment], marks: Sequence[Box]
) -> tuple[Placed, ...]:
    """Place what finds room, off the values where it can; what finds none stands in the table and in the hover."""
    placed: list[Placed] = []
    for label in wanted:
        if text_width(label.text, label.size, label.weight) > bounds.right - bounds.left:
            continue
        taken = [one.box for one in placed]
        for obstacles in ([*taken, *marks], taken):
            with suppress(ValueError):
                placed += place([label], bounds=bounds, lines=lines, marks=obstacles)
                break
    return tuple(placed)
