"""A stained section, read in strips: TIFF, OME-TIFF and pyramids, PNG, JPEG; never the whole slide at once."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import numpy as np

from hepatica.tissue.damage import ImageProblem, reading
from hepatica.tissue.stain import Pixels

Source = Path | str | bytes | BinaryIO
"""A file's path, its bytes, or the open file."""

PIXELS = 400_000_000
"""The most pixels measured; of a larger slide with a pyramid the finest level within is taken."""
AT_ONCE = 150_000_000
"""The most pixels of what only decodes in one piece (PNG, JPEG, one compressed strip): 600 MB."""
SIDE = 131_072
"""The longest side."""
UM_PX = (Decimal("0.05"), Decimal(10))
"""What a microscope's pixel can measure: 72 dpi, which programs write unasked, is 353 µm."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section's size and pixels. Coordinates of outlines are pixels of the full picture (level 0)."""

    name: str
    format: str
    width: int
    height: int
    full_width: int
    level: int = 0
    """Which level of a pyramid is read; 0 is the full picture."""
    um_px: Decimal | None = None
    """Micrometres in a pixel of the level read, where the file says so believably."""
    remarks: tuple[str, ...] = ()
    chunks: Callable[[], Iterator[Pixels]]
    """Start reading from the top, in pieces as high as the file holds them."""

    @property
    def pixels(self) -> int:
        """Number of pixels read."""
        return self.width * self.height

    @property
    def scale(self) -> float:
        """Pixels of the full picture along one pixel of the level read."""
        return self.full_width / self.width

    def strips(self, rows: int | None = None) -> Iterator[Pixels]:
        """Yield the picture from top to bottom in strips of so many rows; without ``rows`` of about 2 megapixels."""
        rows = rows or max(1, 2_000_000 // self.width)
        held: list[Pixels] = []
        ready = 0
        with reading(self.name):
            for chunk in self.chunks():
                held.append(chunk)
                ready += len(chunk)
                if ready < rows:
                    continue
                block = np.concatenate(held) if len(held) > 1 else chunk
                whole = ready - ready % rows
                for top in range(0, whole, rows):
                    yield block[top : top + rows]
                held, ready = [block[whole:].copy()], ready - whole
        if ready:
            yield np.concatenate(held)


@contextmanager
def opened(source: Source, *, name: str | None = None, pixels: int = PIXELS) -> Iterator[Section]:
    """Open a section for reading in strips; every defect of the file is an ImageProblem in a sentence.

    Read: 8-bit colour as TIFF (any compression but JPEG 2000, OME, pyramids such as
    SVS), PNG and JPEG. Transparency is laid on white and said so. Refused: greyscale, 16 bits, several planes, what claims more than the limits above.
    """
    with binary(source) as (file, called):
        name = name or called
        with reading(name):
            section = _section(file, name, pixels)
        yield section


def _section(file: BinaryIO, name: str, pixels: int) -> Section:
    head = file.read(8)
    file.seek(0)
    if head[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}:
        from hepatica.tissue.tiff import read_tiff

        return read_tiff(file, name, pixels)
    if head == b"\x89PNG\r\n\x1a\n" or head[:3] == b"\xff\xd8\xff":
        from hepatica.tissue.picture import read_picture

        return read_picture(file, name)
    raise ImageProblem(f"{name} is not a TIFF, PNG or JPEG picture" if head else f"{name} is empty")


def fingerprint(source: Source) -> str:
    """Give the SHA-256 of the file as hexadecimal digits, read piece by piece."""
    with binary(source) as (file, _):
        digest = hashlib.sha256()
        while piece := file.read(1 << 20):
            digest.update(piece)
        return digest.hexdigest()


@contextmanager
def binary(source: Source) -> Iterator[tuple[BinaryIO, str]]:
    """Give the file at its beginning and what to call it; only a file opened here is closed here."""
    if isinstance(source, bytes):
        yield io.BytesIO(source), "the image"
    elif isinstance(source, Path | str):
        try:
            file = Path(source).open("rb")  # noqa: SIM115 -- closed below; opening alone is what may fail here
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not a file's name"
            raise ImageProblem(f"{Path(source).name} cannot be opened: {reason}") from None
        with file:
            yield file, Path(source).name
    else:
        source.seek(0)
        yield source, "the image"


def check_size(name: str, width: int, height: int, *, most: int, advice: str) -> None:
    """Refuse a picture without pixels, with a side too long or with too many pixels, before anything is decoded."""
    if width < 1 or height < 1:
        raise ImageProblem(f"{name} has no pixel")
    if max(width, height) > SIDE or width * height > most:
        raise ImageProblem(
            f"{name} claims {width:,} × {height:,} pixels; at most {most:,} and {SIDE:,} on a side are read: {advice}"
        )


def believable(um_px: Decimal | None) -> Decimal | None:
    """Pass on a pixel size that a microscope can have."""
    return um_px if um_px is not None and UM_PX[0] <= um_px <= UM_PX[1] else None
