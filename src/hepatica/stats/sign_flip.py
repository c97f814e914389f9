"""The permutation test of a mean difference: every way to turn the signs, none drawn."""

from collections.abc import Sequence

import numpy as np

from hepatica.stats.differences import NOISE, Number, changed
from hepatica.stats.signed_rank import smallest
from hepatica.stats.test import Alternative, Test

MOST = 22
"""Differences that are not 0 up to which all 2^m sign patterns are laid out (4 million sums)."""


def sign_flip(values: Sequence[Number], *, alternative: Alternative = "two-sided") -> Test:
    """Test whether the mean difference is 0 over all 2^m turns of sign: exact if differences are symmetric about it.

    Ties and zeros need no rule. Two-sided counts means at least as far from 0. The statistic is the mean. Raises ValueError
    for no pair, one pair, all zero, or more than 22 that are not. Source: Fisher 1935, section 21.
    """
    d = changed(values)
    moved = np.abs(d[d != 0])
    if moved.size > MOST:
        raise ValueError(f"{moved.size} differences: all turns of sign are laid out for at most {MOST}")
    sums = np.zeros(1)
    for size in moved:
        sums = np.concatenate([sums - size, sums + size])
    seen, noise = d.sum(), NOISE * moved.sum()
    beyond = {
        "two-sided": np.abs(sums) >= abs(seen) - noise,
        "less": sums <= seen + noise,
        "greater": sums >= seen - noise,
    }[alternative]
    return Test(
        method="permutation test of the mean (all turns of sign)",
        p=float(beyond.mean()),
        floor=smallest(moved.size, alternative),
        n=d.size,
        statistic=float(d.mean()),
        alternative=alternative,
    )
