"""The area fraction at its simplest: the pixels whose DAB lies above a threshold, of all pixels or of a mask's."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from hepatica.tissue.damage import ImageProblem
from hepatica.tissue.picture import read_mask
from hepatica.tissue.sections import Section, Source, fingerprint, opened
from hepatica.tissue.stain import DAB, Density, compute_density, compute_otsu

BUNDLED = {"skimage.data.immunohistochemistry": ("skimage", "data/ihc.png")}
"""Pictures that ship inside a library: an H-DAB section of colon, for tests of the arithmetic."""


@dataclass(frozen=True, kw_only=True)
class AreaFraction:
    """Numerator, denominator and the threshold that told them apart."""

    positive: int
    pixels: int
    """The denominator: every pixel, or those the mask counts."""
    threshold: float

    @property
    def fraction(self) -> float:
        """Positive pixels of the pixels counted."""
        return self.positive / self.pixels


def area_fraction(
    source: Source, threshold: float | Decimal, *, mask: Source | None = None, rows: int | None = None
) -> AreaFraction:
    """Count the pixels whose DAB density lies above the threshold; without a mask every pixel is counted.

    ``mask``: a picture of the same size in which pixels that are not black count. ``rows`` is the height of the strips
    and changes nothing but memory. Raises ImageProblem for a picture, mask or threshold that cannot be used.
    """
    limit = check_threshold(threshold)
    positive = pixels = 0
    with opened(source) as section:
        for density in _densities(section, mask, rows):
            positive += int((density > limit).sum())
            pixels += density.size
    if not pixels:
        raise ImageProblem("the mask counts no pixel: there is nothing to take a fraction of")
    return AreaFraction(positive=positive, pixels=pixels, threshold=limit)


def otsu(source: Source, *, mask: Source | None = None, rows: int | None = None) -> float:
    """Give Otsu's threshold of the DAB density of every pixel, or of those the mask counts, in two passes."""
    with opened(source) as section:
        try:
            return compute_otsu(lambda: _densities(section, mask, rows))
        except ImageProblem:
            raise
        except ValueError:
            raise ImageProblem("the mask counts no pixel: there is nothing to take a threshold of") from None


def check_threshold(threshold: float | Decimal) -> float:
    """Give the threshold as a number; refuse what is not a density."""
    if isinstance(threshold, Decimal) and threshold.is_nan():
        threshold = math.nan  # a signalling NaN would raise where it is compared
    if not math.isfinite(threshold) or threshold < 0:
        raise ImageProblem(f"a threshold of {threshold} is not a density: it lies at 0 or above")
    return float(threshold)


def bundled(name: str, *, sha256: str = "") -> Path:
    """Give the file of a picture that ships inside a library, such as ``skimage.data.immunohistochemistry``.

    ``sha256``: the first digits it must have. Raises ImageProblem for an unknown name or another file.
    """
    if name not in BUNDLED:
        raise ImageProblem(f"'{name}' is not a picture that ships with a library: {', '.join(BUNDLED)}")
    package, inside = BUNDLED[name]
    from importlib.util import find_spec

    found = find_spec(package)
    if found is None or found.origin is None:
        raise ImageProblem(f"'{name}' needs an extra: pip install 'hepatica[tissue]'")
    path = Path(found.origin).parent / inside
    if not fingerprint(path).startswith(sha256.lower()):
        raise ImageProblem(f"'{name}' is not the picture meant: its SHA-256 does not begin with {sha256}")
    return path


def _densities(section: Section, mask: Source | None, rows: int | None) -> Iterator[Density]:
    rows = rows or max(1, 2_000_000 // section.width)
    if mask is None:
        for strip in section.strips(rows):
            yield compute_density(strip, DAB)
        return
    with closing(read_mask(mask, rows, section.width, section.height)) as masked:  # type: ignore[type-var]
        for strip, counts in zip(section.strips(rows), masked, strict=True):
            yield compute_density(strip, DAB)[counts]
