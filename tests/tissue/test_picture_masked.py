"""A section written again holds its pixels and their size, and nothing that names anybody."""

import io

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from hepatica.tissue.damage import ImageProblem
from hepatica.tissue.picture_masked import mask_picture
from hepatica.tissue.sections import opened
from hepatica.tissue.synthetic import Slide, paint

PIXELS = paint(Slide(width=90, height=70, vessels=0), np.random.default_rng(2)).pixels
NAME = "Devi Lakshmi 01-003"


def png(**extra):
    info = PngImagePlugin.PngInfo()
    info.add_text("Description", NAME)
    info.add_text("date:create", "2026-03-01")
    file = io.BytesIO()
    Image.fromarray(PIXELS).save(file, "PNG", pnginfo=info, **extra)
    return file.getvalue()


def tiff():
    file = io.BytesIO()
    Image.fromarray(PIXELS).save(
        file, "TIFF", dpi=(101_600, 101_600), description=NAME, artist=NAME, date_time="2026:03:01 10:00:00"
    )
    return file.getvalue()


@pytest.mark.parametrize("data", [png(), tiff()])
def test_the_pixels_stay_and_every_word_goes(data):
    made = mask_picture(data)
    assert NAME.encode() in data
    assert b"Devi" not in made
    assert b"2026" not in made
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(made))), PIXELS)
    chunks = {
        made[at - 4 : at]
        for at in range(8, len(made))
        if made[at - 4 : at] in {b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"iCCP", b"tIME"}
    }
    assert chunks == set()


def test_the_size_of_a_pixel_stays():
    with opened(mask_picture(tiff())) as section:
        assert str(section.um_px.normalize()) == "0.25"
    with opened(mask_picture(png())) as section:
        assert section.um_px is None


def test_a_masked_picture_masked_again_is_the_same_file():
    once = mask_picture(tiff())
    assert mask_picture(once) == once


def test_damage_is_a_sentence():
    with pytest.raises(ImageProblem, match="the picture cannot be read as an image"):
        mask_picture(png()[:900])
