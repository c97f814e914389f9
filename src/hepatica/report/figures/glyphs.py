"""The glyphs of what happened: dagger for death, black square with LT for transplant, triangle for withdrawal."""

from collections.abc import Iterable

from hepatica.report.figures.canvas import Frame, Layer, bars, points, words
from hepatica.report.figures.course import Ending
from hepatica.report.figures.labels import Box

DAGGER = "M-0.13,-1L0.13,-1L0.13,-0.5L0.55,-0.5L0.55,-0.24L0.13,-0.24L0.13,1L-0.13,1L-0.13,-0.24L-0.55,-0.24L-0.55,-0.5L-0.13,-0.5Z"
PENNANT = "M-0.7,1L-0.7,-1L0.9,-0.45L-0.45,0.1L-0.45,1Z"
HALF = 8.0


def ending(frame: Frame, kind: Ending, x: float, y: float, said: str) -> Iterable[Layer]:
    """Draw a terminal event at a pixel of a pixel frame."""
    datum = {"x": x, "y": y, "said": said}
    if kind == "death":
        yield points(frame, [datum], fill="ink", shape=DAGGER, size=230, stroke="ink")
    elif kind == "withdrawal":
        yield points(frame, [datum], fill="ink", shape="triangle-left", size=130)
    else:
        corner = {"x": x - HALF, "x2": x + HALF, "y": y - HALF, "y2": y + HALF, "said": said}
        yield bars(frame, [corner], fill="ink")
        yield words(
            frame, [{"x": x, "y": y, "text": "LT"}], fill="ground", size=10, align="center", weight=600
        )


def around(x: float, y: float, half: float = HALF) -> Box:
    """Give the box of a mark, so that no word is written over it."""
    return Box(left=x - half, right=x + half, top=y - half, bottom=y + half)
