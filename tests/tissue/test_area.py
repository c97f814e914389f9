"""The area fraction at its simplest, against the picture that ships inside scikit-image."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import skimage.data
import skimage.filters
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hepatica.tissue.area import area_fraction, bundled, check_threshold, otsu
from hepatica.tissue.damage import ImageProblem

IHC = "skimage.data.immunohistochemistry"


def png(values: np.ndarray, **saved: object) -> bytes:
    file = io.BytesIO()
    Image.fromarray(values).save(file, "PNG", **saved)
    return file.getvalue()


@pytest.mark.parametrize(("threshold", "fraction"), [("0.05", 0.519806), ("0.1", 0.201595)])
def test_the_bundled_picture_gives_the_published_fractions(threshold: str, fraction: float) -> None:
    found = area_fraction(bundled(IHC, sha256="f8dd1aa3"), Decimal(threshold))
    assert found.fraction == pytest.approx(fraction, abs=1e-5)
    assert found.pixels == 512 * 512
    assert found.fraction == found.positive / found.pixels


def test_otsu_s_threshold_is_that_of_scikit_image_and_gives_its_fraction() -> None:
    threshold = otsu(bundled(IHC))
    dab = skimage.color.rgb2hed(skimage.data.immunohistochemistry())[..., 2]
    assert threshold == pytest.approx(skimage.filters.threshold_otsu(dab), abs=1e-12)
    assert threshold == pytest.approx(0.062151, abs=1e-5)
    assert area_fraction(bundled(IHC), threshold).fraction == pytest.approx(0.452187, abs=1e-5)


@settings(max_examples=15, deadline=None)
@given(rows=st.integers(1, 600))
def test_the_height_of_the_strips_changes_nothing(rows: int) -> None:
    path = bundled(IHC)
    assert area_fraction(path, 0.05, rows=rows) == area_fraction(path, 0.05)
    assert otsu(path, rows=rows) == otsu(path)


def test_a_mask_is_the_denominator(tmp_path: Path) -> None:
    counts = np.zeros((512, 512), dtype=np.uint8)
    counts[100:200, 50:150] = 1
    (tmp_path / "mask.png").write_bytes(png(counts))
    dab = skimage.color.rgb2hed(skimage.data.immunohistochemistry())[100:200, 50:150, 2]
    found = area_fraction(bundled(IHC), 0.05, mask=tmp_path / "mask.png", rows=33)
    assert (found.positive, found.pixels) == (int((dab > 0.05).sum()), 10_000)
    assert otsu(bundled(IHC), mask=png(counts)) == pytest.approx(skimage.filters.threshold_otsu(dab))


def test_a_mask_of_another_size_is_refused_with_both_sizes() -> None:
    with pytest.raises(ImageProblem, match="512 × 511 pixels, the image 512 × 512"):
        area_fraction(bundled(IHC), 0.05, mask=png(np.ones((511, 512), dtype=np.uint8)))


def test_a_mask_that_counts_nothing_is_refused() -> None:
    nothing = png(np.zeros((512, 512), dtype=np.uint8))
    with pytest.raises(ImageProblem, match="counts no pixel"):
        area_fraction(bundled(IHC), 0.05, mask=nothing)
    with pytest.raises(ImageProblem, match="counts no pixel"):
        otsu(bundled(IHC), mask=nothing)


@pytest.mark.parametrize(
    "threshold", [-0.1, float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN"), Decimal(-1)]
)
def test_what_is_not_a_density_is_no_threshold(threshold: float | Decimal) -> None:
    with pytest.raises(ImageProblem, match="is not a density"):
        check_threshold(threshold)


def test_another_picture_under_a_known_name_is_refused() -> None:
    with pytest.raises(ImageProblem, match="does not begin with 0000"):
        bundled(IHC, sha256="0000")
    with pytest.raises(ImageProblem, match="not a picture that ships"):
        bundled("skimage.data.astronaut")
