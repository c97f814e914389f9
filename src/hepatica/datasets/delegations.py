"""The delegation log from the ledger: every delegation ever made, how it ended, and who could do what on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hepatica.ledger.events import Event, RoleGranted, RoleRevoked
from hepatica.study.monitoring import Delegation as Asked

KINDS = (RoleGranted.kind, RoleRevoked.kind)
"""Kinds of event the log is read from."""


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """One line of the log: from the event that made it to the one that ended it."""

    seq: int
    at: str
    """Instant of its event."""
    by: str
    user: str
    name: str
    role: str
    sites: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    training: str = ""
    identity: str = ""
    ended_at: str = ""
    """Instant at which it was taken back or replaced; '' while it stands."""
    ended_by: str = ""
    reason: str = ""
    """Why it was taken back; '' where other terms replaced it."""

    @property
    def stands(self) -> bool:
        """Whether nothing took it back or replaced it."""
        return not self.ended_at


def delegations(events: Iterable[Event]) -> tuple[Delegation, ...]:
    """Return every line of the log, oldest first; other terms end the line before them."""
    lines: list[Delegation] = []
    standing: dict[tuple[str, str], int] = {}
    for event in events:
        fact = event.fact
        if not isinstance(fact, RoleGranted | RoleRevoked):
            continue
        earlier = standing.pop((fact.user, fact.role), None)
        if earlier is not None:
            why = fact.reason if isinstance(fact, RoleRevoked) else ""
            lines[earlier] = replace(lines[earlier], ended_at=event.at, ended_by=event.actor, reason=why)
        if isinstance(fact, RoleGranted):
            standing[fact.user, fact.role] = len(lines)
            terms = {name: getattr(fact, name) for name in fact.__struct_fields__}
            lines.append(Delegation(seq=event.seq, at=event.at, by=event.actor, **terms))
    return tuple(lines)


def on(lines: Iterable[Delegation], day: date, zone: ZoneInfo, asked: Asked | None) -> tuple[Delegation, ...]:
    """Return the delegations under which somebody could act on a civil day at the site, by name and role.

    One that was taken back in the course of the day counts: it could still be used that morning.
    """
    return tuple(
        sorted((one for one in lines if _held(one, day, zone, asked)), key=lambda one: (one.name, one.role))
    )


def _held(one: Delegation, day: date, zone: ZoneInfo, asked: Asked | None) -> bool:
    made, ended = _day(one.at, zone), _day(one.ended_at, zone) if one.ended_at else date.max
    first = max(made, date.fromisoformat(one.since)) if one.since else made
    last = min(ended, date.fromisoformat(one.until)) if one.until else ended
    trained = bool(one.training) or not (asked and asked.training)
    return first <= day <= last and trained


def _day(instant: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(instant).astimezone(zone).date()
