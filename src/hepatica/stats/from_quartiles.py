"""A mean and an SD guessed from a median and quartiles: an approximation that supposes values near to normal.

Whoever uses it says so: a source that prints quartiles usually does because its values are not normal.
"""

from __future__ import annotations

from dataclasses import dataclass

import scipy


@dataclass(frozen=True, kw_only=True)
class Approximated:
    """A mean and an SD that nobody printed, and how they were got."""

    mean: float
    sd: float
    method: str = "approximated from median and quartiles (mean Luo 2018, SD Wan 2014)"


def mean_and_sd(low: float, median: float, high: float, n: int) -> Approximated:
    """Return mean w(q₁+q₃)/2 + (1−w)m, w = 0.7 + 0.39/n, and SD (q₃−q₁) / 2Φ⁻¹((0.75n−0.125)/(n+0.25)).

    Raises ValueError for fewer than four values, for quartiles out of order and for quartiles that are equal, which give no spread.
    Sources: Luo 2018 (mean), Wan 2014 (SD).
    """
    if n < 4:
        raise ValueError(f"quartiles of {n} values say nothing about a mean")
    if not low <= median <= high:
        raise ValueError(f"{low}, {median} and {high} are not quartiles in order")
    if low == high:
        raise ValueError(f"both quartiles are {low}, so they say nothing about the spread")
    weight = 0.7 + 0.39 / n
    spread = 2 * float(scipy.stats.norm.ppf((0.75 * n - 0.125) / (n + 0.25)))
    return Approximated(mean=weight * (low + high) / 2 + (1 - weight) * median, sd=(high - low) / spread)
