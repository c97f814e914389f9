"""Single-arm boundaries by posterior and predictive probability: too few responses stop for futility, many for success.

Source: Thall and Simon 1994 (posterior); Lee and Liu 2008 (predictive).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import partial
from math import fsum
from typing import Literal

import numpy as np
import scipy

from hepatica.stats.borrowing import probability_greater
from hepatica.stats.mixtures import BetaMixture
from hepatica.stats.monitoring.beta_binomial import Prior, exceeds

ROUNDING = 2.0**-52
Direction = Literal["futility", "superiority"]
Boundary = tuple[int | None, ...]
"""After 1 to n participants: at most (futility) or at least (superiority) so many responses stop; None: cannot yet."""


def predictive_probability(
    prior: Prior, x: int, n: int, most: int, *, standard: float, target: float
) -> float:
    """Give the probability, after x of n responses, of ending at ``most`` participants with P(rate > standard) > target.

    Raises ValueError for counts that cannot be, or more participants than ``most``.
    """
    if n > most:
        raise ValueError(f"{n} participants are more than the {most} that are planned")
    exceeds(prior, x, n, standard)  # refuses what cannot be
    if not 0 < target < 1:
        raise ValueError(f"a target probability of {target} does not lie between 0 and 1")
    ahead = BetaMixture.single(prior.a, prior.b).posterior(x, n).predictive(most - n)
    more = np.arange(most - n + 1)
    final = scipy.special.betaincc(prior.a + x + more, prior.b + most - x - more, standard)
    return min(1.0, fsum(p for p, reached in zip(ahead, final, strict=True) if reached >= target - ROUNDING))


def thall_simon(
    direction: Direction, most: int, prior: Prior, standard: Prior, *, cutoff: float, increment: float = 0.0
) -> Boundary:
    """Give the responses at which P(rate > standard rate + increment) is at most, or at least, ``cutoff``.

    Superiority takes no increment. Raises ValueError for a cutoff outside 0 to 1 or no participants.
    """
    other = BetaMixture.single(standard.a, standard.b)
    by = 0.0 if direction == "superiority" else increment

    def probability(n: int, x: int) -> float:
        return probability_greater(BetaMixture.single(prior.a + x, prior.b + n - x), other, by=by)

    return _boundary(direction, most, probability, cutoff)


def lee_liu(
    direction: Direction, most: int, prior: Prior, *, cutoff: float, standard: float, target: float
) -> Boundary:
    """Give the responses at which the predictive probability of success is at most, or at least, ``cutoff``.

    Raises ValueError as `predictive_probability`.
    """

    def probability(n: int, x: int) -> float:
        return predictive_probability(prior, x, n, most, standard=standard, target=target)

    return _boundary(direction, most, probability, cutoff)


def steps(boundary: Boundary) -> tuple[tuple[int, int | None], ...]:
    """Give a boundary as (participants, responses) wherever it first takes a new value."""
    found: list[tuple[int, int | None]] = []
    for n, bound in enumerate(boundary, 1):
        if not found or found[-1][1] != bound:
            found.append((n, bound))
    return tuple(found)


def _boundary(
    direction: Direction, most: int, probability: Callable[[int, int], float], cutoff: float
) -> Boundary:
    if most < 1:
        raise ValueError(f"{most} participants cannot be: a trial treats at least one")
    if not 0 < cutoff < 1:
        raise ValueError(f"a cutoff of {cutoff} does not lie between 0 and 1")
    return tuple(_bound(direction, n, partial(probability, n), cutoff) for n in range(1, most + 1))


def _bound(direction: Direction, n: int, probability: Callable[[int], float], cutoff: float) -> int | None:
    """By halving: the probability rises with every response."""
    if direction == "futility":
        at_most = bisect_right(range(n + 1), cutoff, key=probability) - 1
        return at_most if at_most >= 0 else None
    at_least = bisect_left(range(n + 1), cutoff, key=probability)
    return at_least if at_least <= n else None
