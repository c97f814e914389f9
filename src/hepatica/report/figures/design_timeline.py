"""What happens to one participant, to scale: every step on the day it falls, nothing drawn nearer than it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hepatica.design.document import Design
from hepatica.report.design.stamped import stamped
from hepatica.report.figure import Figure
from hepatica.report.figures.canvas import Frame, Layer, bars, chart, pixels, segments, words
from hepatica.report.figures.design_days import BIOPSY, MARROW, Moment, fullest, moments
from hepatica.report.figures.labels import text_width
from hepatica.report.stamp import DesignStamp
from hepatica.report.table import Column, Group, Row, Table, Text

WIDTH, LEFT, RIGHT = 640, 14.0, 626.0
TITLE, SAID, LINE, GAP, ROWS = 10.5, 10.0, 13.0, 10.0, (1, -1, 2, -2, 3, -3)
"""Sizes of both lines of a label, their distance, the room about them, and rows: above the line, below it, farther off."""
PATIENCE = 200
"""How often a label is taken back before the picture settles for naming what fits."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A moment with the box of its label, and the row it stands in."""

    moment: Moment
    row: int
    left: float
    width: float
    share: float
    """The part of the label that lies before its day."""

    @property
    def right(self) -> float:
        """Return where the label ends."""
        return self.left + self.width

    @property
    def align(self) -> str:
        """Return how the words are set, so that they keep to their day: widths are estimates, on the generous side."""
        return "left" if self.share < 0.35 else "right" if self.share > 0.65 else "center"

    @property
    def x(self) -> float:
        """Return where the words are anchored, by their alignment."""
        return {"left": self.left, "right": self.right, "center": (self.left + self.right) / 2}[self.align]


def timeline_figure(design: Design, *, stamp: DesignStamp | None = None) -> Figure:
    """Draw what happens to a participant of the arm to which most is done, in days from the first infusion."""
    arm, found = fullest(design), moments(design)
    title = f"What happens to one participant in {max(one.last for one in found)} days"
    others = [str(one.title) for one in design.arms if one.id != arm.id]
    note = (
        "Days before the infusion are those of the schedule of NCT04243681 "
        f"({_minus(MARROW)} for marrow, {_minus(BIOPSY)} for the biopsy); the protocol that follows sets them."
    )
    return Figure(
        id="design-timeline",
        title=title,
        deck=f"Arm: {arm.title}. Days from the first infusion, to scale. Shaded: the {design.times.window_days} days in which "
        "events count for the rules.",
        spec=_spec(design, found),
        note=" ".join(
            [
                *([f"Other arms leave out what they are not given: {'; '.join(others)}."] if others else []),
                note,
            ]
        ),
        twin=Table(
            id="design-timeline-table",
            title="",
            columns=(Column(title="what", width=2), Column(title="when", width=2)),
            groups=(Group(rows=tuple(Row(cells=(Text(text=m.what), Text(text=m.said))) for m in found)),),
        ),
        alt=f"{title}: " + "; ".join(f"{one.what}, {one.said}" for one in found) + ".",
        stamp=stamp or stamped(design),
    )


def placed(found: Iterable[Moment], frame: Frame) -> tuple[Placed, ...]:
    """Give each label a place above or below its day so that none meets another, nor the line to another.

    Where so many steps fall on so few days that not all find one, the first, the last and what comes for the first
    time are named before others; every step keeps its mark, and the table names them all.
    """
    every = tuple(found)
    whole = _filled(every, (), frame, [PATIENCE])
    if whole is not None:
        return whole
    done: tuple[Placed, ...] = ()
    for moment in sorted(
        every, key=lambda one: (one not in (every[0], every[-1]), _again(one, every), one.last)
    ):
        near = sorted(_candidates(moment, frame), key=lambda each: each[0])
        done += tuple(one for _, one in near if _free(one, done, frame))[:1]
    return done


def _again(one: Moment, every: tuple[Moment, ...]) -> int:
    """Return how often a step of its kind, by its last word, came before it."""
    kind = one.what.rsplit(" ", 1)[-1]
    return sum(other.what.endswith(kind) for other in every[: every.index(one)])


def _filled(
    rest: tuple[Moment, ...], done: tuple[Placed, ...], frame: Frame, left: list[int]
) -> tuple[Placed, ...] | None:
    """Place the rest beside what is done, each as near as it can be; go back where one finds no room, ``left`` times."""
    if not rest:
        return done
    for _, one in sorted(_candidates(rest[0], frame), key=lambda each: each[0]):
        if left[0] <= 0:
            return None
        if _free(one, done, frame):
            whole = _filled(rest[1:], (*done, one), frame, left)
            if whole is not None:
                return whole
            left[0] -= 1
    return None


def _candidates(moment: Moment, frame: Frame) -> Iterator[tuple[float, Placed]]:
    """Yield places whose label reaches over the day's own tick, with what each costs."""
    width = max(text_width(moment.what, TITLE, 600), text_width(moment.said, SAID))
    day = frame.px(moment.last)
    for row in ROWS:
        for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.15, 0.85, 0.02, 0.98):
            left = day - share * width
            if frame.left - LEFT <= left and left + width <= frame.right + LEFT:
                yield (
                    60 * (abs(row) - 1) + 20 * (row < 0) + 40 * abs(share - 0.5),
                    Placed(moment=moment, row=row, left=left, width=width, share=share),
                )


def _free(one: Placed, done: tuple[Placed, ...], frame: Frame) -> bool:
    return all(
        (one.row != other.row or one.left > other.right + GAP or other.left > one.right + GAP)
        and not _through(one, other, frame)
        and not _through(other, one, frame)
        for other in done
    )


def _through(line: Placed, label: Placed, frame: Frame) -> bool:
    """Tell whether the line to a far label runs through a nearer one."""
    nearer = line.row * label.row > 0 and abs(label.row) < abs(line.row)
    return nearer and label.left - 4 <= frame.px(line.moment.last) <= label.right + 4


def _minus(day: int) -> str:
    return f"day {day}".replace("-", "\N{MINUS SIGN}")


def _spec(design: Design, found: tuple[Moment, ...]) -> dict[str, object]:
    low, high = min(one.first for one in found), max(one.last for one in found)
    scale = Frame(x_low=low, x_high=high, left=LEFT + 6, right=RIGHT - 6, y_low=0, y_high=1, top=0, bottom=1)
    labels = placed(found, scale)
    above, below = max((p.row for p in labels), default=1), -min((p.row for p in labels), default=-1)
    axis = 12 + max(above, 0) * (2 * LINE + GAP)
    height = axis + 12 + max(below, 0) * (2 * LINE + GAP)
    canvas = pixels(WIDTH, height)
    return chart(
        WIDTH, height, [[*_line(canvas, scale, found, design, axis), *_names(canvas, scale, labels, axis)]]
    )


def _line(
    canvas: Frame, scale: Frame, found: tuple[Moment, ...], design: Design, axis: float
) -> Iterable[Layer]:
    """Draw the days with a mark for every step, named or not."""
    until = min(design.times.window_days, scale.x_high)
    window = {"x": scale.px(0), "x2": scale.px(until), "y": axis - 6, "y2": axis + 6}
    yield bars(canvas, [window], fill="alert")
    yield segments(canvas, [{"x": LEFT, "x2": RIGHT, "y": axis, "y2": axis}], stroke="ink", width=1.2)
    spans = [
        {"x": scale.px(one.first), "x2": scale.px(one.last), "y": axis, "y2": axis}
        for one in found
        if one.first < one.last
    ]
    yield segments(canvas, spans, stroke="ink", width=5)
    ticks = [
        {
            "x": (x := scale.px(one.last)),
            "x2": x,
            "y": axis - 6,
            "y2": axis + 6,
            "said": f"{one.what}: {one.said}",
        }
        for one in found
    ]
    yield segments(canvas, ticks, stroke="ink", width=1.4)


def _names(canvas: Frame, scale: Frame, labels: tuple[Placed, ...], axis: float) -> Iterable[Layer]:
    """Write each label, with a line to its day where it stands farther off."""
    far = [
        {"x": (x := scale.px(p.moment.last)), "x2": x, "y": axis - 7 * _up(p), "y2": _middle(p, axis) + (LINE + 2) * _up(p)}
        for p in labels
        if abs(p.row) > 1
    ]  # fmt: skip
    yield segments(canvas, far, stroke="rule", width=0.8)
    for align in ("left", "center", "right"):
        these = [(p, _middle(p, axis)) for p in labels if p.align == align]
        first = [{"x": p.x, "y": y - LINE / 2, "text": p.moment.what} for p, y in these]
        yield words(canvas, first, size=TITLE, weight=600, align=align)
        second = [{"x": p.x, "y": y + LINE / 2, "text": p.moment.said} for p, y in these]
        yield words(canvas, second, fill="ink2", size=SAID, align=align)


def _up(one: Placed) -> int:
    return 1 if one.row > 0 else -1


def _middle(one: Placed, axis: float) -> float:
    """Return where the two lines of a label meet."""
    off = 10 + LINE + (abs(one.row) - 1) * (2 * LINE + GAP)
    return axis - off * _up(one)
