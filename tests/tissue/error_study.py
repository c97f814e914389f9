"""How far the counts lie from what was painted, over stain strength, noise and thickness: `python -m tests.tissue.error_study`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import numpy as np
from scipy.spatial import cKDTree

from hepatica.tissue.mask import Outlines, find_glass
from hepatica.tissue.nuclei import NucleusCounter
from hepatica.tissue.parameters import Parameters
from hepatica.tissue.stain import DAB, HAEMATOXYLIN, compute_density
from hepatica.tissue.synthetic import Slide, Synthetic, paint

STRENGTHS, NOISES, THICKNESSES = (0.5, 1.0, 1.5), (0.0, 4.0, 10.0), (2.0, 4.0, 6.0)
REPEATS = 3
PARAMETERS = Parameters(um_px=Decimal("0.5"))
NEAR = 6.0
"""A nucleus is found where one was counted within 3 µm."""


@dataclass(frozen=True, kw_only=True)
class Errors:
    """Of one cell of the study."""

    sensitivity: float
    """Painted nuclei that were found."""
    false: float
    """Counted nuclei that were not painted."""
    positive_sensitivity: float
    """Painted positive nuclei that were found and called positive."""
    positive_false: float
    """Painted negative nuclei that were called positive."""
    area_truth: float
    area: float

    def line(self, strength: float, noise: float, thickness: float) -> str:
        """Give the row of the table."""
        shares = (self.sensitivity, self.false, self.positive_sensitivity, self.positive_false)
        cells = [
            f"{strength:g}",
            f"{noise:g}",
            f"{thickness:g}",
            *(f"{100 * share:.0f} %" for share in shares),
        ]
        off = 100 * (self.area - self.area_truth)
        return (
            f"| {' | '.join(cells)} | {100 * self.area_truth:.1f} % | {100 * self.area:.1f} % | {off:+.1f} |"
        )


def one(slide: Slide, seed: int) -> np.ndarray:
    """Paint and measure one section; give the six sums that errors are made of."""
    made = paint(slide, np.random.default_rng(seed))
    dab = compute_density(made.pixels, DAB)
    vessel = Outlines(made.vessels, scale=1, width=slide.width).strip(0, slide.height) > 0
    counted = ~find_glass(made.pixels, PARAMETERS.glass) & ~vessel
    centres, positive = nuclei_of(made, dab, counted)
    real = made.nuclei[counted[tuple(made.nuclei.astype(int).T)]]
    truly = made.positive[counted[tuple(made.nuclei.astype(int).T)]]
    found, called = matched(real, centres, positive)
    return np.array([
        len(real), found.sum(), len(centres), truly.sum(), (found & called & truly).sum(),
        (found & called & ~truly).sum(), (~truly).sum(),
        counted.sum(), (counted & made.stained).sum(), (counted & (dab > float(PARAMETERS.dab))).sum(),
    ])  # fmt: skip


def nuclei_of(made: Synthetic, dab: np.ndarray, counted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give centres of the nuclei counted and which are positive."""
    counter = NucleusCounter(PARAMETERS, 0.5, made.pixels.shape[1])
    parts = [*counter.add(compute_density(made.pixels, HAEMATOXYLIN), dab, counted), *counter.finish()]
    return np.concatenate([p.centres for p in parts]), np.concatenate([p.positive for p in parts])


def matched(real: np.ndarray, centres: np.ndarray, positive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pair each painted nucleus with at most one counted within reach, the nearest first."""
    found, called = np.zeros(len(real), dtype=bool), np.zeros(len(real), dtype=bool)
    if not len(centres):
        return found, called
    pairs = cKDTree(real).sparse_distance_matrix(cKDTree(centres), NEAR, output_type="ndarray")
    taken: set[int] = set()
    for i, j, _ in sorted(pairs.tolist(), key=lambda pair: pair[2]):
        if not found[i] and j not in taken:
            found[i], called[i] = True, positive[j]
            taken.add(j)
    return found, called


@cache
def errors(strength: float, noise: float, thickness: float, *, repeats: int = REPEATS) -> Errors:
    """Measure one cell of the study."""
    slide = Slide(strength=strength, noise=noise, thickness_um=thickness)
    total = sum(one(slide, seed) for seed in range(repeats))
    real, found, said, truly, hit, wrong, negative, counted, stained, area = (float(n) for n in total)
    return Errors(
        sensitivity=found / real,
        false=(said - found) / max(said, 1),
        positive_sensitivity=hit / truly,
        positive_false=wrong / negative,
        area_truth=stained / counted,
        area=area / counted,
    )


def table() -> Iterator[str]:
    """Yield the rows of the table in the documents."""
    for strength in STRENGTHS:
        for noise in NOISES:
            for thickness in THICKNESSES:
                yield errors(strength, noise, thickness).line(strength, noise, thickness)


if __name__ == "__main__":
    for row in table():
        print(row)
