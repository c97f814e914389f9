"""Wilcoxon's signed-rank test, exact: every pattern of signs counted, given the sizes of the differences.

Published tables of critical values disagree with each other; only the counted distribution is used here.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from hepatica.stats.differences import Number, changed, mid_ranks
from hepatica.stats.test import Alternative, Test

Zeros = Literal["pratt", "wilcoxon"]
MOST = 300
"""Pairs up to which patterns are counted; beyond it a normal approximation would do and nothing here needs it."""
ZERO_RULES = {
    "pratt": "zeros ranked, then left out (Pratt)",
    "wilcoxon": "zeros left out before ranking (Wilcoxon)",
}


def signed_rank(
    values: Sequence[Number], *, alternative: Alternative = "two-sided", zeros: Zeros = "pratt"
) -> Test:
    """Test whether differences lie around 0 by the sum of the ranks of the positive ones, V, over all 2^m sign patterns.

    Ties get mid-ranks and the distribution is conditional on them; m differences are not 0. The floor is 2/2^m two-sided,
    1/2^m one-sided: with five 0.0625. Raises ValueError for no pair, one pair, all zero, or above 300 pairs. Source:
    Wilcoxon 1945; Pratt 1959; Hollander and Wolfe 1999, section 3.1.
    """
    d = changed(values)
    if d.size > MOST:
        raise ValueError(f"{d.size} pairs: patterns of signs are counted for at most {MOST}")
    ranked = d[d != 0] if zeros == "wilcoxon" else d
    doubled = np.rint(2 * mid_ranks(np.abs(ranked))).astype(int)
    counts = rank_sum_counts(doubled[ranked != 0])
    seen, moved = int(doubled[ranked > 0].sum()), int((d != 0).sum())
    low, high = (Fraction(int(sum(part)), 2**moved) for part in (counts[: seen + 1], counts[seen:]))
    return Test(
        method="exact signed-rank test" + (f", {ZERO_RULES[zeros]}" if moved < d.size else ""),
        p=float(choose(low, high, alternative)),
        floor=smallest(moved, alternative),
        n=d.size,
        statistic=seen / 2,
        alternative=alternative,
    )


def choose(low: Fraction, high: Fraction, alternative: Alternative) -> Fraction:
    """Return the tail that the alternative asks for; two-sided twice the smaller, at most 1."""
    if alternative == "less":
        return low
    return high if alternative == "greater" else min(Fraction(1), 2 * min(low, high))


def smallest(changes: int, alternative: Alternative) -> float:
    """Give the smallest p over all sign patterns of ``changes`` differences that are not 0."""
    return float(min(Fraction(1), Fraction(2 if alternative == "two-sided" else 1, 2**changes)))


@lru_cache(maxsize=64)
def null_counts(n: int) -> tuple[int, ...]:
    """Count the sign patterns of n untied pairs for each V from 0 to n(n+1)/2; they sum to 2^n."""
    if not 1 <= n <= MOST:
        raise ValueError(f"{n} pairs: patterns of signs are counted for 1 to {MOST}")
    return tuple(int(count) for count in rank_sum_counts(range(1, n + 1)))


def tails(n: int, v: int) -> tuple[Fraction, Fraction]:
    """Give P(V ≤ v) and P(V ≥ v) of n untied pairs, as exact fractions."""
    counts = null_counts(n)
    if not 0 <= v < len(counts):
        raise ValueError(f"V cannot be {v} with {n} pairs: it lies from 0 to {len(counts) - 1}")
    return Fraction(sum(counts[: v + 1]), 2**n), Fraction(sum(counts[v:]), 2**n)


def critical_value(n: int, level: Decimal | str, *, two_sided: bool = True) -> int | None:
    """Give the largest V whose exact p is at most ``level`` (0.05); None where no V reaches it, as for 5 pairs.

    The level is a decimal so that it is compared exactly.
    """
    limit = Fraction(Decimal(level)) / (2 if two_sided else 1) * 2**n
    reached, total = None, 0
    for v, count in enumerate(null_counts(n)):
        total += count
        if total > limit:
            return reached
        reached = v
    return reached


def rank_sum_counts(ranks: Iterable[int] | npt.NDArray[np.int_]) -> npt.NDArray[np.object_]:
    """Count subsets by the sum of their whole-numbered ranks."""
    counts = np.array([1], dtype=object)
    for rank in ranks:
        longer = np.concatenate([counts, np.zeros(int(rank), dtype=object)])
        longer[int(rank) :] += counts
        counts = longer
    return counts
