"""Stained sections are read in strips, whatever they were saved as; what cannot be read is refused in a sentence."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.tissue.pictures import (
    IHC,
    jpeg,
    pillow_tiff,
    png,
    png_that_claims,
    pyramid,
    slide_of_jpeg_tiles,
    tiff,
    tiff_that_claims,
)

from hepatica.tissue import sections
from hepatica.tissue.damage import ImageProblem
from hepatica.tissue.sections import Section, Source, fingerprint, opened


def read(source: Source, *, rows: int = 37, pixels: int = sections.PIXELS) -> tuple[Section, np.ndarray]:
    with opened(source, pixels=pixels) as section:
        strips = list(section.strips(rows))
        assert all(len(strip) == rows for strip in strips[:-1])
        return section, np.concatenate(strips)


def outcome(data: bytes) -> int | str:
    """Give the bytes read, or say that a sentence refused them; anything else that is raised fails the test."""
    try:
        return read(data, pixels=1_000_000)[1].nbytes
    except ImageProblem as problem:
        return "refused" if "\n" not in str(problem) else str(problem)


LOSSLESS = {
    "a PNG": png(IHC),
    "one strip": tiff(),
    "strips": tiff(rowsperstrip=100),
    "tiles": tiff(tile=(128, 160)),
    "deflate with a predictor": tiff(compression="zlib", tile=(64, 64), predictor=True),
    "planes": tiff(np.moveaxis(IHC, 2, 0), planarconfig="separate", compression="zlib"),
    "BigTIFF, big-endian": tiff(bigtiff=True, byteorder=">"),
    "OME": tiff(ome=True),
    "LZW": pillow_tiff("tiff_lzw"),
    "PackBits": pillow_tiff("packbits"),
    "a pyramid": pyramid(subifds=True),
}


@pytest.mark.parametrize("kind", LOSSLESS)
def test_a_lossless_picture_is_read_pixel_by_pixel(kind: str) -> None:
    section, pixels = read(LOSSLESS[kind])
    assert (section.width, section.height, section.level) == (512, 512, 0)
    assert np.array_equal(pixels, IHC)


@settings(max_examples=20, deadline=None)
@given(kind=st.sampled_from(sorted(LOSSLESS)), rows=st.integers(1, 700))
def test_any_height_of_strips_gives_the_same_pixels(kind: str, rows: int) -> None:
    assert np.array_equal(read(LOSSLESS[kind], rows=rows)[1], IHC)


def test_a_jpeg_is_read_as_pillow_reads_it() -> None:
    data = jpeg(IHC)
    assert np.array_equal(read(data)[1], np.asarray(Image.open(io.BytesIO(data))))


def test_a_slide_of_jpeg_tiles_is_read_without_another_library() -> None:
    for rgb in (True, False):
        section, pixels = read(slide_of_jpeg_tiles(rgb=rgb))
        tile = jpeg(IHC[128:256, :128], **({"keep_rgb": True, "subsampling": 0} if rgb else {}))
        alone = np.asarray(Image.open(io.BytesIO(tile))).astype(int)
        assert np.abs(pixels[128:256, :128] - alone).max() <= (
            0 if rgb else 60
        )  # chroma is spread in two ways
        assert np.abs(pixels[128:256, :128] - alone).mean() < 2
        assert section.um_px == Decimal("0.2520")


def test_a_tile_the_scanner_left_out_is_glass_and_said_so() -> None:
    section, pixels = read(slide_of_jpeg_tiles(rgb=True, left_out=(5,)))
    assert (pixels[128:256, 128:256] == 255).all()
    assert section.remarks == ("tiles that the scanner left out count as glass",)


@pytest.mark.parametrize("subifds", [True, False])
def test_of_a_pyramid_the_finest_level_within_the_limit_is_read(subifds: bool) -> None:
    slide = pyramid(subifds=subifds)
    for limit, level in [(262_144, 0), (262_143, 1), (65_535, 2)]:
        section, pixels = read(slide, pixels=limit)
        assert (section.level, section.scale) == (level, 2**level)
        assert section.um_px == Decimal("0.25") * 2**level
        assert np.array_equal(pixels, IHC[:: 2**level, :: 2**level])
    assert section.remarks == ("level 3 of 3 of the pyramid was read",)
    with pytest.raises(ImageProblem, match="claims 128 × 128 pixels; at most 1,000"):
        read(slide, pixels=1000)


@pytest.mark.parametrize(
    ("data", "um_px"),
    [
        (tiff(ome=True, metadata={"PhysicalSizeX": 0.25, "PhysicalSizeY": 0.25}), Decimal("0.25")),
        (tiff(ome=True, metadata={"PhysicalSizeX": 250, "PhysicalSizeXUnit": "nm", "PhysicalSizeY": 0.25}), Decimal("0.25")),
        (tiff(ome=True, metadata={"PhysicalSizeX": 0.25, "PhysicalSizeY": 0.5}), None),
        (tiff(resolution=(50_800, 50_800), resolutionunit="INCH"), Decimal("0.5")),
        (tiff(resolution=(72, 72), resolutionunit="INCH"), None),
        (tiff(resolution=(20_000, 10_000), resolutionunit="CENTIMETER"), None),
        (png(IHC, dpi=(50_800, 50_800)), Decimal("0.5")),
        (png(IHC, dpi=(72, 72)), None),
    ],
)  # fmt: skip
def test_the_pixel_size_is_taken_where_a_microscope_can_have_it(data: bytes, um_px: Decimal | None) -> None:
    assert read(data)[0].um_px == um_px


def test_transparency_is_laid_on_white_and_said_so() -> None:
    clear = np.dstack([IHC, np.full((512, 512), 255, dtype=np.uint8)])
    clear[:100, :100, 3] = 0
    for data in (png(clear), tiff(clear, extrasamples=["unassalpha"])):
        section, pixels = read(data)
        assert (pixels[:100, :100] == 255).all()
        assert np.array_equal(pixels[100:], IHC[100:])
        assert section.remarks == ("transparent parts were laid on white",)


def palette_tiff() -> bytes:
    file = io.BytesIO()
    Image.fromarray(IHC).convert("P").save(file, "TIFF")
    return file.getvalue()


DEEP = IHC.astype(np.uint16) * 257
REFUSED = {
    "not a TIFF, PNG or JPEG": b"GIF89a and more",
    "is empty": b"",
    "is a greyscale picture": png(IHC[..., 0]),
    "the image is a greyscale": tiff(IHC[..., 0], photometric="minisblack"),
    "has a palette of a few colours": palette_tiff(),
    "has 16 bits a channel": tiff(DEEP),
    "16 bits a channel: export it with 8": png_that_claims(100, 100, depth=16),
    "holds 3 planes or channels": tiff(np.stack([IHC] * 3)),
    "compressed as LZMA, which no installed reader": tiff(compression="lzma"),
    "cut short": tiff()[:-2000],
    "cut short before it says where": pillow_tiff("tiff_lzw")[:50_000],
    "damaged or cut short": tiff()[:20],
    "it is damaged": png(IHC)[:100_000],
    "image file is truncated": jpeg(IHC)[:20_000],
    "claims 1,000,000 × 1,000,000 pixels": png_that_claims(1_000_000, 1_000_000),
    "claims 1,000,000 × 1,000,001 pixels": tiff_that_claims(1_000_000, 1_000_001),
    "claims 20,000 × 20,000 pixels": png_that_claims(20_000, 20_000),
    "shorter than its rows": tiff_that_claims(1000, 1000),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_cannot_be_measured_is_refused_in_one_sentence(sentence: str) -> None:
    with pytest.raises(ImageProblem, match=sentence) as refused:
        read(REFUSED[sentence])
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300


def test_a_picture_that_unpacks_to_more_than_it_claims_stays_small() -> None:
    _, pixels = read(png_that_claims(100, 100))  # nine million bytes where 30,100 were claimed
    assert pixels.nbytes == 30_000


def test_a_compressed_strip_that_hides_more_than_its_size_is_read_to_its_size_or_refused() -> None:
    import zlib

    bomb = zlib.compress(b"\0" * 200_000_000)
    data = bytearray(tiff(compression="zlib", rowsperstrip=512))
    start, size = _strip(bytes(data))
    assert len(bomb) < size
    data[start : start + len(bomb)] = bomb
    assert outcome(bytes(data)) in {IHC.nbytes, "refused"}


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(["one strip", "tiles", "LZW", "a pyramid", "a PNG"]),
    at=st.integers(0, 2000),
    back=st.booleans(),
    new=st.binary(min_size=1, max_size=8),
)
def test_any_damage_is_read_or_refused_in_a_sentence(kind: str, at: int, back: bool, new: bytes) -> None:
    data = bytearray(LOSSLESS[kind])
    at = len(data) - 1 - at if back else at
    data[at : at + len(new)] = new
    found = outcome(bytes(data))
    assert found == "refused" or isinstance(found, int)


def test_a_pixel_limit_holds_before_anything_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "AT_ONCE", 1000)
    monkeypatch.setattr("hepatica.tissue.tiff.AT_ONCE", 1000)
    with pytest.raises(ImageProblem, match="decodes only in pieces of 262,144 pixels"):
        read(tiff(compression="zlib", rowsperstrip=512))
    assert np.array_equal(read(tiff(rowsperstrip=512))[1], IHC)  # uncompressed, it is read row by row


def test_a_slide_of_four_gigabytes_is_refused_at_once_and_its_pyramid_is_read(tmp_path: Path) -> None:
    slide = tmp_path / "slide.tiff"
    how: dict[str, Any] = {"photometric": "rgb", "metadata": None}
    with tifffile.TiffWriter(slide, bigtiff=True) as writer:
        writer.write(shape=(37_000, 37_000, 3), dtype="uint8", **how)
    assert slide.stat().st_size > 4_000_000_000
    with pytest.raises(ImageProblem, match="claims 37,000 × 37,000 pixels; at most 400,000,000"):
        read(slide)
    with tifffile.TiffWriter(slide, bigtiff=True) as writer:
        writer.write(shape=(37_000, 37_000, 3), dtype="uint8", subifds=1, **how)
        writer.write(np.ascontiguousarray(IHC), subfiletype=1, **how)
    section, pixels = read(slide)
    assert np.array_equal(pixels, IHC)
    assert section.scale == 37_000 / 512


def test_one_compressed_strip_of_ninety_megapixels_is_read() -> None:
    rows = 0
    with opened(
        tiff(np.full((9_000, 10_000, 3), 90, dtype=np.uint8), compression="zlib", rowsperstrip=9_000)
    ) as section:
        for strip in section.strips(1_000):
            rows += len(strip)
            assert (strip == 90).all()
    assert rows == section.height


def test_a_path_a_missing_file_and_an_open_file(tmp_path: Path) -> None:
    path = tmp_path / "slide.png"
    path.write_bytes(png(IHC))
    assert read(path)[0].name == "slide.png"
    with path.open("rb") as file:
        read(file)
        assert fingerprint(file) == fingerprint(path) == fingerprint(path.read_bytes())
        assert not file.closed
    with pytest.raises(ImageProblem, match=r"nowhere\.png cannot be opened: No such file"):
        read(tmp_path / "nowhere.png")


def _strip(data: bytes) -> tuple[int, int]:
    with tifffile.TiffFile(io.BytesIO(data)) as read_back:
        page = read_back.pages[0]
        return page.dataoffsets[0], page.databytecounts[0]
