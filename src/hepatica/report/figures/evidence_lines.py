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
)
from hepatica.report.figures.evidence_own import (
    GAP,
    LEFT,
    OWN,
    SIZE,
    head,
    levels,
    months,
    own_lines,
    own_words,
)
from hepatica.report.figures.evidence_people import People, people_of
from hepatica.report.figures.evidence_twin import evidence_twin
from hepatica.report.figures.evidence_values import ArmLine, ArmPanel, ArmPoint, Undrawn
from hepatica.report.figures.labels import wrapped
from hepatica.report.figures.meld_values import MeldCourse
from hepatica.report.stamp import Stamp

WIDTH, TOP, HEIGHT = 1000.0, 84.0, 372.0
RUG = 24.0
"""Width of the right edge of each panel, where the participants stand."""
ACROSS = 5
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
        groups += [[*own_lines(frame, people)], [*own_words(canvas, frame, people, own)]]
    for one in laid:
        groups += [[*_arms(one)], [*_panel_words(canvas, one), *_rug(canvas, one.frame, people)]]
    return chart(WIDTH, height, groups)


def _ground(canvas: Frame, own: Frame | None, laid: tuple[Laid, ...]) -> Iterable[Layer]:
    frames = [*([own] if own else []), *(one.frame for one in laid)]
    marked = levels(frames[0])
    light: list[Datum] = []
    zero: list[Datum] = []
    scale: list[Datum] = []
    for frame in frames:
        for v in marked:
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
        scale += [{"x": LEFT - 8, "y": frame.py(v), "text": write.signed(v)} for v in marked]
    yield segments(canvas, light, stroke="rule", width=0.6)
    yield segments(canvas, zero, stroke="ink2", width=1)
    yield words(canvas, scale, align="right", size=SIZE)


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
    yield from head(canvas, frame.left - 4, frame.top - TOP + 10, (panel.cells, panel.way, panel.design))
    yield from months(canvas, frame, tuple(m for m in MONTHS if m <= frame.x_high))
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
