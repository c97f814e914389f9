"""The picture a pathologist accepts or corrects: positive area and nuclei outlined, excluded regions hatched."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hepatica.tissue.picture import pillow
from hepatica.tissue.sections import Source, opened
from hepatica.tissue.stain import Pixels

LONGEST = 2_000
AREA = (255, 0, 200)
"""Outline of positive area: no stain is magenta."""
POSITIVE_NUCLEUS = (255, 214, 0)
NUCLEUS = (0, 225, 225)
HATCH = (26, 27, 34)
Mask = NDArray[np.bool_]


class Canvas:
    """Takes the section strip by strip, smaller where it is large, and gives a PNG that says nothing but its pixels."""

    def __init__(self, *, longest: int = LONGEST) -> None:
        """``longest``: the most pixels of the longer side."""
        self._longest = longest
        self.factor = 1
        """So many pixels of the section along one of the picture."""

    def begin(self, width: int, height: int) -> None:
        """Prepare for a section of this size."""
        self.factor = factor = max(1, -(-max(width, height) // self._longest))
        self._size = (-(-height // factor), -(-width // factor))
        self._sum = np.zeros((*self._size, 3), dtype=np.uint32)
        high, wide = (
            _lengths(*each) for each in zip((height, width), (factor, factor), self._size, strict=True)
        )
        self._pixels = high[:, None] * wide[None, :]
        self._positive = np.zeros(self._size, dtype=np.uint32)
        self._excluded = np.zeros(self._size, dtype=np.uint32)
        self._nuclei = np.zeros(self._size, dtype=np.uint8)
        self._row = 0

    def add(self, pixels: Pixels, positive: Mask | None = None, excluded: Mask | None = None) -> None:
        """Take the next rows of the section."""
        self._gather(self._sum, pixels)
        if positive is not None:
            self._gather(self._positive, positive)
        if excluded is not None:
            self._gather(self._excluded, excluded)
        self._row += len(pixels)

    def outline(self, rows: NDArray[np.intp], columns: NDArray[np.intp], positive: Mask) -> None:
        """Mark the outlines of nuclei; where two fall together the positive one is seen."""
        place = (rows // self.factor, columns // self.factor)
        np.maximum.at(self._nuclei, place, np.where(positive, np.uint8(2), np.uint8(1)))

    def png(self) -> bytes:
        """Draw what was taken; the same section and findings give the same bytes."""
        picture = (self._sum // self._pixels[..., None]).astype(np.uint8)
        excluded = 2 * self._excluded > self._pixels
        row, column = np.ogrid[: self._size[0], : self._size[1]]
        picture[(excluded & ((row + column) % 8 < 2)) | _edge(excluded)] = HATCH
        picture[_edge(2 * self._positive > self._pixels)] = AREA
        picture[self._nuclei == 1] = NUCLEUS
        picture[self._nuclei == 2] = POSITIVE_NUCLEUS
        file = io.BytesIO()
        pillow()[0].fromarray(picture).save(file, "PNG", compress_level=6)
        return file.getvalue()

    def _gather(self, into: NDArray[np.uint32], values: NDArray[Any]) -> None:
        """Add up squares of ``factor`` pixels; a strip may begin and end within a square."""
        factor, first = self.factor, self._row // self.factor
        high = -(-(self._row + len(values)) // factor) - first
        rows = np.zeros((high, *values.shape[1:]), dtype=np.uint32)
        for start in range(min(factor, len(values))):
            taken = values[start::factor]
            place = (self._row + start) // factor - first
            rows[place : place + len(taken)] += taken
        for start in range(min(factor, values.shape[1])):
            taken = rows[:, start::factor]
            into[first : first + high, : taken.shape[1]] += taken


def _lengths(pixels: int, factor: int, count: int) -> NDArray[np.uint32]:
    """Give how many pixels each of the picture's covers along one side; the last may cover fewer."""
    lengths = np.full(count, factor, dtype=np.uint32)
    lengths[-1] = pixels - factor * (count - 1)
    return lengths


def _edge(mask: Mask) -> Mask:
    """Find the pixels of a region that have its outside beside them; the picture's own border is no edge."""
    padded = np.pad(mask, 1, mode="edge")
    inner = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return np.asarray(mask & ~inner)


def preview(source: Source, *, longest: int = LONGEST) -> bytes:
    """Give the section as a PNG for a masked reader's screen: pixels alone, no name, no date, no label of the slide."""
    canvas = Canvas(longest=longest)
    with opened(source) as section:
        canvas.begin(section.width, section.height)
        for pixels in section.strips():
            canvas.add(pixels)
    return canvas.png()
