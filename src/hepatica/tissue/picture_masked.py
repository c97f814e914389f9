"""Writes a stained section again with its pixels and their size, and nothing else: what a masked reader may be given."""

from __future__ import annotations

import io

import numpy as np

from hepatica.tissue.damage import ImageProblem
from hepatica.tissue.picture import pillow
from hepatica.tissue.sections import AT_ONCE, Source, opened

NAME = "the picture"


def mask_picture(source: Source) -> bytes:
    """Give the same pixels as a PNG that says the size of a pixel, where it is known, and no more.

    Gone are names, dates, description, XMP, colour profile, thumbnail, and the label and macro pictures of a slide. Of a
    pyramid the finest level of at most 150 megapixels is kept. Raises ImageProblem for what cannot be measured.
    """
    with opened(source, name=NAME, pixels=AT_ONCE) as section:
        pixels = np.empty((section.height, section.width, 3), dtype=np.uint8)
        top = 0
        for strip in section.strips():
            pixels[top : top + len(strip)] = strip
            top += len(strip)
    if top != section.height:
        raise ImageProblem(f"{NAME} is cut short: {top:,} of {section.height:,} rows are there")
    file = io.BytesIO()
    dpi = None if section.um_px is None else float(25_400 / section.um_px)
    size = {} if dpi is None else {"dpi": (dpi, dpi)}
    pillow()[0].fromarray(pixels).save(file, "PNG", compress_level=4, **size)
    return file.getvalue()
