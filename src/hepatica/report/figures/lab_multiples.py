"""The laboratory as small multiples: a panel per analyte, a line per participant, the limits of normal named.

Values are joined as they are, never smoothed; a line across a missed visit is dotted; after a transplant nothing is drawn.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures import glyphs
from hepatica.report.figures.canvas import (
    DASHED,
    DOTTED,
    Datum,
    Frame,
    Layer,
    bars,
    chart,
    pixels,
    points,
    rings,
    segments,
    words,
    written,
)
from hepatica.report.figures.course import Window, count_endings, fitting
from hepatica.report.figures.lab_table import lab_table
from hepatica.report.figures.lab_values import LabCourse, LabPanel, LabPoint
from hepatica.report.figures.labels import Box, Label, Placed, Segment, place_what_fits
from hepatica.report.stamp import Stamp

WIDTH, ACROSS, TALL, HEAD, GAP = 640, 2, 128.0, 20.0, 22.0
LEFT, RIGHT = 34.0, 44.0
"""Pixels of each panel for the ticks at its left and the digits at its right."""
SIZE = 10.0
NAMED = ("bilirubin", "creatinine")
"""The analytes the title speaks of."""


def lab_multiples(
    *,
    panels: tuple[LabPanel, ...],
    windows: tuple[Window, ...],
    stamp: Stamp,
    note: str = "",
    synthetic: str = "",
    number: str = "",
    title: str = "",
    deck: str = "",
    figure_id: str = "laboratory",
) -> Figure:
    """Draw the panels in the order given, two beside each other.

    Raises ValueError when there is no value to draw, or a digit at the end of a line finds no place.
    """
    shown = tuple(panel for panel in panels if any(course.native for course in panel.courses))
    if not shown:
        raise ValueError("nobody infused has a laboratory value, so there is nothing to draw")
    said = title or finding(shown)
    people = {course.digit: course.terminal for panel in shown for course in panel.courses}
    endings = count_endings(people.values())
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck=deck
        or "Every value by day from infusion, a line per participant. Dashed: limits of normal. Dotted: across a missed "
        f"visit. {endings[0].upper()}{endings[1:]}.",
        spec=_spec(shown, windows),
        note=" ".join(filter(None, (CANNOT, _stated(shown), note))),
        twin=lab_table(f"{figure_id}-table", shown),
        alt=f"{said}. {len(shown)} panels, {endings}.",
        stamp=stamp,
        synthetic=synthetic,
    )


CANNOT = (
    "Nothing is smoothed or carried forward. Limits are those of the laboratory on the day, for the person's sex; a value "
    "may differ between laboratories and within a stable person by what the method and the hour bring. It cannot show why "
    "a value changed."
)


def _stated(panels: tuple[LabPanel, ...]) -> str:
    """Write out every limit, those too that lie too far from the values to be drawn."""
    said = []
    for panel in panels:
        ends = [
            f"{word} {' or '.join(write.number(v, panel.decimals) for v in values)}"
            for word, values in (("from", panel.lows), ("to", panel.highs))
            if values
        ]
        said += [f"{panel.name} {' '.join(ends)}"] if ends else []
    return f"Limits: {'; '.join(said)}." if said else ""


def finding(panels: tuple[LabPanel, ...]) -> str:
    """Say for whom the last bilirubin and creatinine lay above their limits."""
    said = [
        f"{panel.name.lower()} {write.small(x)} of {write.small(n)}"
        for panel in panels
        if panel.analyte in NAMED
        for x, n in (panel.above,)
        if n
    ]
    if not said:
        tests = "test" if len(panels) == 1 else "tests"
        return f"{write.small(len(panels)).capitalize()} laboratory {tests}, every value of every participant"
    return fitting(
        f"Last value above the upper limit: {', '.join(said)}", f"Last value above the limit: {said[0]}"
    )


def frames(panels: tuple[LabPanel, ...], windows: tuple[Window, ...]) -> tuple[Frame, ...]:
    """Give each panel's frame, x the day from infusion and y the value; all share one axis of days."""
    days = [p.day for panel in panels for c in panel.courses for p in c.native] + [0]
    days += [d for w in windows for d in (w.low, w.high)]
    days += [c.terminal.day for panel in panels for c in panel.courses if c.terminal]
    wide = (WIDTH - (ACROSS - 1) * GAP) / ACROSS
    found = []
    for n, panel in enumerate(panels):
        row, column = divmod(n, ACROSS)
        left, top = column * (wide + GAP), row * TALL
        values = [float(p.value) for c in panel.courses for p in c.native]
        values += [float(v) for v in (*panel.lows, *panel.highs) if _close(float(v), values)]
        span = max(values) - min(values)
        room = max(span * 0.10, 10**-panel.decimals)
        # A limit at the very top is named above its line: the panel's own name keeps clear of it.
        named = max(values) in {float(v) for v in panel.highs}
        above = max(span * 0.18, room) if named else room
        found.append(
            Frame(
                x_low=min(days) - 3, x_high=max(days) + 3, left=left + LEFT, right=left + wide - RIGHT,
                y_low=max(min(values) - room, 0), y_high=max(values) + above, top=top + HEAD, bottom=top + TALL - 14,
            )
        )  # fmt: skip
    return tuple(found)


def _close(limit: float, values: Sequence[float]) -> bool:
    """Tell whether a limit lies near enough to the values to be drawn without pressing them flat."""
    span = max(values) - min(values) or abs(max(values)) or 1.0
    return min(values) - 0.8 * span <= limit <= max(values) + 0.8 * span


def _spec(panels: tuple[LabPanel, ...], windows: tuple[Window, ...]) -> dict[str, object]:
    rows = -(-len(panels) // ACROSS)
    height = rows * TALL + 30
    canvas, found = pixels(WIDTH, height), frames(panels, windows)
    groups: list[Iterable[Layer]] = [
        [
            layer
            for panel, frame in zip(panels, found, strict=True)
            for layer in _ground(canvas, panel, frame, windows)
        ]
    ]
    for panel, frame in zip(panels, found, strict=True):
        groups.append([layer for course in panel.courses for layer in _course(frame, panel, course)])
    over: list[Layer] = []
    for n, (panel, frame) in enumerate(zip(panels, found, strict=True)):
        over += [layer for course in panel.courses for layer in _ends(canvas, frame, course)]
        over += written(canvas, placed_labels(panel, frame))
        if n >= len(panels) - ACROSS:
            over += _days(canvas, frame, windows)
    groups.append(over)
    return chart(WIDTH, height, [list(group) for group in groups])


def _ground(canvas: Frame, panel: LabPanel, frame: Frame, windows: tuple[Window, ...]) -> Iterable[Layer]:
    bands = [
        {"x": frame.px(w.low), "x2": frame.px(w.high), "y": frame.top, "y2": frame.bottom} for w in windows
    ]
    limits = [
        {"x": frame.left, "x2": frame.right, "y": frame.py(v), "y2": frame.py(v)}
        for v in _limits(panel, frame)
    ]
    zero = {"x": frame.px(0), "x2": frame.px(0), "y": frame.top, "y2": frame.bottom}
    ticks = [
        {"x": frame.left - 5, "y": frame.py(v), "text": write.number(v, panel.decimals)}
        for v in _ticks(panel, frame)
    ]
    yield bars(canvas, bands, fill="band")
    yield segments(canvas, [zero], stroke="rule", width=0.8)
    yield segments(canvas, limits, stroke="ink2", width=0.8, dash=DASHED)
    yield words(canvas, ticks, size=SIZE, fill="ink2", align="right")
    said = f"{panel.name}, {panel.unit}" if panel.unit else panel.name
    head = {"x": frame.left - LEFT, "y": frame.top - 11, "text": said}
    yield words(canvas, [head], size=11, weight=600)


def _limits(panel: LabPanel, frame: Frame) -> list[float]:
    every = sorted({float(v) for v in (*panel.lows, *panel.highs)})
    return [v for v in every if frame.y_low <= v <= frame.y_high]


def _ticks(panel: LabPanel, frame: Frame) -> list[float]:
    """Choose the ends of the values, and one between where there is room."""
    values = sorted(float(p.value) for c in panel.courses for p in c.native)
    low, high = values[0], values[-1]
    apart = abs(frame.py(low) - frame.py(high))
    if apart < SIZE + 3:
        return [high]
    between = [round((low + high) / 2, panel.decimals)] if apart > 3 * SIZE + 8 else []
    return [low, *between, high]


def _course(frame: Frame, panel: LabPanel, course: LabCourse) -> Iterable[Layer]:
    """Draw one line on the frame of the values: the data are the values themselves."""
    hue = palette.hue(course.digit)
    solid: list[Datum] = []
    dotted: list[Datum] = []
    for a, b in pairwise(course.native):
        span = {"x": a.day, "y": float(a.value), "x2": b.day, "y2": float(b.value)}
        (dotted if any(a.day < day < b.day for day in course.missed) else solid).append(span)
    if course.terminal and course.native:
        last = course.native[-1]
        dotted.append(
            {"x": last.day, "y": float(last.value), "x2": course.terminal.day, "y2": float(last.value)}
        )
    yield segments(frame, solid, stroke=hue, width=1.6, cap="round")
    yield segments(frame, dotted, stroke=hue, width=1.4, dash=DOTTED, cap="round")
    data = [
        {"x": p.day, "y": float(p.value), "said": _said(panel, course, p), "href": p.href}
        for p in course.native
    ]
    yield points(frame, data, fill=hue, shape=palette.shape(course.digit), size=30)


def _said(panel: LabPanel, course: LabCourse, point: LabPoint) -> str:
    value = f"{panel.name} {write.number(point.value, panel.decimals)} {panel.unit}"
    parts = (f"{course.digit} · {course.code}", value, point.date, f"day {write.study_day(point.day)}")
    return ", ".join(part for part in parts if part)


def _ends(canvas: Frame, frame: Frame, course: LabCourse) -> Iterable[Layer]:
    data = []
    for a, b in pairwise(course.native):
        for day in course.missed:
            if a.day < day < b.day:
                y = float(a.value) + float(b.value - a.value) * (day - a.day) / (b.day - a.day)
                data.append({"x": frame.px(day), "y": frame.py(y), "said": f"{course.digit} · visit missed"})
    yield rings(canvas, data, size=46)
    if course.terminal and course.native:
        x, y = frame.px(course.terminal.day), frame.py(float(course.native[-1].value))
        yield from glyphs.ending(
            canvas, course.terminal.kind, x, y, f"{course.digit} · {course.terminal.words}"
        )


def placed_labels(panel: LabPanel, frame: Frame) -> tuple[Placed, ...]:
    """Place the digit at the end of each line, then the names of the limits where they have room."""
    drawn = [course for course in panel.courses if course.native]
    digits = [_digit(frame, course) for course in drawn]
    names = [
        Label(
            text=f"{word} limit {write.number(v, panel.decimals)}", x=frame.left + 2, y=frame.py(float(v)), size=SIZE,
            sides=("above",) if word == "upper" else ("below",), gap=1.5, fill="ink2", rise=0,
            slide=frame.right - frame.left,
        )
        for word, values in (("upper", panel.highs), ("lower", panel.lows))
        for v in values
        if frame.y_low <= v <= frame.y_high
    ]  # fmt: skip
    marks = [
        glyphs.around(frame.px(p.day), frame.py(float(p.value)), 3.5)
        for course in drawn
        for p in course.native
    ]
    marks += [
        glyphs.around(frame.px(c.terminal.day), frame.py(float(c.native[-1].value)))
        for c in drawn
        if c.terminal
    ]
    lines = [
        Segment(
            x1=frame.px(a.day), y1=frame.py(float(a.value)), x2=frame.px(b.day), y2=frame.py(float(b.value))
        )
        for course in drawn
        for a, b in pairwise(course.native)
    ]
    lines += [
        Segment(x1=frame.left, x2=frame.right, y1=frame.py(v), y2=frame.py(v)) for v in _limits(panel, frame)
    ]
    bounds = Box(left=frame.left, right=frame.right + RIGHT, top=frame.top - 3, bottom=frame.bottom + 14)
    return place_what_fits(digits, names, bounds=bounds, marks=marks, lines=lines)


def _digit(frame: Frame, course: LabCourse) -> Label:
    last = course.native[-1]
    day, gap = (course.terminal.day, 10.0) if course.terminal else (last.day, 6.0)
    return Label(
        text=str(course.digit), x=frame.px(day), y=frame.py(float(last.value)), size=11, weight=600, gap=gap,
        fill=palette.hue(course.digit), sides=("right", "above", "below", "left"), slide=24,
    )  # fmt: skip


def _days(canvas: Frame, frame: Frame, windows: tuple[Window, ...]) -> Iterable[Layer]:
    """Write the visits' days below a panel, those that have room; the infusion always."""
    y, shown = frame.bottom + 18, [frame.px(0)]
    data = [{"x": frame.px(0), "y": y, "text": "0"}]
    for window in sorted(windows, key=lambda w: -w.day):
        x = frame.px(window.day)
        if all(abs(x - other) >= 20 for other in shown):
            shown.append(x)
            data.append({"x": x, "y": y, "text": write.number(window.day)})
    yield words(canvas, data, size=SIZE, align="center")
    axis = {"x": frame.right, "y": y + 14, "text": "days from infusion"}
    yield words(canvas, [axis], size=SIZE, align="right", fill="ink2", italic=True)
