"""Pictures for the tests of this folder, as bytes of files."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
import skimage.data
import tifffile
from PIL import Image

from hepatica.tissue import segment

IHC = skimage.data.immunohistochemistry()


def png(values: np.ndarray, **saved: Any) -> bytes:
    """Write a PNG."""
    file = io.BytesIO()
    Image.fromarray(values).save(file, "PNG", **saved)
    return file.getvalue()


def jpeg(values: np.ndarray, **saved: Any) -> bytes:
    """Write a JPEG."""
    file = io.BytesIO()
    Image.fromarray(values).save(file, "JPEG", quality=90, **saved)
    return file.getvalue()


def tiff(values: np.ndarray = IHC, **written: Any) -> bytes:
    """Write a TIFF as tifffile does."""
    file = io.BytesIO()
    tifffile.imwrite(file, values, **({"photometric": "rgb"} | written))
    return file.getvalue()


def pillow_tiff(compression: str) -> bytes:
    """Write a TIFF compressed as only Pillow can here."""
    file = io.BytesIO()
    Image.fromarray(IHC).save(file, "TIFF", compression=compression)
    return file.getvalue()


def pyramid(*, subifds: bool) -> bytes:
    """Write a slide of three levels, each half the one before, and a label that is not tissue."""
    file = io.BytesIO()
    with tifffile.TiffWriter(file, bigtiff=subifds) as slide:
        how: dict[str, Any] = {"tile": (128, 128), "photometric": "rgb", "metadata": None}
        size: dict[str, Any] = {"resolution": (40_000, 40_000), "resolutionunit": "CENTIMETER"}
        slide.write(IHC, **how, **size, subifds=2 if subifds else None)
        slide.write(IHC[::2, ::2], subfiletype=1, **how)
        slide.write(IHC[::4, ::4], subfiletype=1, **how)
        slide.write(IHC[:100, :300], photometric="rgb", metadata=None)
    return file.getvalue()


def slide_of_jpeg_tiles(*, rgb: bool, left_out: tuple[int, ...] = ()) -> bytes:
    """Write what scanners write: a tiled TIFF of JPEG pieces with a description that states micrometres a pixel."""
    how: dict[str, Any] = {"keep_rgb": True, "subsampling": 0} if rgb else {}
    places = [(y, x) for y in range(0, 512, 128) for x in range(0, 512, 128)]
    tiles = [jpeg(IHC[y : y + 128, x : x + 128], **how) for y, x in places]
    for index in left_out:
        tiles[index] = b""
    sizes = [len(tile) for tile in tiles]
    starts = [8 + sum(sizes[:index]) for index in range(16)]
    description = b"Aperio Image Library v12\r\n512x512 [0,0 512x512] (128x128) JPEG/RGB Q=90|AppMag = 40|MPP = 0.2520\0"
    entry = segment._entry
    entries = [
        entry(256, 4, 512), entry(257, 4, 512), entry(258, 3, 8, 8, 8), entry(259, 3, 7), entry(262, 3, 2 if rgb else 6),
        (270, 2, len(description), description), entry(277, 3, 3), entry(284, 3, 1),
        entry(322, 3, 128), entry(323, 3, 128), entry(324, 4, *starts), entry(325, 4, *sizes),
    ]  # fmt: skip
    return segment._written(b"".join(tiles), [*entries, *([] if rgb else [entry(530, 3, 2, 2)])])


def png_that_claims(width: int, height: int, *, depth: int = 8) -> bytes:
    """Write a PNG whose header claims a size its data do not have."""
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9_000_000))
        + chunk(b"IEND", b"")
    )


def tiff_that_claims(width: int, height: int) -> bytes:
    """Write a TIFF whose header claims a size its data do not have."""
    entry = segment._entry
    return segment._written(b"\0" * 600, [
        entry(256, 4, width), entry(257, 4, height), entry(258, 3, 8, 8, 8), entry(259, 3, 1), entry(262, 3, 2),
        entry(273, 4, 8), entry(277, 3, 3), entry(278, 4, height), entry(279, 4, 600),
    ])  # fmt: skip
