"""What the safety desk does in the play: alerts acknowledged, reports signed and sent, the trial's own reports made.

One clock is left running: a serious event of the last night, of which the sponsor knows and the authority does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hepatica.conduct.commands import Command, EnterItems, Entry
from hepatica.conduct.desk_commands import AcknowledgeAlert, IssueReport, RecordSubmission, SetOnCall
from hepatica.demo.adverse import EVENTS, Event
from hepatica.demo.bedside import Patient
from hepatica.demo.cast import BY_ROLE
from hepatica.demo.events import SUSPECTS
from hepatica.demo.played import Played
from hepatica.demo.step import Act, Step, minute_of
from hepatica.safety.case import Submitted
from hepatica.safety.clocks import Obligation, trial_obligations
from hepatica.safety.moments import Trial
from hepatica.study.dates import PartialDate
from hepatica.study.study import AE_FORM, LOG_VISIT, Study

FIRST = (
    ("first_authority", 66, "SUGAM-SYN-{n:04d}"),
    ("first_ethics", 71, "IEC-SYN-{n:04d}"),
    ("first_sponsor", 104, "Mail to the sponsor, 17:44"),
    ("site_to_sponsor", 104, "Mail to the sponsor, 17:44"),
)
"""Clock → minutes after the judgement at which its report reached the recipient, and the number it got."""
ANALYSIS = ("authority", "ethics", "head")
ANALYSIS_DAYS, OPINION_DAYS = 9, 24
LAST_NIGHT = timedelta(hours=17, minutes=30)
"""How long before the build the event began whose clock still runs."""
OWN_REPORT = timedelta(days=4)
"""How long before its limit a report of the trial itself is sent."""


def on_call(opening: datetime) -> Played:
    """Name who is told at once: the medical monitor, then the investigator."""
    users = (BY_ROLE["medical_monitor"].user, BY_ROLE["investigator"].user)
    actor = BY_ROLE["medical_monitor"].actor()
    return Played(opening + timedelta(minutes=50), actor, SetOnCall(users=users))


def told(study: Study, patient: Patient) -> Iterator[Step]:
    """Yield what followed from each event: who took the alert, and which report went where."""
    for n, event in enumerate(EVENTS[patient.who.n], start=1):
        for kind in _alarmed(study, event):
            seen = AcknowledgeAlert(subject=patient.subject, alert=f"{kind}/event:{n}")
            yield Act(at=patient.days.at(*event.judged, 7), by="medical_monitor", command=seen)
        yield from reported(study, patient, n, event)


def _alarmed(study: Study, event: Event) -> tuple[str, ...]:
    """Return the alarms that an event raises: that it is of special interest, that it is serious."""
    watched = {signal for one in study.oversight.special_interest for signal in one.signals}
    special = bool(event.special) or (event.place is not None and event.place.signal in watched)
    return (*(("special",) if special else ()), *(("serious",) if event.admitted else ()))


def reported(study: Study, patient: Patient, n: int, event: Event) -> Iterator[Step]:
    """Yield the reports of one event, the n-th of the log, each to whom it is owed."""
    alarmed = _alarmed(study, event)
    if "special" in alarmed:
        yield sent(patient, n, event, ("special_interest",), 25, "Call to the medical monitor")
    if "serious" in alarmed:
        yield from _serious(patient, n, event)


def _serious(patient: Patient, n: int, event: Event) -> Iterator[Step]:
    day, clock = event.judged
    signed = IssueReport(subject=patient.subject, row=n, report="table5")
    yield Act(at=patient.days.at(day, clock, 60), by="investigator", command=signed, proven=True)
    for one, minutes, diary in FIRST:
        yield sent(patient, n, event, (one,), minutes, diary.format(n=patient.who.n * 100 + n))
    for duty, plus in (("analysis_investigator", 0), ("analysis_sponsor", 90), ("permission_sponsor", 90)):
        clocks = tuple(f"{duty}_{whom}" for whom in ANALYSIS)
        yield sent(
            patient, n, event, clocks, plus, f"SUGAM-SYN-{patient.who.n * 100 + n + 50:04d}", ANALYSIS_DAYS
        )
    yield sent(patient, n, event, ("ethics_opinion",), 30, "IEC-SYN opinion", OPINION_DAYS)


def sent(
    patient: Patient, n: int, event: Event, clocks: tuple[str, ...], plus: int, diary: str, days: int = 0
) -> Step:
    """Return the word that a report of an event, the n-th of the log, arrived so long after its judgement."""
    day, clock = event.judged
    at = patient.days.at(day + days, clock, plus)
    command = RecordSubmission(subject=patient.subject, row=n, clocks=clocks, at=minute_of(at), diary=diary)
    return Act(at=at + timedelta(minutes=2), by="investigator", command=command)


# -- The trial's own reports ----------------------------------------------------------------------------------------


def own_reports(study: Study, opening: datetime, moment: datetime) -> Iterator[Played]:
    """Yield the reports about the trial as each falls due, by its own clocks."""
    zone = ZoneInfo(study.sites[0].zone)
    permission = PartialDate.of(_permission(opening, zone))
    sent: list[Submitted] = []
    while waiting := _waiting(study, Trial(permission=permission, submitted=tuple(sent)), zone, moment):
        assert waiting.due is not None
        at = max(waiting.due - OWN_REPORT, opening + timedelta(minutes=55)).astimezone(zone)
        at = at.replace(hour=11, minute=30, second=0, microsecond=0)
        clock = waiting.clock
        diary = f"SUGAM-SYN-T{len(sent) + 1:03d}"
        command = RecordSubmission(clocks=(clock.id,), at=minute_of(at), diary=diary)
        sent.append(Submitted(clock=clock.id, recipient=clock.recipient, at=minute_of(at), diary=diary))
        yield Played(at + timedelta(minutes=3), BY_ROLE["coordinator"].actor(), command)


def _permission(opening: datetime, zone: ZoneInfo) -> date:
    return opening.astimezone(zone).date() - timedelta(days=30)


def _waiting(study: Study, trial: Trial, zone: ZoneInfo, moment: datetime) -> Obligation | None:
    open_ = (
        one
        for one in trial_obligations(study, trial, zone, moment)
        if one.open and one.due and one.due - OWN_REPORT <= moment
    )
    return min(open_, key=lambda one: (one.due, one.key), default=None)


# -- The event of the last night ------------------------------------------------------------------------------------


def last_night(patient: Patient, moment: datetime) -> Iterator[Played]:
    """Yield a serious event that began hours before the build: its clocks run while the demo is looked at."""
    began = (moment - LAST_NIGHT).astimezone(patient.days.zone).replace(second=0, microsecond=0)
    row, investigator = len(EVENTS[patient.who.n]) + 1, BY_ROLE["investigator"].actor()
    heard, written = began + timedelta(minutes=25), began + timedelta(minutes=50)
    yield Played(written, investigator, _entered(patient, row, began, heard))
    seen = written + timedelta(minutes=6)
    for alarm in ("serious", "special"):
        alert: Command = AcknowledgeAlert(subject=patient.subject, alert=f"{alarm}/event:{row}")
        yield Played(seen, BY_ROLE["medical_monitor"].actor(), alert)
    called = written + timedelta(minutes=10)
    yield _reached(patient, row, ("special_interest",), called, "Call to the medical monitor")
    sponsor = began + timedelta(hours=7, minutes=20)
    yield _reached(patient, row, ("first_sponsor", "site_to_sponsor"), sponsor, "Mail to the sponsor")


def _entered(patient: Patient, row: int, began: datetime, heard: datetime) -> EnterItems:
    said = {
        "aeterm": "Acute kidney injury",
        "aecat": "outside",
        "aephase": "follow_up",
        "aectcae": "Acute kidney injury",
        "aestdtc": f"{began:%Y-%m-%d}",
        "aesttim": f"{began:%H:%M}",
        "aeongo": "yes",
        "aetoxgr": "3",
        "aeser": "yes",
        **{f"aes{why}": "no" for why in ("dth", "life", "disab", "cong", "mie")},
        "aeshosp": "yes",
        **{f"aerel_{suspect}": "unlikely" for suspect in SUSPECTS},
        "aerel_catheter": "possible",
        "aerel_disease": "possible",
        "aeacn": "none",
        "aesi": "kidney",
        "aeaware": minute_of(heard),
        "aenarr": "Urine output fell in the evening. Creatinine 1.9 mg/dL, before the infusion 0.9. Stay prolonged.",
    }
    del said["aerel_conmed"]  # still to be judged: the report asks
    entries = tuple(Entry(item=item, row=row, value=value) for item, value in said.items())
    return EnterItems(subject=patient.subject, visit=LOG_VISIT, form=AE_FORM, entries=entries, seen=0)


def _reached(patient: Patient, row: int, clocks: tuple[str, ...], at: datetime, diary: str) -> Played:
    command = RecordSubmission(subject=patient.subject, row=row, clocks=clocks, at=minute_of(at), diary=diary)
    return Played(at + timedelta(minutes=2), BY_ROLE["investigator"].actor(), command)
