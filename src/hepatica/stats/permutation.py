"""The permutation test of two groups' means: every division of the participants, or a stated draw of them."""

from collections.abc import Sequence
from math import comb, sqrt

import numpy as np

from hepatica.stats.differences import NOISE, Floats, Number, differences
from hepatica.stats.test import Alternative, Test

MOST = 1_000_000
"""Divisions of the participants up to which all are laid out."""
NOTHING_DIFFERS = "everybody has the same value: the two groups cannot be told apart"


def permutation(
    first: Sequence[Number],
    second: Sequence[Number],
    *,
    alternative: Alternative = "two-sided",
    generator: np.random.Generator | None = None,
    draws: int = 100_000,
) -> Test:
    """Test whether two groups differ in mean (first minus second) over every way to divide the same values between them.

    Beyond a million divisions it refuses, unless a ``generator`` (a counter-based one with its seed, such as Philox) is
    given: then p comes from ``draws`` with its standard error. Raises ValueError for an empty group, a value that is not a
    number, or values that are all the same. Source: Fisher 1935; Phipson and Smyth 2010 for the drawn p.
    """
    a, b = differences(first, least=1), differences(second, least=1)
    both = np.concatenate([a, b])
    if both.max() - both.min() <= NOISE * np.abs(both).max():
        raise ValueError(NOTHING_DIFFERS)
    both = both - both.mean()  # what lies beyond is then judged without loss of digits
    seen, divisions = float(both[: a.size].sum()), comb(both.size, a.size)
    noise = NOISE * float(np.abs(both).sum())
    if divisions <= MOST:
        sums = _sums(both, a.size)
        beyond = _beyond(sums, seen, alternative, noise)
        ends = (float(sums.min()), float(sums.max()))
        floor = min(float(_beyond(sums, end, alternative, noise).mean()) for end in ends)
        p, error, method = float(beyond.mean()), None, f"all {divisions:,} divisions"
    else:
        if generator is None:
            raise ValueError(
                f"{divisions:,} divisions of {both.size} participants are too many to lay out; give a generator to draw some"
            )
        drawn = np.array([generator.permutation(both)[: a.size].sum() for _ in range(draws)])
        hits = int(_beyond(drawn, seen, alternative, noise).sum())
        p, floor = (hits + 1) / (draws + 1), 1 / (draws + 1)
        error = sqrt(p * (1 - p) / draws)
        method = f"{draws:,} drawn by {type(generator.bit_generator).__name__}"
    return Test(
        method=f"permutation test of two means ({method})",
        p=p,
        floor=floor,
        n=both.size,
        statistic=float(a.mean() - b.mean()),
        alternative=alternative,
        error=error,
    )


def _beyond(sums: Floats, seen: float, alternative: Alternative, noise: float) -> np.ndarray:
    """Say of each sum of the first group whether it lies at least as far as the one seen; the mean sum is 0."""
    if alternative == "two-sided":
        return np.asarray(np.abs(sums) >= abs(seen) - noise)
    return np.asarray(sums <= seen + noise if alternative == "less" else sums >= seen - noise)


def _sums(values: Floats, size: int) -> Floats:
    """Return the sum of every choice of ``size`` of the values, each choice once."""
    by_size = [np.zeros(1)] + [np.zeros(0)] * size
    for place, value in enumerate(values):
        left = values.size - place - 1
        for k in range(size, 0, -1):
            by_size[k] = np.concatenate([by_size[k], by_size[k - 1] + value])
        for k in range(size - left):
            by_size[k] = np.zeros(0)  # too few are left to fill these up
    return by_size[size]
