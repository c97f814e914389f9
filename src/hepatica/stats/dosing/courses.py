"""Every state a dose-finding trial can reach, once each: its odds are then exact, and a simulated trial is a walk among them.

A design that decides by counts (a table, a model, 3+3) forgets the order of the participants, so trials that reach the
same counts at the same next dose are one trial from there on. Thirty participants on five doses reach thousands of
states, not the million orders in which cohorts can fall.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from hepatica.stats.compiled import compiled, is_available

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

ENDED = -1
"""In the place of a next dose: the trial is over."""
MOST_STATES = 3_000_000
"""States beyond which a design is refused: some gigabytes of them."""
BLOCK = 16_384
"""Trials that are walked side by side."""
MANY = 20_000_000
"""Trials from which compiling the walk takes less time than it saves."""
LEVELS = 2**32

Rule = Callable[[Counts, Counts, Counts], Counts]
"""Participants and events per dose, a row per trial, and the dose just given (from 0): the next dose, or ENDED."""
Choice = Callable[[Counts, Counts], Counts]
"""Participants and events per dose, a row per trial: the dose chosen at the end, counted from 1; 0 for none."""


@dataclass(frozen=True, kw_only=True)
class Courses:
    """All states in order of time; the first is the empty trial."""

    treated: Counts
    """Participants per state (rows) and dose (columns)."""
    events: Counts
    dose: Counts
    """The dose given next in each state, from 0; ENDED where the trial is over."""
    after: Counts
    """The state after 0, 1 … events among the next cohort; an ended state leads to itself."""
    chosen: Counts
    """The dose chosen, counted from 1; 0 for none, and where the trial goes on."""
    starts: tuple[int, ...]
    """The first state after each number of cohorts, and the number of states at the end."""
    size: int
    """Participants in a cohort."""


def courses(doses: int, size: int, cohorts: int, rule: Rule, choice: Choice, *, start: int = 1) -> Courses:
    """Return every state a trial of at most so many cohorts can reach from its starting dose (counted from 1).

    Raises ValueError for a trial without a dose, a cohort or a participant in it, and for more states than can be held.
    """
    _check(doses, size, cohorts, start)
    n = y = np.zeros((1, doses), np.int64)
    dose = np.array([start - 1])
    levels, links, held = [(n, y, dose)], [], 1
    for given in range(1, cohorts + 1):
        going = np.flatnonzero(dose != ENDED)
        link = np.full((dose.size, size + 1), ENDED)
        if going.size:
            after = _children(n[going], y[going], dose[going], size, rule, last=given == cohorts)
            n, y, dose, link[going] = *after[:3], after[3].reshape(-1, size + 1)
        links.append(link)
        if not going.size:
            break
        held += dose.size
        if held > MOST_STATES:
            raise ValueError(
                f"this design can reach more than {MOST_STATES:,} states: take larger cohorts or fewer"
            )
        levels.append((n, y, dose))
    return _joined(levels, links, choice, size)


def _check(doses: int, size: int, cohorts: int, start: int) -> None:
    if doses < 1:
        raise ValueError("a trial needs at least one dose")
    if size < 1 or cohorts < 1:
        raise ValueError(f"{cohorts} cohorts of {size} are no trial: both are at least 1")
    if not 1 <= start <= doses:
        raise ValueError(f"the starting dose {start} is none of the {doses} doses")


def _children(
    n: Counts, y: Counts, dose: Counts, size: int, rule: Rule, *, last: bool
) -> tuple[Counts, Counts, Counts, Counts]:
    """Treat one more cohort in every state: the distinct states after it, and which of them each outcome leads to."""
    many, every = dose.size * (size + 1), np.arange(dose.size * (size + 1))
    n, y, dose = (np.repeat(part, size + 1, axis=0) for part in (n, y, dose))
    n[every, dose] += size
    y[every, dose] += np.tile(np.arange(size + 1), many // (size + 1))
    n, y, dose, first = _distinct(n, y, dose)
    nexts = np.full(dose.size, ENDED) if last else np.asarray(rule(n, y, dose), np.int64)
    n, y, nexts, second = _distinct(n, y, nexts)
    return n, y, nexts, second[first]


def _distinct(n: Counts, y: Counts, dose: Counts) -> tuple[Counts, Counts, Counts, Counts]:
    rows = np.ascontiguousarray(np.column_stack([n, y, dose]).astype(np.int16))
    keys = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
    _, first, into = np.unique(keys, return_index=True, return_inverse=True)
    return n[first], y[first], dose[first], np.asarray(into, np.int64)


def _joined(
    levels: Sequence[tuple[Counts, Counts, Counts]], links: Sequence[Counts], choice: Choice, size: int
) -> Courses:
    n, y, dose = (np.concatenate([level[part] for level in levels]) for part in range(3))
    starts = np.concatenate([[0], np.cumsum([level[2].size for level in levels])])
    after = np.tile(np.arange(dose.size)[:, None], (1, size + 1))
    for level, link in enumerate(links):
        here = after[starts[level] : starts[level + 1]]
        here[:] = np.where(link == ENDED, here, link + starts[level + 1])
    ended = dose == ENDED
    chosen = np.zeros(dose.size, np.int64)
    chosen[ended] = choice(n[ended], y[ended])
    return Courses(
        treated=n,
        events=y,
        dose=dose,
        after=after,
        chosen=chosen,
        starts=tuple(map(int, starts)),
        size=size,
    )


def chances(made: Courses, rates: Sequence[float]) -> Array:
    """Return the exact probability that a trial at these true rates ends in each state; 0 where it goes on."""
    table = _cohort(made, rates)
    chance = np.zeros(made.dose.size)
    chance[0] = 1.0
    for low, high in zip(made.starts, made.starts[1:], strict=False):
        going = low + np.flatnonzero(made.dose[low:high] != ENDED)
        if not going.size:
            continue
        onward = chance[going, None] * table[made.dose[going]]
        chance += np.bincount(made.after[going].ravel(), onward.ravel(), minlength=chance.size)
        chance[going] = 0.0
    return chance


def walked(made: Courses, rates: Sequence[float], trials: int, stream: np.random.Generator) -> Counts:
    """Return how many of so many simulated trials end in each state. Same stream, same numbers.

    An outcome is read from 32 random bits: its probability is right to one in four thousand million.
    """
    if trials < 1:
        raise ValueError("there must be at least one trial to simulate")
    cuts = np.rint(np.cumsum(_cohort(made, rates), axis=1)[:, :-1] * LEVELS)
    shared = (
        np.where(made.dose == ENDED, 0, made.dose).astype(np.int32),
        made.after.astype(np.int32),
        cuts.astype(np.int64),
    )
    ends = np.zeros(made.dose.size, np.int64)
    cohorts = len(made.starts) - 2
    walk = _walk if trials >= MANY and is_available() else _together
    for begun in range(0, trials, BLOCK):
        words = stream.integers(0, 2**64, size=((cohorts + 1) // 2, BLOCK), dtype=np.uint64)
        walk(*shared, words.view(np.uint32), cohorts, min(BLOCK, trials - begun), ends)
    return ends


def _together(
    dose: NDArray[np.int32],
    after: NDArray[np.int32],
    cuts: Counts,
    bits: NDArray[np.uint32],
    cohorts: int,
    trials: int,
    ends: Counts,
) -> None:
    """Move all trials of a block one cohort on, again and again, by numpy: no compiler to wait for."""
    state = np.zeros(trials, np.int32)
    wide = after.shape[1]
    for cohort in range(cohorts):
        drawn = bits[cohort >> 1, cohort & 1 : 2 * trials : 2]
        given = dose[state]
        events = np.zeros(trials, np.int32)
        for limit in range(wide - 1):
            events += drawn >= cuts[given, limit]
        state = after.ravel()[wide * state + events]
    ends += np.bincount(state, minlength=ends.size)


@compiled
def _walk(
    dose: NDArray[np.int32],
    after: NDArray[np.int32],
    cuts: Counts,
    bits: NDArray[np.uint32],
    cohorts: int,
    trials: int,
    ends: Counts,
) -> None:
    """Do the same, compiled: no step of a trial waits for another trial's."""
    state = np.zeros(trials, np.int32)
    for cohort in range(cohorts):
        row, half = cohort >> 1, cohort & 1
        for trial in range(trials):
            here = state[trial]
            given, drawn, events = dose[here], bits[row, 2 * trial + half], 0
            for limit in range(cuts.shape[1]):
                events += drawn >= cuts[given, limit]
            state[trial] = after[here, events]
    for trial in range(trials):
        ends[state[trial]] += 1


def _cohort(made: Courses, rates: Sequence[float]) -> Array:
    """Return the probability of 0, 1 … events in a cohort (columns) at each dose (rows)."""
    p = np.asarray(rates, float)
    if p.shape != (made.treated.shape[1],) or not ((p >= 0) & (p <= 1)).all():
        raise ValueError(
            f"there must be a true rate between 0 and 1 for each of {made.treated.shape[1]} doses"
        )
    k = np.arange(made.size + 1)
    ways = np.array([comb(made.size, int(j)) for j in k], float)
    return np.asarray(ways * p[:, None] ** k * (1 - p[:, None]) ** (made.size - k), float)
