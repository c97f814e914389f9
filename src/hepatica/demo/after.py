"""From the day after the infusion to the end at six months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hepatica.demo import contact
from hepatica.demo.bedside import Patient
from hepatica.demo.contact import fill
from hepatica.demo.courses import Seen
from hepatica.demo.preparing import biopsy
from hepatica.demo.step import Fill, Step, Value

_SIGNED_LATER = {(3, "week_1"): 3}
"""Days that the investigator's signature waited: the open demo has something to sign."""


def day_1(patient: Patient, seen: Seen, later: Seen) -> Iterator[Step]:
    """Yield the day after, and the second draw on day 3 that looks for harm by contrast."""
    yield contact.opened(patient, seen)
    yield _site(patient, seen)
    yield from contact.bedside_of(patient, seen)
    yield contact.pictured(patient, seen)
    yield from contact.drawn(patient, seen, later)


def _site(patient: Patient, seen: Seen) -> Fill:
    row: dict[str, Value] = {"sitedtc": patient.days.minute(seen.day, seen.time, 5)}
    if seen.visit == patient.found.haematoma:
        row |= {
            "bleeding": "haematoma",
            "haematoma": "2.5",
            "site_action": "Outlined, to be seen again in 3 days",
        }
    return fill(patient, seen.visit, "puncture_site", {1: row}, day=seen.day, clock=seen.time, plus=9)


def week_1(patient: Patient, seen: Seen | None) -> Iterator[Step]:
    """Yield the week-1 visit, or that it was missed."""
    if seen is None:
        yield missed(patient, "week_1")
        return
    wait = _SIGNED_LATER.get((patient.who.n, "week_1"), 0)
    yield contact.opened(patient, seen)
    steps = (_site(patient, seen), *contact.bedside_of(patient, seen), *contact.drawn(patient, seen))
    yield from (replace(step, sign_after=wait) for step in steps)


def missed(patient: Patient, visit: str) -> Fill:
    """Return the page of a visit that was not held, and why."""
    day, why = patient.found.missed[visit]
    row = {0: {"svstat": "not_done", "svreas": why}}
    return fill(patient, visit, "visit", row, day=day, clock="15:45")


def month(patient: Patient, seen: Seen) -> Iterator[Step]:
    """Yield the visit at month 1, 3 or 6."""
    yield contact.opened(patient, seen)
    yield from contact.bedside_of(patient, seen)
    yield contact.asked(patient, seen)
    yield contact.pictured(patient, seen)
    yield from contact.drawn(patient, seen)
    if seen.visit == "month_6":
        virology: dict[str, Value] = {
            "virdtc": patient.days.date(seen.day),
            "anti_hcv": "positive" if patient.who.aetiology == "hcv_cured" else "negative",
            "pregnancy": "not_applicable",
        }
        yield fill(patient, "month_6", "virology", {0: virology}, day=seen.day + 1, clock="15:10")
        row = {0: {"dsstdtc": patient.days.date(seen.day), "last_contact": patient.days.date(seen.day)}}
        yield fill(patient, "month_6", "disposition", row, day=seen.day + 2, clock="11:30", by="investigator")


def second_biopsy(patient: Patient, seen: Seen) -> Iterator[Step]:
    """Yield the biopsy after the infusion."""
    yield contact.opened(patient, seen)
    yield from contact.drawn(patient, seen)
    yield from biopsy(patient, "biopsy_2", seen.day, which=1)


def unscheduled(patient: Patient, seen: Seen) -> Iterator[Step]:
    """Yield a visit that nobody planned."""
    yield contact.opened(patient, seen)
    yield from contact.bedside_of(patient, seen)
    yield from contact.drawn(patient, seen)
