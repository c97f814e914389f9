"""Several designs as points: what each answers beside how many it needs, and whom it exposes beside how long it lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from hepatica.design.answers.questions import NAMES
from hepatica.design.answers.values import Point, TradeOff
from hepatica.report import text as write
from hepatica.report.design.stamped import compared
from hepatica.report.figure import Figure
from hepatica.report.figures.canvas import (
    Frame,
    Layer,
    chart,
    curve,
    pixels,
    points,
    segments,
    words,
    written,
)
from hepatica.report.figures.glyphs import around
from hepatica.report.figures.labels import Box, Label, place_what_fits
from hepatica.report.stamp import DesignStamp
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Table, Text

WIDTH, HEIGHT, TOP, BOTTOM = 640, 330, 40.0, 276.0
LEFT, MIDDLE = (44.0, 246.0), (396.0, 590.0)
SHAPES = ("circle", "square", "triangle-up", "diamond")
SHORT = {
    "main_effects": "main effect",
    "beats_each": "beats each alone",
    "interaction": "interaction",
    "difference": "difference",
    "non_inferiority": "not worse",
}
"""Question of an endpoint → its name at the end of a line."""


def tradeoff_figure(tradeoff: TradeOff, *, stamp: DesignStamp | None = None) -> Figure:
    """Draw every design twice: power of each question by participants, and people given cells by months.

    Power is that of the planned analysis: with the baseline taken off where it is; the twin has both.

    Where powers may not be compared, or none is known, the chance that the boundary stops a harmful treatment stands in
    their place.
    """
    asked = _asked(tradeoff)
    canvas = pixels(WIDTH, HEIGHT)
    groups = [*_panel_answers(canvas, tradeoff.points, asked), *_panel_exposed(canvas, tradeoff.points)]
    title = "What each design answers, and what it asks of people"
    missing = [one.label for one in tradeoff.points if not _shares(one, asked)]
    absent = f"Not on the left, without such a number: {', '.join(missing)}. " if missing else ""
    left = (
        f"power of the primary questions{_by(tradeoff, asked)}"
        if asked
        else "chance that the boundary stops a treatment that harms 30 of 100"
    )
    return Figure(
        id="design-tradeoff",
        title=title,
        deck=f"Left: {left}, by participants enrolled. Right: people given cells at most, by months.",
        spec=chart(WIDTH, HEIGHT, groups),
        note=absent + " ".join((*tradeoff.notes, *tradeoff.cannot_show)),
        twin=_twin(tradeoff),
        alt=f"{title}. " + " ".join(_told(one, asked) for one in tradeoff.points),
        stamp=stamp or compared([one.label for one in tradeoff.points], repr(tradeoff)),
    )


def _asked(tradeoff: TradeOff) -> tuple[str, ...]:
    """Return the questions whose powers may be drawn; none where the boundary's odds take their place."""
    if not tradeoff.comparable:
        return ()
    return tuple(q for q in tradeoff.questions if any(one.power(q) is not None for one in tradeoff.points))


def _by(tradeoff: TradeOff, asked: Sequence[str]) -> str:
    """Say by which analysis, where it is not the unadjusted one for every design that is drawn."""
    drawn = [(one, q) for one in tradeoff.points for q in asked if one.power(q) is not None]
    adjusts = [one.with_baseline(q) is not None for one, q in drawn]
    if not any(adjusts):
        return ""
    where = "" if all(adjusts) else " where the analysis adjusts"
    return f", adjusted for the baseline{where}"


def _shares(one: Point, asked: Sequence[str]) -> dict[str, float]:
    """Return what is drawn of a design on the left, by question; under '' the chance that its boundary stops it."""
    found = {name: one.planned(name) for name in asked} if asked else {"": one.stops}
    return {name: share for name, share in found.items() if share is not None}


def _told(one: Point, asked: Sequence[str]) -> str:
    said = ", ".join(
        f"{_short(name)} {write.percent(100 * share, 0)}".strip()
        for name, share in _shares(one, asked).items()
    )
    months = write.number(one.months, 0)
    return f"{one.label}: {one.participants} participants, {said or 'no such number'}; {one.exposed} given cells, {months} months."


def _short(name: str) -> str:
    return next((SHORT[key] for key, said in NAMES.items() if said == name and key in SHORT), name)


def _panel_answers(canvas: Frame, found: Sequence[Point], asked: Sequence[str]) -> Iterable[list[Layer]]:
    """Draw a line for each question through the designs, its name at the end; the shapes are those of the right panel."""
    most = max(one.participants for one in found)
    frame = Frame(
        x_low=0, x_high=_round(most), y_low=0, y_high=100, left=LEFT[0], right=LEFT[1], top=TOP, bottom=BOTTOM
    )
    head = "Power, %" if asked else "Chance to stop it, %"
    yield list(_ground(canvas, frame, head, "participants", (0, 20, 40, 60, 80, 100)))
    lines: list[Layer] = []
    shown: list[tuple[Point, float, float]] = []
    labels: list[Label] = []
    for name in asked or ("",):
        these = sorted(
            ((one, float(one.participants), 100 * share) for one in found if (share := _shares(one, asked).get(name)) is not None),
            key=lambda each: each[1],
        )  # fmt: skip
        shown += these
        if name and these:
            lines.append(curve(frame, [{"x": x, "y": y} for _, x, y in these], stroke="ink2", width=1.2))
            _, x, y = these[-1]
            labels.append(
                Label(text=_short(name), x=frame.px(x), y=frame.py(y), fill="ink2", slide=60, rise=40)
            )
    labels = labels if asked else [_named(frame, *each) for each in shown]
    yield lines
    yield _marks(frame, found, shown)
    yield list(_labelled(canvas, frame, labels, shown))


def _panel_exposed(canvas: Frame, found: Sequence[Point]) -> Iterable[list[Layer]]:
    high = _round(max(one.exposed for one in found))
    frame = Frame(
        x_low=0, x_high=_round(max(one.months for one in found)), y_low=0, y_high=high, left=MIDDLE[0], right=MIDDLE[1], top=TOP, bottom=BOTTOM
    )  # fmt: skip
    yield list(_ground(canvas, frame, "People given cells", "months", tuple(high * n / 4 for n in range(5))))
    shown = [(one, one.months, float(one.exposed)) for one in found]
    yield _marks(frame, found, shown)
    yield list(_labelled(canvas, frame, [_named(frame, *each) for each in shown], shown))


def _marks(frame: Frame, every: Sequence[Point], shown: Sequence[tuple[Point, float, float]]) -> list[Layer]:
    """Draw the marks of each design, the same shape in both panels."""
    return [
        points(
            frame,
            [
                {"x": x, "y": y, "said": f"{one.label}: {x:.0f}, {y:.0f}"}
                for other, x, y in shown
                if other is one
            ],
            fill="ink",
            shape=SHAPES[n % len(SHAPES)],
            size=90,
        )
        for n, one in enumerate(every)
    ]


def _named(frame: Frame, one: Point, x: float, y: float) -> Label:
    return Label(text=one.label.replace("_", " "), x=frame.px(x), y=frame.py(y), gap=9, slide=40, rise=60)


def _labelled(
    canvas: Frame, frame: Frame, labels: Sequence[Label], shown: Sequence[tuple[Point, float, float]]
) -> Iterable[Layer]:
    boxes = [around(frame.px(x), frame.py(y), 6) for _, x, y in shown]
    bounds = Box(
        left=frame.left + 2,
        top=frame.top - 12,
        right=frame.right + 98 if frame.left < 100 else WIDTH - 2,
        bottom=frame.bottom - 2,
    )
    return written(canvas, place_what_fits((), labels, bounds=bounds, marks=boxes))


def _ground(canvas: Frame, frame: Frame, up: str, across: str, levels: Sequence[float]) -> Iterable[Layer]:
    lines = [{"x": frame.left, "x2": frame.right, "y": (y := frame.py(v)), "y2": y} for v in levels]
    yield segments(canvas, lines, stroke="rule", width=0.6)
    yield words(
        canvas,
        [{"x": frame.left - 6, "y": frame.py(v), "text": write.number(v, 0)} for v in levels],
        align="right",
    )
    steps = [frame.x_high * n / 4 for n in range(5)]
    yield words(
        canvas,
        [{"x": frame.px(v), "y": frame.bottom + 13, "text": write.number(v, 0)} for v in steps],
        align="center",
    )
    yield words(canvas, [{"x": frame.left - 30, "y": 14, "text": up}], weight=600)
    below = {"x": (frame.left + frame.right) / 2, "y": frame.bottom + 29, "text": across}
    yield words(canvas, [below], fill="ink2", size=10, align="center", italic=True)


def _round(value: float) -> float:
    """Return the end of a scale: a round number above the largest value, of which a quarter is whole."""
    step = 4.0
    for size in (4, 8, 20, 40, 80, 200, 400, 800, 2000, 4000, 8000, 20000, 40000):
        step = size
        if value * 1.05 <= size * 5:
            break
    return step * (int(value * 1.05 // step) + 1)


def _twin(tradeoff: TradeOff) -> Table:
    columns = (
        Column(title="Design", width=2),
        Column(title="Participants", align="right"),
        Column(title="Given cells", align="right"),
        Column(title="Months", align="right", decimals=1),
        Column(title="Boundary stops at 30 %", unit="%", align="right", decimals=1),
        *(
            Column(title=title, unit="%", align="right", decimals=1, width=2)
            for title, _ in _powers(tradeoff)
        ),
    )
    rows = tuple(
        Row(
            cells=(
                Text(text=one.label),
                Number(value=one.participants),
                Number(value=one.exposed),
                Number(value=one.months),
                _percent(one.stops, "no boundary"),
                *(_percent(power(one), "not asked") for _, power in _powers(tradeoff)),
            )
        )
        for one in tradeoff.points
    )
    return Table(
        id="design-tradeoff-table", title="", columns=columns, groups=(Group(rows=rows),), listing=True
    )


def _powers(tradeoff: TradeOff) -> list[tuple[str, Callable[[Point], float | None]]]:
    """Return the columns of powers: each question as it is, and adjusted for the baseline where a design adjusts."""
    found: list[tuple[str, Callable[[Point], float | None]]] = []
    for name in tradeoff.questions:
        found.append((f"Power: {name}", partial(Point.power, question=name)))
        if any(one.with_baseline(name) is not None for one in tradeoff.points):
            found.append(("… adjusted for the baseline", partial(Point.with_baseline, question=name)))
    return found


def _percent(share: float | None, otherwise: str) -> Cell:
    return Missing(reason=otherwise) if share is None else Number(value=100 * share)
