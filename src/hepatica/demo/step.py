"""The words a story is told in: days counted from the infusion, forms filled, acts performed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hepatica.conduct.commands import Command


@dataclass(frozen=True)
class NotDone:
    """An answer that could not be had, and why."""

    reason: str


@dataclass(frozen=True)
class Unknown:
    """An answer nobody knows, and why."""

    reason: str


Value = str | NotDone | Unknown
Row = Mapping[str, Value]
Rows = Mapping[int, Row]
"""Row number (0: outside repeating groups) → item → answer."""


@dataclass(frozen=True, kw_only=True)
class Fill:
    """Answers to one form; ``complete`` says that the rest is filled with usual answers and the form is done."""

    at: datetime
    by: str
    """Role of who fills it."""
    visit: str
    form: str
    rows: Rows = field(default_factory=dict)
    complete: bool = True
    signed: bool = True
    """Whether the investigator signs what was completed, at the end of the day."""
    sign_after: int = 0
    """Days that the signature had to wait."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """Any other command."""

    at: datetime
    by: str
    """Role, or sign-in name where several people have one role."""
    command: Command
    proven: bool = False
    """Whether the person has just typed the own password again."""
    witness: str = ""
    """Role of the second person of an act that two must do."""


@dataclass(frozen=True, kw_only=True)
class Compare:
    """What a monitor compares with its source on one day, visit by visit."""

    at: datetime
    by: str
    visits: tuple[str, ...]
    critical: bool = False
    """The critical answers alone; else every answer that is not verified yet."""


Step = Fill | Act | Compare


@dataclass(frozen=True)
class Days:
    """A participant's own calendar: day 0 is the infusion, minutes are the site's."""

    infusion: date
    zone: ZoneInfo

    def date(self, day: int) -> str:
        """Return a civil date as typed."""
        return (self.infusion + timedelta(days=day)).isoformat()

    def at(self, day: int, clock: str, plus: int = 0) -> datetime:
        """Return an instant: day, ``HH:MM`` and minutes after it."""
        moment = datetime.combine(self.infusion + timedelta(days=day), time.fromisoformat(clock))
        return (moment + timedelta(minutes=plus)).replace(tzinfo=self.zone)

    def minute(self, day: int, clock: str, plus: int = 0) -> str:
        """Return a date with its minute as typed."""
        return minute_of(self.at(day, clock, plus))


def minute_of(moment: datetime) -> str:
    """Return an instant at the site as typed: ``2026-03-05T09:15``."""
    return moment.strftime("%Y-%m-%dT%H:%M")
