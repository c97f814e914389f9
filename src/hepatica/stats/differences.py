"""Differences of pairs (after minus before), checked once for every paired method."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import scipy

Floats = npt.NDArray[np.float64]
Number = float | Decimal
NOISE = 1e-9
"""Two sizes closer than this share of the largest are the same: 12.1 - 10.1 and 14.2 - 12.2 tie."""


def differences(values: Sequence[Number], *, least: int = 2) -> Floats:
    """Return the differences as an array of at least ``least``, rounding noise of binary subtraction taken off.

    Raises ValueError, a sentence, for no pair, one pair where two are needed, and for what is not a number.
    """
    found = np.asarray([float(value) for value in values], dtype=np.float64)
    wrong = np.flatnonzero(~np.isfinite(found))
    if wrong.size:
        raise ValueError(
            f"difference {wrong[0] + 1} is not a number: leave a pair that is not complete out, and say so"
        )
    if found.size < least:
        many = {0: "there is no pair", 1: "there is one pair"}.get(
            found.size, f"there are {found.size} pairs"
        )
        raise ValueError(f"{many}, and at least {least} are needed")
    largest = float(np.abs(found).max(initial=0.0))
    if largest:
        found[np.abs(found) < NOISE * largest] = 0.0
    return found


def changed(values: Sequence[Number]) -> Floats:
    """Return the differences of two or more pairs; ValueError where every one of them is 0."""
    found = differences(values)
    if not found.any():
        raise ValueError("every difference is 0: nobody changed, and no test of the direction exists")
    return found


def mid_ranks(sizes: Floats) -> Floats:
    """Rank sizes from 1, the mean rank for those that tie to within rounding noise."""
    if not sizes.size:
        return sizes
    order = np.argsort(sizes, kind="stable")
    steps = np.diff(sizes[order]) > NOISE * sizes.max()
    groups = np.empty(sizes.size)
    groups[order] = np.concatenate([[0], np.cumsum(steps)])
    return np.asarray(scipy.stats.rankdata(groups), dtype=np.float64)
