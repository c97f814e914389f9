"""Desirability of outcome ranking (DOOR): ordered categories, the best outcome highest, compared person by person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import numpy as np
import scipy

from hepatica.stats.effects import Effect, permutation_floor
from hepatica.stats.pairs import Level, Seen, compare_pairs
from hepatica.stats.wins import PICTURE_BELOW, Wins, statistics_of


@dataclass(frozen=True, kw_only=True)
class Door:
    """Counts per category, and the probability of the more desirable outcome with half of the ties."""

    categories: tuple[int, ...]  # worst first
    first: tuple[int, ...]
    second: tuple[int, ...]
    wins: Wins
    method: str = "DOOR probability: wins and half of the ties"

    @property
    def probability(self) -> Effect:
        """The probability that a participant of the first group fares better, ties counting half."""
        return self.wins.win_probability


def door(
    first: Sequence[int], second: Sequence[int], *, level: float = 0.95, picture_below: int = PICTURE_BELOW
) -> Door:
    """Compare ordered categories (higher is more desirable) of two groups; raises ValueError for an empty group.

    Below ``picture_below`` in either group the counts and the probability stand without interval or p.
    Source: Evans 2015.
    """
    people = [[(Seen(value=float(rank)),) for rank in group] for group in (first, second)]
    pairs = compare_pairs(people[0], people[1], (Level(name="category"),))
    categories = tuple(sorted({*first, *second}))
    return Door(
        categories=categories,
        first=tuple(list(first).count(c) for c in categories),
        second=tuple(list(second).count(c) for c in categories),
        wins=statistics_of(pairs, level=level, picture_below=picture_below),
    )


def partial_credit(
    first: Sequence[int],
    second: Sequence[int],
    credit: Mapping[int, float],
    *,
    level: float = 0.95,
    picture_below: int = PICTURE_BELOW,
) -> Effect:
    """Compare mean credit (0 for the worst category, 100 for the best) by Welch: a sensitivity to how far ranks lie apart.

    Raises ValueError for a category without a credit, or credit that falls as desirability rises. Source: Evans 2015.
    """
    named = sorted(credit)
    for worse, better in pairwise(named):
        if credit[worse] > credit[better]:
            raise ValueError(f"category {better} is more desirable than {worse} and is given less credit")
    if not first or not second:
        raise ValueError("credit needs somebody in each group")
    for rank in (*first, *second):
        if rank not in credit:
            raise ValueError(f"category {rank} has no credit")
    if not 0 < level < 1:
        raise ValueError(f"a confidence level of {level} does not lie between 0 and 1")
    a, b = (np.array([credit[rank] for rank in group], dtype=float) for group in (first, second))
    difference, method = float(a.mean() - b.mean()), "Mean partial credit, Welch"
    floor = permutation_floor((len(a), len(b)))
    bare = Effect(name="partial credit", value=difference, floor=floor, level=level, method=method)
    if min(len(a), len(b)) < max(picture_below, 2):
        return bare
    parts = np.array([a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)])
    se = sqrt(parts.sum())
    if se == 0:
        return bare
    df = se**4 / float((parts**2 / np.array([len(a) - 1, len(b) - 1])).sum())
    half = float(scipy.stats.t.ppf((1 + level) / 2, df)) * se
    return Effect(
        name="partial credit",
        value=difference,
        se=se,
        lower=difference - half,
        upper=difference + half,
        p=float(2 * scipy.stats.t.sf(abs(difference) / se, df)),
        floor=floor,
        level=level,
        method=method,
    )
