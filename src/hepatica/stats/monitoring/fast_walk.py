"""What very many boundaries do at very many true rates: the absorbing walk, walked once for all rates.

The chance that a boundary stops is a polynomial in the rate. Its coefficients are counts of courses, so a boundary is
enumerated once, without any rate, and each rate then costs two polynomials of n terms. All terms are positive: nothing
cancels, and the answers are those of `walk`. Source: the absorbing walk of Jennison and Turnbull 2000, chapter 12;
polynomials in Bernstein's form, Farouki and Rajan 1987.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hepatica.stats.compiled import compiled
from hepatica.stats.quadrature import Array

MOST = 1000
"""Participants up to which counts of courses, at most 2^n, are numbers of double precision."""
BLOCK = 256
Limits = npt.NDArray[np.int64]
"""One boundary per row: the fewest events that stop after 1 to n participants; above that number it cannot stop."""


@dataclass(frozen=True, kw_only=True)
class Polynomials:
    """Boundaries as polynomials: rows are boundaries, column x belongs to p^x (1 - p)^(n - x)."""

    stopped: Array
    """Courses of n outcomes with x events that the boundary stops."""
    treated: Array
    """Participants treated in all courses of n outcomes with x events, until each is stopped or complete."""


@dataclass(frozen=True, kw_only=True)
class Characteristics:
    """What each boundary (rows) does at each true rate (columns): exact, no simulation."""

    p_stop: Array
    expected_n: Array
    """Participants treated; the one at whom the boundary stops counts."""


def polynomials(boundaries: Limits) -> Polynomials:
    """Count the courses that each boundary stops.

    Raises ValueError for no participants or more than 1,000, or a limit below 1, which would stop before any event.
    """
    limits = np.ascontiguousarray(boundaries, dtype=np.int64)
    if limits.ndim != 2 or not 1 <= limits.shape[1] <= MOST:
        raise ValueError(f"boundaries are rows of 1 to {MOST} participants, not an array of {limits.shape}")
    if limits.size and limits.min() < 1:
        raise ValueError(f"a boundary of {limits.min()} would stop before any event; at least 1 must be seen")
    stopped = np.zeros((limits.shape[0], limits.shape[1] + 1))
    treated = np.zeros_like(stopped)
    _count(limits, stopped, treated)
    return Polynomials(stopped=stopped, treated=treated)


def characteristics(boundaries: Limits, rates: Sequence[float] | Array) -> Characteristics:
    """Give what each boundary does at each true rate. Raises ValueError as `polynomials`, or for a rate outside 0 to 1."""
    return evaluated(polynomials(boundaries), rates)


def evaluated(of: Polynomials, rates: Sequence[float] | Array) -> Characteristics:
    """Give the values of boundaries' polynomials at true rates. Raises ValueError for a rate outside 0 to 1."""
    p = np.array(rates, dtype=float)
    inside = (p >= 0) & (p <= 1)
    if not inside.all():
        raise ValueError(f"a rate of {p[~inside][0]:g} does not lie between 0 and 1")
    found = Characteristics(
        p_stop=np.zeros((len(of.stopped), len(p))), expected_n=np.zeros((len(of.stopped), len(p)))
    )
    _horner(of.stopped, p, found.p_stop)
    _horner(of.treated, p, found.expected_n)
    return found


@compiled
def _count(limits: Limits, stopped: Array, treated: Array) -> None:
    """Lengthen all courses by one outcome at a time; column x holds those with x events."""
    n = limits.shape[1]
    alive, next_alive = np.zeros(n + 2), np.zeros(n + 2)
    gone, next_gone = np.zeros(n + 2), np.zeros(n + 2)
    dosed, next_dosed = np.zeros(n + 2), np.zeros(n + 2)
    for b in range(limits.shape[0]):
        for x in range(n + 2):
            alive[x] = gone[x] = dosed[x] = 0.0
            next_alive[x] = next_gone[x] = next_dosed[x] = 0.0
        alive[0] = 1.0
        top = 0  # the most events of a course that goes on
        for k in range(n):
            next_alive[0] = alive[0]
            next_gone[0] = gone[0]
            next_dosed[0] = dosed[0] + alive[0]
            for x in range(1, k + 2):
                next_gone[x] = gone[x] + gone[x - 1]
                next_dosed[x] = dosed[x] + dosed[x - 1]
            top += 1
            for x in range(1, top + 1):
                next_alive[x] = alive[x] + alive[x - 1]
                next_dosed[x] += next_alive[x]
            limit = limits[b, k]
            while top >= limit:
                next_gone[top] += next_alive[top]
                top -= 1
            next_alive[top + 1] = 0.0
            alive, next_alive = next_alive, alive
            gone, next_gone = next_gone, gone
            dosed, next_dosed = next_dosed, dosed
        for x in range(n + 1):
            stopped[b, x] = gone[x]
            treated[b, x] = dosed[x]


@compiled
def _horner(coefficients: Array, rates: Array, sums: Array) -> None:
    """Add up every polynomial at every rate, in blocks that stay in the nearest memory.

    Horner's rule runs in odds of at most 1, from whichever end of the polynomial has them.
    """
    last = coefficients.shape[1] - 1
    odds, scale, total = np.zeros(BLOCK), np.zeros(BLOCK), np.zeros(BLOCK)
    mirrored = np.zeros(BLOCK, dtype=np.bool_)
    for start in range(0, rates.shape[0], BLOCK):
        size = min(BLOCK, rates.shape[0] - start)
        for j in range(size):
            p = rates[start + j]
            mirrored[j] = p > 0.5
            base = max(p, 1 - p)
            odds[j] = min(p, 1 - p) / base
            scale[j] = base**last
        for b in range(coefficients.shape[0]):
            for j in range(BLOCK):
                total[j] = 0.0
            for x in range(last, -1, -1):
                low, high = coefficients[b, x], coefficients[b, last - x]
                for j in range(BLOCK):
                    total[j] = total[j] * odds[j] + (high if mirrored[j] else low)
            for j in range(size):
                sums[b, start + j] = total[j] * scale[j]
