"""PNG and JPEG through Pillow, decoded in one piece and handed on in strips; and masks, where a pixel counts or not."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from hepatica.tissue.damage import ImageProblem, reading
from hepatica.tissue.sections import AT_ONCE, Section, Source, believable, binary, check_size
from hepatica.tissue.stain import Pixels

if TYPE_CHECKING:
    from PIL.Image import Image

ROWS = 256
UNWARNED = 80_000_000
ON_WHITE = "transparent parts were laid on white"
EXPORT = "export the section as TIFF, or a part of it"
COLOUR = frozenset({"RGB", "RGBA", "P"})
GREY = frozenset({"1", "L", "LA", "La"})


def pillow() -> Any:
    """Give the module that reads pictures; where it is not installed, a sentence."""
    try:
        from PIL import Image, JpegImagePlugin, PngImagePlugin, TiffImagePlugin
    except ImportError:
        raise ImageProblem("reading pictures needs an extra: pip install 'hepatica[tissue]'") from None
    # The readers themselves: Image.open would warn of 90 megapixels, and our limit is our own.
    readers = (JpegImagePlugin.JpegImageFile, PngImagePlugin.PngImageFile, TiffImagePlugin.TiffImageFile)
    return Image, *readers


def load(image: Any) -> None:
    """Decode a picture whose size was checked against our own limit."""
    if image.format == "TIFF" and image.width * image.height > UNWARNED:
        # Pillow's TIFF reader warns of so many pixels when it makes room for them: here it finds the room made.
        image.im = pillow()[0].core.new(image.mode, image.size)
    image.load()


def read_picture(file: BinaryIO, name: str) -> Section:
    """Read a PNG or JPEG: its size is judged from the header, its pixels are decoded when strips are asked for."""
    image = _opened(file, name)
    check_size(name, *image.size, most=AT_ONCE, advice=EXPORT)
    _check_colour(image, file, name)
    clear = image.mode == "RGBA" or "transparency" in image.info

    def chunks() -> Iterator[Pixels]:
        decoded = _opened(file, name)
        load(decoded)
        yield from rows_of(decoded)

    return Section(
        name=name,
        format=str(image.format),
        width=image.width,
        height=image.height,
        full_width=image.width,
        um_px=_pixel_size(image),
        remarks=(ON_WHITE,) if clear else (),
        chunks=chunks,
    )


def rows_of(image: Image) -> Iterator[Pixels]:
    """Yield a decoded picture as red, green and blue in pieces of 256 rows."""
    for top in range(0, image.height, ROWS):
        piece = image.crop((0, top, image.width, min(top + ROWS, image.height)))
        if piece.mode == "RGBA" or "transparency" in piece.info:
            rgba = piece.convert("RGBA")
            piece = pillow()[0].new("RGBA", rgba.size, "white")
            piece.alpha_composite(rgba)
        yield np.asarray(piece.convert("RGB"))


def read_mask(source: Source, rows: int, width: int, height: int) -> Iterator[NDArray[np.bool_]]:
    """Yield a mask in strips of so many rows: a pixel that is not black counts; transparency is not looked at.

    PNG or TIFF. Raises ImageProblem where it is a JPEG (whose blacks are never quite black) or of another size.
    """
    with binary(source) as (file, called), reading(name := f"the mask {called}"):
        mask = _opened(file, name)
        if mask.size != (width, height):
            raise ImageProblem(
                f"{name} has {mask.width:,} × {mask.height:,} pixels, the image {width:,} × {height:,}: they must be the same"
            )
        if mask.format == "JPEG":
            raise ImageProblem(f"{name} is a JPEG, whose blacks are not quite black: save it as PNG")
        check_size(name, width, height, most=AT_ONCE, advice="measure a part of the section")
        load(mask)
        for top in range(0, height, rows):
            piece = mask.crop((0, top, width, min(top + rows, height)))
            if piece.mode == "P":
                piece = piece.convert("RGB")
            values = np.asarray(piece)
            if piece.mode in {"RGBA", "LA"}:
                values = values[..., :-1]
            yield np.asarray(values.astype(bool) if values.ndim == 2 else values.any(axis=2))


def _opened(file: BinaryIO, name: str) -> Any:
    _, jpeg, png, tiff = pillow()
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    reader = {b"\x89PNG": png, b"II*\0": tiff, b"MM\0*": tiff}.get(head, jpeg)
    if reader is jpeg and head[:3] != b"\xff\xd8\xff":
        raise ImageProblem(f"{name} is not a TIFF, PNG or JPEG picture")
    return reader(file)


def _check_colour(image: Any, file: BinaryIO, name: str) -> None:
    if image.format == "PNG":
        file.seek(24)
        if file.read(1) == b"\x10":
            raise ImageProblem(f"{name} has 16 bits a channel: export it with 8, as the scanner showed it")
    if image.mode in GREY:
        raise ImageProblem(f"{name} is a greyscale picture: two stains are told apart by colour")
    if image.mode not in COLOUR:
        raise ImageProblem(
            f"{name} holds colours as {image.mode}: export it as red, green and blue of 8 bits"
        )


def _pixel_size(image: Any) -> Decimal | None:
    """Give micrometres a pixel from dots per inch, where a microscope can have such and both sides agree."""
    dpi = image.info.get("dpi")
    if not dpi or len(set(dpi)) != 1 or not float(dpi[0]) > 0:
        return None
    return believable((Decimal(25400) / Decimal(str(float(dpi[0])))).quantize(Decimal("0.0001")))
