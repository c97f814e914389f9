"""What is known at the moment of a decision: who is complete, who is pending and how far, who received less than planned."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from hepatica.design.dose.participants import Participant, checked
from hepatica.design.dose.plan import DoseDesign, Level
from hepatica.design.dose.rules import TiteCrm
from hepatica.stats.dosing.crm import adaptive_weights
from hepatica.stats.dosing.effective import Effective, effective


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One infused participant as a decision reads it."""

    id: str
    level: Level
    """The planned level: the estimand is the dose that was planned."""
    event: bool
    response: bool | None
    followed: float
    """Share of the window; 1 also once the event has come."""
    received: float
    """Share of the planned amount that was infused."""
    weight: float
    """What an outcome without an event counts: the share followed times, below the level, the share received."""

    @property
    def pending(self) -> bool:
        """Whether the outcome is not known yet."""
        return self.followed < 1


@dataclass(frozen=True, kw_only=True)
class AtLevel:
    """What is known at one planned level."""

    level: Level
    planned: tuple[float, ...]
    treated: int
    complete: int
    pending: int
    events: int
    responses: int
    effective: float
    """Participants that the outcomes amount to, partial follow-up and partial doses counted in part."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """Everything a decision is based on, to be kept with it."""

    at: tuple[AtLevel, ...]
    complete: tuple[str, ...]
    pending: tuple[tuple[str, float], ...]
    """Who is pending, and the share of the window followed."""
    below_level: tuple[tuple[str, float], ...]
    """Who was infused less than the design asks for, and the share of the planned amount."""
    not_infused: tuple[str, ...]
    """Who was planned for a dose and received no cells: no outcome of the dose."""
    seen: tuple[Seen, ...]

    @property
    def treated(self) -> int:
        """Participants infused."""
        return len(self.seen)

    @property
    def events(self) -> int:
        """Participants with the event."""
        return sum(one.event for one in self.seen)


def known(design: DoseDesign, participants: tuple[Participant, ...]) -> Known:
    """Return what is known; ValueError, a sentence with the participant, for data that cannot be."""
    levels = checked(design, participants)
    infused = [one for one in participants if one.infused]
    followed = _followed(design, infused)
    seen = tuple(
        Seen(
            id=one.id,
            level=levels[one.id],
            event=one.event,
            response=one.response,
            followed=1.0 if one.event else min(1.0, one.followed_days / design.window_days),
            received=one.received,
            weight=share * (one.received if one.received < design.at_level else 1.0),
        )
        for one, share in zip(infused, followed, strict=True)
    )
    return Known(
        at=tuple(_at(design, level, seen) for level in design.levels),
        complete=tuple(one.id for one in seen if not one.pending),
        pending=tuple((one.id, one.followed) for one in seen if one.pending),
        below_level=tuple((one.id, one.received) for one in seen if one.received < design.at_level),
        not_infused=tuple(one.id for one in participants if not one.infused),
        seen=seen,
    )


def _followed(design: DoseDesign, infused: list[Participant]) -> list[float]:
    days = [min(one.followed_days, design.window_days) for one in infused]
    if isinstance(design.rule, TiteCrm) and design.rule.weights == "adaptive" and infused:
        events = [int(one.event) for one in infused]
        return [float(w) for w in adaptive_weights(days, events, design.window_days)]
    return [day / design.window_days for day in days]


def at(seen: tuple[Seen, ...], level: Level) -> Effective:
    """Return the events and the effective participants at one level."""
    here = [one for one in seen if one.level == level]
    return effective([one.event for one in here], [one.weight for one in here])


def counted(seen: tuple[Seen, ...], levels: tuple[Level, ...]) -> tuple[list[int], list[int], list[int]]:
    """Return whole participants, events and responses per level, for rules that know no parts.

    Whoever is pending, or received less than the level, counts only with the event.
    """
    whole = [one for one in seen if one.event or one.weight == 1]
    treated = Counter(one.level for one in whole)
    events = Counter(one.level for one in whole if one.event)
    responses = Counter(one.level for one in whole if one.response)
    return [treated[at] for at in levels], [events[at] for at in levels], [responses[at] for at in levels]


def _at(design: DoseDesign, level: Level, seen: tuple[Seen, ...]) -> AtLevel:
    here = tuple(one for one in seen if one.level == level)
    return AtLevel(
        level=level,
        planned=design.planned(level),
        treated=len(here),
        complete=sum(not one.pending for one in here),
        pending=sum(one.pending for one in here),
        events=sum(one.event for one in here),
        responses=sum(bool(one.response) for one in here),
        effective=at(here, level).size,
    )
