"""Keyboard and mTPI-2, and mTPI: the interval of the rate that the posterior favours decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import scipy

from hepatica.stats.dosing.boin import DoseTable, eliminated


def strongest_key(events: int, treated: float, target: float, *, half_width: float = 0.05) -> int:
    """Return −1, 0 or +1: the key with most posterior mass lies below, at or above the target's key.

    Keys are as wide as the target's and only whole ones count. Source: Yan, Mandrekar and Yuan 2017.
    """
    edges = _edges(target, half_width)
    mass = np.diff(scipy.stats.beta.cdf(edges, 1 + events, 1 + treated - events))
    at = int(np.argmax(mass > mass.max() - 1e-12))  # of equal keys the lowest
    middle = (edges[at] + edges[at + 1]) / 2
    return int(np.sign(round(middle - target, 9)))


def _edges(target: float, half_width: float) -> np.ndarray:
    if not 0 < target - half_width < target + half_width < 1:
        raise ValueError(f"a key of {half_width} on both sides of {target} leaves the range of a rate")
    width = 2 * half_width
    below = int(np.floor((target - half_width) / width + 1e-9))
    above = int(np.floor((1 - target - half_width) / width + 1e-9))
    return target - half_width + width * np.arange(-below, above + 2)


def keyboard(target: float, most: int, *, half_width: float = 0.05, cutoff: float = 0.95) -> DoseTable:
    """Return the table of a keyboard design for 1 to ``most`` treated at a dose."""
    return _table(target, most, partial(strongest_key, half_width=half_width), cutoff)


def mtpi_two(target: float, most: int, *, half_width: float = 0.05, cutoff: float = 0.95) -> DoseTable:
    """Return the table of an mTPI-2 design for 1 to ``most`` treated at a dose. Source: Guo et al. 2017."""
    _edges(target, half_width)
    return _table(target, most, partial(unit_mass, half_width=half_width, finer=True), cutoff)


def _table(target: float, most: int, key: Callable[[int, float, float], int], cutoff: float) -> DoseTable:
    escalate: list[int | None] = []
    down: list[int] = []
    for n in range(1, most + 1):
        keys = [key(y, n, target) for y in range(n + 1)]
        escalate.append(max((y for y, key in enumerate(keys) if key < 0), default=None))
        down.append(min((y for y, key in enumerate(keys) if key > 0), default=n + 1))
    return DoseTable(
        target=target,
        escalate=tuple(escalate),
        deescalate=tuple(down),
        eliminate=tuple(eliminated(n, target, cutoff, least=1) for n in range(1, most + 1)),
    )


def unit_mass(
    events: int, treated: float, target: float, *, half_width: float = 0.05, finer: bool = False
) -> int:
    """Return −1, 0 or +1: under-, proper or overdosing has the largest posterior mass per unit of length.

    ``finer`` splits both outer intervals into pieces as wide as the middle one (mTPI-2), the last piece as wide as what
    is left. Source: Ji and Wang 2013; Guo et al. 2017.
    """
    low, high = target - half_width, target + half_width
    width = 2 * half_width
    below = [low - width * k for k in range(int(np.ceil(low / width - 1e-9)))] if finer else [low]
    above = [high + width * k for k in range(int(np.ceil((1 - high) / width - 1e-9)))] if finer else [high]
    edges = np.array([0.0, *reversed(below), *above, 1.0])
    posterior = scipy.stats.beta.cdf(edges, 1 + events, 1 + treated - events)
    dense = np.diff(posterior) / np.diff(edges)
    at = int(np.argmax(dense))
    return int(np.sign(round((edges[at] + edges[at + 1]) / 2 - target, 9)))


def next_dose(
    treated: list[int],
    events: list[int],
    current: int,
    target: float,
    *,
    half_width: float = 0.05,
    finer: bool = False,
    cutoff: float = 0.95,
) -> int | None:
    """Return the next dose by mTPI (or mTPI-2), counted from 1; None stops the trial.

    A dose whose P(rate > target) exceeds the cutoff is not given, nor any above it.
    """
    over = [
        n > 0 and bool(scipy.stats.beta.sf(target, 1 + y, 1 + n - y) > cutoff)
        for n, y in zip(treated, events, strict=True)
    ]
    highest = over.index(True) if True in over else len(treated)
    if highest == 0:
        return None
    step = -unit_mass(events[current - 1], treated[current - 1], target, half_width=half_width, finer=finer)
    return min(max(1, current + step), highest, len(treated))
