"""The foot of a chart over days: the protocol's visits by day and name, where they have room beside each other."""

from collections.abc import Iterable

from hepatica.report import text as write
from hepatica.report.figures.canvas import Frame, Layer, words, written
from hepatica.report.figures.course import Window
from hepatica.report.figures.labels import Box, Label, Placed, place

SIZE = 10.0
HEIGHT = 34.0
AXIS = "days from infusion"


def day_ticks(
    canvas: Frame, frame: Frame, windows: Iterable[Window], top: float, *, axis_at: float | None = None
) -> Iterable[Layer]:
    """Write the day of each visit and its name below `top`, and what the axis counts at `axis_at`.

    A day or a name without room beside those already written is left out. Without `axis_at` the words take the widest
    gap between the days, or stand away where there is none.
    """
    shown: list[Placed] = []
    bounds = Box(left=canvas.left - 40, top=top, right=canvas.right + 40, bottom=top + HEIGHT)
    listed = tuple(windows)
    for down, fill in ((3, "ink"), (15, "ink2")):
        for window in listed:
            text = write.number(window.day) if fill == "ink" else window.name
            label = Label(
                text=text, x=frame.px(window.day), y=top + down, size=SIZE, sides=("below",), gap=0, fill=fill
            )
            placed = place([label], bounds=bounds)[0]
            if not any(placed.box.overlaps(other.box) for other in shown):
                shown.append(placed)
    yield from written(canvas, shown)
    data = {"x": axis_at, "y": top + 10, "text": AXIS}
    if axis_at is None:
        label = Label(
            text=AXIS,
            x=frame.px(135),
            y=top + 4,
            size=SIZE,
            sides=("below",),
            gap=0,
            slide=frame.right - frame.left,
        )
        within = Box(left=frame.left, top=top, right=canvas.right, bottom=top + HEIGHT)
        try:
            found = place([label], bounds=within, marks=[one.box for one in shown])[0]
        except ValueError:  # crowded with visits: the deck names the axis
            return
        data = {"x": found.box.left, "y": found.middle, "text": AXIS}
    yield words(canvas, [data], fill="ink2", size=SIZE, italic=True)
