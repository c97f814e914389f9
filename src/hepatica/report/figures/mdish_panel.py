"""One panel of the mDISH picture: lines, the corner, a trail per participant, and words that never overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.figures import glyphs
from hepatica.report.figures.canvas import (
    DASHED,
    Frame,
    Layer,
    bars,
    points,
    segments,
    words,
    written,
)
from hepatica.report.figures.labels import Box, Label, Placed, Segment, place
from hepatica.report.figures.mdish_values import DishLines, Mark, Trail

TICKS = (1, 2, 3, 5, 10, 0.5, 20, 30, 50, 0.2, 0.3, 0.7, 100, 0.1, 0.05, 200)
"""Multiples to name on an axis, the first the most wanted."""
APART = {"x": 30.0, "y": 15.0}
DASH, LARGE = 7.0, 110.0


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A panel's words: its title, the remark beside it, and the names of three of its quarters."""

    title: str
    remark: str
    bilirubin_alone: str
    corner: str
    own: bool
    """Whether every trail starts at the cross (1, 1): multiples of the own baseline."""


OWN = Panel(
    title="mDISH: × own baseline",
    remark="all start at the cross",
    bilirubin_alone="bilirubin alone",
    corner="review now",
    own=True,
)
LIMIT = Panel(
    title="eDISH: × ULN",
    remark="short dash = baseline",
    bilirubin_alone="cholestasis",
    corner="“Hy’s law” corner",
    own=False,
)
ALT_ALONE = "ALT alone"


def panel_groups(
    canvas: Frame, frame: Frame, panel: Panel, trails: Sequence[Trail], lines: DishLines
) -> Iterable[list[Layer]]:
    """Give the groups of one panel, each on one frame: ground, trails in order of infusion, and what lies over them."""
    yield [*_ground(canvas, frame, panel, lines)]
    curves = [layer for trail in trails for layer in _curve(frame, trail)]
    if panel.own:
        start = {"x": 1, "y": 1, "said": "baseline of every participant, 1 × and 1 ×"}
        curves.append(points(frame, [start], fill="ink", shape="cross", size=110))
    yield curves
    over = [layer for trail in trails for layer in _over(canvas, frame, panel, trail)]
    yield [*over, *written(canvas, placed_labels(frame, panel, trails, lines))]


def placed_labels(
    frame: Frame, panel: Panel, trails: Sequence[Trail], lines: DishLines
) -> tuple[Placed, ...]:
    """Place the names of the quarters, then those of the participants, so that none overlap."""
    marks = [_around(frame, mark, 4) for trail in trails for mark in trail.marks]
    marks += [_around(frame, trail.peak, 6) for trail in trails if trail.peak]
    marks += [_around(frame, trail.marks[-1], glyphs.HALF) for trail in trails if trail.course.terminal]
    if panel.own:
        marks.append(glyphs.around(frame.px(1), frame.py(1), 6))
    drawn = [
        Segment(x1=x1, y1=y1, x2=x2, y2=y2)
        for trail in trails
        for (x1, y1), (x2, y2) in pairwise(_pixel(frame, mark) for mark in trail.marks)
    ]
    return place(
        [*_quarters(frame, panel, lines), *(n for trail in trails for n in _names(frame, trail, lines))],
        bounds=Box(left=frame.left, top=frame.top, right=frame.right, bottom=frame.bottom),
        marks=marks,
        lines=[*drawn, *_rules(frame, lines)],
    )


def _names(frame: Frame, trail: Trail, lines: DishLines) -> Iterable[Label]:
    """Name a trail at its highest ALT, with the day, when that is high enough; at its end if not, or if it ended."""
    course, peak = trail.course, trail.peak
    named = peak is not None and peak.alt >= lines.named_from
    if peak is not None and named:
        yield _label(frame, trail, peak, f"{course.digit} · day {write.number(peak.draw.day)}")
    if course.terminal:
        yield _label(frame, trail, trail.marks[-1], f"{course.digit} · {course.terminal.words}", size=10)
    elif not named:
        yield _label(frame, trail, trail.marks[-1], str(course.digit))


def _label(frame: Frame, trail: Trail, mark: Mark, text: str, *, size: float = 11.5) -> Label:
    x, y = _pixel(frame, mark)
    fill = palette.hue(trail.course.digit)
    return Label(text=text, x=x, y=y, size=size, weight=600, fill=fill, gap=9, slide=36)


def _quarters(frame: Frame, panel: Panel, lines: DishLines) -> Iterable[Label]:
    x = frame.px(float(lines.alt))
    for text, at, y in (
        (panel.corner, frame.right - 3, frame.top + 9),
        (panel.bilirubin_alone, x - 5, frame.top + 9),
        (ALT_ALONE, frame.right - 3, frame.bottom - 9),
    ):
        yield Label(text=text, x=at, y=y, size=10, sides=("left",), gap=0, fill="ink2", slide=240)


def _rules(frame: Frame, lines: DishLines) -> list[Segment]:
    x, y = frame.px(float(lines.alt)), frame.py(float(lines.bilirubin))
    return [
        Segment(x1=x, y1=frame.top, x2=x, y2=frame.bottom),
        Segment(x1=frame.left, y1=y, x2=frame.right, y2=y),
    ]


def _ground(canvas: Frame, frame: Frame, panel: Panel, lines: DishLines) -> Iterable[Layer]:
    x, y = frame.px(float(lines.alt)), frame.py(float(lines.bilirubin))
    yield bars(canvas, [{"x": x, "x2": frame.right, "y": frame.top, "y2": y}], fill="alert")
    ones = [
        {"x": frame.px(1), "x2": frame.px(1), "y": frame.top, "y2": frame.bottom},
        {"x": frame.left, "x2": frame.right, "y": frame.py(1), "y2": frame.py(1)},
    ]
    yield segments(canvas, ones, stroke="rule", width=0.7)
    dashed = [{"x": r.x1, "x2": r.x2, "y": r.y1, "y2": r.y2} for r in _rules(frame, lines)]
    yield segments(canvas, dashed, stroke="ink2", width=1, dash=DASHED)
    across, up = ticks(frame, lines, "x"), ticks(frame, lines, "y")
    below = [{"x": frame.px(v), "y": frame.bottom + 11, "text": f"{v:g}×"} for v in across]
    beside = [{"x": frame.left - 6, "y": frame.py(v), "text": f"{v:g}×"} for v in up]
    yield words(canvas, below, align="center")
    yield words(canvas, beside, align="right")
    yield words(
        canvas, [{"x": frame.left - 34, "y": frame.top - 18, "text": panel.title}], size=11.5, weight=600
    )
    remark = {"x": frame.right, "y": frame.top - 18, "text": panel.remark}
    yield words(canvas, [remark], fill="ink2", size=10, align="right")


def ticks(frame: Frame, lines: DishLines, axis: str) -> tuple[float, ...]:
    """Choose the multiples to name: the line first, then one, two, three, five ... where they have room."""
    low, high = (frame.x_low, frame.x_high) if axis == "x" else (frame.y_low, frame.y_high)
    line = float(lines.alt if axis == "x" else lines.bilirubin)
    at = frame.px if axis == "x" else frame.py
    chosen: list[float] = []
    for value in (line, *TICKS):
        if low <= value <= high and all(abs(at(value) - at(other)) >= APART[axis] for other in chosen):
            chosen.append(float(value))
    return tuple(sorted(chosen))


def _curve(frame: Frame, trail: Trail) -> Iterable[Layer]:
    """Draw the trail in the participant's hue; the data are the multiples."""
    hue, shape = palette.hue(trail.course.digit), palette.shape(trail.course.digit)
    spans = [
        {"x": float(a.alt), "y": float(a.bilirubin), "x2": float(b.alt), "y2": float(b.bilirubin)}
        for a, b in pairwise(trail.marks)
    ]
    yield segments(frame, spans, stroke=hue, width=1.7, cap="round")
    small = [_datum(trail, mark) for mark in trail.later if mark is not trail.peak]
    yield points(frame, small, fill=hue, shape=shape, size=26, stroke=hue)
    if trail.peak:
        yield points(frame, [_datum(trail, trail.peak)], fill=hue, shape=shape, size=LARGE)


def _over(canvas: Frame, frame: Frame, panel: Panel, trail: Trail) -> Iterable[Layer]:
    """Draw the short dash of the baseline, and how native follow-up ended, at the last mark."""
    course = trail.course
    if trail.start and not panel.own:
        x, y = _pixel(frame, trail.start)
        dash = {"x": x - DASH, "x2": x + DASH, "y": y, "y2": y, "said": _datum(trail, trail.start)["said"]}
        yield segments(canvas, [dash], stroke=palette.hue(course.digit), width=2.4)
    if course.terminal:
        said = f"{course.digit} · {course.terminal.words}"
        yield from glyphs.ending(canvas, course.terminal.kind, *_pixel(frame, trail.marks[-1]), said)


def _datum(trail: Trail, mark: Mark) -> dict[str, object]:
    draw = mark.draw
    said = (
        f"{trail.course.digit} · {trail.course.code}, {draw.date}, day {write.study_day(draw.day)}, "
        f"ALT {draw.alt.written(0)} ({write.number(mark.alt, 1)} ×), "
        f"bilirubin {draw.bilirubin.written(1)} ({write.number(mark.bilirubin, 1)} ×)"
    )
    return {"x": float(mark.alt), "y": float(mark.bilirubin), "said": said, "href": draw.href}


def _pixel(frame: Frame, mark: Mark) -> tuple[float, float]:
    return frame.px(float(mark.alt)), frame.py(float(mark.bilirubin))


def _around(frame: Frame, mark: Mark, half: float) -> Box:
    return glyphs.around(*_pixel(frame, mark), half)
