"""Colour deconvolution and Otsu's threshold equal scikit-image, whole or by strips."""

from __future__ import annotations

import numpy as np
import pytest
import skimage.color
import skimage.filters
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from tests.tissue.pictures import IHC

from hepatica.tissue.stain import DAB, EOSIN, HAEMATOXYLIN, RGB_FROM_HED, compute_density, compute_otsu


def test_the_stains_are_those_of_ruifrok_and_johnston() -> None:
    assert np.array_equal(RGB_FROM_HED, skimage.color.rgb_from_hed)


@pytest.mark.parametrize("stain", [HAEMATOXYLIN, EOSIN, DAB])
def test_every_stain_of_the_bundled_picture_equals_scikit_image_strip_by_strip(stain: int) -> None:
    whole = skimage.color.rgb2hed(IHC)[..., stain]
    for rows in (512, 100, 7):
        strips = [compute_density(IHC[top : top + rows], stain) for top in range(0, 512, rows)]
        assert np.abs(np.concatenate(strips) - whole).max() < 1e-12


@settings(max_examples=50, deadline=None)
@given(pixels=arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=12).map(lambda s: (*s, 3))))
def test_any_colours_equal_scikit_image(pixels: np.ndarray) -> None:
    whole = skimage.color.rgb2hed(pixels)
    for stain in (HAEMATOXYLIN, EOSIN, DAB):
        assert np.abs(compute_density(pixels, stain) - whole[..., stain]).max() < 1e-12


@settings(max_examples=50, deadline=None)
@given(
    values=arrays(np.float64, st.integers(1, 400), elements=st.floats(0, 1.5, width=32)),
    rows=st.integers(1, 50),
)
def test_otsu_by_strips_equals_scikit_image_on_the_whole(values: np.ndarray, rows: int) -> None:
    found = compute_otsu(lambda: (values[top : top + rows] for top in range(0, len(values), rows)))
    assert found == pytest.approx(skimage.filters.threshold_otsu(values), abs=1e-12)


def test_otsu_needs_a_pixel() -> None:
    with pytest.raises(ValueError, match="at least one pixel"):
        compute_otsu(lambda: iter([np.empty(0)]))
