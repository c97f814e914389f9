"""What is done about the record as a whole: an incident, a review of the trail, and the locks at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hepatica.conduct.commands import Command
from hepatica.conduct.review_commands import (
    CloseRegister,
    FreezeRecord,
    LockRecord,
    NoteRegister,
    OpenRegister,
    ReviewTrail,
)
from hepatica.demo.bedside import Patient
from hepatica.demo.cast import BY_ROLE
from hepatica.demo.played import Played
from hepatica.demo.step import minute_of

LOCKED = (1, 4)
"""Participants whose record owes nothing to anybody: locked in the closed demo, while the study is frozen.

The reports that the others still owe can be recorded under a freeze, and not under a lock.
"""


def beside(zone: ZoneInfo, moment: datetime) -> Iterator[Played]:
    """Yield an incident without harm, three weeks before the build, and a review of the trail some days before it."""
    down = _day(zone, moment, 21, "10:20")
    for after, by, command in _incident(down):
        yield Played(down + timedelta(minutes=after), BY_ROLE[by].actor(), command)
    read = ReviewTrail(
        what="Changes to critical data after the first signature",
        up_to=1,
        note="Each has its reason, and the investigator signed or was asked to sign anew. Nothing to follow up.",
    )
    yield Played(_day(zone, moment, 6, "16:20"), BY_ROLE["data_manager"].actor(), read)


def _incident(down: datetime) -> Iterator[tuple[int, str, Command]]:
    opened = OpenRegister(
        book="incident",
        title="The ward's network was down for 40 minutes",
        aware=minute_of(down),
        text="From 10:20 to 11:00 no page opened on the ward. Vital signs were written on the paper worksheet.",
        severity="minor",
    )
    yield 62, "coordinator", opened
    found = (
        "Verify named no break; the paper sheet was entered at 11:20 by the coordinator. Nothing was lost."
    )
    yield 195, "data_manager", NoteRegister(entry=1, text=found)
    told = NoteRegister(
        entry=1, text="Mail to the sponsor", told="sponsor", at=minute_of(down + timedelta(minutes=230))
    )
    yield 232, "data_manager", told
    settled = CloseRegister(
        entry=1,
        decision="No harm to participants or data",
        reason="A switch was replaced the same day; worksheets now lie ready at each bedside.",
    )
    yield 3 * 24 * 60, "data_manager", settled


def locked(patients: list[Patient], moment: datetime) -> Iterator[Played]:
    """Yield the end: the first records locked by data manager and investigator, then the whole study frozen."""
    zone = patients[0].days.zone
    pair = BY_ROLE["data_manager"].actor(reauthenticated=True, witness=BY_ROLE["investigator"])
    for n, patient in enumerate(one for one in patients if one.who.n in LOCKED):
        command = LockRecord(level="subject", subject=patient.subject)
        yield Played(_day(zone, moment, 2, "15:10") + timedelta(minutes=9 * n), pair, command)
    frozen = _day(zone, moment, 1, "10:05")
    yield Played(frozen, BY_ROLE["data_manager"].actor(), FreezeRecord(level="study"))


def _day(zone: ZoneInfo, moment: datetime, before: int, clock: str) -> datetime:
    day = moment.astimezone(zone).date() - timedelta(days=before)
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone)
