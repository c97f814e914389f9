"""Nuclei by their haematoxylin, counted once each although the section passes in strips."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hepatica.tissue.damage import ImageProblem
from hepatica.tissue.parameters import Parameters
from hepatica.tissue.stain import Density

Mask = NDArray[np.bool_]
Labels = NDArray[np.int32]

COARSEST = Decimal(1)
"""Micrometres in a pixel beyond which a nucleus is too few pixels to be told from its neighbour."""
ROUND = 1.5
"""A component this many times its largest inscribed circle may be two nuclei; below it is one."""
COMPACT = 0.7
"""A component that fills this share of its bounding box, and is no longer than ``ROUND`` times its width, is one."""
BAND = 3_000_000
"""Pixels searched at a time. A clump taller than two such bands is cut there."""


@dataclass(frozen=True, kw_only=True)
class Nuclei:
    """The nuclei of one part of the section; their outlines are pixels of the level read."""

    positive: NDArray[np.bool_]
    """One for each nucleus counted."""
    centres: NDArray[np.float64]
    """Row and column of each, the mean of its pixels."""
    set_aside: int
    """Components above the largest nucleus that could not be split."""
    outline: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]
    """Rows and columns of the outlines' pixels, and whether each belongs to a positive nucleus."""


class NucleusCounter:
    """Takes haematoxylin, DAB and what is counted in strips, and gives each nucleus once it has passed whole.

    Groups of nuclei near enough to share a ring wait until all of them have come, so the height of the strips and of the
    bands changes nothing; only a clump taller than two bands is cut.
    """

    def __init__(self, parameters: Parameters, um_px: float, width: int, *, band: int | None = None) -> None:
        """``um_px``: micrometres in a pixel; ``band``: rows searched at a time."""
        sigma = float(parameters.smoothing_um) / um_px
        self._sigma, self._margin = sigma, int(4 * sigma + 0.5)
        self._limit = float(parameters.haematoxylin)
        self._rule = _Rule.of(parameters, um_px)
        self._band = band or max(64, BAND // width)
        self._raw: Density = np.empty(
            (0, width)
        )  # haematoxylin of rows not yet smoothed, and a margin before them
        self._waiting = 0  # rows at the end of _raw that are not yet smoothed
        self._nuclear: Mask = np.empty((0, width), dtype=np.bool_)
        self._dab: Density = np.empty((0, width))
        self._counted: Mask = np.empty((0, width), dtype=np.bool_)
        self._top = 0
        self._next = self._band

    def add(self, haematoxylin: Density, dab: Density, counted: Mask) -> Iterator[Nuclei]:
        """Take the next rows; yield the nuclei that are complete."""
        self._dab = np.concatenate([self._dab, dab])
        self._counted = np.concatenate([self._counted, counted])
        self._smooth(haematoxylin, last=False)
        while self._top + len(self._nuclear) >= self._next:
            yield self._searched(self._next - self._top, last=False)
            self._next += self._band

    def finish(self) -> Iterator[Nuclei]:
        """Yield the nuclei that waited for rows that do not come."""
        self._smooth(self._raw[:0], last=True)
        while self._top + len(self._nuclear) > self._next:
            yield self._searched(self._next - self._top, last=False)
            self._next += self._band
        yield self._searched(len(self._nuclear), last=True)

    def _smooth(self, rows: Density, *, last: bool) -> None:
        """Smooth the rows that have their margin below; the filter's sums are the same whichever strip they come in."""
        from scipy import ndimage

        self._raw = np.concatenate([self._raw, rows])
        self._waiting += len(rows)
        ready = self._waiting if last else self._waiting - self._margin
        if ready <= 0:
            return
        first = len(self._raw) - self._waiting
        smooth = ndimage.gaussian_filter(self._raw, self._sigma) if self._sigma else self._raw
        self._nuclear = np.concatenate([self._nuclear, smooth[first : first + ready] > self._limit])
        self._waiting -= ready
        self._raw = self._raw[max(0, first + ready - self._margin) :].copy()

    def _searched(self, rows: int, *, last: bool) -> Nuclei:
        """Search the first rows held; keep those of groups that may go on below."""
        from scipy import ndimage

        nuclear = self._nuclear[:rows]
        reach = self._rule.reach
        near = ndimage.maximum_filter(nuclear, 2 * reach + 1, mode="constant")
        groups, count = ndimage.label(near)
        keep = np.zeros(count + 1, dtype=np.bool_)
        if not last:
            keep[groups[-reach - 1 :]] = True
            if rows > 2 * self._band:
                keep[groups[0]] = False  # a clump this tall is cut here, lest the whole slide be held
            keep[0] = False
        kept = keep[groups]
        found = self._rule.find(nuclear & ~kept, self._dab[:rows], self._counted[:rows], self._top)
        top = min(int(kept.any(axis=1).argmax()) if kept.any() else rows, max(0, rows - reach))
        self._nuclear = np.concatenate([(nuclear & kept)[top:], self._nuclear[rows:]])
        self._dab, self._counted = self._dab[top:].copy(), self._counted[top:].copy()
        self._top += top
        return found


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """What a nucleus is, in pixels."""

    least: int
    most: int
    depth: float
    ring: int
    in_ring: bool
    positive: float

    @classmethod
    def of(cls, parameters: Parameters, um_px: float) -> _Rule:
        pixel = um_px * um_px
        return cls(
            least=max(4, math.ceil(float(parameters.nucleus_um2) / pixel)),
            most=math.floor(float(parameters.nucleus_most_um2) / pixel),
            depth=float(parameters.split_um) / um_px,
            ring=max(1, round(float(parameters.ring_um) / um_px)),
            in_ring=parameters.compartment == "ring",
            positive=float(parameters.positive),
        )

    @property
    def reach(self) -> int:
        """How near two nuclei compete for the pixels between them."""
        return self.ring + 1 if self.in_ring else 1

    def find(self, nuclear: Mask, dab: Density, counted: Mask, top: int) -> Nuclei:
        """Split, size and judge the nuclei of a part that begins at row ``top``; one counts where at least half of its pixels do."""
        labels, sizes = self._split(nuclear)
        inside = np.bincount(labels[counted], minlength=len(sizes))
        fits = (sizes >= self.least) & (sizes <= self.most)
        counts = fits & (2 * inside >= sizes)
        too_large = (sizes > self.most) & (2 * inside >= sizes)
        counts[0] = too_large[0] = fits[0] = False
        mean = self._mean_dab(np.where(fits[labels], labels, 0), dab, len(sizes))
        positive = counts & (mean > self.positive)
        rows, columns = _outline(np.where(counts[labels], labels, 0))
        return Nuclei(
            positive=positive[counts],
            centres=_centres(labels, sizes)[counts] + [top, 0],
            set_aside=int(too_large.sum()),
            outline=(rows + top, columns, positive[labels[rows, columns]]),
        )

    def _split(self, nuclear: Mask) -> tuple[Labels, NDArray[np.intp]]:
        """Label the nuclei; a component far from round is parted along the waists between the widest places."""
        from scipy import ndimage

        labels, count = ndimage.label(nuclear)
        sizes = np.bincount(labels.ravel(), minlength=count + 1)
        for number, place in enumerate(ndimage.find_objects(labels), 1):
            high, wide = (side.stop - side.start for side in place)
            compact = sizes[number] >= COMPACT * high * wide and max(high, wide) <= ROUND * min(high, wide)
            if compact or sizes[number] < 2 * self.least:
                continue
            component = labels[place] == number
            parts = self._parts(np.pad(component, 1))[1:-1, 1:-1]
            if parts.max() > 1:
                others = component & (parts > 1)
                labels[place][others] = count + parts[others] - 1
                count += int(parts.max()) - 1
        return labels, np.bincount(labels.ravel(), minlength=count + 1)

    def _parts(self, component: Mask) -> Labels:
        """Part one component by a watershed of its distance to the outside (Vincent & Soille 1991)."""
        from scipy import ndimage

        distance = ndimage.distance_transform_edt(component)
        widest = float(distance.max())
        if component.sum() <= ROUND * math.pi * widest * widest:
            return component.astype(np.int32)
        morphology, segmentation = _skimage()
        flattened = morphology.reconstruction(np.maximum(distance - self.depth, 0), distance)
        markers, _ = ndimage.label(morphology.local_maxima(flattened) & component, np.ones((3, 3)))
        parts: Labels = segmentation.watershed(-distance, markers, mask=component)
        return parts

    def _mean_dab(self, labels: Labels, dab: Density, count: int) -> Density:
        """Give the mean DAB of each nucleus or of the ring around it, which no other nucleus holds."""
        if self.in_ring:
            expanded = _skimage()[1].expand_labels(labels, self.ring)
            labels = np.where(labels > 0, 0, expanded)
        flat = labels.ravel()
        total = np.bincount(flat, dab.ravel(), minlength=count)
        mean: Density = total / np.maximum(np.bincount(flat, minlength=count), 1)
        return mean


def _skimage() -> tuple[Any, Any]:
    try:
        from skimage import morphology, segmentation
    except ImportError:
        raise ImageProblem("counting nuclei needs an extra: pip install 'hepatica[tissue]'") from None
    return morphology, segmentation


def _centres(labels: Labels, sizes: NDArray[np.intp]) -> NDArray[np.float64]:
    rows, columns = np.nonzero(labels)
    held = labels[rows, columns]
    sums = [np.bincount(held, along, minlength=len(sizes)) for along in (rows, columns)]
    return np.stack(sums, axis=1) / np.maximum(sizes, 1)[:, None]


def _outline(labels: Labels) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Find the pixels of nuclei that have another nucleus or none beside them."""
    edge = np.zeros(labels.shape, dtype=np.bool_)
    down, right = labels[1:] != labels[:-1], labels[:, 1:] != labels[:, :-1]
    edge[1:] |= down
    edge[:-1] |= down
    edge[:, 1:] |= right
    edge[:, :-1] |= right
    rows, columns = np.nonzero(edge & (labels > 0))
    return rows, columns


def why_no_nuclei(um_px: Decimal | None) -> str | None:
    """Say why nuclei cannot be counted; None where they can."""
    if um_px is None:
        return "nuclei were not counted: the pixel size is unknown; state the micrometres in a pixel"
    if um_px > COARSEST:
        return f"nuclei were not counted: at {um_px.normalize():f} µm in a pixel they are too small; at most {COARSEST} µm will do"
    return None
