"""What the play knows of one virtual patient while the trial goes on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hepatica.demo.bedside import Patient
from hepatica.demo.courses import Seen
from hepatica.demo.step import Days
from hepatica.demo.visits import Told, nothing_told
from hepatica.simulated import people
from hepatica.simulated.patients import PLANNED, Course, TrueEvent, Virtual


@dataclass(kw_only=True)
class Life:
    """One virtual patient in the trial; ``day`` counts from the infusion as it is planned now, ``since`` from consent."""

    virtual: Virtual
    patient: Patient
    consent: date
    course: Course
    events: tuple[TrueEvent, ...] = ()
    """What truly happens, by days from consent, on the course that is walked."""
    told: Told = field(default_factory=nothing_told)
    outcome: str = "screened"
    """screened, eligible, failed, enrolled, under way, infused, or how it ended."""
    why: str = ""
    infused: date | None = None
    ended: date | None = None
    rows: int = 0
    """Rows of the log of adverse events."""
    reports: int = 0
    """Reports of serious events."""
    families: dict[str, tuple[int, date]] = field(default_factory=dict)
    """Kind of event → its last row, and the day until which what is like it belongs to it."""
    owed: set[str] = field(default_factory=set)
    """What somebody is about to do about this participant, so that it is done once."""
    truth: list[tuple[int, int, TrueEvent]] = field(default_factory=list)
    """Row of the log, day from consent, and what truly happened."""

    @property
    def subject(self) -> str:
        """Return the participant's number."""
        return self.patient.subject

    @property
    def zone(self) -> ZoneInfo:
        """Return the site's zone."""
        return self.patient.days.zone

    @property
    def gone(self) -> bool:
        """Whether nothing planned happens any more."""
        return self.ended is not None

    def move(self, infusion: date) -> None:
        """Plan the infusion for another day."""
        self.patient = replace(self.patient, days=Days(infusion, self.zone))

    def day(self, on: date) -> int:
        """Return a civil day as counted from the infusion."""
        return (on - self.patient.days.infusion).days

    def since(self, on: date) -> int:
        """Return a civil day as counted from consent."""
        return (on - self.consent).days

    def on(self, since: int) -> date:
        """Return the civil day so many days after consent."""
        return self.consent + timedelta(days=since)

    def at(self, since: int, clock: str) -> datetime:
        """Return an instant so many days after consent."""
        return self.patient.days.at(self.day(self.on(since)), clock)

    def seen(self, visit: str, day: int, clock: str = "08:30") -> Seen:
        """Return what a contact shows on a day counted from the infusion."""
        since = self.since(self.patient.days.infusion) + day
        return people.seen(self.patient, self.course, day, visit, since, self.events, clock)

    def comes(self, day: int) -> bool:
        """Say whether the patient comes to a visit on a day counted from the infusion."""
        return self.course.comes(self.since(self.patient.days.infusion) + day)


def begun(virtual: Virtual, subject: str, consent: date, zone: ZoneInfo) -> Life:
    """Return somebody on the day of consent."""
    days = Days(consent + timedelta(days=PLANNED), zone)
    patient = people.participant(virtual, days, subject)
    return Life(virtual=virtual, patient=patient, consent=consent, course=virtual.untreated)
