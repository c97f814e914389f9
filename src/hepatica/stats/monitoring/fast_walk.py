"""What very many boundaries do at very many true rates: the absorbing walk, walked once for all rates.

The chance that a boundary stops is a polynomial in the rate. Its coefficients are counts of courses, so a boundary is
enumerated once, without any rate, and each rate then costs two sums of n + 1 products. All terms are positive: nothing
cancels, and the answers are those of `walk`. Source: the absorbing walk of Jennison and Turnbull 2000, chapter 12;
polynomials in Bernstein's form, Farouki and Rajan 1987.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hepatica.stats.compiled import compiled, is_available
from hepatica.stats.quadrature import Array

MOST = 1000
"""Participants up to which counts of courses, at most 2^n, are numbers of double precision."""
BLOCK = 2048
"""Rates that are taken together, so that their powers stay in the nearer memory."""
WORTH_COMPILING = 200_000
"""Steps below which plain Python is done sooner than a compiler."""
FEW_RATES = 3
"""Rates up to which walking them one by one is done sooner than counting courses for all rates."""
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
    limits = _checked(boundaries)
    stopped = np.zeros((limits.shape[0], limits.shape[1] + 1))
    treated = np.zeros_like(stopped)
    steps = limits.size * limits.shape[1]
    (_count if steps > WORTH_COMPILING else _count.plain)(limits, stopped, treated)
    return Polynomials(stopped=stopped, treated=treated)


def characteristics(boundaries: Limits, rates: Sequence[float] | Array) -> Characteristics:
    """Give what each boundary does at each true rate. Raises ValueError as `polynomials`, or for a rate outside 0 to 1."""
    limits, p = _checked(boundaries), _inside(rates)
    if len(p) > FEW_RATES or limits.size * len(p) <= WORTH_COMPILING or not is_available():
        return evaluated(polynomials(limits), p)
    found = Characteristics(
        p_stop=np.empty((len(limits), len(p))), expected_n=np.empty((len(limits), len(p)))
    )
    _walk_at(limits, p, found.p_stop, found.expected_n)
    return found


def evaluated(of: Polynomials, rates: Sequence[float] | Array) -> Characteristics:
    """Give the values of boundaries' polynomials at true rates. Raises ValueError for a rate outside 0 to 1."""
    p = _inside(rates)
    last = of.stopped.shape[1] - 1
    found = [
        [of.stopped @ basis, of.treated @ basis]
        for basis in (_basis(p[at : at + BLOCK], last) for at in range(0, len(p), BLOCK))
    ]
    empty = [np.empty((len(of.stopped), 0))] * 2
    p_stop, expected_n = (np.concatenate(parts, axis=1) for parts in zip(*(found or [empty]), strict=True))
    return Characteristics(p_stop=p_stop, expected_n=expected_n)


def _checked(boundaries: Limits) -> Limits:
    limits = np.ascontiguousarray(boundaries, dtype=np.int64)
    if limits.ndim != 2 or not 1 <= limits.shape[1] <= MOST:
        raise ValueError(f"boundaries are rows of 1 to {MOST} participants, not an array of {limits.shape}")
    if limits.size and limits.min() < 1:
        raise ValueError(f"a boundary of {limits.min()} would stop before any event; at least 1 must be seen")
    return limits


def _inside(rates: Sequence[float] | Array) -> Array:
    p = np.array(rates, dtype=float)
    inside = (p >= 0) & (p <= 1)
    if not inside.all():
        raise ValueError(f"a rate of {p[~inside][0]:g} does not lie between 0 and 1")
    return p


def _basis(p: Array, last: int) -> Array:
    """Give p^x (1 - p)^(last - x), x down and rates across: no factor is rounded to nothing before the product is."""
    basis, rest = np.ones((last + 1, len(p))), np.ones((last + 1, len(p)))
    for x in range(1, last + 1):
        np.multiply(basis[x - 1], p, out=basis[x])
        np.multiply(rest[last + 1 - x], 1 - p, out=rest[last - x])
    basis *= rest
    return basis


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
def _walk_at(limits: Limits, rates: Array, p_stop: Array, expected_n: Array) -> None:
    """Walk every boundary at each rate on its own: its courses are counted, and where it stops them they get their chance.

    A course of k outcomes with x events has the chance p^x (1 - p)^(k - x), so a step needs additions alone.
    """
    n = limits.shape[1]
    courses = np.zeros(n + 2)
    events, none = np.ones(n + 1), np.ones(n + 1)
    for r in range(len(rates)):
        for x in range(n):
            events[x + 1] = events[x] * rates[r]
            none[x + 1] = none[x] * (1 - rates[r])
        for b in range(limits.shape[0]):
            courses[0] = 1.0
            top, gone, spared = 0, 0.0, 0.0
            for k in range(1, n + 1):
                courses[top + 1] = 0.0
                one_fewer = courses[0]
                for x in range(1, top + 2):
                    before = courses[x]
                    courses[x] = before + one_fewer
                    one_fewer = before
                top += 1
                limit = limits[b, k - 1]
                while top >= limit:
                    chance = courses[top] * events[top] * none[k - top]
                    gone += chance
                    spared += chance * (n - k)
                    top -= 1
            p_stop[b, r], expected_n[b, r] = gone, n - spared
