"""Change in MELD at the goal, a column per participant in order of infusion: those who died or were transplanted stay.

A bar is an unrounded change; above the axis break stand deaths, below them transplants. The last value of somebody
without one at the goal is a tick that says that it is not the goal's. There is no mean and no p.
"""

from collections.abc import Iterable
from decimal import Decimal
from math import ceil, floor

from hepatica.report import palette
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures import glyphs
from hepatica.report.figures.canvas import (
    DASHED,
    DOTTED,
    Frame,
    Layer,
    bars,
    chart,
    pixels,
    rings,
    segments,
    words,
    written,
)
from hepatica.report.figures.course import Terminal, count_endings, endings_said, fitting
from hepatica.report.figures.labels import Box, Label, Placed, Segment, place_what_fits, wrapped
from hepatica.report.figures.waterfall_table import waterfall_table
from hepatica.report.figures.waterfall_values import Column, Line
from hepatica.report.stamp import Stamp

WIDTH, LEFT, RIGHT, BREAK, BOTTOM, HEIGHT = 640, 56, 520, 74, 372, 412
DEATH, TRANSPLANT = 22.0, 50.0
HALF, TICK = 21.0, 24.0
MARGIN, LEADER = 530.0, 22.0
SIZE = 10.0
INSIDE = 18.0
"""Pixels a bar must be tall to hold its own number."""


def waterfall(
    *,
    columns: tuple[Column, ...],
    lines: tuple[Line, ...],
    goal: str,
    floor_p: Decimal,
    stamp: Stamp,
    note: str = "",
    synthetic: str = "",
    number: str = "",
    title: str = "",
    deck: str = "",
    figure_id: str = "waterfall",
) -> Figure:
    """Draw one column per participant dosed; `floor_p` is the smallest p an exact rank test on all of them can give.

    Raises ValueError when there is nobody to draw.
    """
    if not columns:
        raise ValueError("nobody has been infused, so there is no change to draw")
    ordered = tuple(sorted(columns, key=lambda column: column.digit))
    said = title or finding(ordered, goal)
    endings = count_endings(column.terminal for column in ordered)
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck=deck
        or f"Change in unrounded MELD from baseline to {goal}. Labels: rounded MELD, baseline {write.ARROW} {goal}. "
        f"{endings[0].upper()}{endings[1:]}.",
        spec=_spec(ordered, lines, goal),
        note=" ".join(filter(None, (_cannot(ordered, floor_p), note))),
        twin=waterfall_table(f"{figure_id}-table", ordered, goal),
        alt=f"{said}. {endings}.",
        stamp=stamp,
        synthetic=synthetic,
    )


def finding(columns: tuple[Column, ...], goal: str) -> str:
    """Say for how many the change exists, and that the others are drawn."""
    seen = sum(column.change is not None for column in columns)
    name = f"{goal[0].upper()}{goal[1:].replace(' ', '-')} MELD"
    if seen == len(columns):
        fell = sum((column.score or 0) < (column.base or 0) for column in columns)
        who = {1: "the one participant", 2: "both"}.get(seen, f"all {write.small(seen)}")
        if seen == 1:
            return f"{name} exists for {who}, and is {'lower' if fell else 'not lower'} than before"
        return f"{name} exists for {who}; it is lower than before in {write.small(fell)}"
    if not seen:
        tail = endings_said(column.terminal for column in columns)
        return fitting(
            f"{name} exists for nobody{f': {tail}' if tail else ' yet'}", f"{name} exists for nobody"
        )
    left = len(columns) - seen
    others = "the other is" if left == 1 else f"the other {write.small(left)} are"
    return (
        f"{name} exists for {write.small(seen)} of {write.small(len(columns))}; {others} drawn, not dropped"
    )


def _cannot(columns: tuple[Column, ...], floor_p: Decimal) -> str:
    seen = sum(column.change is not None for column in columns)
    people = {1: "", 2: "both"}.get(len(columns), f"all {write.small(len(columns))}")
    test = (
        f"An exact two-sided rank test on {people} cannot give a value below {write.number(floor_p, 4)} whatever the data. "
        if people
        else "One participant allows no test. "
    )
    mean = (
        "" if seen >= 10 else "No mean is printed: it would describe only those alive with their own liver. "
    )
    noise = (
        " Grey behind a bar: how far two draws of that person may differ by laboratory noise alone, 19 times in 20."
        if any(column.noise is not None for column in columns)
        else ""
    )
    return (
        f"{mean}{test}No concurrent control: a fall may be regression to the mean, abstinence or care.{noise}"
    )


def frame_of(columns: tuple[Column, ...], lines: tuple[Line, ...]) -> Frame:
    """Give the frame in which x is the place in the order and y the change, worse above."""
    values = [float(c.shown) for c in columns if c.shown is not None]
    values += [float(line.value) for line in lines]
    values += [v for c in columns if c.noise is not None for v in (float(c.noise), -float(c.noise))]
    low, high = min([*values, -2.0]), max([*values, 2.0])
    return Frame(
        x_low=0, x_high=len(columns), left=LEFT, right=RIGHT,
        y_low=2 * floor((low - 1.5) / 2), y_high=2 * ceil((high + 1.5) / 2), top=BREAK + 14, bottom=BOTTOM - 14,
    )  # fmt: skip


def _spec(columns: tuple[Column, ...], lines: tuple[Line, ...], goal: str) -> dict[str, object]:
    frame, canvas = frame_of(columns, lines), pixels(WIDTH, HEIGHT)
    noise = [layer for n, column in enumerate(columns) for layer in _noise(frame, column, n)]
    drawn = [layer for n, column in enumerate(columns) for layer in _bar(frame, column, n)]
    marks = [layer for n, column in enumerate(columns) for layer in _marks(canvas, frame, column, n)]
    over = [
        *marks,
        *written(canvas, placed_labels(frame, columns, lines, goal)),
        *_foot(canvas, frame, columns),
    ]
    return chart(WIDTH, HEIGHT, [noise, _ground(canvas, frame, lines), drawn, over])


def _ground(canvas: Frame, frame: Frame, lines: tuple[Line, ...]) -> list[Layer]:
    high = int(frame.y_high)
    step = 2 if frame.y_high - frame.y_low <= 16 else 4 if frame.y_high - frame.y_low <= 32 else 10
    ticks = [v for v in range(int(frame.y_low), high + 1) if v % step == 0]
    scale = [{"x": LEFT - 10, "y": frame.py(v), "text": write.signed(v)} for v in ticks]
    zero = {"x": LEFT, "x2": RIGHT, "y": frame.py(0), "y2": frame.py(0)}
    named = [
        {
            "x": LEFT,
            "x2": RIGHT,
            "y": frame.py(float(line.value)),
            "y2": frame.py(float(line.value)),
            "said": line.name,
        }
        for line in lines
    ]
    cut = {"x": LEFT, "x2": RIGHT, "y": BREAK, "y2": BREAK}
    sides = [
        {"x": 0, "y": BREAK, "text": "worsened"},
        {"x": 0, "y": BOTTOM, "text": "improved"},
    ]
    ranks = [
        {"x": MARGIN, "y": DEATH, "text": "† died: ranked worst"},
        {"x": MARGIN, "y": TRANSPLANT, "text": "LT transplanted: next"},
    ]
    return [
        segments(canvas, [zero], stroke="ink", width=1.3),
        segments(canvas, [cut], stroke="ink2", width=0.8),
        segments(canvas, named, stroke="ink2", width=0.9, dash=DASHED),
        words(canvas, scale, size=SIZE, align="right"),
        words(canvas, sides, size=SIZE, fill="ink2", italic=True),
        words(canvas, ranks, size=SIZE),
        *_line_names(canvas, frame, lines),
    ]


def _line_names(canvas: Frame, frame: Frame, lines: tuple[Line, ...]) -> Iterable[Layer]:
    for line in lines:
        said = wrapped(line.name, WIDTH - MARGIN, size=SIZE)
        top = frame.py(float(line.value)) - 6.5 * (len(said) - 1)
        data = [{"x": MARGIN, "y": top + 13 * n, "text": part} for n, part in enumerate(said)]
        yield words(canvas, data, size=SIZE, fill="ink2")


def _noise(frame: Frame, column: Column, n: int) -> Iterable[Layer]:
    """Draw how far two draws of this person may differ by laboratory noise alone, behind everything."""
    if column.noise is not None:
        reach, side = float(column.noise), 1.7 * HALF / (frame.px(1) - frame.px(0))
        said = f"{column.digit} · laboratory noise ± {write.number(column.noise, 1)}"
        band = {"x": n + 0.5 - side, "x2": n + 0.5 + side, "y": -reach, "y2": reach, "said": said}
        yield bars(frame, [band], fill="band")


def _bar(frame: Frame, column: Column, n: int) -> Iterable[Layer]:
    """Draw the bar on the frame of the changes: the data are the unrounded changes."""
    if column.change is not None:
        change, side = float(column.change), HALF / (frame.px(1) - frame.px(0))
        said = f"{column.digit} · {column.code}, MELD {column.base} {write.ARROW} {column.score}, change {write.signed(column.change, 1)}"
        bar = {
            "x": n + 0.5 - side,
            "x2": n + 0.5 + side,
            "y": 0,
            "y2": change,
            "said": said,
            "change": change,
        }
        yield bars(frame, [bar], fill=palette.hue(column.digit))


def _marks(canvas: Frame, frame: Frame, column: Column, n: int) -> Iterable[Layer]:
    """Draw the ending above the axis break, the tick of the last value, or the ring of a missing one."""
    hue, x = palette.hue(column.digit), frame.px(n + 0.5)
    if column.change is not None:
        return
    y = _tick(frame, column)
    if column.last:
        said = f"{column.digit} · last change {write.signed(column.last.change, 1)}, day {column.last.day}"
        tick = {
            "x": x - TICK,
            "x2": x + TICK,
            "y": y,
            "y2": y,
            "said": said,
            "last": float(column.last.change),
        }
        yield segments(canvas, [tick], stroke=hue, width=2.6)
    if column.terminal is None:
        yield rings(canvas, [{"x": x, "y": frame.py(0), "said": column.missing}], size=80)
        return
    at = _rank(column.terminal)
    if y - at > LEADER:
        leader = {"x": x, "x2": x, "y": at + 12, "y2": y - 3}
        yield segments(canvas, [leader], stroke=hue, width=1.4, dash=DOTTED)
    yield from glyphs.ending(canvas, column.terminal.kind, x, at, f"{column.digit} · {column.terminal.words}")


def _tick(frame: Frame, column: Column) -> float:
    return frame.py(float(column.last.change)) if column.last else frame.py(0)


def _rank(terminal: Terminal) -> float:
    """Give the height of an ending: death above transplant, both above the axis break; a withdrawal has no rank."""
    return {"death": DEATH, "transplant": TRANSPLANT}.get(terminal.kind, BREAK + 26)


def placed_labels(
    frame: Frame, columns: tuple[Column, ...], lines: tuple[Line, ...], goal: str
) -> tuple[Placed, ...]:
    """Place each column's scores and change beside its bar or tick so that no two labels overlap."""
    needed: list[Label] = []
    wished: list[Label] = []
    marks: list[Box] = []
    for n, column in enumerate(columns):
        x, hue = frame.px(n + 0.5), palette.hue(column.digit)
        needed += _labels(frame, column, x, hue, goal)
        if column.change is not None:
            y, zero = frame.py(float(column.change)), frame.py(0)
            marks.append(Box(left=x - HALF, right=x + HALF, top=min(y, zero), bottom=max(y, zero)))
        elif column.last:
            y = frame.py(float(column.last.change))
            marks.append(Box(left=x - TICK, right=x + TICK, top=y - 2, bottom=y + 2))
        if column.change is None and column.terminal is None:
            marks.append(glyphs.around(x, frame.py(0), 6))
        if column.terminal and column.change is not None:
            wished.append(
                Label(
                    text=column.terminal.words, x=x, y=BREAK, size=SIZE, sides=("below",), gap=4, fill="ink2"
                )
            )
        elif column.terminal:
            at = _rank(column.terminal)
            marks.append(glyphs.around(x, at, 11))
            if _tick(frame, column) - at > LEADER:
                marks.append(Box(left=x - 1, right=x + 1, top=at + 12, bottom=_tick(frame, column) - 3))
            ranked = column.terminal.kind != "withdrawal"
            said = f"day {column.terminal.day}" if ranked else column.terminal.words
            needed.append(Label(text=said, x=x, y=at, size=SIZE, sides=("right",), gap=12, fill="ink2"))
    rules = [
        Segment(x1=LEFT, x2=RIGHT, y1=frame.py(v), y2=frame.py(v))
        for v in (0.0, *(float(line.value) for line in lines))
    ]
    bounds = Box(left=LEFT - 4, right=MARGIN - 2, top=4, bottom=BOTTOM - 12)
    return place_what_fits(needed, wished, bounds=bounds, marks=marks, lines=rules)


def _labels(frame: Frame, column: Column, x: float, hue: str, goal: str) -> Iterable[Label]:
    if column.change is not None:
        y = frame.py(float(column.change))
        side = "below" if column.change < 0 else "above"
        away = {"size": 13.0, "weight": 600, "fill": hue, "sides": (side,), "slide": 10.0, "gap": 3}
        yield Label(text=f"{column.base} {write.ARROW} {column.score}", x=x, y=y, **away)  # type: ignore[arg-type]
        if abs(y - frame.py(0)) < INSIDE:
            yield Label(text=write.signed(column.change, 1), x=x, y=y, **away | {"size": SIZE, "weight": 400})  # type: ignore[arg-type]
        return
    if column.last is None:
        yield Label(text=column.missing, x=x, y=frame.py(0), size=SIZE, sides=("below", "above"), gap=8, slide=40, fill="ink2")  # fmt: skip
        return
    y = frame.py(float(column.last.change))
    last = f"last {column.base} {write.ARROW} {column.last.score}"
    yield Label(text=last, x=x, y=y, size=11, sides=("below", "above"), gap=4, slide=12, fill=hue)
    day = f"day {write.number(column.last.day)}, not {goal}"
    yield Label(text=day, x=x, y=y, size=SIZE, sides=("below", "above"), gap=4, slide=12, fill="ink2")


def _foot(canvas: Frame, frame: Frame, columns: tuple[Column, ...]) -> Iterable[Layer]:
    for n, column in enumerate(columns):
        x = frame.px(n + 0.5)
        digit = {"x": x, "y": BOTTOM + 10, "text": str(column.digit)}
        yield words(canvas, [digit], size=15, weight=600, align="center", fill=palette.hue(column.digit))
        if column.change is not None and abs(frame.py(float(column.change)) - frame.py(0)) >= INSIDE:
            y = frame.py(float(column.change)) + (9 if column.change > 0 else -9)
            inside = {"x": x, "y": y, "text": write.signed(column.change, 1)}
            yield words(canvas, [inside], size=SIZE, weight=600, align="center", fill="ground")
        yield words(
            canvas,
            [{"x": x, "y": BOTTOM + 27, "text": column.infused}],
            size=SIZE,
            align="center",
            fill="ink2",
        )
    order = {"x": MARGIN, "y": BOTTOM + 10, "text": "order of infusion"}
    yield words(canvas, [order], size=SIZE, fill="ink2", italic=True)
