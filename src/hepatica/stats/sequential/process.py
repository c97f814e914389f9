"""Probability that a statistic followed over several looks crosses a boundary, by recursive quadrature.

The score process has independent normal increments; between looks its density is carried on Gauss-Legendre nodes of the
continuation region. Source: Armitage, McPherson and Rowe 1969; Jennison and Turnbull 2000, chapter 19.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

Array = NDArray[np.float64]
NODES, WEIGHTS = np.polynomial.legendre.leggauss(160)
REACH = 9.0
"""Standard deviations beyond which nothing is left to integrate."""


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """Per look: probability of crossing the upper and the lower boundary first at this look."""

    upper: tuple[float, ...]
    lower: tuple[float, ...]

    def expected(self, information: Sequence[float]) -> float:
        """Return the mean information at the end."""
        stops = [a + b for a, b in zip(self.upper, self.lower, strict=True)]
        stops[-1] += 1 - sum(stops)
        return float(sum(i * p for i, p in zip(information, stops, strict=True)))


class Walk:
    """The score process up to the last look taken; look by look, so that boundaries can be found one after another."""

    def __init__(self, drift: float) -> None:
        self.drift = drift
        self.information = 0.0
        self._points: Array = np.zeros(1)
        self._mass: Array = np.ones(1)

    def beyond(self, information: float, z: float) -> float:
        """Return the probability of still running and having a statistic above z at the next look."""
        step = information - self.information
        mean = self._points + self.drift * step
        return float(self._mass @ scipy.special.ndtr((mean - z * information**0.5) / step**0.5))

    def below(self, information: float, z: float) -> float:
        """Return the probability of still running and having a statistic at most z at the next look."""
        return float(self._mass.sum()) - self.beyond(information, z)

    def move_on(self, information: float, lower: float, upper: float) -> None:
        """Take the look and keep what continues: statistics between both boundaries."""
        if not lower < upper:
            raise ValueError(f"nothing continues between {lower} and {upper}")
        step, scale = information - self.information, information**0.5
        middle = self.drift * information
        low = max(lower * scale, middle - REACH * scale)
        high = min(upper * scale, middle + REACH * scale)
        half = max((high - low) / 2, 0.0)
        points = low + half * (NODES + 1)
        apart = points[:, None] - self._points[None, :] - self.drift * step
        density = np.exp(-(apart**2) / (2 * step)) @ self._mass / (2 * np.pi * step) ** 0.5
        self._points, self._mass, self.information = points, density * WEIGHTS * half, information


def crossing(
    information: Sequence[float],
    upper: Sequence[float],
    drift: float,
    *,
    lower: Sequence[float] | None = None,
) -> Crossing:
    """Return where the process leaves, given boundaries of the standardised statistic and its drift per information.

    Raises ValueError for information that does not grow or boundaries that cross.
    """
    floor = [-np.inf] * len(upper) if lower is None else list(lower)
    if len(information) != len(upper) or len(floor) != len(upper):
        raise ValueError("there must be one boundary for each look")
    if any(b <= a for a, b in zip([0.0, *information], information, strict=False)):
        raise ValueError("information must grow from look to look")
    walk, above, below = Walk(drift), [], []
    for at, (info, high, low) in enumerate(zip(information, upper, floor, strict=True)):
        above.append(walk.beyond(info, high))
        below.append(walk.below(info, low) if np.isfinite(low) else 0.0)
        if at + 1 < len(upper):
            walk.move_on(info, low, high)
    return Crossing(upper=tuple(above), lower=tuple(below))
