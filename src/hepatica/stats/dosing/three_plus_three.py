"""3+3: three at a dose, three more after one event, the end after two. Kept as the yardstick others are measured by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a 3+3 trial stands: the next dose, or the end with its recommended dose (0: not even the lowest)."""

    next_dose: int | None
    recommended: int | None


def three_plus_three(
    treated: Sequence[int], events: Sequence[int], current: int, *, six: bool = False
) -> Standing:
    """Return what follows at the current dose (counted from 1) after its last cohort of three.

    Nought of three or at most one of six: up, and at the highest dose the end. One of three: three more. Two or more:
    the end, with the dose below recommended; with ``six`` it is recommended only once six were treated there.
    """
    n, y = treated[current - 1], events[current - 1]
    if n == 3 and y == 1:
        return Standing(next_dose=current, recommended=None)
    if y <= (0 if n == 3 else 1):
        if current < len(treated) and treated[current] == 0:
            return Standing(next_dose=current + 1, recommended=None)
        if six and n == 3:
            return Standing(next_dose=current, recommended=None)
        return Standing(next_dose=None, recommended=current)
    below = current - 1
    if six and below and treated[below - 1] == 3:
        return Standing(next_dose=below, recommended=None)
    return Standing(next_dose=None, recommended=below)


@dataclass(frozen=True, kw_only=True)
class Odds:
    """Exact operating characteristics: probability of each recommendation (0 first), and expected participants."""

    recommended: tuple[float, ...]
    expected_treated: float


def odds(rates: Sequence[float], *, six: bool = False) -> Odds:
    """Return the exact odds of a 3+3 by walking every path."""
    chosen = [0.0] * (len(rates) + 1)
    size = 0.0
    empty = (0,) * len(rates)
    for probability, treated, _events, recommended in _paths(rates, empty, empty, 1, 1.0, six=six):
        chosen[recommended] += probability
        size += probability * sum(treated)
    return Odds(recommended=tuple(chosen), expected_treated=size)


Counts = tuple[int, ...]


def _paths(
    rates: Sequence[float], treated: Counts, events: Counts, current: int, probability: float, *, six: bool
) -> Iterator[tuple[float, Counts, Counts, int]]:
    at, rate = current - 1, rates[current - 1]
    for y in range(4):
        chance = probability * comb(3, y) * rate**y * (1 - rate) ** (3 - y)
        if chance == 0:
            continue
        n = (*treated[:at], treated[at] + 3, *treated[current:])
        x = (*events[:at], events[at] + y, *events[current:])
        stands = three_plus_three(n, x, current, six=six)
        if stands.next_dose is None:
            yield chance, n, x, stands.recommended or 0
        else:
            yield from _paths(rates, n, x, stands.next_dose, chance, six=six)
