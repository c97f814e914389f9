"""The moments from which clocks count, read from a case or from the trial; what is missing makes them earlier, never later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from types import MappingProxyType

from hepatica.safety.case import Case, Submitted, When
from hepatica.safety.limits import earliest, end_of_day, moment, start_of_day, time_of
from hepatica.study.clocks import Clock
from hepatica.study.dates import PartialDate

INVESTIGATOR = "investigator"
FAMILIES = ("reported:", "received:", "fulfilled:")
"""'reported:RECIPIENT', the investigator's first report to it; 'received:RECIPIENT', anybody's first; 'fulfilled:CLOCK'."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """A moment from which a clock counts."""

    moment: str
    at: datetime
    """UTC."""
    words: str
    """What it is, and what was assumed: 'onset 15 Mar 2026, its time is not known: counted from 00:00'."""
    assumed: bool = False
    """Whether a part was missing, and the earliest it can have been is taken."""
    latest: date | None = None
    """The last civil day it can mean, where the date is known in part."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What the trial's own clocks count from."""

    permission: PartialDate | None = None
    """First day of the licensing authority's permission."""
    terminated: PartialDate | None = None
    """Day on which the board said to stop."""
    submitted: tuple[Submitted, ...] = ()


Duties = Mapping[str, str]
"""Clock → who owes it."""


def duties(clocks: Iterable[Clock]) -> Duties:
    """Return who owes each clock: a submission tells by it who has reported."""
    return {clock.id: clock.duty for clock in clocks}


def starts_of(clock: Clock, facts: Case | Trial, owed: Duties, zone: tzinfo) -> tuple[Start, ...]:
    """Return the moments of a clock that have come, the earliest first."""
    found = (_start(name, facts, owed, zone) for name in clock.starts)
    return tuple(sorted((start for start in found if start), key=lambda start: start.at))


def _start(name: str, facts: Case | Trial, owed: Duties, zone: tzinfo) -> Start | None:
    if name.startswith(FAMILIES):
        return _told(name, facts.submitted, owed, zone)
    if isinstance(facts, Case):
        return OF_CASE[name](facts, zone) if name in OF_CASE else None
    return OF_TRIAL[name](facts, zone) if name in OF_TRIAL else None


def _told(name: str, submitted: Iterable[Submitted], owed: Duties, zone: tzinfo) -> Start | None:
    family, _, whom = name.partition(":")
    instants = [
        at
        for one in submitted
        if (one.clock if family == "fulfilled" else one.recipient) == whom
        and (family != "reported" or owed.get(one.clock) == INVESTIGATOR)
        and (at := moment(one.at, zone))
    ]
    return Start(moment=name, at=min(instants), words=_stamp(min(instants), zone)) if instants else None


def _stamp(at: datetime, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    return f"{PartialDate.of(local.date()).words()}, {local:%H:%M}"


# -- Of a case ------------------------------------------------------------------------------------------------------


def _said(name: str, what: str, when: When | None, zone: tzinfo) -> Start | None:
    """Give a civil moment as a start: the first instant it can mean."""
    at = earliest(when, zone) if when else None
    if when is None or at is None:
        return None
    missing = ""
    if not when.day.complete:
        missing = ": counted from the first day it can mean"
    elif time_of(when).earliest is None:
        missing = ", its time is not known: counted from 00:00"
    words = f"{what} {when.day.words() if missing else when.words()}{missing}"
    return Start(moment=name, at=at, words=words, assumed=bool(missing), latest=when.day.latest)


def _occurred(case: Case, zone: tzinfo) -> Start | None:
    if onset := _said("occurred", "onset", case.onset, zone):
        return onset
    known = [s.at for s in (_said("aware", "", case.aware, zone), _entered(case, zone)) if s]
    if not known:
        return None
    at = start_of_day(min(known).astimezone(zone).date(), zone)
    words = "onset is not known: counted from the beginning of the day on which it was first known"
    return Start(moment="occurred", at=at, words=words, assumed=True)


def _aware(case: Case, zone: tzinfo) -> Start | None:
    onset = _said("occurred", "onset", case.onset, zone)
    if aware := _said("aware", "the investigator heard of it", case.aware, zone):
        # Nobody hears of an event before its onset: of a day known in part, that much is certain.
        latest = end_of_day(aware.latest, zone) if aware.assumed and aware.latest else aware.at
        return replace(aware, at=onset.at) if onset and aware.at < onset.at <= latest else aware
    others = [s for s in (onset, _entered(case, zone)) if s]
    if not others:
        return None
    words = "when the investigator heard of it is not said: counted from the onset, or from the entry"
    return Start(moment="aware", at=min(s.at for s in others), words=words, assumed=True)


def _entered(case: Case, zone: tzinfo) -> Start | None:
    at = moment(case.entered_at, zone)
    return Start(moment="entered", at=at, words=f"entered {_stamp(at, zone)}") if at else None


def _serious(case: Case, zone: tzinfo) -> Start | None:
    at = moment(case.serious_at, zone)
    if at:
        return Start(moment="serious", at=at, words=f"called serious {_stamp(at, zone)}")
    entered = _entered(case, zone)
    words = "when it was first called serious is not known: counted from the entry"
    return Start(moment="serious", at=entered.at, words=words, assumed=True) if entered else None


def _fatal_known(case: Case, zone: tzinfo) -> Start | None:
    """Nobody knows of a death before the day of it; of that day, or of the event, whichever is later."""
    aware, died = _aware(case, zone), case.patient.death
    at = earliest(When(day=died), zone) if died else None
    if died is None or at is None or (aware and aware.at >= at):
        return aware
    words = f"death {died.words()}: counted from the beginning of the day"
    return Start(moment="fatal_known", at=at, words=words, assumed=True, latest=died.latest)


def _follow_up(case: Case, zone: tzinfo) -> Start | None:
    """Give when new information came: the latest report row of the event says that it is one, and when it was heard."""
    if case.report.get("sae_kind") not in {"follow_up", "final"}:
        return None
    at = moment(case.report.get("sae_aware", ""), zone)
    if at:
        return Start(moment="follow_up", at=at, words=f"new information {_stamp(at, zone)}")
    entered = _entered(case, zone)
    words = "when the new information came is not said: counted from the entry of the event"
    return Start(moment="follow_up", at=entered.at, words=words, assumed=True) if entered else None


OF_CASE: Mapping[str, Callable[[Case, tzinfo], Start | None]] = MappingProxyType(
    {
        "occurred": _occurred,
        "aware": _aware,
        "entered": _entered,
        "serious": _serious,
        "fatal_known": _fatal_known,
        "follow_up": _follow_up,
    }
)


# -- Of the trial ---------------------------------------------------------------------------------------------------


def _permission(trial: Trial, zone: tzinfo) -> Start | None:
    return _day("permission", "permission", trial.permission, zone)


def _terminated(trial: Trial, zone: tzinfo) -> Start | None:
    return _day("terminated", "stopped", trial.terminated, zone)


def _day(name: str, what: str, day: PartialDate | None, zone: tzinfo) -> Start | None:
    at = earliest(When(day=day), zone) if day else None
    if day is None or at is None:
        return None
    return Start(
        moment=name, at=at, words=f"{what} {day.words()}", assumed=not day.complete, latest=day.latest
    )


OF_TRIAL: Mapping[str, Callable[[Trial, tzinfo], Start | None]] = MappingProxyType(
    {"permission": _permission, "terminated": _terminated}
)
MOMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType({"case": tuple(OF_CASE), "trial": tuple(OF_TRIAL)})
"""The moments a clock of a case, and one of the trial, may start from; beside them the ``FAMILIES``."""
