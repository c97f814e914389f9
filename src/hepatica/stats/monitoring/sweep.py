"""What a boundary does at many true rates at once: the same absorbing walk as `walk`, one row of an array per rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import comb

import numpy as np

from hepatica.stats.monitoring.walk import check_rates
from hepatica.stats.quadrature import Array


@dataclass(frozen=True, kw_only=True)
class Operating:
    """What a rule does at one true rate: exact, no simulation."""

    rate: float
    p_stop: float
    """Probability that the rule stops at all."""
    p_early: float
    """Probability that it stops before the last look."""
    expected_events: float
    """Events among those evaluated when the walk ends."""
    expected_evaluated: float
    """Participants evaluated when the walk ends; without a stop, those of the last look."""


def operating(looks: Sequence[int], limits: Sequence[int], rates: Sequence[float]) -> tuple[Operating, ...]:
    """Give what a rule does that stops after ``looks[k]`` participants when at least ``limits[k]`` had the event.

    Raises ValueError for looks that do not rise, limits that are not one per look or below 1, or rates outside 0 to 1.
    Source: Jennison and Turnbull 2000, chapter 12.
    """
    check_looks(looks, limits)
    for rate in rates:
        check_rates((rate,), looks[-1])
    p = np.asarray(rates, dtype=float)
    stopped, events, alive = _stops(looks, limits, p)
    p_stop = stopped.sum(axis=0)
    counts = np.arange(alive.shape[1])
    expected_events = events.sum(axis=0) + alive @ counts
    evaluated = np.asarray(looks, dtype=float) @ stopped + looks[-1] * (1 - p_stop)
    early = stopped[:-1].sum(axis=0)
    return tuple(
        Operating(
            rate=float(p[k]), p_stop=float(p_stop[k]), p_early=float(early[k]),
            expected_events=float(expected_events[k]), expected_evaluated=float(evaluated[k]),
        )
        for k in range(len(p))
    )  # fmt: skip


def chance_of_stopping(looks: Sequence[int], limits: Sequence[int], rate: float) -> float:
    """Give the probability that a rule stops at a true rate; the arguments are trusted, for use in a search."""
    if looks[-1] != len(looks):
        return float(_stops(looks, limits, np.array([rate]))[0].sum())
    # One by one, as most rules are watched: each step moves one row in place.
    alive, stopped, top = np.zeros(max(limits) + 2), np.zeros(len(looks)), 0
    alive[0] = 1.0
    for k, limit in enumerate(limits):
        moved = alive[: top + 1] * rate
        alive[: top + 1] *= 1 - rate
        alive[1 : top + 2] += moved
        top += 1
        if top >= limit:
            stopped[k] = alive[limit : top + 1].sum()
            alive[limit : top + 1] = 0.0
            top = limit - 1
    return float(stopped.sum())


def check_looks(looks: Sequence[int], limits: Sequence[int]) -> None:
    """Refuse looks and limits that are no rule, in a sentence."""
    if not looks or looks[0] < 1 or any(a >= b for a, b in pairwise(looks)):
        raise ValueError("the looks of a stopping rule must rise from at least 1 participant")
    if len(limits) != len(looks):
        raise ValueError(f"{len(limits)} limits do not fit {len(looks)} looks")
    if any(limit < 1 for limit in limits):
        raise ValueError(f"a boundary of {min(limits)} would stop before any event; at least 1 must be seen")


def _stops(looks: Sequence[int], limits: Sequence[int], p: Array) -> tuple[Array, Array, Array]:
    """Probability of stopping at each look, events among those, and what is still going: (looks|counts, rates)."""
    alive = np.ones((len(p), 1))
    stopped, events = np.zeros((len(looks), len(p))), np.zeros((len(looks), len(p)))
    before = 0
    for k, (look, limit) in enumerate(zip(looks, limits, strict=True)):
        alive = _treat(alive, look - before, p)
        before = look
        over = alive[:, limit:]
        stopped[k] = over.sum(axis=1)
        events[k] = over @ np.arange(limit, limit + over.shape[1])
        alive = alive[:, :limit]
    return stopped, events, alive


def _treat(alive: Array, more: int, p: Array) -> Array:
    """Add ``more`` participants: each count of events spreads binomially."""
    after = np.zeros((len(p), alive.shape[1] + more))
    if more == 1:
        np.multiply(alive, (1 - p)[:, None], out=after[:, :-1])
        after[:, 1:] += alive * p[:, None]
        return after
    for x in range(more + 1):
        chance = comb(more, x) * p**x * (1 - p) ** (more - x)
        after[:, x : x + alive.shape[1]] += alive * chance[:, None]
    return after
