"""Synthetic tissue whose truth is known: nuclei, sinusoids and portal vessels painted in the stains' own colours.

It is no liver. It answers how far the program's counts lie from what was painted, when staining is pale, the camera noisy
or the section thick.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hepatica.tissue.mask import Exclusion
from hepatica.tissue.stain import DAB, FLOOR, HAEMATOXYLIN, RGB_FROM_HED, Density, Pixels

NUCLEUS, MEMBRANE, SINUSOID, CYTOPLASM = 0.10, 0.14, 0.14, 0.02
"""Densities at strength 1 and 4 µm: of haematoxylin in a nucleus, of DAB in a membrane and a sinusoid, of haematoxylin elsewhere."""
SPACING = 16.0
"""Micrometres between rows of nuclei; sinusoids run between them."""
STANDARD_UM = 4.0


@dataclass(frozen=True, kw_only=True)
class Slide:
    """How a section was cut, stained and seen."""

    width: int = 512
    height: int = 512
    um_px: float = 0.5
    strength: float = 1.0
    """Of both stains; 1 is usual."""
    noise: float = 2.0
    """Standard deviation of the camera's noise in grey values."""
    thickness_um: float = 4.0
    """A thicker section is darker, less sharp, and holds more nuclei over each other."""
    positive: float = 0.10
    """Share of nuclei with a stained membrane."""
    vessels: int = 1


@dataclass(frozen=True, kw_only=True)
class Synthetic:
    """A picture and its truth."""

    pixels: Pixels
    nuclei: NDArray[np.float64]
    """Row and column of each nucleus's centre, in pixels."""
    positive: NDArray[np.bool_]
    """Whether each has a stained membrane."""
    stained: NDArray[np.bool_]
    """Pixels painted with DAB, before optics blurred them."""
    vessels: tuple[Exclusion, ...]
    """The outlines a reader would draw around the portal vessels."""


def paint(slide: Slide, rng: np.random.Generator) -> Synthetic:
    """Paint a section: parenchyma with rows of nuclei, wavy sinusoids between them, portal vessels with a stained wall.

    Light is taken away by Beer and Lambert's law with the colours of Ruifrok and Johnston; density grows with thickness, blur
    by 0.12 µm for each µm. ``rng`` decides every place: the same generator gives the same picture.
    """
    density = np.zeros((3, slide.height, slide.width))
    density[HAEMATOXYLIN] = CYTOPLASM
    vessels = [_vessel_place(slide, rng) for _ in range(slide.vessels)]
    _draw_sinusoids(density[DAB], slide, rng)
    centres = _nucleus_places(slide, vessels, rng)
    positive = rng.random(len(centres)) < slide.positive
    for centre, stained in zip(centres, positive, strict=True):
        _draw_nucleus(density, centre, slide, rng, stained=bool(stained))
    lumen = np.zeros(density.shape[1:], dtype=np.bool_)
    for vessel in vessels:
        _draw_vessel(density, lumen, vessel, slide)
    stained_pixels = density[DAB] > 0
    return Synthetic(
        pixels=_seen(density, lumen, slide, rng),
        nuclei=centres,
        positive=positive,
        stained=stained_pixels,
        vessels=tuple(_outline(vessel, slide) for vessel in vessels),
    )


def _vessel_place(slide: Slide, rng: np.random.Generator) -> tuple[float, float, float]:
    """Give row, column and radius in µm."""
    radius = rng.uniform(18, 28)
    height, width = slide.height * slide.um_px, slide.width * slide.um_px
    return rng.uniform(radius, height - radius), rng.uniform(radius, width - radius), radius


def _draw_sinusoids(dab: Density, slide: Slide, rng: np.random.Generator) -> None:
    """Draw a wavy line of 2 µm halfway between each two rows of nuclei, broken here and there."""
    across = np.arange(slide.width) * slide.um_px
    for middle in np.arange(SPACING, slide.height * slide.um_px, SPACING):
        line = middle + 0.8 * np.sin(across / rng.uniform(8, 14) + rng.uniform(0, 6.3))
        there = np.sin(across / rng.uniform(18, 30) + rng.uniform(0, 6.3)) > -0.5
        low, high = (np.clip(np.rint((line + side) / slide.um_px), 0, slide.height) for side in (-1, 1))
        for column in np.flatnonzero(there):
            dab[int(low[column]) : int(high[column]), column] = SINUSOID


def _nucleus_places(
    slide: Slide, vessels: list[tuple[float, float, float]], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Place nuclei in jittered rows; those of a thicker section also over each other. None within a vessel or at the border."""
    height, width = slide.height * slide.um_px, slide.width * slide.um_px
    rows, columns = np.meshgrid(
        np.arange(SPACING / 2, height - 5, SPACING), np.arange(8.0, width - 5, 14), indexing="ij"
    )
    places = np.stack([rows.ravel(), columns.ravel()], axis=1)
    places += rng.uniform([-1.0, -3.5], [1.0, 3.5], places.shape)
    more = max(0.0, (slide.thickness_um + 7) / (STANDARD_UM + 7) - 1)
    over = places[rng.random(len(places)) < more]
    places = np.concatenate([places, over + rng.uniform([-1.0, -6.0], [1.0, 6.0], over.shape)])
    free = np.all((places > 5) & (places < [height - 5, width - 5]), axis=1)
    for row, column, radius in vessels:
        free &= np.hypot(places[:, 0] - row, places[:, 1] - column) > radius + 8
    kept: NDArray[np.float64] = places[free] / slide.um_px
    return kept


def _draw_nucleus(
    density: Density, centre: NDArray[np.float64], slide: Slide, rng: np.random.Generator, *, stained: bool
) -> None:
    """Draw an ellipse of 3 to 4 µm, and around a positive one a membrane of 1.2 µm."""
    high, wide = rng.uniform(2.8, 3.6), rng.uniform(3.0, 4.2)
    reach = int(6 / slide.um_px) + 1
    row, column = (int(n) for n in centre)
    place = slice(max(0, row - reach), row + reach), slice(max(0, column - reach), column + reach)
    last = slide.height, slide.width
    rows, columns = (
        np.mgrid[tuple(slice(s.start, min(s.stop, n)) for s, n in zip(place, last, strict=True))]
        * slide.um_px
    )
    y, x = rows - centre[0] * slide.um_px, columns - centre[1] * slide.um_px
    inside = (y / high) ** 2 + (x / wide) ** 2 < 1
    density[HAEMATOXYLIN][place][inside] += NUCLEUS
    if stained:
        around = ~inside & ((y / (high + 1.2)) ** 2 + (x / (wide + 1.2)) ** 2 < 1)
        density[DAB][place][around] = MEMBRANE


def _draw_vessel(
    density: Density, lumen: NDArray[np.bool_], vessel: tuple[float, float, float], slide: Slide
) -> None:
    """Draw an empty lumen, a stained endothelium of 2 µm and a wall without nuclei."""
    rows, columns = np.ogrid[: slide.height, : slide.width]
    away = np.hypot(rows * slide.um_px - vessel[0], columns * slide.um_px - vessel[1])
    radius = vessel[2]
    density[DAB][away < radius + 4] = 0
    density[DAB][(away >= radius - 2) & (away < radius)] = SINUSOID
    lumen[away < radius - 2] = True


def _outline(vessel: tuple[float, float, float], slide: Slide) -> Exclusion:
    angles = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    row, column, radius = (part / slide.um_px for part in vessel)
    around = radius + 4 / slide.um_px
    points = [(column + around * np.cos(a), row + around * np.sin(a)) for a in angles]
    return Exclusion(
        reason="vessel", points=tuple((round(float(x), 2), round(float(y), 2)) for x, y in points)
    )


def _seen(density: Density, lumen: NDArray[np.bool_], slide: Slide, rng: np.random.Generator) -> Pixels:
    """Let light through the section, blur it as optics and thickness do, and add the camera's noise."""
    from scipy import ndimage

    density = density * (slide.strength * slide.thickness_um / STANDARD_UM)
    density[:, lumen] = 0
    sigma = 0.12 * slide.thickness_um / slide.um_px
    for stain in (HAEMATOXYLIN, DAB):
        density[stain] = ndimage.gaussian_filter(density[stain], sigma)
    light = 248 * np.exp(np.log(FLOOR) * np.einsum("syx,sc->yxc", density, RGB_FROM_HED))
    noisy = light + rng.normal(0, slide.noise, light.shape)
    pixels: Pixels = np.clip(np.rint(noisy), 0, 255).astype(np.uint8)
    return pixels
