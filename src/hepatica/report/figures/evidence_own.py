"""The participants' own panel beside published evidence: every line once, cut at the scale with the true value in words."""

from collections.abc import Iterable
from itertools import pairwise

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.figures import glyphs
from hepatica.report.figures.canvas import Datum, Frame, Layer, points, segments, words, written
from hepatica.report.figures.evidence_people import People
from hepatica.report.figures.labels import Box, Label, Placed, Segment, place

LEFT, OWN, GAP, SIZE = 34.0, 282.0, 12.0, 10.5
"""Where panels begin, the width of the participants', the space between panels and the size of words."""


def levels(frame: Frame) -> range:
    """Give the even numbers of points that the scale names."""
    return range(int(frame.y_low), int(frame.y_high) + 1, 2)


def own_lines(frame: Frame, people: tuple[People, ...]) -> Iterable[Layer]:
    """Draw each participant in the own hue; what lies beyond the scale is a triangle at its edge."""
    for one in people:
        hue = palette.hue(one.digit)
        lines = [
            cut
            for a, b in pairwise(one.points)
            if (cut := _cut(frame, (a.month, a.change), (b.month, b.change)))
        ]
        inside = [p for p in one.points if frame.y_low <= p.change <= frame.y_high]
        beyond = [p for p in one.points if p not in inside]
        yield segments(frame, lines, stroke=hue, width=2, cap="round")
        data = [{"x": p.month, "y": p.change, "said": p.said} for p in inside]
        yield points(frame, data, fill=hue, shape=palette.shape(one.digit), size=48)
        for shape, edge, high in (("triangle-up", frame.y_high, True), ("triangle-down", frame.y_low, False)):
            cut_off = [{"x": p.month, "y": edge, "said": p.said} for p in beyond if (p.change > edge) is high]
            yield points(frame, cut_off, fill=hue, shape=shape, size=64)


def _cut(frame: Frame, a: tuple[float, float], b: tuple[float, float]) -> Datum | None:
    """Clip a segment to the scale; None where it lies wholly beyond."""
    (x, y), (x2, y2) = sorted((a, b), key=lambda p: p[1])
    if y2 < frame.y_low or y > frame.y_high:
        return None
    slope = (x2 - x) / (y2 - y) if y2 > y else 0.0
    low, high = max(y, frame.y_low), min(y2, frame.y_high)
    ends = ((x + (low - y) * slope, low), (x + (high - y) * slope, high)) if y2 > y else ((x, y), (x2, y2))
    return {"x": ends[0][0], "y": ends[0][1], "x2": ends[1][0], "y2": ends[1][1]}


def own_labels(frame: Frame, people: tuple[People, ...]) -> tuple[Placed, ...]:
    """Place the words at each participant's end and at each value beyond the scale, so that none overlap."""
    wanted, marks = [], []
    lines = [Segment(x1=LEFT, x2=LEFT + OWN, y1=frame.py(v), y2=frame.py(v)) for v in levels(frame)]
    for one in people:
        end = one.points[-1]
        y = frame.py(min(max(end.change, frame.y_low), frame.y_high))
        x = frame.px(end.month)
        marks += [
            glyphs.around(frame.px(p.month), frame.py(min(max(p.change, frame.y_low), frame.y_high)), 4)
            for p in one.points
        ]
        marks += [glyphs.around(x + 12, y, 8)] if one.ending else []
        gap = 26 if one.ending else 8
        wanted.append(
            Label(
                text=one.label, x=x, y=y, size=11, weight=600, fill=palette.hue(one.digit), gap=gap, slide=60
            )
        )
        lines += [
            Segment(
                x1=frame.px(cut["x"]), y1=frame.py(cut["y"]), x2=frame.px(cut["x2"]), y2=frame.py(cut["y2"])
            )
            for a, b in pairwise(one.points)
            if (cut := _cut(frame, (a.month, a.change), (b.month, b.change)))
        ]
    for one in people:
        wanted += [
            Label(
                text=f"{one.digit}: {write.signed(p.change, 1)}, {p.when}",
                x=frame.px(p.month),
                y=frame.py(min(max(p.change, frame.y_low), frame.y_high)),
                size=SIZE,
                fill=palette.hue(one.digit),
                slide=40,
            )
            for p in one.points[:-1]
            if not frame.y_low <= p.change <= frame.y_high
        ]
    bounds = Box(left=frame.left, top=frame.top - 26, right=LEFT + OWN + GAP - 4, bottom=frame.bottom + 12)
    return place(wanted, bounds=bounds, marks=marks, lines=lines)


def own_words(
    canvas: Frame, frame: Frame, people: tuple[People, ...], own: tuple[str, str, str]
) -> Iterable[Layer]:
    """Write the panel: its head, its months, how each line ended and what its last value was."""
    yield from head(canvas, LEFT, 10, own)
    yield from months(canvas, frame, (0, 1, 3, 6))
    for one in (each for each in people if each.ending):
        end = one.points[-1]
        y = frame.py(min(max(end.change, frame.y_low), frame.y_high))
        if one.ending is not None:
            yield from glyphs.ending(canvas, one.ending, frame.px(end.month) + 12, y, one.label)
    yield from written(canvas, own_labels(frame, people))
    yield words(
        canvas,
        [{"x": LEFT, "y": frame.bottom + 32, "text": "months from the infusion"}],
        fill="ink2",
        size=10,
        italic=True,
    )


def head(canvas: Frame, x: float, y: float, lines: tuple[str, str, str]) -> Iterable[Layer]:
    """Write the three lines over a panel: cells, route, masking and allocation."""
    yield words(canvas, [{"x": x, "y": y, "text": lines[0]}], size=11.5, weight=600)
    yield words(canvas, [{"x": x, "y": y + 15, "text": lines[1]}], size=SIZE)
    yield words(canvas, [{"x": x, "y": y + 29, "text": lines[2]}], size=SIZE, fill="ink2")


def months(canvas: Frame, frame: Frame, ticks: tuple[int, ...]) -> Iterable[Layer]:
    """Name months below a panel."""
    yield words(
        canvas,
        [{"x": frame.px(m), "y": frame.bottom + 14, "text": str(m)} for m in ticks],
        size=SIZE,
        align="center",
    )
