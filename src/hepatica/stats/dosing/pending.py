"""Trials that find a dose while outcomes are pending, on a calendar: who arrives when, whose outcome is known by then.

A decision is asked when somebody arrives. A dose that is too high even if all who are pending stay free of the event is
left at once; a cohort that is not full is filled; otherwise accrual waits until no more than a share of those at the dose
are pending, and the rule decides on what is known then. Source: Cheung and Chappell 2000; Lin and Yuan 2020, Biostatistics
21:807; waiting while most are pending: Yuan, Lin, Li, Nie and Warren 2018, Clin Cancer Res 24:4921.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hepatica.stats.dosing.courses import ENDED, Choice, Counts

Array = NDArray[np.float64]
Onset = Literal["even", "early", "late"]
POWER = {"even": 1.0, "early": 2.0, "late": 0.5}
"""An event comes at a share of the window that is a uniform number to this power."""
BLOCK = 4_096
"""Trials that are played side by side."""


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The days of a trial. Raises ValueError for a window or a pace that cannot be."""

    window: float
    """Days until an outcome without the event is known."""
    every: float
    """Mean days between two who arrive, exponentially distributed."""
    onset: Onset = "even"
    most_pending: float = 0.5
    """Larger shares of pending participants at the current dose make the trial wait; 0 waits for all of them."""

    def __post_init__(self) -> None:
        """Refuse what is no calendar."""
        for name, value in (("window", self.window), ("mean interval between arrivals", self.every)):
            if not (np.isfinite(value) and value > 0):
                raise ValueError(f"a {name} of {value} days cannot be: it lies above 0")
        if self.onset not in POWER:
            raise ValueError(f"events come {', '.join(POWER)}, not '{self.onset}'")
        if not 0 <= self.most_pending < 1:
            raise ValueError(f"a share of {self.most_pending} pending is not a share below 1")


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known at the moment of a decision: a row per trial, a column per dose."""

    dose: Counts
    """The dose just given, from 0."""
    treated: Counts
    events: Counts
    complete: Counts
    """Known to have stayed free of the event."""
    row: Counts
    """Of each pending participant: the trial,"""
    at: Counts
    """the dose,"""
    weight: Array
    """and the share of the window followed."""


PendingRule = Callable[[Known], Counts]
"""What is known: the next dose, from 0, or ENDED."""


@dataclass(frozen=True, kw_only=True)
class Played:
    """Trials as they went: a row each; the first three with a column per participant, in the order of treatment."""

    dose: Counts
    """From 0; ENDED where nobody was treated any more."""
    start: Array
    known: Array
    """The day on which the outcome is known: that of the event, or the end of the window."""
    event: NDArray[np.bool_]
    days: Array
    """Until the last outcome is known, or the trial is stopped."""
    stopped: NDArray[np.bool_]

    def counts(self, doses: int) -> tuple[Counts, Counts]:
        """Return participants and events per trial and dose."""
        given = self.dose[:, :, None] == np.arange(doses)
        return given.sum(axis=1), (given & self.event[:, :, None]).sum(axis=1)

    def chosen(self, choice: Choice, doses: int) -> Counts:
        """Return the dose chosen once every outcome is known, counted from 1; 0 for none."""
        return np.where(self.stopped, 0, choice(*self.counts(doses)))


def played(
    rates: Sequence[float],
    calendar: Calendar,
    rule: PendingRule,
    *,
    size: int,
    most: int,
    trials: int,
    stream: np.random.Generator,
    start: int = 1,
) -> Played:
    """Play so many trials of at most so many participants in cohorts of a size. Same stream, same numbers.

    Raises ValueError for rates or sizes that cannot be, and for a starting dose (from 1) that is none.
    """
    rate = np.asarray(rates, float)
    if rate.ndim != 1 or not rate.size or not ((rate >= 0) & (rate <= 1)).all():
        raise ValueError("a true rate lies between 0 and 1")
    if size < 1 or most < size or trials < 1:
        raise ValueError(f"{trials} trials of at most {most} in cohorts of {size} cannot be played")
    if not 1 <= start <= rate.size:
        raise ValueError(f"the starting dose {start} is none of the {rate.size} doses")
    blocks = [
        _Block(rate, calendar, rule, size, most, min(BLOCK, trials - begun), stream).play(start - 1)
        for begun in range(0, trials, BLOCK)
    ]
    each = ("dose", "start", "known", "event", "days", "stopped")
    return Played(**{name: np.concatenate([getattr(one, name) for one in blocks]) for name in each})


class _Block:
    """Some trials side by side, moved on participant by participant."""

    def __init__(
        self,
        rate: Array,
        calendar: Calendar,
        rule: PendingRule,
        size: int,
        most: int,
        trials: int,
        stream: np.random.Generator,
    ) -> None:
        self.rate, self.calendar, self.rule, self.size = rate, calendar, rule, size
        self.gaps = stream.exponential(calendar.every, (trials, most))
        self.luck, self.when = stream.random((trials, most)), stream.random((trials, most))
        self.dose = np.full((trials, most), ENDED)
        self.start, self.known = np.zeros((trials, most)), np.full((trials, most), np.inf)
        self.event = np.zeros((trials, most), bool)
        self.now, self.run = np.zeros(trials), np.zeros(trials, np.int64)
        self.stopped = np.zeros(trials, bool)

    def play(self, first: int) -> Played:
        """Treat everybody, the first at a dose given; return what became of the trials."""
        trials, most = self.dose.shape
        self._treat(np.arange(trials), 0, np.full(trials, first))
        for participant in range(1, most):
            going = np.flatnonzero(~self.stopped)
            if not going.size:
                break
            self.now[going] += self.gaps[going, participant]
            after = self._decided(going, participant)
            self.stopped[going[after == ENDED]] = True
            self._treat(going[after != ENDED], participant, after[after != ENDED])
        self._last()
        given = self.dose != ENDED
        known = np.where(given, self.known, -np.inf).max(axis=1)
        return Played(
            dose=self.dose,
            start=self.start,
            known=np.where(given, self.known, np.inf),
            event=self.event,
            days=np.where(self.stopped, self.now, known),
            stopped=self.stopped,
        )

    def _treat(self, rows: Counts, participant: int, dose: Counts) -> None:
        calendar = self.calendar
        before = self.dose[rows, participant - 1] if participant else np.full(rows.size, ENDED)
        self.run[rows] = np.where(dose == before, self.run[rows] + 1, 1)
        event = self.luck[rows, participant] < self.rate[dose]
        share = np.where(event, self.when[rows, participant] ** POWER[calendar.onset], 1.0)
        self.dose[rows, participant], self.event[rows, participant] = dose, event
        self.start[rows, participant] = self.now[rows]
        self.known[rows, participant] = self.now[rows] + share * calendar.window

    def _decided(self, rows: Counts, participant: int) -> Counts:
        """Return the dose of the next participant in each trial, having waited where that is needed."""
        current = self.dose[rows, participant - 1]
        missing = -self.run[rows] % self.size
        after = self._left(rows, participant, current, missing)
        open_to = (after == current) & (missing == 0)
        if open_to.any():
            held, place = rows[open_to], np.flatnonzero(open_to)
            self.now[held] = np.maximum(self.now[held], self._ready(held, participant, current[place]))
            left = self._left(held, participant, current[place], missing[place])
            step = self.rule(self._seen(held, participant))
            after[place] = np.where(left == current[place], step, left)
        return after

    def _left(self, rows: Counts, participant: int, current: Counts, missing: Counts) -> Counts:
        """Return the dose to which a trial falls though everybody pending or to come stayed free; else the current one."""
        known = self._seen(rows, participant)
        treated = known.treated.copy()
        treated[np.arange(rows.size), current] += missing
        none = np.zeros(0, np.int64)
        best = self.rule(
            Known(
                dose=current,
                treated=treated,
                events=known.events,
                complete=treated - known.events,
                row=none,
                at=none,
                weight=np.zeros(0),
            )
        )
        return np.where(best < current, best, current)

    def _ready(self, rows: Counts, participant: int, current: Counts) -> Array:
        """Return the day from which few enough of those at the current dose are pending."""
        here = self.dose[rows, :participant] == current[:, None]
        allowed = np.floor(self.calendar.most_pending * here.sum(axis=1) + 1e-9).astype(np.int64)
        last = -np.sort(-np.where(here, self.known[rows, :participant], -np.inf), axis=1)
        return np.asarray(last[np.arange(rows.size), allowed], float)

    def _seen(self, rows: Counts, participant: int) -> Known:
        now, dose = self.now[rows, None], self.dose[rows, :participant]
        over = self.known[rows, :participant] <= now
        event = over & self.event[rows, :participant]
        doses = np.arange(self.rate.size)
        given = dose[:, :, None] == doses
        row, who = np.nonzero(~over)
        return Known(
            dose=dose[:, -1],
            treated=given.sum(axis=1),
            events=(given & event[:, :, None]).sum(axis=1),
            complete=(given & (over & ~event)[:, :, None]).sum(axis=1),
            row=row,
            at=dose[row, who],
            weight=(now[row, 0] - self.start[rows[row], who]) / self.calendar.window,
        )

    def _last(self) -> None:
        """Stop, at the day on which all is known, the trials whose rule then says so."""
        rows = np.flatnonzero(~self.stopped)
        if not rows.size:
            return
        self.now[rows] = self.known[rows].max(axis=1)
        self.stopped[rows] = self.rule(self._seen(rows, self.dose.shape[1])) == ENDED
