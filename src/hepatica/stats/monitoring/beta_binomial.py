"""The Bayesian boundary: stop when the rate is too probably above the acceptable one, given a Beta prior."""

from bisect import bisect_left
from dataclasses import dataclass

import scipy

from hepatica.stats.monitoring.boundary import odds
from hepatica.stats.monitoring.walk import check_rates


@dataclass(frozen=True, kw_only=True)
class Prior:
    """A Beta distribution of the event rate before anyone is treated: ``a`` with and ``b`` without the event.

    Raises ValueError when either is not positive.
    """

    a: float
    b: float

    def __post_init__(self) -> None:
        """Refuse a prior that is no distribution."""
        if not (self.a > 0 and self.b > 0):
            raise ValueError(f"Beta({self.a}, {self.b}) is not a prior: both numbers must be above 0")


def exceeds(prior: Prior, x: int, n: int, p0: float) -> float:
    """Give the posterior probability that the rate exceeds ``p0`` after x of n participants had the event.

    Raises ValueError for counts that cannot be or a rate outside 0 to 1. Source: Thall and Simon 1994, Geller 2003.
    """
    if n < 0 or not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is not a proportion")
    _check_share(p0, "an acceptable rate")
    # What scipy.stats gives too, whose room takes every process that watches a rule a second to open.
    return float(scipy.special.betaincc(prior.a + x, prior.b + n - x, p0))


def boundary(prior: Prior, p0: float, threshold: float, n: int) -> tuple[int, ...]:
    """Give, for 1 to n participants, the fewest events after which P(rate > p0) exceeds ``threshold``.

    Where not even all of k participants suffice the entry is k + 1: it cannot stop yet. Raises ValueError for n below 1
    or a threshold outside 0 to 1.
    """
    check_rates((p0,), n)
    _check_share(threshold, "a threshold")
    found = [1]
    for k in range(1, n + 1):  # one participant more never lowers the number, and raises it by one at most
        found.append(_fewest(prior, p0, threshold, k, found[-1]))
    return tuple(found[1:])


def fewest(prior: Prior, p0: float, threshold: float, n: int) -> int:
    """Give the last number of `boundary` alone, the one for n participants: by halving, however many they are."""
    check_rates((p0,), n)
    _check_share(threshold, "a threshold")
    return bisect_left(range(n + 1), True, lo=1, key=lambda x: exceeds(prior, x, n, p0) > threshold)


def calibrated(prior: Prior, p0: float, alpha: float, n: int) -> tuple[int, ...]:
    """Give the most watchful boundary that stops falsely, at a true rate of ``p0``, with probability at most ``alpha``.

    Only the posterior probabilities that counts can reach tell boundaries apart, so they are searched, not the
    continuum: the answer is exact. Raises ValueError as `boundary`. Source: Geller 2003; Martens and Logan 2021.
    """
    check_rates((p0,), n)
    _check_share(alpha, "a chance of a false stop")
    reached = sorted({exceeds(prior, x, k, p0) for k in range(1, n + 1) for x in range(1, k + 1)})
    low, high = 0, len(reached) - 1  # beyond the greatest nothing stops, so the answer is among them
    while low < high:
        middle = (low + high) // 2
        false_stop = odds(boundary(prior, p0, reached[middle], n), p0).p_stop
        low, high = (low, middle) if false_stop <= alpha else (middle + 1, high)
    return boundary(prior, p0, reached[low], n)


def _fewest(prior: Prior, p0: float, threshold: float, k: int, least: int) -> int:
    # x = 0 is left out: a rule that stops before any event is no rule.
    return next((x for x in range(least, k + 1) if exceeds(prior, x, k, p0) > threshold), k + 1)


def _check_share(value: float, name: str) -> None:
    if not 0 < value < 1:
        raise ValueError(f"{name} of {value} does not lie between 0 and 1")
