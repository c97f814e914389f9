"""The registers' own rules, as data: what an entry says, whom it is reported to, and which clocks run for it.

Read from ``rules/registers.yaml``. A clock starts at the minute at which something became known, and is met by a note
that names whom it told and when (DPDP Rules 2025, rule 7: the Board in detail within 72 hours).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from hepatica.ledger.review_rows import RegisterRow
from hepatica.rules import load
from hepatica.study.dates import parse_datetime


@dataclass(frozen=True, kw_only=True)
class Tell:
    """Somebody to whom an entry is reported."""

    id: str
    title: str
    hours: int | None
    """Within so many hours of becoming known; None: without delay, no number is given."""
    optional: bool
    rule: str


@dataclass(frozen=True, kw_only=True)
class Book:
    """A register."""

    id: str
    title: str
    one: str
    lead: str
    severities: tuple[str, ...]
    scopes: tuple[str, ...]
    """What a request asks for; empty where the scope is told in words."""
    decisions: tuple[str, ...]
    """How an entry may be settled; empty where that is told in words."""
    tells: tuple[Tell, ...]

    def tell(self, one: str) -> Tell | None:
        """Return a recipient by its id."""
        return next((tell for tell in self.tells if tell.id == one), None)


@dataclass(frozen=True, kw_only=True)
class Due:
    """One report that an entry owes."""

    tell: Tell
    due: datetime | None
    """Aware, in the site's zone; None where no number of hours is given."""
    told: str
    """Civil minute at which it was made; '' while it is owed."""
    state: str
    """told, told_late, running, overdue; open where no number is given."""


@cache
def books() -> Mapping[str, Book]:
    """Return the registers by id, in the order in which they are shown."""
    return MappingProxyType({one["id"]: _book(one) for one in load("registers.yaml")["books"]})


def _book(one: Mapping[str, Any]) -> Book:
    tells = tuple(
        Tell(
            id=tell["id"],
            title=tell["title"],
            hours=int(tell["hours"]) if tell.get("hours") else None,
            optional=bool(tell.get("optional")),
            rule=tell["rule"],
        )
        for tell in one["tells"]
    )
    words = {name: tuple(one.get(name, ())) for name in ("severities", "scopes", "decisions")}
    return Book(id=one["id"], title=one["title"], one=one["one"], lead=one["lead"], tells=tells, **words)


def dues(row: RegisterRow, zone: ZoneInfo, now: datetime) -> tuple[Due, ...]:
    """Return what an entry owes to whom, at a moment (aware); an optional report counts once the entry names it."""
    return tuple(_due(row, tell, zone, now) for tell in books()[row.register].tells)


def _due(row: RegisterRow, tell: Tell, zone: ZoneInfo, now: datetime) -> Due:
    told = row.told.get(tell.id, "")
    due = _instant(row.aware, zone) + timedelta(hours=tell.hours) if tell.hours else None
    if due is None:
        state = "told" if told else "open"
    elif told:
        state = "told" if _instant(told, zone) <= due else "told_late"
    else:
        state = "running" if now <= due else "overdue"
    return Due(tell=tell, due=due.astimezone(zone) if due else None, told=told, state=state)


def _instant(minute: str, zone: ZoneInfo) -> datetime:
    return parse_datetime(minute, zone).astimezone(UTC)  # hours pass on no wall clock


def owed(row: RegisterRow) -> tuple[Tell, ...]:
    """Return the reports that an entry needs before it can be closed and that were not made."""
    return tuple(
        tell for tell in books()[row.register].tells if not tell.optional and tell.id not in row.told
    )
