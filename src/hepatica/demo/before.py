"""From the first question to the last contact after the marrow aspiration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from hepatica.conduct.commands import EnrolSubject, ScreenSubject
from hepatica.demo import contact
from hepatica.demo.bedside import Patient
from hepatica.demo.cast import BY_ROLE
from hepatica.demo.contact import fill
from hepatica.demo.courses import Seen
from hepatica.demo.step import Act, Row, Step, Unknown, Value
from hepatica.study.study import Study

ASKED, JUDGED, ASPIRATED = -50, -45, -35
"""Days of the first question, of the judgement of eligibility, and of the marrow aspiration."""
_HURTS = ("2.0", "2.0", "1.0", "1.0", "0.0")
"""Pain at the five readings where nothing else is told: little."""


def screening(patient: Patient, study: Study, seen: Seen) -> Iterator[Step]:
    """Yield screening: asked, consent, everything looked at, judged eligible, enrolled."""
    yield from looked_at(patient, study, seen)
    yield fill(patient, "screening", "eligibility", day=JUDGED, clock="15:00", by="investigator")
    yield from enrolled(patient)


def enrolled(patient: Patient) -> Iterator[Step]:
    """Yield the enrolment of somebody judged eligible."""
    at = patient.days.at(JUDGED, "15:20")
    yield Act(at=at, by="investigator", command=EnrolSubject(subject=patient.subject))
    yield fill(patient, "screening", "screening", {0: {"scrout": "enrolled"}}, day=JUDGED, clock="15:40")


def looked_at(patient: Patient, study: Study, seen: Seen) -> Iterator[Step]:
    """Yield the first question, consent, and everything that the judgement of eligibility reads."""
    days = patient.days
    yield Act(at=days.at(ASKED, "10:00"), by="coordinator", command=ScreenSubject(site=study.sites[0].id))
    first = {
        "scrdtc": days.date(ASKED),
        "referred_from": patient.who.referred,
        "scrout": "pending",
        "infusion_planned": days.date(0),
    }
    yield fill(
        patient, "screening", "screening", {0: first}, day=ASKED, clock="10:00", plus=6, complete=False
    )
    yield contact.opened(patient, seen)
    yield fill(
        patient,
        "screening",
        "consent",
        {0: {"icf_language": patient.who.language}},
        day=seen.day,
        clock=seen.time,
        plus=8,
    )
    yield from contact.bedside_of(patient, seen)
    yield fill(
        patient,
        "screening",
        "demographics",
        {0: _person(patient), **_history(patient)},
        day=seen.day,
        clock=seen.time,
        plus=45,
    )
    yield from contact.drawn(patient, seen)
    yield contact.pictured(patient, seen)
    virology: dict[str, Value] = {
        "virdtc": days.date(seen.day),
        "anti_hcv": "positive" if patient.who.aetiology == "hcv_cured" else "negative",
        "pregnancy": "negative" if patient.who.sex == "female" and patient.who.age < 50 else "not_applicable",
    }
    yield fill(patient, "screening", "virology", {0: virology}, day=seen.day + 1, clock="15:20")
    scope = {0: {"endodtc": days.date(seen.day + 2)}}
    yield fill(patient, "screening", "endoscopy", scope, day=seen.day + 2, clock="12:40")


def _person(patient: Patient) -> Row:
    who, infusion = patient.who, patient.days.infusion
    consent = infusion + timedelta(days=-48)
    row: dict[str, Value] = {
        "birth_year": str(consent.year - who.age),
        "age": str(who.age),
        "sex": who.sex,
        "aetiology": who.aetiology,
        "diagnosed": str(infusion.year - who.diagnosed_years),
        "transplant_listed": "no",
    }
    if who.decompensated_months is None:
        row["decompensated"] = Unknown("She does not remember, and the earlier hospital kept no papers")
    else:
        months = infusion.year * 12 + infusion.month - 1 - who.decompensated_months
        row["decompensated"] = f"{months // 12}-{months % 12 + 1:02d}"
    if who.aetiology == "alcohol":
        row["last_alcohol"] = row["decompensated"]
    return row


def _history(patient: Patient) -> dict[int, Row]:
    return {
        n: {"mhterm": term, "mhstdtc": str(patient.days.infusion.year - 1), "mhongo": "yes"}
        for n, term in enumerate(patient.who.history, start=1)
    }


def baseline(patient: Patient, seen: Seen) -> Iterator[Step]:
    """Yield the baseline visit, before any procedure."""
    yield contact.opened(patient, seen)
    yield from contact.bedside_of(patient, seen)
    yield contact.asked(patient, seen)
    yield from contact.drawn(patient, seen)


def marrow(patient: Patient) -> Iterator[Step]:
    """Yield the marrow aspiration, with pain and bleeding to 24 hours, and the two contacts after it."""
    days, day = patient.days, ASPIRATED
    header = {0: {"svstat": "done", "svstdtc": days.date(day)}}
    yield fill(patient, "marrow", "visit", header, day=day, clock="10:30")
    needle = {
        "prstdtc": days.date(day),
        "prsttim": "11:00",
        "prentim": "11:25",
        "operator": BY_ROLE["investigator"].name,
    }
    rows: dict[int, dict[str, Value]] = {0: dict(needle)}
    for n, minutes in enumerate((0, 15, 60, 240), start=1):
        rows[n] = _looked(patient, n, days.minute(day, "11:25", minutes))
    yield fill(patient, "marrow", "marrow_aspiration", rows, day=day, clock="15:35", complete=False)
    last = {5: _looked(patient, 5, days.minute(day + 1, "11:25"))}
    yield fill(patient, "marrow", "marrow_aspiration", last, day=day + 1, clock="11:40")
    yield from _contacts(patient, day)


def _looked(patient: Patient, n: int, at: str) -> dict[str, Value]:
    pain, relief = patient.found.pain.get(n, (_HURTS[n - 1], ""))
    row: dict[str, Value] = {"vasdtc": at, "vas": pain, "sitedtc": at}
    if relief:
        row["vas_analgesic"] = relief
    found, action = patient.found.oozing.get(n, ("none", ""))
    row["bleeding"] = found
    if action:
        row["bleeding_action"] = action
    return row


def _contacts(patient: Patient, day: int) -> Iterator[Step]:
    days = patient.days
    called = {1: {"condtc": days.date(day + 1), "conhow": "telephone"}}
    yield fill(patient, "contact", "marrow_site", called, day=day + 1, clock="16:10", complete=False)
    came = {2: {"condtc": days.date(day + 7), "conhow": "visit"}}
    header = {0: {"svstat": "done", "svstdtc": days.date(day + 7)}}
    yield fill(patient, "contact", "visit", header, day=day + 7, clock="11:00")
    yield fill(patient, "contact", "marrow_site", came, day=day + 7, clock="11:06")
