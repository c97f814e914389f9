"""Adverse events over time at risk, procedure by procedure: no hazard of a procedure is constant, so none are pooled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hepatica.datasets.estimands.people import People
from hepatica.datasets.participants import Participant
from hepatica.ledger.landmarks import answers_at, civil
from hepatica.stats.rates import Followed, Rate, incidence
from hepatica.study.dates import PartialDate, days_between
from hepatica.study.schedule import Procedure


@dataclass(frozen=True, kw_only=True)
class WindowRate:
    """Events in the window of one procedure."""

    procedure: Procedure
    who: tuple[str, ...]
    """Participants followed from its start."""
    with_event: tuple[str, ...]
    first: Rate | None
    every: Rate | None
    undated: int
    """Events of its participants whose day is not known: in no window."""
    sentence: str = ""
    """Why there is no rate."""


def derive_rates(people: People) -> tuple[WindowRate, ...]:
    """Return the rates of first and of all events in each procedure's window, in the protocol's order.

    A window runs from the first start of the procedure as many days on as its events are counted; an event on a day that
    two windows share is in both. Time is in days.
    """
    return tuple(_rate(people, procedure) for procedure in people.study.schedule.procedures)


def _rate(people: People, procedure: Procedure) -> WindowRate:
    found = [(who, followed) for who in people.started for followed in _followed(people, procedure, who)]
    subjects = tuple(who.subject for who, _ in found)
    undated = sum(not e.start.complete for subject in subjects for e in people.events[subject])
    bare = {"procedure": procedure, "who": subjects, "undated": undated}
    try:
        times = [followed for _, followed in found]
        return WindowRate(
            **bare,  # type: ignore[arg-type]
            with_event=tuple(who.subject for who, followed in found if followed.events),
            first=incidence(times),
            every=incidence(times, counted="all"),
        )
    except ValueError as error:
        return WindowRate(**bare, with_event=(), first=None, every=None, sentence=str(error))  # type: ignore[arg-type]


def _followed(people: People, procedure: Procedure, who: Participant) -> Iterator[Followed]:
    """Yield the participant's days in the window; nothing without a complete day of its start."""
    at = procedure.start
    starts = [civil(a.value) for a in answers_at(people.state, who.subject, at.form, at.item) if a.value]
    days = [day for day in starts if day is not None and day.complete]
    if not days:
        return
    start = min(days, key=lambda day: day.iso())
    lasted = people.followed(who, start)
    died = days_between(start, PartialDate.parse(who.ended["death"][:10])) if "death" in who.ended else None
    last = min(d for d in (procedure.days, lasted, died) if d is not None)
    if last < 0:
        return
    onsets = [days_between(start, event.start) for event in people.events[who.subject]]
    inside = sorted(float(day) for day in onsets if day is not None and 0 <= day <= last)
    # Days are counted whole: whoever is followed on the day itself is at risk for one. An event of that day ends it.
    yield Followed(until=float(last + 1), events=tuple(day + 0.5 for day in inside))
