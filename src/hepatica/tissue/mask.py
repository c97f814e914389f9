"""Which pixels are counted: tissue that is neither glass nor ink nor inside an outline the reader drew."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from hepatica.tissue.damage import ImageProblem
from hepatica.tissue.stain import Pixels

Reason = Literal["vessel", "fold", "necrosis", "capsule", "other"]
REASONS: tuple[Reason, ...] = get_args(Reason)
POINTS = 20_000
"""The most corners of all outlines of one section."""
FARTHEST = 10_000_000
Point = tuple[float | Decimal, float | Decimal]


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """A closed outline whose inside is not counted, and why."""

    reason: Reason
    points: tuple[Point, ...]
    """Corners (x, y) in pixels of the full picture, from its upper left corner; the last joins the first."""

    def __post_init__(self) -> None:
        """Refuse an outline that encloses nothing or names no place."""
        if self.reason not in REASONS:
            raise ImageProblem(f"'{self.reason}' is not a reason to exclude: {', '.join(REASONS)}")
        if len(self.points) < 3:
            raise ImageProblem(
                f"the outline of a {self.reason} has {len(self.points)} corners; it needs three"
            )
        for number, point in enumerate(self.points, 1):
            if len(point) != 2 or not all(_is_place(n) for n in point):
                raise ImageProblem(
                    f"corner {number} of the outline of a {self.reason} is not a place in the picture"
                )


def _is_place(along: float | Decimal) -> bool:
    finite = along.is_finite() if isinstance(along, Decimal) else math.isfinite(along)
    return finite and -FARTHEST <= along <= FARTHEST


class Outlines:
    """All exclusions of a section, drawn strip by strip."""

    def __init__(self, exclusions: Sequence[Exclusion], *, scale: float, width: int) -> None:
        """Bring the corners to the level read: ``scale`` pixels of the full picture make one of it."""
        if (corners := sum(len(each.points) for each in exclusions)) > POINTS:
            raise ImageProblem(f"the outlines have {corners:,} corners; at most {POINTS:,} are drawn")
        self._width = width
        self._drawn = [(REASONS.index(each.reason) + 1, _edges(each.points, scale)) for each in exclusions]

    def strip(self, top: int, rows: int) -> NDArray[np.uint8]:
        """Give for each pixel of the rows 0, or 1 plus the place of its reason in ``REASONS``.

        A pixel is inside where its centre is, by the even-odd rule (what an outline encloses twice is outside); of two
        outlines over each other the first gives the reason.
        """
        found = np.zeros((rows, self._width), dtype=np.uint8)
        for reason, edges in self._drawn:
            low, high = np.minimum(edges[:, 1], edges[:, 3]), np.maximum(edges[:, 1], edges[:, 3])
            met = edges[(low < top + rows) & (high > top)]
            if len(met):
                inside = _inside(met, top, rows, self._width)
                found[inside & (found == 0)] = reason
        return found


def _edges(points: Sequence[Point], scale: float) -> NDArray[np.float64]:
    """Give the outline's edges as x0, y0, x1, y1."""
    corners = np.array([[float(x), float(y)] for x, y in points]) / scale
    return np.hstack([corners, np.roll(corners, -1, axis=0)])


def _inside(edges: NDArray[np.float64], top: int, rows: int, width: int) -> NDArray[np.bool_]:
    """Toggle each row where an edge crosses the height of its pixels' centres; between two crossings lies the inside."""
    toggled = np.zeros((rows, width + 1), dtype=np.bool_)
    for x0, y0, x1, y1 in edges:
        first = max(top, math.ceil(min(y0, y1) - 0.5))
        last = min(top + rows, math.ceil(max(y0, y1) - 0.5))
        if first >= last:
            continue
        row = np.arange(first, last)
        crossing = x0 + (row + 0.5 - y0) * ((x1 - x0) / (y1 - y0))
        column = np.clip(np.ceil(crossing - 0.5), 0, width).astype(np.intp)
        toggled[row - top, column] ^= True
    return np.logical_xor.accumulate(toggled, axis=1)[:, :width]


def find_glass(pixels: Pixels, limit: Decimal) -> NDArray[np.bool_]:
    """Find glass and empty lumens: pixels whose darkest channel is at least the limit (0 to 255)."""
    darkest = np.minimum(np.minimum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])
    return np.asarray(darkest >= math.ceil(limit))


def find_black(pixels: Pixels, limit: Decimal) -> NDArray[np.bool_]:
    """Find ink and a scanner's own background: pixels whose brightest channel is at most the limit.

    They would otherwise count as the strongest DAB: black takes all colours away.
    """
    brightest = np.maximum(np.maximum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])
    return np.asarray(brightest <= math.floor(limit))
