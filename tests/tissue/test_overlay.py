"""The picture shows what was found and says nothing else."""

from __future__ import annotations

import io
import struct
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from tests.tissue.pictures import IHC, png, pyramid, slide_of_jpeg_tiles

from hepatica.tissue.mask import Exclusion
from hepatica.tissue.overlay import AREA, HATCH, NUCLEUS, POSITIVE_NUCLEUS, Canvas, preview
from hepatica.tissue.parameters import Parameters
from hepatica.tissue.quantify import quantify
from hepatica.tissue.synthetic import Slide, paint

MADE = paint(Slide(width=300, height=200, positive=0.3), np.random.default_rng(1))
PARAMETERS = Parameters(um_px=Decimal("0.5"))


def drawn(longest: int = 2_000, rows: int | None = None) -> bytes:
    canvas = Canvas(longest=longest)
    quantify(png(MADE.pixels), PARAMETERS, MADE.vessels, canvas=canvas, rows=rows)
    return canvas.png()


def chunks(data: bytes) -> list[bytes]:
    kinds, at = [], 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kinds.append(data[at + 4 : at + 8])
        at += 12 + size
    return kinds


def test_area_nuclei_and_excluded_regions_are_marked_each_in_its_colour() -> None:
    pixels = np.asarray(Image.open(io.BytesIO(drawn())))
    colours, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_counts=True)
    found = {tuple(map(int, colour)): int(count) for colour, count in zip(colours, counts, strict=True)}
    assert all(found[colour] > 50 for colour in (AREA, NUCLEUS, POSITIVE_NUCLEUS, HATCH))
    column, row = (int(sum(float(p[axis]) for p in MADE.vessels[0].points) / 36) for axis in (0, 1))
    hatched = (pixels[row - 10 : row + 10, column - 10 : column + 10] == HATCH).all(axis=2)
    assert 0.2 < hatched.mean() < 0.3


def test_the_same_findings_give_the_same_bytes() -> None:
    assert drawn() == drawn()
    assert drawn(longest=100) == drawn(longest=100)


@pytest.mark.parametrize("longest", [50, 99, 300, 2_000])
def test_the_longer_side_stays_within_its_limit(longest: int) -> None:
    image = Image.open(io.BytesIO(drawn(longest)))
    assert max(image.size) <= longest
    assert image.width / image.height == pytest.approx(1.5, rel=0.05)


@settings(max_examples=15, deadline=None)
@given(longest=st.integers(20, 400), rows=st.integers(1, 250))
def test_the_height_of_the_strips_draws_the_same(longest: int, rows: int) -> None:
    assert drawn(longest, rows) == drawn(longest)


def test_the_picture_carries_no_metadata() -> None:
    assert set(chunks(drawn())) == {b"IHDR", b"IDAT", b"IEND"}


def test_a_reader_s_view_of_a_slide_shows_neither_its_label_nor_what_its_file_says() -> None:
    named = PngInfo()
    named.add_text("Comment", "HEP-001 week 24")
    for data in (
        png(IHC, pnginfo=named, dpi=(50_800, 50_800)),
        slide_of_jpeg_tiles(rgb=True),
        pyramid(subifds=False),
    ):
        seen = preview(data, longest=256)
        assert set(chunks(seen)) == {b"IHDR", b"IDAT", b"IEND"}
        assert b"HEP-001" not in seen
        assert b"MPP" not in seen
        assert Image.open(io.BytesIO(seen)).size == (256, 256)


def test_a_smaller_picture_is_the_mean_of_its_pixels() -> None:
    small = np.asarray(Image.open(io.BytesIO(preview(png(IHC), longest=128)))).astype(int)
    means = IHC.reshape(128, 4, 128, 4, 3).mean(axis=(1, 3))
    assert np.abs(small - np.floor(means)).max() == 0


def test_an_outline_beyond_the_picture_hatches_to_its_border() -> None:
    canvas = Canvas()
    beyond = Exclusion(reason="fold", points=((-50, -50), (400, -50), (400, 60), (-50, 60)))
    quantify(png(MADE.pixels), PARAMETERS, (beyond,), canvas=canvas)
    pixels = np.asarray(Image.open(io.BytesIO(canvas.png())))
    assert ((pixels[:58] == HATCH).all(axis=2).mean()) == pytest.approx(0.25, abs=0.01)
    assert (pixels[59] == HATCH).all()
