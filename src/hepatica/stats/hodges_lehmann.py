"""The Hodges-Lehmann estimate of a shift, with the level its exact interval attains rather than the one asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np

from hepatica.stats.differences import NOISE, Floats, Number, changed, mid_ranks
from hepatica.stats.signed_rank import MOST, null_counts, rank_sum_counts


@dataclass(frozen=True, kw_only=True)
class HodgesLehmann:
    """The median of all pairwise means of the differences, and the exact interval from the same means."""

    estimate: float
    lower: float
    upper: float
    asked: float
    attained: float
    """The attained level: coverage when differences are symmetric and untied (at least that with ties), 0.9375 for five."""
    n: int
    method: str = "Hodges-Lehmann, exact signed-rank interval"

    @property
    def falls_short(self) -> bool:
        """Whether even the widest interval there is covers less often than asked."""
        return self.attained < self.asked


def hodges_lehmann(values: Sequence[Number], *, level: float = 0.95) -> HodgesLehmann:
    """Estimate the shift by the median of the n(n+1)/2 Walsh averages, zeros kept, with the exact interval.

    The interval leaves k - 1 averages out at each end, k the largest for which 2 P(V ≤ k - 1) ≤ 1 - level; where there is
    none it is the range, and ``attained`` says how much less it covers. Raises ValueError below two pairs, above 300,
    or where every difference is 0.     Source: Hodges and Lehmann 1963; Hollander and Wolfe 1999, sections 3.2 and 3.3.
    """
    if not 0 < level < 1:
        raise ValueError(f"a confidence level of {level} does not lie between 0 and 1")
    d = changed(values)
    if d.size > MOST:
        raise ValueError(f"{d.size} pairs: the exact interval is made for at most {MOST}")
    averages = walsh_averages(d)
    depth, outside = _depth(d.size, level)
    return HodgesLehmann(
        estimate=float(np.median(averages)),
        lower=float(averages[depth - 1]),
        upper=float(averages[-depth]),
        asked=level,
        attained=float(1 - outside),
        n=d.size,
    )


def walsh_averages(d: Floats) -> Floats:
    """Return the sorted means of all pairs of differences, each with itself too."""
    first, second = np.triu_indices(d.size)
    return np.asarray(np.sort((d[first] + d[second]) / 2), dtype=np.float64)


def invert_tied(values: Sequence[Number], *, level: float = 0.95) -> tuple[float, float, float]:
    """Give estimate, lower and upper limit by inverting the mid-rank test over the Walsh averages, zeros left out.

    With ties the R function wilcox.exact does this in place of counting averages off; its interval is labelled with the
    level asked, whatever it attains. For comparison with that function: reports print `hodges_lehmann`.
    """
    d = changed(values)
    d = d[d != 0]
    averages = walsh_averages(d)
    ranks = mid_ranks(np.abs(d))
    seen = _statistics(d, averages)
    low, high = _quantiles(ranks, (1 - level) / 2)
    upper = averages[-1] if low <= seen.min() else averages[seen <= low].min()
    lower = averages[0] if high >= seen.max() else averages[seen > high].max()
    middle = float(ranks.sum()) / 2
    estimate = (averages[seen <= ceil(middle)].min() + averages[seen > middle].max()) / 2
    return float(estimate), float(lower), float(upper)


def _statistics(d: Floats, averages: Floats) -> Floats:
    if np.unique(mid_ranks(np.abs(d))).size == d.size:
        return np.arange(averages.size, 0, -1, dtype=np.float64)
    moved = [d - average for average in averages]
    noise = NOISE * np.abs(d).max()
    return np.array([mid_ranks(np.abs(one))[one > noise].sum() for one in moved])


def _quantiles(ranks: Floats, tail: float) -> tuple[float, float]:
    """Return the smallest sums of ranks at or below which ``tail`` and 1 - ``tail`` of the patterns lie."""
    counts = rank_sum_counts(np.rint(2 * ranks).astype(int))
    below = np.cumsum(counts).astype(float) / float(sum(counts))
    low, high = (int(np.argmax(below >= share - 1e-12)) for share in (tail, 1 - tail))
    return low / 2, high / 2


def _depth(n: int, level: float) -> tuple[int, Fraction]:
    """Return how deep the interval's ends lie among the averages, and the share of patterns outside it."""
    allowed = (1 - level) / 2 * 2**n * (1 + 1e-12)
    depth, below = 0, 0
    for count in null_counts(n):
        if below + count > allowed:
            break
        depth, below = depth + 1, below + count
    return (depth, Fraction(2 * below, 2**n)) if depth else (1, Fraction(2, 2**n))
