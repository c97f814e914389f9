"""The Finkelstein–Schoenfeld test: everybody's wins minus losses against everybody, summed over one group."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt

import numpy as np

from hepatica.stats.effects import permutation_floor, two_sided_p
from hepatica.stats.pairs import Level, Outcomes, compare_pairs
from hepatica.stats.refusal import Refused

EXACT_UP_TO = 40
"""Participants up to which every labelling is counted."""


@dataclass(frozen=True, kw_only=True)
class FinkelsteinSchoenfeld:
    """The score of the first group with its permutation variance; p by counting labellings where they can be counted."""

    n_first: int
    n_second: int
    scores: tuple[int, ...]  # each participant's wins minus losses, first group first
    statistic: int
    z: float
    p_large_sample: float
    p_exact: float | None  # None above EXACT_UP_TO participants
    floor: float  # the least p a permutation of these group sizes could give
    labellings: int
    method: str = "Finkelstein–Schoenfeld, permutation"

    @property
    def p(self) -> float:
        """The exact p where there is one."""
        return self.p_large_sample if self.p_exact is None else self.p_exact


def finkelstein_schoenfeld(
    first: Sequence[Outcomes], second: Sequence[Outcomes], levels: Sequence[Level]
) -> FinkelsteinSchoenfeld | Refused:
    """Test whether the first group's participants win more than they lose; refused where every pair is tied.

    The exact p is two-sided: the share of labellings whose statistic is as far from 0 or further.
    Source: Finkelstein and Schoenfeld 1999.
    """
    n_first, n_second = len(first), len(second)
    everyone = [*first, *second]
    # Raises for an empty group; within one crowd the comparison below would not notice.
    compare_pairs(first, second, levels)
    each = compare_pairs(everyone, everyone, levels).scores.sum(axis=1, dtype=int)
    n = n_first + n_second
    spread = n_first * n_second / (n * (n - 1)) * float((each**2).sum())
    if spread == 0:
        reason = "no pair was decided at any level: there is nothing to test"
        return Refused(method=FinkelsteinSchoenfeld.method, kind="not_estimable", reason=reason)
    statistic = int(each[:n_first].sum())
    z = statistic / sqrt(spread)
    scores = tuple(int(score) for score in each)
    return FinkelsteinSchoenfeld(
        n_first=n_first,
        n_second=n_second,
        scores=scores,
        statistic=statistic,
        z=z,
        p_large_sample=two_sided_p(z, 1.0),
        p_exact=exact_p(scores, n_first) if n <= EXACT_UP_TO else None,
        floor=permutation_floor((n_first, n_second)),
        labellings=comb(n, n_first),
    )


def exact_p(scores: Sequence[int], n_first: int) -> float:
    """Return the share of all labellings whose sum over the first group is as far from its mean as the observed.

    Counts subsets by size and sum, so that forty participants take no longer than five. Scores are whole numbers, the
    first group's first; the mean under permutation is n_first times the mean score.
    """
    n = len(scores)
    if not 0 < n_first < n:
        raise ValueError(f"{n_first} of {n} participants in the first group leave nobody to compare")
    low = sum(score for score in scores if score < 0)
    width = sum(abs(score) for score in scores) + 1
    # ways[k, s]: subsets of k participants whose scores add up to low + s; whole numbers without limit.
    ways = np.zeros((n_first + 1, width), dtype=object)
    ways[0, -low] = 1
    for score in scores:
        moved = np.zeros_like(ways)
        if score >= 0:
            moved[1:, score:] = ways[:-1, : width - score]
        else:
            moved[1:, :score] = ways[:-1, -score:]
        ways = ways + moved
    centre = n_first * sum(scores)
    observed = abs(n * sum(scores[:n_first]) - centre)
    distance = np.abs(n * (low + np.arange(width)) - centre)
    return int(ways[n_first][distance >= observed].sum()) / comb(n, n_first)
