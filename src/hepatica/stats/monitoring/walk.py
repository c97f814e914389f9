"""The absorbing walk: participants one after another, each outcome known before the next, until a rule stops."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum

Counts = tuple[int, ...]
"""Participants so far in each class of outcome."""
Stops = Callable[[Counts, int], bool]
"""Whether the rule stops, given the counts and how many participants have an outcome."""

ROUNDING = 1e-9
"""Binary rounding that probabilities such as 0.1 + 0.2 + 0.7 are allowed above one."""


@dataclass(frozen=True, kw_only=True)
class Walk:
    """What a rule does at given true rates: exact, no simulation."""

    stops_at: tuple[float, ...]
    """Probability that the rule stops at the 1st, 2nd ... participant."""
    expected_counts: tuple[float, ...]
    """Expected participants in each class when the walk ends."""

    @property
    def p_stop(self) -> float:
        """The probability that the rule stops at all."""
        return fsum(self.stops_at)

    @property
    def expected_dosed(self) -> float:
        """The expected number of participants started; the one at whom the rule stops counts as started."""
        n = len(self.stops_at)
        return fsum([*(k * p for k, p in enumerate(self.stops_at, 1)), n * (1 - self.p_stop)])

    @property
    def dosed(self) -> tuple[float, ...]:
        """The probability that exactly 1, 2 ... n participants are started; the last holds those who never stop."""
        *before, last = self.stops_at
        return (*before, last + (1 - self.p_stop))


def walk(rates: Sequence[float], stops: Stops, n: int) -> Walk:
    """Follow every course that up to n participants can take and add up those that the rule stops.

    Each participant falls into one of the disjoint classes with probability ``rates``, or into none. Raises ValueError
    for a rate outside 0 to 1, rates that together exceed 1, or n below 1. Source: the absorbing random walk of
    sequential designs (Jennison and Turnbull 2000, chapter 12).
    """
    check_rates(rates, n)
    none = max(0.0, 1 - fsum(rates))
    alive: dict[Counts, float] = {(0,) * len(rates): 1.0}
    ended: list[tuple[Counts, float]] = []
    stops_at = []
    for dosed in range(1, n + 1):
        stopped, alive = _step(alive, (*rates, none), stops, dosed)
        stops_at.append(fsum(stopped.values()))
        ended += stopped.items()
    ended += alive.items()
    return Walk(
        stops_at=tuple(stops_at),
        expected_counts=tuple(fsum(counts[k] * p for counts, p in ended) for k in range(len(rates))),
    )


def check_rates(rates: Sequence[float], n: int) -> None:
    """Refuse what cannot be a trial, in a sentence."""
    if n < 1:
        raise ValueError(f"{n} participants cannot be: a trial treats at least one")
    for rate in rates:
        if not 0 <= rate <= 1:
            raise ValueError(f"a rate of {rate} does not lie between 0 and 1")
    if fsum(rates) > 1 + ROUNDING:
        said = " and ".join(str(rate) for rate in rates)
        raise ValueError(f"the rates {said} exceed 1 together, but nobody has two worst outcomes")


def _step(
    alive: dict[Counts, float], chances: Sequence[float], stops: Stops, dosed: int
) -> tuple[dict[Counts, float], dict[Counts, float]]:
    """Treat one more participant; give the courses that the rule stops here, and those that go on."""
    stopped: dict[Counts, float] = {}
    going: dict[Counts, float] = {}
    for counts, reached in alive.items():
        for k, chance in enumerate(chances):
            if chance == 0:
                continue
            after = tuple(count + (k == j) for j, count in enumerate(counts))
            into = stopped if stops(after, dosed) else going
            into[after] = into.get(after, 0.0) + reached * chance
    return stopped, going
