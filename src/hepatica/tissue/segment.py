"""One strip or tile of a TIFF, decoded by itself: wrapped as a TIFF of its own and given to Pillow's libtiff.

So every compression that libtiff knows is read without another library, and a piece can never decode to more than its size.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np

from hepatica.tissue.damage import ImageProblem
from hepatica.tissue.picture import ROWS, load, pillow
from hepatica.tissue.stain import Pixels

SHORT, LONG, UNDEFINED = 3, 4, 7
SIZES = {SHORT: 2, LONG: 4, UNDEFINED: 1}
Entry = tuple[int, int, int, bytes]


def shape(page: Any) -> tuple[int, int]:
    """Give rows and columns of the page's pieces, as stored."""
    if page.is_tiled:
        return int(page.tilelength), int(page.tilewidth)
    return min(int(page.rowsperstrip), int(page.imagelength)), int(page.imagewidth)


def decoded(file: BinaryIO, page: Any, index: int, rows: int, name: str) -> Iterator[Pixels]:
    """Yield the first ``rows`` rows of a piece from top to bottom, as [row, column, sample]; a piece left out is white."""
    tall, wide = shape(page)
    samples = 1 if page.planarconfig == 2 else page.samplesperpixel
    at, size = int(page.dataoffsets[index]), int(page.databytecounts[index])
    if not size:
        yield np.full((rows, wide, samples), 255, dtype=np.uint8)
    elif page.compression == 1:
        yield from _plain(file, at, size, (rows, wide, samples), name)
    else:
        file.seek(at)
        data = file.read(size)
        if len(data) < size or (page.compression == 7 and not data.rstrip(b"\0").endswith(b"\xff\xd9")):
            raise ImageProblem(f"{name} is cut short within a piece of the picture; send it again")
        yield from _through_pillow(page, data, (tall if page.is_tiled else rows, wide, samples), rows)


def _plain(file: BinaryIO, at: int, size: int, pixels: tuple[int, int, int], name: str) -> Iterator[Pixels]:
    rows, wide, samples = pixels
    line = wide * samples
    if size < rows * line:
        raise ImageProblem(f"{name} is damaged: a piece of the picture is shorter than its rows")
    file.seek(at)
    for top in range(0, rows, ROWS):
        lines = min(ROWS, rows - top)
        data = file.read(lines * line)
        if len(data) < lines * line:
            raise ImageProblem(f"{name} is cut short within a piece of the picture; send it again")
        yield np.frombuffer(data, dtype=np.uint8).reshape(lines, wide, samples)


def _through_pillow(page: Any, data: bytes, pixels: tuple[int, int, int], rows: int) -> Iterator[Pixels]:
    *_, reader = pillow()
    tall, wide, samples = pixels
    with reader(io.BytesIO(_alone(page, data, tall, wide, samples))) as image:
        load(image)
        for top in range(0, rows, ROWS):
            piece = image.crop((0, top, wide, min(top + ROWS, rows)))
            if samples == 3 and piece.mode != "RGB":
                piece = piece.convert("RGB")
            yield np.asarray(piece).reshape(piece.height, wide, samples)


def _alone(page: Any, data: bytes, tall: int, wide: int, samples: int) -> bytes:
    """Write a TIFF of one strip that holds nothing but the piece and what is needed to decode it."""
    photometric = 1 if samples == 1 else int(page.photometric)
    entries = [
        _entry(256, LONG, wide),
        _entry(257, LONG, tall),
        _entry(258, SHORT, *[8] * samples),
        _entry(259, SHORT, int(page.compression)),
        _entry(262, SHORT, photometric),
        _entry(266, SHORT, int(page.fillorder)),
        _entry(273, LONG, 8),
        _entry(277, SHORT, samples),
        _entry(278, LONG, tall),
        _entry(279, LONG, len(data)),
        _entry(284, SHORT, 1),
        _entry(317, SHORT, int(page.predictor)),
    ]
    if samples == 4:
        entries.append(_entry(338, SHORT, 2))
    if page.compression == 7 and (tables := page.jpegtables):
        entries.append((347, UNDEFINED, len(tables), tables))
    if photometric == 6:
        entries.append(_entry(530, SHORT, *(int(n) for n in page.tags.valueof(530, (2, 2)))))
    return _written(data, entries)


def _entry(tag: int, kind: int, *values: int) -> Entry:
    return tag, kind, len(values), struct.pack(f"<{len(values)}{'H' if kind == SHORT else 'I'}", *values)


def _written(data: bytes, entries: list[Entry]) -> bytes:
    """Lay out header, data, directory and the values that do not fit into four bytes."""
    data += b"\0" * (len(data) % 2)
    directory = 8 + len(data)
    beyond = directory + 2 + 12 * len(entries) + 4
    listed, values = b"", b""
    for tag, kind, count, value in entries:
        field = value.ljust(4, b"\0")
        if len(value) > 4:
            field = struct.pack("<I", beyond + len(values))
            values += value + b"\0" * (len(value) % 2)
        listed += struct.pack("<HHI", tag, kind, count) + field
    head = struct.pack("<2sHI", b"II", 42, directory)
    return head + data + struct.pack("<H", len(entries)) + listed + struct.pack("<I", 0) + values
