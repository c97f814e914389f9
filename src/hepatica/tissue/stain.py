"""Colour deconvolution: how much haematoxylin and DAB lies in each pixel, after Ruifrok and Johnston."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Density = NDArray[np.float64]

HAEMATOXYLIN, EOSIN, DAB = 0, 1, 2
RGB_FROM_HED = np.array([[0.65, 0.70, 0.29], [0.07, 0.99, 0.11], [0.27, 0.57, 0.78]])
"""The colour each stain takes from white light. Ruifrok & Johnston, Anal Quant Cytol Histol 2001;23:291."""
FLOOR = 1e-6
"""The faintest light told from none: densities are in parts of these six decades, as in scikit-image."""
BINS = 256


def _tables() -> NDArray[np.float64]:
    """Give what each of the 256 values of each channel adds to each stain: [stain, channel, value]."""
    light = np.log(np.maximum(np.arange(256) / 255, FLOOR)) / np.log(FLOOR)
    inverse: NDArray[np.float64] = np.linalg.inv(RGB_FROM_HED)
    added: NDArray[np.float64] = inverse.T[:, :, None] * light[None, None, :]
    return added


_ADDS = _tables()


def compute_density(pixels: Pixels, stain: int) -> Density:
    """Give the density of one stain in each pixel, exactly as ``skimage.color.rgb2hed`` does (to 1e-12).

    ``pixels``: red, green, blue of 0 to 255 along the last axis. The unit is the fraction of six decades of light taken
    away: 0.05 is an optical density of 0.3. Less than nothing is nothing. An 8-bit logarithm is a table of 256 numbers,
    so this is three look-ups and two sums a pixel.
    """
    red, green, blue = _ADDS[stain]
    density: Density = red[pixels[..., 0]]
    density += green[pixels[..., 1]]
    density += blue[pixels[..., 2]]
    return np.maximum(density, 0, out=density)


def compute_otsu(densities: Callable[[], Iterator[Density]]) -> float:
    """Give Otsu's threshold of all pixels, strip by strip: the first pass finds the range, the second counts 256 bins.

    ``densities`` starts a pass anew each time it is called. The result equals ``skimage.filters.threshold_otsu`` of
    the whole picture: the same bins, the same single-precision counts. A picture of one density answers that density.
    Raises ValueError where there is no pixel. Source: Otsu, IEEE Trans Syst Man Cybern 1979;9:62.
    """
    low, high = np.inf, -np.inf
    for strip in densities():
        if strip.size:
            low, high = min(low, float(strip.min())), max(high, float(strip.max()))
    if low > high:
        raise ValueError("Otsu's threshold needs at least one pixel")
    if low == high:
        return low
    counts = np.zeros(BINS, dtype=np.int64)
    for strip in densities():
        counts += np.histogram(strip, BINS, (low, high))[0]
    edges = np.linspace(low, high, BINS + 1)
    return _otsu(counts.astype(np.float32), (edges[:-1] + edges[1:]) / 2)


def _otsu(counts: NDArray[np.float32], centres: Density) -> float:
    """Give the bin centre at which the variance between the two classes is largest."""
    below, above = np.cumsum(counts), np.cumsum(counts[::-1])[::-1]
    mean_below = np.cumsum(counts * centres) / below
    mean_above = (np.cumsum((counts * centres)[::-1]) / above[::-1])[::-1]
    between = below[:-1] * above[1:] * (mean_below[:-1] - mean_above[1:]) ** 2
    return float(centres[int(np.argmax(between))])
