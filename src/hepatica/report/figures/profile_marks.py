"""The marks the tracks of a profile share: names, lines broken at gaps, bars with words, last values."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.figures import glyphs
from hepatica.report.figures.axis import DayAxis
from hepatica.report.figures.canvas import (
    DASHED,
    DOTTED,
    Datum,
    Frame,
    Layer,
    bars,
    points,
    segments,
    words,
    written,
)
from hepatica.report.figures.labels import Box, Label, Segment, place, text_width
from hepatica.report.figures.profile_values import Measured, Moment, Span, Track

SLASHED = "M-1,0A1,1,0,1,0,1,0A1,1,0,1,0,-1,0M-0.7,0.7L0.7,-0.7"
BAR, DIGIT, GUTTER, PENNANT_WIDTH = 16.0, 16.0, 12.0, 14.0
CLASSES = ((Decimal(6), "A"), (Decimal(9), "B"), (Decimal(15), "C"))


def named(canvas: Frame, name: str, hint: str, y: float) -> list[Layer]:
    """Write the name of a track and a hint below it."""
    layers = [words(canvas, [{"x": 0, "y": y, "text": name}], size=13, weight=620)]
    return (
        [*layers, words(canvas, [{"x": 0, "y": y + 16, "text": hint}], size=12, fill="ink2")]
        if hint
        else layers
    )


def scaled(track: Track, axis: DayAxis, top: float, bottom: float) -> Frame:
    """Give the frame that holds a track's values, its range and its threshold."""
    values = [m.value for m in track.measured if m.value is not None]
    values += [v for v in (track.low, track.high, track.threshold) if v is not None]
    low, high = float(min(values, default=Decimal(0))), float(max(values, default=Decimal(1)))
    margin = (high - low or 1.0) * 0.08
    return Frame(
        x_low=axis.left, x_high=axis.right, left=axis.left, right=axis.right,
        y_low=low - margin, y_high=high + margin, top=top, bottom=bottom,
    )  # fmt: skip


def ranged(canvas: Frame, axis: DayAxis, track: Track, scale: Frame) -> Iterable[Layer]:
    """Draw the reference range as a band with its limits, and the named threshold as a dashed line."""
    if track.low is not None or track.high is not None:
        top = scale.py(float(track.high)) if track.high is not None else scale.top
        bottom = scale.py(float(track.low)) if track.low is not None else scale.bottom
        yield bars(
            canvas,
            [{"x": axis.left, "x2": axis.right, "y": top, "y2": bottom}],
            fill="range",
            stroke="rangeline",
        )
        limits = (
            [(track.high, top), (track.low, bottom)]
            if bottom - top >= 13
            else [(track.high or track.low, top)]
        )
        texts = [
            {"x": axis.left - 8, "y": y, "text": format(v.normalize(), "f")}
            for v, y in limits
            if v is not None
        ]
        yield words(canvas, texts, size=12, fill="ink2", align="right")
    if track.threshold is not None:
        y = scale.py(float(track.threshold))
        yield segments(
            canvas,
            [{"x": axis.left, "x2": axis.right, "y": y, "y2": y}],
            stroke="ink2",
            width=0.8,
            dash=DASHED,
        )


def curve(
    canvas: Frame, axis: DayAxis, digit: int, track: Track, scale: Frame, floor: float
) -> Iterable[Layer]:
    """Draw the values of a track: dotted across a missed visit, whose slashed ring lies on the floor."""
    gaps = [m for m in track.values if m.value is None]
    solid: list[Datum] = []
    dotted: list[Datum] = []
    for a, b in pairwise(track.measured):
        datum = {
            "x": axis.position(a.day),
            "y": scale.py(plotted(a)),
            "x2": axis.position(b.day),
            "y2": scale.py(plotted(b)),
        }
        (dotted if any(a.day <= gap.day <= b.day for gap in gaps) else solid).append(datum)
    hue = palette.hue(digit)
    yield segments(canvas, solid, stroke=hue, width=1.8, cap="round")
    yield segments(canvas, dotted, stroke=hue, width=1.4, dash=DOTTED, cap="round")
    lost = [
        {"x": axis.position(m.day), "y": floor, "said": f"day {write.study_day(m.day)}, {m.missing}"}
        for m in gaps
    ]
    yield slashed(canvas, lost)
    data = [
        {
            "x": axis.position(m.day),
            "y": scale.py(plotted(m)),
            "day": m.day,
            "value": plotted(m),
            "said": _said_value(track, m),
            "href": m.href,
        }
        for m in track.measured
    ]
    yield points(canvas, data, fill=hue, shape=palette.shape(digit), size=48)


def last_value(
    canvas: Frame, axis: DayAxis, track: Track, y: float, *, letter: bool = False
) -> Iterable[Layer]:
    """Write the last value at the right, with its change since baseline (for Child-Pugh, its class)."""
    if not track.measured:
        yield words(canvas, [{"x": axis.right + GUTTER, "y": y, "text": "no value"}], size=12, fill="ink2")
        return
    value = track.measured[-1].value or Decimal(0)
    shown = write.number(value, track.decimals)
    if letter:
        shown += " " + next((name for top, name in CLASSES if value <= top), "")
    yield words(canvas, [{"x": axis.right + GUTTER, "y": y, "text": shown}], size=13, weight=680)
    if track.baseline is not None and len(track.measured) > 1:
        change = write.signed(value - track.baseline, track.decimals)
        at = axis.right + GUTTER + text_width(shown, 13, 680) + 8
        yield words(canvas, [{"x": at, "y": y, "text": change}], size=12, fill="ink2")


def peaks(canvas: Frame, axis: DayAxis, track: Track, scale: Frame, bounds: Box) -> Iterable[Layer]:
    """Name the first, the highest and the last value, and the threshold, so that none overlap."""
    if not track.measured:
        return
    highest = max(track.measured, key=lambda m: m.value or Decimal(0))
    shown = {m.day: m for m in (track.measured[0], highest, track.measured[-1])}
    at = {m.day: (axis.position(m.day), scale.py(plotted(m))) for m in track.measured}
    labels = [
        Label(
            text=write.number(m.value or 0, 0),
            x=at[day][0],
            y=at[day][1],
            size=12,
            weight=620,
            sides=("above", "right", "below"),
        )
        for day, m in shown.items()
    ]
    if track.threshold is not None and track.threshold_name:
        y = scale.py(float(track.threshold)) - 8
        labels.append(
            Label(
                text=track.threshold_name,
                x=axis.right,
                y=y,
                size=12,
                sides=("left",),
                gap=2,
                fill="ink2",
                slide=400,
            )
        )
    lines = [
        Segment(x1=at[a.day][0], y1=at[a.day][1], x2=at[b.day][0], y2=at[b.day][1])
        for a, b in pairwise(track.measured)
    ]
    marks = [glyphs.around(x, y, 4) for x, y in at.values()]
    yield from written(canvas, place(labels, bounds=bounds, marks=marks, lines=lines))


def slashed(canvas: Frame, data: Iterable[Datum]) -> Layer:
    """Draw the mark of a missed visit: a slashed ring without value."""
    return points(canvas, data, fill="ground", shape=SLASHED, size=60, stroke="ink2")


def bar(canvas: Frame, axis: DayAxis, item: Span, today: int, y: float, *, framed: bool) -> Iterable[Layer]:
    """Draw one bar and its words: the digit of a grade inside, the words inside if they fit, else beside it."""
    x, x2, at, align = laid(item, axis, today)
    half = BAR / 2
    datum = {
        "x": x,
        "x2": x2,
        "y": y + half - BAR * min(max(item.level, 0.25), 1.0),
        "y2": y + half,
        "said": said(item),
        "href": item.href,
    }
    if item.grade:
        yield bars(canvas, [datum], fill=palette.grade_fill(item.grade), radius=2)
        yield words(
            canvas,
            [{"x": x + 5, "y": y, "text": str(item.grade)}],
            fill=f"on{palette.grade_fill(item.grade)}",
            size=12,
            weight=680,
        )
    else:
        yield bars(
            canvas,
            [datum],
            fill="ground" if framed else "drug",
            stroke="ink2" if framed else "drugline",
            radius=2,
        )
    if item.serious:
        flag = {"x": at + 5 if align == "left" else at - 5, "y": y, "said": said(item)}
        yield points(canvas, [flag], fill="ink", shape=glyphs.PENNANT, size=70, stroke="ink")
        at += PENNANT_WIDTH if align == "left" else -PENNANT_WIDTH
    detail = f" · {item.detail}" if item.detail else ""
    yield words(canvas, [{"x": at, "y": y, "text": f"{item.text}{detail}"}], size=12, align=align)


def laid(item: Span, axis: DayAxis, today: int) -> tuple[float, float, float, str]:
    """Give where a bar begins and ends, where its words are anchored and how they align."""
    x = axis.position(item.first)
    x2 = max(axis.position(today if item.last is None else item.last), x + (DIGIT if item.grade else 4))
    wide = _wide(item)
    if not item.grade and x2 - x >= wide + 10:
        return x, x2, x + 5, "left"
    if x2 + 6 + wide <= axis.right:
        return x, x2, x2 + 6, "left"
    return (x, x2, x - 6, "right") if x - 6 - wide >= axis.left else (x, x2, max(axis.right, x2) - 4, "right")


def extent(item: Span, axis: DayAxis, today: int) -> tuple[float, float]:
    """Give the pixels a bar and its words fill together, so that lanes can keep them apart."""
    x, x2, at, align = laid(item, axis, today)
    start, end = (at, at + _wide(item)) if align == "left" else (at - _wide(item), at)
    return min(x, start), max(x2, end + (8 if end > x2 else 0))


def reach(item: Moment, axis: DayAxis) -> tuple[float, float]:
    """Give the pixels a mark and its words fill; words go left where they would cross day 0 or leave the picture."""
    x, wide = axis.position(item.day), text_width(item.text, 12) + 16
    limit = axis.position(0) if item.day < 0 else axis.right
    return (x - wide, x + 8) if x + wide > limit and x - wide >= axis.left else (x - 8, x + wide)


def said(item: Span) -> str:
    """Say a span in words for hover and screen readers."""
    until = "ongoing" if item.last is None else f"day {write.study_day(item.last)}"
    parts = (
        item.text,
        item.detail,
        f"grade {item.grade}" if item.grade else "",
        f"day {write.study_day(item.first)} to {until}",
    )
    return ", ".join(part for part in parts if part) + (", serious" if item.serious else "")


def plotted(point: Measured) -> float:
    """Give a value as a pixel scale takes it; only measured points are plotted."""
    return float(point.value if point.value is not None else "nan")


def _said_value(track: Track, point: Measured) -> str:
    value = f"{track.name} {write.number(point.value or 0, track.decimals)} {track.unit}".strip()
    return ", ".join(part for part in (value, point.date, f"day {write.study_day(point.day)}") if part)


def _wide(item: Span) -> float:
    detail = f" · {item.detail}" if item.detail else ""
    return text_width(f"{item.text}{detail}", 12) + (PENNANT_WIDTH if item.serious else 0)
