"""When things happened to a participant, in days from infusion: what every figure over time is drawn on."""

from __future__ import annotations

from datetime import date

from hepatica.datasets.participants import Participant
from hepatica.report.figures.course import WORDS, Ending, Terminal, Window
from hepatica.report.study.cut import Cut
from hepatica.study.dates import PartialDate

SHOWN = 5
"""The palette has five hues and shapes: one per planned participant."""


def drawn(cut: Cut) -> tuple[Participant, ...]:
    """Return who is drawn: the first five infused, in order of infusion."""
    return cut.infused[:SHOWN]


def undrawn(cut: Cut) -> str:
    """Say who started and is not drawn; '' where everybody who started is."""
    left = len(cut.started) - len([p for p in drawn(cut) if p.started])
    if not left:
        return ""
    people, verb = ("participant", "is") if left == 1 else ("participants", "are")
    return f"{left} {people} who started without day 0, or beyond the fifth, {verb} in the listings alone."


def cut_day(cut: Cut, who: Participant) -> int:
    """Return the day of the data cut, counted from the infusion; 0 before one."""
    return who.day(PartialDate.of(cut.stamp.cut)) or 0


def windows(cut: Cut) -> tuple[Window, ...]:
    """Return the visits behind the analysis windows, with the days the protocol allows around each."""
    found = []
    for analysis in cut.study.analysis.windows:
        visit = cut.study.visit_by_id.get(analysis.visit or "")
        day = cut.study.day_of(visit) if visit else None
        if visit is None or day is None or visit.anchor != cut.study.schedule.visit_anchor:
            continue
        low = visit.window.first if visit.window else day - (visit.margin or 0)
        high = visit.window.last if visit.window else day + (visit.margin or 0)
        found.append(Window(name=analysis.title.en.lower(), day=day, low=low, high=high))
    return tuple(found)


def goal(cut: Cut) -> str:
    """Return what the study runs to: the name of its last analysis window, `month 6`."""
    last = cut.study.analysis.windows[-1:]
    return last[0].title.en.lower() if last else "the last visit"


def endings(who: Participant) -> tuple[Terminal, ...]:
    """Return every death, transplant and withdrawal with a day, earliest first."""
    ends: list[tuple[int, Ending]] = []
    for kind in WORDS:
        when = who.ended.get(kind)
        day = who.day(PartialDate.parse(when[:10])) if when else None
        if day is not None:
            ends.append((day, kind))
    return tuple(
        Terminal(kind=kind, day=day, words=f"{WORDS[kind]}, day {day}") for day, kind in sorted(ends)
    )


def terminal(who: Participant) -> Terminal | None:
    """Return how native follow-up ended: the earliest of death, transplant and withdrawal, by day from infusion."""
    return next(iter(endings(who)), None)


def earliest_day(who: Participant, when: PartialDate) -> int | None:
    """Return the first day from infusion a date can mean; None where its year is unknown or before an infusion."""
    return None if who.infused is None else _between(who.infused.earliest, when.earliest)


def latest_day(who: Participant, when: PartialDate) -> int | None:
    """Return the last day from infusion a date can mean; None where its year is unknown or before an infusion."""
    return None if who.infused is None else _between(who.infused.earliest, when.latest)


def _between(start: date | None, end: date | None) -> int | None:
    return None if start is None or end is None else (end - start).days
