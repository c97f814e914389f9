"""Published changes in MELD in ink, one panel for each kind of treatment, and the trial's own people beside them.

The participants' lines stand once, in a panel of their own; every other panel carries only where each stands at the
last value, at its right edge. The published values set the scale: a participant beyond it is cut at the edge, with the
true value in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.figure import TITLE_LIMIT, Figure
from hepatica.report.figures import glyphs
from hepatica.report.figures.canvas import (
    DASHED,
    Datum,
    Frame,
    Layer,
    bars,
    chart,
    pixels,
    points,
    segments,
    words,
    written,
)
from hepatica.report.figures.evidence_people import People, people_of
from hepatica.report.figures.evidence_twin import evidence_twin
from hepatica.report.figures.evidence_values import ArmLine, ArmPanel, ArmPoint, Undrawn
from hepatica.report.figures.labels import Box, Label, Placed, Segment, place, wrapped
from hepatica.report.figures.meld_values import MeldCourse
from hepatica.report.stamp import Stamp

WIDTH, LEFT, TOP, HEIGHT = 1000.0, 34.0, 84.0, 372.0
OWN, GAP, RUG = 282.0, 12.0, 24.0
"""Width of the participants' panel, space between panels, and the right edge where they stand in the others."""
ACROSS = 5
SIZE = 10.5
SHAPES = ("circle", "diamond", "square", "triangle-up")
MONTHS = (0, 3, 6, 12)


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A panel and the frame in which x is months and y is points."""

    panel: ArmPanel
    frame: Frame


def evidence_lines(
    *,
    panels: tuple[ArmPanel, ...],
    undrawn: tuple[Undrawn, ...],
    courses: tuple[MeldCourse, ...],
    stamp: Stamp,
    synthetic: str = "",
    number: str = "",
    own: tuple[str, str, str] = ("CD34⁺ and MSC: this trial", "hepatic artery", "open, single arm"),
    figure_id: str = "evidence-lines",
) -> Figure:
    """Draw published arms and participants. ``own`` heads the participants' panel. Raises ValueError without a published arm."""
    if not panels:
        raise ValueError(
            "no published arm prints a change in MELD, so there is nothing to lay the trial beside"
        )
    people = people_of(courses)
    said = finding(panels)
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck="Change in MELD, points (up), by months (across). Ink: published; grey: quartiles of the change. Colour: participants, beside each "
        "panel where they stood last.",
        spec=_spec(panels, people, own),
        note=_note(panels, undrawn, people),
        twin=evidence_twin(f"{figure_id}-table", panels, undrawn, people),
        alt=f"{said}. {len(panels)} published panels; {len(undrawn)} sources not drawn are listed with their reasons.",
        stamp=stamp,
        synthetic=f"Ink is published; colour is {synthetic[0].lower()}{synthetic[1:]}" if synthetic else "",
        wide=True,
    )


def finding(panels: tuple[ArmPanel, ...]) -> str:
    """Say in one line how far the last published changes with and without cells lie apart; no mean is made."""
    with_cells = [_last(line) for panel in panels for line in panel.lines if line.cells not in _NO_CELLS]
    without = [_last(line) for panel in panels for line in panel.lines if line.cells in _NO_CELLS]
    if not with_cells or not without:
        return "Published change in MELD beside this trial"
    line = f"Last published change in MELD: {_range(with_cells)} with cells, {_range(without)} without"
    return line if len(line) <= TITLE_LIMIT else "Published change in MELD beside this trial"


_NO_CELLS = ("Standard care", "G-CSF alone")


def _last(line: ArmLine) -> ArmPoint:
    return line.points[-1]


def _range(ends: list[ArmPoint]) -> str:
    low, high = min(p.change for p in ends), max(p.change for p in ends)
    return f"{write.signed(low, 1)} to {write.signed(high, 1)}"


def scale_of(panels: tuple[ArmPanel, ...], people: tuple[People, ...]) -> tuple[int, int]:
    """Give the least and the greatest change of the axis, even numbers.

    The published values and their spreads set it; participants may widen it by half its span on each side, no further.
    """
    published = [
        float(v)
        for panel in panels
        for line in panel.lines
        for p in line.points
        for v in (p.change, p.low, p.high)
        if v is not None
    ]
    low, high = min([*published, 0.0]), max([*published, 0.0])
    room = (high - low) / 2
    own = [p.change for one in people for p in one.points]
    low = min([low, *(max(v, low - room) for v in own)])
    high = max([high, *(min(v, high + room) for v in own)])
    return 2 * floor(low / 2), 2 * ceil(high / 2)


def layout(
    panels: tuple[ArmPanel, ...], people: tuple[People, ...]
) -> tuple[Frame | None, tuple[Laid, ...], float]:
    """Lay the participants' panel and the published ones in rows; give their frames and the height of a row with its words."""
    low, high = scale_of(panels, people)
    start = LEFT + (OWN + GAP if people else 0)
    row = TOP + HEIGHT + 34 + 15 * max(len(panel.lines) * 2 for panel in panels)
    width = (WIDTH - start - GAP * (ACROSS - 1)) / ACROSS
    last = max([12.0, *(float(p.months) for panel in panels for line in panel.lines for p in line.points)])
    laid = []
    for place_, panel in enumerate(panels):
        down, across = divmod(place_, ACROSS)
        x, y = start + across * (width + GAP), down * row
        frame = Frame(
            x_low=0,
            x_high=last,
            left=x + 4,
            right=x + width - RUG,
            y_low=low,
            y_high=high,
            top=y + TOP,
            bottom=y + TOP + HEIGHT,
        )
        laid.append(Laid(panel=panel, frame=frame))
    own = None
    if people:
        first = min([-1.0, *(p.month for one in people for p in one.points)])
        own = Frame(
            x_low=first,
            x_high=6.4,
            left=LEFT,
            right=LEFT + OWN - 96,
            y_low=low,
            y_high=high,
            top=TOP,
            bottom=TOP + HEIGHT,
        )
    return own, tuple(laid), row


def _spec(
    panels: tuple[ArmPanel, ...], people: tuple[People, ...], own: tuple[str, str, str]
) -> dict[str, object]:
    frame, laid, row = layout(panels, people)
    height = row * ceil(len(panels) / ACROSS)
    canvas = pixels(WIDTH, height)
    groups: list[list[Layer]] = [[*_ground(canvas, frame, laid)]]
    if frame is not None:
        groups += [[*_own(frame, people)], [*_own_words(canvas, frame, people, own)]]
    for one in laid:
        groups += [[*_arms(one)], [*_panel_words(canvas, one), *_rug(canvas, one.frame, people)]]
    return chart(WIDTH, height, groups)


def _ground(canvas: Frame, own: Frame | None, laid: tuple[Laid, ...]) -> Iterable[Layer]:
    frames = [*([own] if own else []), *(one.frame for one in laid)]
    levels = _levels(frames[0])
    light, zero, scale = [], [], []
    for frame in frames:
        for v in levels:
            line = {
                "x": frame.left - 4,
                "x2": frame.right + (RUG - 4 if frame is not own else 0),
                "y": frame.py(v),
                "y2": frame.py(v),
            }
            (light if v else zero).append(line)
    for frame in (
        f for n, f in enumerate(frames) if f is own or f.left < LEFT + 5 or (own is None and n == 0)
    ):
        scale += [{"x": LEFT - 8, "y": frame.py(v), "text": write.signed(v)} for v in levels]
    yield segments(canvas, light, stroke="rule", width=0.6)
    yield segments(canvas, zero, stroke="ink2", width=1)
    yield words(canvas, scale, align="right", size=SIZE)


def _levels(frame: Frame) -> range:
    return range(int(frame.y_low), int(frame.y_high) + 1, 2)


def _own(frame: Frame, people: tuple[People, ...]) -> Iterable[Layer]:
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
    lines = [Segment(x1=LEFT, x2=LEFT + OWN, y1=frame.py(v), y2=frame.py(v)) for v in _levels(frame)]
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


def _own_words(
    canvas: Frame, frame: Frame, people: tuple[People, ...], own: tuple[str, str, str]
) -> Iterable[Layer]:
    yield from _head(canvas, LEFT, 10, own)
    yield from _months(canvas, frame, (0, 1, 3, 6))
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


def _arms(one: Laid) -> Iterable[Layer]:
    """Draw each published arm from its start; the data are months and points."""
    for place_, line in enumerate(one.panel.lines):
        path = [{"x": 0.0, "y": 0.0}, *({"x": float(p.months), "y": float(p.change)} for p in line.points)]
        spread = [
            {
                "x": float(p.months) - 0.22,
                "x2": float(p.months) + 0.22,
                "y": float(p.low),
                "y2": float(p.high),
            }
            for p in line.points
            if p.low is not None and p.high is not None
        ]
        yield bars(one.frame, spread, fill="rule")
        lines = [{"x": a["x"], "y": a["y"], "x2": b["x"], "y2": b["y"]} for a, b in pairwise(path)]
        yield segments(one.frame, lines, stroke="ink", width=2, dash=DASHED if place_ else ())
        for fill, failed in (("ink", False), ("ground", True)):
            data = [
                {"x": float(p.months), "y": float(p.change), "said": _said(line, p)}
                for p in line.points
                if bool(p.failed) is failed
            ]
            yield points(
                one.frame,
                data,
                fill=fill,
                shape=SHAPES[place_ % 4],
                size=58,
                stroke="ink" if failed else "ground",
            )


def _said(line: ArmLine, point: ArmPoint) -> str:
    spread = (
        f", quartiles {write.signed(point.low, 1)} to {write.signed(point.high, 1)}"
        if point.low is not None and point.high is not None
        else ""
    )
    parts = (
        f"{line.study.label}, {line.arm}",
        f"month {point.months}",
        f"{write.signed(point.change, 1)} points{spread}",
        ", ".join(point.rows),
        point.failed,
    )
    return "; ".join(part for part in parts if part)


def _panel_words(canvas: Frame, one: Laid) -> Iterable[Layer]:
    frame, panel = one.frame, one.panel
    width = frame.right - frame.left + RUG
    yield from _head(canvas, frame.left - 4, frame.top - TOP + 10, (panel.cells, panel.way, panel.design))
    yield from _months(canvas, frame, tuple(m for m in MONTHS if m <= frame.x_high))
    y = frame.bottom + 34
    for place_, line in enumerate(panel.lines):
        yield points(canvas, [{"x": frame.left + 1, "y": y}], fill="ink", shape=SHAPES[place_ % 4], size=44)
        short = (
            ""
            if len(panel.lines) == 1
            or line.study.label not in {o.study.label for o in panel.lines if o is not line}
            else f", {line.arm.split(',')[0]}"
        )
        said = wrapped(f"{line.study.label}{short}, n={line.n}", width - 12, size=SIZE)
        yield words(
            canvas,
            [{"x": frame.left + 11, "y": y + 13 * n, "text": text} for n, text in enumerate(said)],
            size=SIZE,
        )
        y += 13 * len(said) + 4


def _head(canvas: Frame, x: float, y: float, lines: tuple[str, str, str]) -> Iterable[Layer]:
    yield words(canvas, [{"x": x, "y": y, "text": lines[0]}], size=11.5, weight=600)
    yield words(canvas, [{"x": x, "y": y + 15, "text": lines[1]}], size=SIZE)
    yield words(canvas, [{"x": x, "y": y + 29, "text": lines[2]}], size=SIZE, fill="ink2")


def _months(canvas: Frame, frame: Frame, ticks: tuple[int, ...]) -> Iterable[Layer]:
    yield words(
        canvas,
        [{"x": frame.px(m), "y": frame.bottom + 14, "text": str(m)} for m in ticks],
        size=SIZE,
        align="center",
    )


def _rug(canvas: Frame, frame: Frame, people: tuple[People, ...]) -> Iterable[Layer]:
    """Mark where each participant stands at the last value; marks that would touch stand side by side."""
    taken: list[tuple[float, int]] = []
    for one in people:
        y = frame.py(min(max(one.points[-1].change, frame.y_low), frame.y_high))
        lane = sum(abs(y - other) < 9 for other, _ in taken)
        taken.append((y, lane))
        datum = {"x": frame.right + 7 + 8 * min(lane, 1), "y": y, "said": one.label}
        yield points(canvas, [datum], fill=palette.hue(one.digit), shape=palette.shape(one.digit), size=46)


def _note(panels: tuple[ArmPanel, ...], undrawn: tuple[Undrawn, ...], people: tuple[People, ...]) -> str:
    lines = [line for panel in panels for line in panel.lines]
    names = ", ".join(dict.fromkeys(line.study.label for line in lines if line.printed))
    others = ", ".join(dict.fromkeys(line.study.label for line in lines if not line.printed))
    failed = any(p.failed for line in lines for p in line.points)
    parts = [
        f"{names}: median change and quartiles as printed." if names else "",
        f"{others}: printed value less printed baseline; no spread of the change was printed."
        if others
        else "",
        "Hollow: its own source contradicts it." if failed else "",
        "" if any(line.study.masked for line in lines) else "No masked trial printed points.",
        f"{write.small(len(undrawn)).capitalize()} more sources cannot be drawn: reasons in the table."
        if undrawn
        else "",
        "Arms differ in severity: no line is pooled, and none should be by eye.",
        "A participant beyond the scale is cut at its edge, the true value beside it."
        if _beyond(panels, people)
        else "",
    ]
    return " ".join(part for part in parts if part)


def _beyond(panels: tuple[ArmPanel, ...], people: tuple[People, ...]) -> bool:
    low, high = scale_of(panels, people)
    return any(not low <= p.change <= high for one in people for p in one.points)
