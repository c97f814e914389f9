"""Nuclei are counted once each, wherever strips and bands part the section."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hepatica.tissue.nuclei import NucleusCounter, why_no_nuclei
from hepatica.tissue.parameters import Parameters
from hepatica.tissue.stain import DAB, HAEMATOXYLIN, compute_density
from hepatica.tissue.synthetic import Slide, paint

PARAMETERS = Parameters(um_px=Decimal("0.5"))
SECTION = paint(Slide(width=120, height=260, vessels=0, positive=0.3), np.random.default_rng(4))
DENSITY = [compute_density(SECTION.pixels, stain) for stain in (HAEMATOXYLIN, DAB)]


def counted(
    haematoxylin: np.ndarray,
    dab: np.ndarray,
    *,
    rows: int = 10_000,
    band: int | None = None,
    where: np.ndarray | None = None,
    parameters: Parameters = PARAMETERS,
) -> tuple[int, int, int, list[tuple[float, ...]], set[tuple[int, ...]]]:
    """Give nuclei, positive ones, components set aside, centres in order, and the outline."""
    counter = NucleusCounter(parameters, 0.5, haematoxylin.shape[1], band=band)
    where = np.ones(haematoxylin.shape, dtype=bool) if where is None else where
    parts = []
    for top in range(0, len(haematoxylin), rows):
        place = slice(top, top + rows)
        parts += [*counter.add(haematoxylin[place], dab[place], where[place])]
    parts += [*counter.finish()]
    centres = sorted(tuple(np.round(centre, 9)) for part in parts for centre in part.centres)
    outline = {tuple(map(int, place)) for part in parts for place in zip(*part.outline, strict=True)}
    positive = sum(int(part.positive.sum()) for part in parts)
    return len(centres), positive, sum(part.set_aside for part in parts), centres, outline


def disc(*centres: tuple[float, float], radius: float = 7, shape: tuple[int, int] = (80, 80)) -> np.ndarray:
    rows, columns = np.indices(shape)
    inside = np.zeros(shape, dtype=bool)
    for row, column in centres:
        inside |= np.hypot(rows - row, columns - column) < radius
    return np.where(inside, 0.1, 0.0)


def test_what_was_painted_is_counted() -> None:
    nuclei, positive, aside, *_ = counted(*DENSITY)
    assert nuclei == len(SECTION.nuclei)
    assert positive == SECTION.positive.sum() > 0
    assert aside == 0


@settings(max_examples=12, deadline=None)
@example(rows=65, band=103)
@given(rows=st.integers(1, 270), band=st.integers(40, 300))
def test_strips_and_bands_count_each_nucleus_once(rows: int, band: int) -> None:
    assert counted(*DENSITY, rows=rows, band=band) == counted(*DENSITY)


def test_a_thick_crowded_section_is_counted_the_same_in_strips() -> None:
    slide = Slide(width=300, height=300, thickness_um=8, vessels=1, positive=0.3)
    pixels = paint(slide, np.random.default_rng(7)).pixels
    density = [compute_density(pixels, stain) for stain in (HAEMATOXYLIN, DAB)]
    for rows, band in [(16, 128), (301, 140), (7, 300)]:
        assert counted(*density, rows=rows, band=band) == counted(*density)


def test_two_touching_nuclei_are_two_and_a_long_one_is_one() -> None:
    nothing = np.zeros((80, 80))
    assert counted(disc((40, 30), (40, 42)), nothing)[0] == 2
    assert counted(disc((40, 30), (53.6, 30), (46.8, 41.8)), nothing)[0] == 3
    rows, columns = np.indices((80, 80))
    spindle = np.where((rows - 40) ** 2 / 9 + (columns - 40) ** 2 / 400 < 1, 0.1, 0.0)
    assert counted(spindle, nothing)[0] == 1


def test_what_is_too_small_is_no_nucleus_and_what_is_too_large_is_set_aside() -> None:
    nothing = np.zeros((80, 80))
    assert counted(disc((40, 40), radius=3), nothing)[:3] == (0, 0, 0)
    assert counted(disc((40, 40), radius=20), nothing)[:3] == (0, 0, 1)


def test_a_clump_as_tall_as_the_slide_is_cut_and_does_not_hold_the_slide() -> None:
    full = np.full((400, 30), 0.1)
    counter = NucleusCounter(PARAMETERS, 0.5, 30, band=50)
    aside = 0
    for top in range(0, 400, 10):
        part = full[top : top + 10]
        aside += sum(found.set_aside for found in counter.add(part, part, np.ones(part.shape, dtype=bool)))
        assert len(counter._dab) < 4 * 50
    assert aside + sum(found.set_aside for found in counter.finish()) > 1


@pytest.mark.parametrize(("compartment", "where", "positive"), [("ring", "ring", 1), ("ring", "nucleus", 0), ("nucleus", "nucleus", 1), ("nucleus", "ring", 0)])  # fmt: skip
def test_dab_makes_a_nucleus_positive_in_its_compartment_alone(
    compartment: str, where: str, positive: int
) -> None:
    haematoxylin = disc((40, 40))
    around = disc((40, 40), radius=11) > 0
    dab = np.where((haematoxylin > 0) if where == "nucleus" else around & (haematoxylin == 0), 0.2, 0.0)
    rule = Parameters(um_px=Decimal("0.5"), compartment=compartment, smoothing_um=Decimal(0))  # type: ignore[arg-type]
    assert counted(haematoxylin, dab, parameters=rule)[:2] == (1, positive)


def test_a_nucleus_counts_where_half_of_it_is_counted_tissue() -> None:
    nothing, where = np.zeros((80, 80)), np.ones((80, 80), dtype=bool)
    where[:40] = False
    assert counted(disc((41, 40)), nothing, where=where)[0] == 1
    assert counted(disc((38, 40)), nothing, where=where)[0] == 0


def test_nuclei_are_not_counted_where_the_pixel_size_is_unknown_or_too_coarse() -> None:
    assert why_no_nuclei(Decimal("0.5")) is None
    assert "pixel size is unknown" in (why_no_nuclei(None) or "")
    assert "at 2 µm in a pixel they are too small" in (why_no_nuclei(Decimal("2.0000")) or "")
