"""Estimates that cannot fall with the dose: pooling of adjacent violators, and the dose closest to a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

PSEUDO = 0.05
"""Pseudo-events and pseudo-non-events added at each dose tried (Liu and Yuan 2015)."""


@dataclass(frozen=True, kw_only=True)
class Selected:
    """The dose chosen at the end of a trial, counted from 1; None when even the lowest is too toxic."""

    dose: int | None
    estimates: tuple[float | None, ...]
    """Isotonic estimate of the event probability per dose; None where nobody was treated."""
    intervals: tuple[tuple[float, float] | None, ...]


def select_dose(
    treated: Sequence[float], events: Sequence[int], target: float, *, cutoff: float = 0.95
) -> Selected:
    """Choose the dose whose isotonic estimate lies closest to the target, among those not eliminated.

    Of two equally close doses the lower one is chosen above the target and the higher one below it. Raises ValueError
    for counts that cannot be. Source: Liu and Yuan 2015, J R Stat Soc C 64:507.
    """
    n, y = np.asarray(treated, float), np.asarray(events, float)
    if n.shape != y.shape or n.ndim != 1 or (y < 0).any() or (y > n).any():
        raise ValueError("there must be as many counts of events as of participants, and never more events")
    if not 0 < target < 1:
        raise ValueError(f"a target of {target} does not lie between 0 and 1")
    tried = n > 0
    if not tried.any():
        raise ValueError("nobody has been treated")
    a, b = y[tried] + PSEUDO, n[tried] - y[tried] + PSEUDO
    raw, weight = a / (a + b), (a + b) ** 2 * (a + b + 1) / (a * b)
    estimate = scipy.optimize.isotonic_regression(raw, weights=weight).x
    lower = scipy.optimize.isotonic_regression(scipy.stats.beta.ppf(0.025, a, b), weights=weight).x
    upper = scipy.optimize.isotonic_regression(scipy.stats.beta.ppf(0.975, a, b), weights=weight).x
    places = np.flatnonzero(tried)
    found: list[float | None] = [None] * n.size
    intervals: list[tuple[float, float] | None] = [None] * n.size
    for at, place in enumerate(places):
        found[place] = float(estimate[at])
        intervals[place] = (float(lower[at]), float(upper[at]))
    chosen = _closest(n, y, estimate, places, target, cutoff)
    return Selected(dose=chosen, estimates=tuple(found), intervals=tuple(intervals))


def _closest(
    n: np.ndarray, y: np.ndarray, estimate: np.ndarray, places: np.ndarray, target: float, cutoff: float
) -> int | None:
    over = (n >= 3) & (scipy.stats.beta.sf(target, y + 1, n - y + 1) > cutoff)
    first = int(np.flatnonzero(over)[0]) if over.any() else n.size
    allowed = [at for at, place in enumerate(places) if place < first]
    if not allowed:
        return None
    # A hair of slope decides ties: above the target the lower dose is closer, below it the higher one.
    distance = [abs(estimate[at] + at * 1e-10 - target) for at in allowed]
    return int(places[allowed[int(np.argmin(distance))]]) + 1
