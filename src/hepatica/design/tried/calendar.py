"""A trial in days: who comes, who waits, what is known when, how many are exposed before the rule can know, how long it lasts.

Everything is worked out for many trials side by side (trials in rows, participants in columns, in the order they come).
Without pauses the day of the k-th treated is G(k) + max over j ≤ k of ready(j) − G(j), G being the gaps added up; a pause
moves the readiness of who would have come during it. So the loop is over events that become known, never over people.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from hepatica.design.replicates import Mean
from hepatica.design.stagger import Observed, Onset, Uniform
from hepatica.design.tried.schedule import MONTH, Schedule

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

NEVER = np.inf
ASSUMES = (
    "Participants come by chance at the planned pace (Poisson), and nobody who must wait goes elsewhere.",
    "The boundary is asked whenever an event becomes known, by those whose window is over or who had the event.",
    "During a review nobody enters; the gaps hold those who are given cells only.",
    "Each participant given cells has the event with the same chance, independently of the others.",
)
CANNOT_SHOW = (
    "How many will come: the pace is planned, and the first months of a trial are slower than any plan.",
    "How long people need to decide: a review lasts as long as was assumed.",
    "What manufacture delays: cells are there when the participant is.",
)


@dataclass(frozen=True, kw_only=True)
class Lived:
    """Trials as they went; arrays are (trials, participants) or (trials,)."""

    day: Floats
    """When each enters, or would have."""
    entered: Flags
    """Whether it came to that."""
    stopped: Floats
    """Day on which the boundary stops; infinite where it does not."""
    exposed: Ints
    """Given cells."""
    harmed: Ints
    """Of these, with the event sooner or later."""
    late: Ints
    """Given cells after the boundary was met by outcomes that nobody could know yet; 0 where it never was."""
    reviews: Ints
    months: Floats
    """From the opening to the last visit of whoever entered."""


def arrivals(plan: Schedule, n: int, trials: int, rng: Generator) -> Floats:
    """Draw the days on which n participants are ready, (trials, n): a Poisson process over all sites.

    Sites whose pace varies make a trial's pace a gamma variable, with the shape of all sites together.
    """
    pace = np.full((trials, 1), plan.per_month / MONTH)
    if plan.spread:
        shape = plan.sites / plan.spread**2
        pace = pace * rng.gamma(shape, 1 / shape, (trials, 1))
    return np.asarray(np.cumsum(rng.standard_exponential((trials, n)) / pace, axis=1))


def onset_days(onset: Onset, uniform: Floats) -> Floats:
    """Carry uniform numbers to days from the dose until the event begins."""
    if isinstance(onset, Uniform):
        return onset.start + uniform * (onset.end - onset.start)
    if isinstance(onset, Observed):
        return np.asarray(onset.days)[(uniform * len(onset.days)).astype(np.int64)]
    return np.asarray(onset.scale * (-np.log1p(-uniform)) ** (1 / onset.shape))


def live(plan: Schedule, ready: Floats, treated: Flags, onset: Floats) -> Lived:
    """Let trials go by: ``ready`` the day each comes, ``treated`` who is given cells, ``onset`` days from then to the event.

    All are (trials, participants); ``onset`` is infinite for who has no event, and what begins after the window does not
    count. Raises ValueError for arrays that do not fit.
    """
    if not ready.shape == treated.shape == onset.shape or ready.ndim != 2:
        raise ValueError("readiness, treatment and onset are one number for each participant of each trial")
    gaps = _gaps(plan, treated)
    onset = np.where(treated & (onset <= plan.window), onset, NEVER)
    day, stopped, reviews = _walk(plan, ready, treated, onset, gaps)
    entered = day < stopped[:, None]
    given = entered & treated
    exposed = given.sum(axis=1)
    last = np.where(entered, day, 0.0).max(axis=1)
    ideal = _met(plan, treated, onset)
    return Lived(
        day=day,
        entered=entered,
        stopped=stopped,
        exposed=exposed,
        harmed=(given & np.isfinite(onset)).sum(axis=1),
        late=np.where(ideal > 0, np.maximum(0, exposed - ideal), 0),
        reviews=reviews,
        months=(last + plan.follow_up) / MONTH,
    )


def delay(plan: Schedule, ready: Floats, treated: Flags) -> Floats:
    """Give the months by which the gaps alone put off the last entry, (trials,)."""
    day = _days(ready, treated, _gaps(plan, treated))
    return np.asarray((day.max(axis=1) - ready.max(axis=1)) / MONTH)


def _gaps(plan: Schedule, treated: Flags) -> Floats:
    """Give the days from the opening to each participant by gaps alone, added up over those who are treated."""
    at = np.concatenate([[0.0], np.cumsum(plan.gaps)])
    place = np.cumsum(treated, axis=1) - 1
    return np.asarray(at[np.clip(place, 0, len(at) - 1)])


def _days(ready: Floats, treated: Flags, gaps: Floats) -> Floats:
    waited = np.maximum.accumulate(np.where(treated, ready - gaps, -NEVER), axis=1)
    return np.where(treated, gaps + waited, ready)


def _walk(
    plan: Schedule, ready: Floats, treated: Flags, onset: Floats, gaps: Floats
) -> tuple[Floats, Floats, Ints]:
    """Go from one event that becomes known to the next, in all trials that still run; give days, stops and reviews."""
    trials = len(ready)
    day, stopped, reviews = _days(ready, treated, gaps), np.full(trials, NEVER), np.zeros(trials, np.int64)
    limits = np.asarray(plan.limits or (2**31,), np.int64)
    at, seen, ready = np.arange(trials), np.full(trials, -NEVER), ready.copy()
    while at.size:
        here, known = day[at], day[at] + onset[at] + plan.report
        now = np.where(known > seen[at, None], known, NEVER).min(axis=1)
        going = np.isfinite(now)
        at, here, known, now = at[going], here[going], known[going], now[going, None]
        told = known <= now
        watched = told | (treated[at] & (here + plan.window + plan.report <= now))
        events, count = told.sum(axis=1), watched.sum(axis=1)
        stops = bool(plan.limits) & (events >= limits[np.minimum(count, len(limits)) - 1])
        stopped[at[stops]] = now[stops, 0]
        paused = ~stops & (plan.needs is not None) & (events >= (plan.needs or 1))
        held = paused[:, None] & (here >= now) & ~told
        reviews[at] += paused
        ready[at] = np.where(held, np.maximum(ready[at], now + plan.review), ready[at])
        seen[at] = now[:, 0]
        day[at] = _days(ready[at], treated[at], gaps[at])
        at = at[~stops]
    return day, stopped, reviews


def _met(plan: Schedule, treated: Flags, onset: Floats) -> Ints:
    """Give after how many treated the boundary would stop were each outcome known before the next; 0 for never."""
    trials = len(treated)
    if not plan.limits:
        return np.zeros(trials, np.int64)
    place = np.cumsum(treated, axis=1)
    limits = np.asarray(plan.limits, np.int64)[np.clip(place, 1, len(plan.limits)) - 1]
    met = treated & (place <= len(plan.limits)) & (np.cumsum(np.isfinite(onset), axis=1) >= limits)
    return np.where(met.any(axis=1), place[np.arange(trials), met.argmax(axis=1)], 0)


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A number over trials: its mean with the Monte-Carlo standard error, and the 10th and 90th percentile."""

    mean: Mean
    low: float
    high: float


def spread(values: NDArray[np.generic]) -> Spread:
    """Sum up one number per trial. Raises ValueError for fewer than two trials."""
    found = values.astype(np.float64)
    if found.size < 2:
        raise ValueError("a spread needs at least two trials")
    low, high = np.quantile(found, (0.1, 0.9))
    return Spread(
        mean=Mean(value=float(found.mean()), error=float(found.std(ddof=1) / found.size**0.5)),
        low=float(low),
        high=float(high),
    )
