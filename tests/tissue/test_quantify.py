"""A section in numbers: numerators and denominators that add up, recomputable from the stored file."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import skimage.color
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tissue.pictures import IHC, png, pyramid, tiff

from hepatica.study.tissue import Stain
from hepatica.tissue.area import area_fraction
from hepatica.tissue.damage import ImageProblem
from hepatica.tissue.mask import Exclusion
from hepatica.tissue.overlay import Canvas
from hepatica.tissue.parameters import Parameters, parameters_of
from hepatica.tissue.quantify import quantify
from hepatica.tissue.synthetic import Slide, paint

PARAMETERS = Parameters(um_px=Decimal("0.5"), haematoxylin=Decimal("0.035"))
VESSEL = Exclusion(reason="vessel", points=((100, 100), (200, 120), (150, 250)))
FOLD = Exclusion(reason="fold", points=((300, 300), (360, 300), (360, 400), (300, 400)))
SECTION = png(IHC)


def test_every_pixel_is_counted_once_as_what_it_is() -> None:
    found = quantify(SECTION, PARAMETERS, (VESSEL, FOLD))
    excluded = dict(found.excluded)
    assert excluded["vessel"] > 0
    assert excluded["fold"] > 0
    assert found.glass + found.black + sum(excluded.values()) + found.counted == found.pixels == 512 * 512
    assert found.area_mm2 == (found.counted * Decimal("0.25") / 1_000_000).quantize(Decimal("0.000001"))
    assert found.fraction == found.positive / found.counted


def test_without_glass_and_outlines_it_is_the_plain_area_fraction() -> None:
    rule = replace(PARAMETERS, glass=Decimal(255), black=Decimal(0))
    found = quantify(SECTION, rule, nuclei=False)
    plain = area_fraction(SECTION, Decimal("0.05"))
    whites = int((IHC.min(axis=2) == 255).sum() + (IHC.max(axis=2) == 0).sum())
    assert (found.positive, found.counted + whites) == (plain.positive, plain.pixels)


def test_the_denominator_is_tissue_outside_the_outlines() -> None:
    found = quantify(SECTION, PARAMETERS, (FOLD,))
    inside = np.zeros((512, 512), dtype=bool)
    inside[300:400, 300:360] = True
    tissue = IHC.min(axis=2) < 235
    dab = skimage.color.rgb2hed(IHC)[..., 2]
    assert found.counted == (tissue & ~inside).sum()
    assert found.positive == (tissue & ~inside & (dab > 0.05)).sum()
    assert dict(found.excluded)["fold"] == (tissue & inside).sum()


def test_the_stored_file_gives_the_same_numbers_again(tmp_path: Path) -> None:
    first = quantify(SECTION, PARAMETERS, (VESSEL,))
    (tmp_path / first.file).write_bytes(SECTION)
    again = quantify(tmp_path / first.file, first.parameters, first.exclusions)
    assert again == first
    assert again.digest == first.digest


@settings(max_examples=8, deadline=None)
@given(rows=st.integers(1, 600))
def test_the_height_of_the_strips_changes_nothing(rows: int) -> None:
    assert quantify(SECTION, PARAMETERS, (VESSEL,), rows=rows) == quantify(SECTION, PARAMETERS, (VESSEL,))


def test_the_digest_names_file_parameters_and_outlines() -> None:
    asked = [
        (SECTION, PARAMETERS, (VESSEL,)),
        (tiff(), PARAMETERS, (VESSEL,)),
        (SECTION, PARAMETERS, ()),
        (SECTION, PARAMETERS, (replace(VESSEL, reason="other"),)),
        (SECTION, replace(PARAMETERS, dab=Decimal("0.051")), (VESSEL,)),
        (SECTION, replace(PARAMETERS, compartment="nucleus"), (VESSEL,)),
    ]
    digests = {quantify(*each, nuclei=False).digest for each in asked}
    assert len(digests) == len(asked)
    spelt = replace(PARAMETERS, dab=Decimal("0.050"))
    assert quantify(*(SECTION, spelt, (VESSEL,)), nuclei=False).digest in digests


def test_the_record_is_json_without_floats_and_says_how() -> None:
    found = quantify(SECTION, PARAMETERS, (VESSEL,))
    record = json.loads(json.dumps(found.record()), parse_float=lambda text: pytest.fail(f"a float: {text}"))
    assert record["parameters"]["haematoxylin"] == "0.035"
    assert record["nuclei"] == found.nuclei > record["positive_nuclei"] == found.positive_nuclei > 0
    assert record["exclusions"] == [
        {"reason": "vessel", "points": [["100", "100"], ["200", "120"], ["150", "250"]]}
    ]
    assert record["digest"] == found.digest
    assert set(record["software"]) == {"numpy", "scipy", "scikit-image", "tifffile", "pillow"}


def test_painted_nuclei_and_positive_ones_are_found_and_the_vessel_is_left_out() -> None:
    made = paint(Slide(vessels=1), np.random.default_rng(0))
    found = quantify(png(made.pixels), Parameters(um_px=Decimal("0.5")), made.vessels)
    assert (found.nuclei, found.positive_nuclei) == (len(made.nuclei), made.positive.sum())
    assert found.per_thousand == pytest.approx(1000 * made.positive.mean())


def test_without_a_pixel_size_the_area_is_measured_and_nuclei_are_not() -> None:
    found = quantify(SECTION, Parameters())
    assert (found.nuclei, found.per_thousand, found.area_mm2, found.um_px) == (None, None, None, None)
    assert "pixel size is unknown" in found.remarks[0]
    assert found.positive > 0


def test_the_file_s_own_pixel_size_is_used_and_a_difference_said() -> None:
    found = quantify(tiff(ome=True, metadata={"PhysicalSizeX": 0.25, "PhysicalSizeY": 0.25}), PARAMETERS)
    assert found.um_px == Decimal("0.25")
    assert "the file's own 0.25 µm in a pixel was used, not the 0.5 stated" in found.remarks


def test_outlines_stay_in_their_place_on_a_coarser_level() -> None:
    slide = pyramid(subifds=True)
    full = quantify(slide, PARAMETERS, (FOLD,), nuclei=False)
    half = quantify(slide, replace(PARAMETERS, pixels=100_000), (FOLD,), nuclei=False)
    assert (full.level, half.level) == (0, 1)
    assert half.um_px == Decimal("0.5")
    assert dict(half.excluded)["fold"] * 4 == pytest.approx(dict(full.excluded)["fold"], rel=0.02)


def test_a_section_of_glass_or_all_excluded_is_refused() -> None:
    with pytest.raises(ImageProblem, match="has nothing to count"):
        quantify(png(np.full((20, 20, 3), 250, dtype=np.uint8)), PARAMETERS)
    everything = Exclusion(reason="other", points=((0, 0), (512, 0), (512, 512), (0, 512)))
    with pytest.raises(ImageProblem, match="has nothing to count"):
        quantify(SECTION, PARAMETERS, (everything,))


@pytest.mark.parametrize(
    ("name", "value"),
    [("dab", "-0.1"), ("dab", "NaN"), ("glass", "256"), ("um_px", "0"), ("um_px", "353"), ("nucleus_um2", "0"), ("ring_um", "Infinity"), ("positive", "sNaN")],
)  # fmt: skip
def test_a_parameter_that_cannot_be_meant_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ImageProblem, match=f"^{name}: "):
        replace(PARAMETERS, **{name: Decimal(value)})


def test_other_parameters_that_cannot_be_meant() -> None:
    with pytest.raises(ImageProblem, match="smaller than the largest"):
        replace(PARAMETERS, nucleus_um2=Decimal(300))
    with pytest.raises(ImageProblem, match="neither 'ring' nor 'nucleus'"):
        replace(PARAMETERS, compartment="cell")  # type: ignore[arg-type]
    with pytest.raises(ImageProblem, match="pixels: 0"):
        replace(PARAMETERS, pixels=0)


def test_the_protocol_s_numbers_become_parameters() -> None:
    stain = Stain(
        dab=Decimal("0.07"), glass=Decimal(230), haematoxylin=Decimal("0.04"), nucleus_um2=Decimal(15),
        um_px=Decimal("0.46"), source="proposal", reference="a test",
    )  # fmt: skip
    found = parameters_of(stain)
    assert (found.dab, found.positive, found.glass) == (Decimal("0.07"), Decimal("0.07"), Decimal(230))
    assert (found.haematoxylin, found.nucleus_um2, found.um_px) == (
        Decimal("0.04"),
        Decimal(15),
        Decimal("0.46"),
    )


def test_a_canvas_changes_no_number() -> None:
    assert quantify(SECTION, PARAMETERS, canvas=Canvas(longest=100)) == quantify(SECTION, PARAMETERS)
