"""TIFF, OME-TIFF and pyramids: tifffile reads the structure, Pillow's libtiff decodes one strip or tile at a time."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

import numpy as np

from hepatica.tissue import segment
from hepatica.tissue.damage import ImageProblem
from hepatica.tissue.picture import ON_WHITE, ROWS
from hepatica.tissue.sections import AT_ONCE, Section, believable, check_size
from hepatica.tissue.stain import Pixels

CODECS = {1, 5, 7, 8, 32773, 32946}
"""None, LZW, JPEG, deflate, PackBits, old deflate."""
TO_MICROMETRES = {"µm": 1, "um": 1, "mm": 1000, "nm": Decimal("0.001"), "cm": 10_000, "m": 1_000_000}
PAGES = 200
"""Pages looked at for smaller copies of the picture."""
EXPORT = "export a lower magnification or a part of the slide"

logging.getLogger("tifffile").addHandler(logging.NullHandler())  # what it would print, the sentence says


def read_tiff(file: BinaryIO, name: str, pixels: int) -> Section:
    """Read the structure of a TIFF and choose the finest level of its pyramid within ``pixels``; nothing is decoded yet."""
    try:
        import tifffile
    except ImportError:
        raise ImageProblem("reading TIFF needs an extra: pip install 'hepatica[tissue]'") from None
    # Never closed by tifffile: the file belongs to whom opened it.
    tiff = tifffile.TiffFile(file)
    levels = _levels(tiff, name)
    full = levels[0]
    for page in levels:
        _check_layout(page, name)
    chosen = next((p for p in levels if p.imagewidth * p.imagelength <= pixels), levels[-1])
    check_size(name, chosen.imagewidth, chosen.imagelength, most=pixels, advice=EXPORT)
    _check_segments(chosen, name)
    level = levels.index(chosen)
    um_px = _pixel_size(tiff, full)
    if um_px is not None:
        um_px = (um_px * full.imagewidth / chosen.imagewidth).quantize(Decimal("0.0001"))
    return Section(
        name=name,
        format="OME-TIFF" if tiff.is_ome else "TIFF",
        width=chosen.imagewidth,
        height=chosen.imagelength,
        full_width=full.imagewidth,
        level=level,
        um_px=believable(um_px),
        remarks=tuple(_remarks(chosen, level, len(levels))),
        chunks=lambda: _chunks(file, chosen, name),
    )


def _levels(tiff: Any, name: str) -> list[Any]:
    """Give the pages of the largest picture, finest first; labels and overviews of a slide are not looked at."""
    if not len(tiff.pages):
        raise ImageProblem(f"{name} holds no picture, or is cut short before it says where")
    series = max(tiff.series, key=lambda each: max(each.shape, default=0) if each.shape else 0)
    if len(series.pages) != 1:
        raise ImageProblem(
            f"{name} holds {len(series.pages)} planes or channels: export one, as red, green and blue"
        )
    pages = [level.keyframe for level in series.levels]
    others = [] if len(pages) > 1 else [*_smaller(tiff.pages), *_smaller(pages[0].pages or ())]
    own = pages[0].imagewidth / pages[0].imagelength
    pages += [page for page in others if abs(page.imagewidth / page.imagelength / own - 1) < 0.02]
    return sorted(pages, key=lambda page: -page.imagewidth)


def _smaller(pages: Any) -> list[Any]:
    found = (page.aspage() for page in pages[:PAGES])
    return [page for page in found if page.is_reduced]


def _check_layout(page: Any, name: str) -> None:
    """Refuse what two stains cannot be told apart in, and what no installed reader decodes."""
    bits = page.bitspersample
    if page.photometric == 3:
        raise ImageProblem(f"{name} has a palette of a few colours, not the scanner's own: export it as RGB")
    if page.samplesperpixel < 3 or page.photometric in {0, 1}:
        raise ImageProblem(f"{name} is a greyscale picture: two stains are told apart by colour")
    if bits != 8 or page.sampleformat != 1:
        raise ImageProblem(f"{name} has {bits} bits a channel: export it with 8, as the scanner showed it")
    if page.photometric not in {2, 6} or page.samplesperpixel > 4 or page.imagedepth != 1:
        raise ImageProblem(f"{name} does not hold its colours as red, green and blue: export it as RGB")
    if page.compression not in CODECS or (page.photometric == 6 and page.compression != 7):
        raise ImageProblem(
            f"{name} is compressed as {_called(page)}, which no installed reader decodes: export it as JPEG, LZW or uncompressed"
        )


def _called(page: Any) -> str:
    return str(getattr(page.compression, "name", page.compression))


def _check_segments(page: Any, name: str) -> None:
    """Refuse before decoding: pieces too large, too few of them, or lying beyond the file's end."""
    tall, wide = segment.shape(page)
    across = -(-page.imagewidth // wide)
    at_once = tall * wide * across
    if at_once > AT_ONCE and not (page.compression == 1 and not page.is_tiled):
        raise ImageProblem(
            f"{name} decodes only in pieces of {at_once:,} pixels; at most {AT_ONCE:,} are held at once: export it in tiles"
        )
    count = across * -(-page.imagelength // tall) * (3 if page.planarconfig == 2 else 1)
    if min(len(page.dataoffsets), len(page.databytecounts)) < count:
        raise ImageProblem(
            f"{name} lists {len(page.dataoffsets):,} pieces of the picture where there must be {count:,}"
        )
    size = page.parent.filehandle.size
    if any(at + n > size for at, n in zip(page.dataoffsets, page.databytecounts, strict=False)):
        raise ImageProblem(
            f"{name} is cut short: parts of the picture lie beyond the file's end; send it again"
        )


def _chunks(file: BinaryIO, page: Any, name: str) -> Iterator[Pixels]:
    """Yield the picture in pieces of full width: rows of tiles, or strips (a large one in parts)."""
    tall, wide = segment.shape(page)
    planes = page.samplesperpixel if page.planarconfig == 2 else 1
    across, down = -(-page.imagewidth // wide), -(-page.imagelength // tall)
    for row in range(down):
        rows = min(tall, page.imagelength - row * tall)
        if across == planes == 1:
            for piece in segment.decoded(file, page, row, rows, name):
                yield _laid_on_white(piece[:, : page.imagewidth])
            continue
        block = np.empty((rows, across * wide, page.samplesperpixel), dtype=np.uint8)
        for plane in range(planes):
            for column in range(across):
                index = (plane * down + row) * across + column
                top = 0
                for piece in segment.decoded(file, page, index, rows, name):
                    part = slice(plane, plane + 1) if planes > 1 else slice(None)
                    block[top : top + len(piece), column * wide : (column + 1) * wide, part] = piece
                    top += len(piece)
        for top in range(0, rows, ROWS):
            yield _laid_on_white(block[top : top + ROWS, : page.imagewidth])


def _laid_on_white(pixels: Pixels) -> Pixels:
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.uint16)
    laid = (pixels[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return np.asarray(laid, dtype=np.uint8)


def _remarks(page: Any, level: int, levels: int) -> Iterator[str]:
    if level:
        yield f"level {level + 1} of {levels} of the pyramid was read"
    if page.samplesperpixel == 4:
        yield ON_WHITE
    if not all(page.databytecounts):
        yield "tiles that the scanner left out count as glass"


def _pixel_size(tiff: Any, page: Any) -> Decimal | None:
    """Give micrometres a pixel of the full picture: from OME, from a scanner's MPP, or from the resolution."""
    found = _from_ome(tiff.ome_metadata or "", page.imagewidth) if tiff.is_ome else None
    if found is None and (match := re.search(r"\bMPP\s*=\s*([0-9.]{1,12})", str(page.description)[:20_000])):
        found = _decimal(match[1])
    unit = page.tags.valueof(296, 2)
    across, down = page.tags.valueof(282), page.tags.valueof(283)
    if found is None and unit in {2, 3} and across and across == down and across[0] and across[1]:
        found = Decimal(25_400 if unit == 2 else 10_000) * across[1] / across[0]
    return believable(found)


def _from_ome(text: str, width: int) -> Decimal | None:
    """Give the physical size of the picture of this width, where both sides agree within a hundredth."""
    for pixels in re.findall(r"<(?:\w+:)?Pixels\b([^>]*)>", text[:5_000_000]):
        said = dict(re.findall(r'(\w+)="([^"]*)"', pixels))
        if said.get("SizeX") != str(width):
            continue
        sides = [_decimal(said.get(f"PhysicalSize{axis}", "")) for axis in "XY"]
        units = [TO_MICROMETRES.get(said.get(f"PhysicalSize{axis}Unit", "µm")) for axis in "XY"]
        if not all(sides) or not all(units):
            return None
        x, y = (side * unit for side, unit in zip(sides, units, strict=True))  # type: ignore[operator]
        return x if abs(x / y - 1) < Decimal("0.01") else None
    return None


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and found > 0 else None
