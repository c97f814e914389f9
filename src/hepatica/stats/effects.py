"""One effect with its uncertainty: the scale it was computed on is named, since five patients feel the choice."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial, inf
from typing import Literal

import scipy

Scale = Literal["identity", "log", "logit", "atanh"]


@dataclass(frozen=True, kw_only=True)
class Effect:
    """An estimate; its interval and p are None where the sample carries none."""

    name: str  # net benefit
    value: float | None  # None: not defined, as a ratio to no losses
    se: float | None = None
    lower: float | None = None
    upper: float | None = None
    p: float | None = None  # two-sided, large sample
    floor: float | None = None  # the least p any permutation of these group sizes could give
    level: float = 0.95
    scale: Scale = "identity"  # where the interval is symmetric
    method: str


def permutation_floor(sizes: Sequence[int]) -> float:
    """Return the least two-sided p a permutation test of groups of these sizes can give.

    One labelling in all of them, times the exchanges of groups of one size: 2/252 for five against five.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(
            f"groups of {list(sizes)} cannot be permuted: two groups with somebody in each are needed"
        )
    ways = factorial(sum(sizes))
    for size in sizes:
        ways //= factorial(size)
    same = 1
    for count in Counter(sizes).values():
        same *= factorial(count)
    return min(1.0, same / ways)


def z_of(level: float) -> float:
    """Return the normal quantile of a two-sided level: 1.96 for 0.95. Raises ValueError outside 0 to 1."""
    if not 0 < level < 1:
        raise ValueError(f"a confidence level of {level} does not lie between 0 and 1")
    return float(scipy.stats.norm.ppf((1 + level) / 2))


def two_sided_p(estimate: float, se: float) -> float:
    """Return the two-sided large-sample p of an estimate whose null value is 0."""
    return float(2 * scipy.stats.norm.sf(abs(estimate / se if se > 0 else inf)))
