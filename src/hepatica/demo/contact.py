"""What every contact has in common: the visit's date, the draw, the bedside and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hepatica.demo import bedside
from hepatica.demo.bedside import Patient
from hepatica.demo.cast import BY_ROLE
from hepatica.demo.courses import Seen
from hepatica.demo.step import Fill, Row, Rows, Step

ASSESSOR = BY_ROLE["investigator"].name
_INR_LOST = {(2, "day_1", 3): "Citrate tube under-filled, rejected by the laboratory"}


def fill(
    patient: Patient,
    visit: str,
    form: str,
    rows: Rows | None = None,
    *,
    day: int,
    clock: str,
    plus: int = 0,
    by: str = "coordinator",
    complete: bool = True,
) -> Fill:
    """Return answers entered on a day, at a time, some minutes later."""
    return Fill(
        at=patient.days.at(day, clock, plus),
        by=by,
        visit=visit,
        form=form,
        rows=rows or {},
        complete=complete,
    )


def opened(patient: Patient, seen: Seen) -> Step:
    """Return the visit's date."""
    row = {0: {"svstat": "done", "svstdtc": patient.days.date(seen.day)}}
    return fill(patient, seen.visit, "visit", row, day=seen.day, clock=seen.time, plus=2)


def drawn(patient: Patient, *draws: Seen, hours: int = 2) -> Iterator[Fill]:
    """Yield the visit's laboratory page, entered draw by draw as each comes back."""
    for n, seen in enumerate(draws, start=1):
        lost = _INR_LOST.get((patient.who.n, seen.visit, seen.day), "")
        row = dict(bedside.draw(patient, seen, inr_lost=lost))
        if (patient.who.n, seen.visit, seen.day) in _DRAINED:
            row |= {"paracentesis": "yes", "albumin_infused": "yes"}
        row |= mistyped(patient, seen.visit, "laboratory")
        yield fill(
            patient,
            seen.visit,
            "laboratory",
            {n: row},
            day=seen.day,
            clock=seen.time,
            plus=60 * hours + n,
            complete=n == len(draws),
        )


_DRAINED = {(2, "unscheduled", 52)}
"""Draws shortly after ascites was drained."""


@dataclass(frozen=True)
class Slip:
    """A value typed wrong, the day on which it was mended, who asked and why it was wrong."""

    item: str
    typed: str
    mended: int
    asked: str
    reason: str
    form: str = "laboratory"
    row: int = 1
    sign_after: int = 0
    """Days for which the investigator's new signature waited."""


MISTYPED = {
    (1, "month_1"): Slip(
        "bilirubin",
        "28",
        29,
        "Bilirubin differs tenfold from week 1: please check",
        "The decimal point was missing; read again from the laboratory's sheet",
    ),
    (3, "week_1"): Slip(
        "sodium",
        "142",
        10,
        "Sodium is 11 above day 3: please check",
        "Read again from the laboratory's sheet: a 3 was taken for a 4",
    ),
    (1, "month_6"): Slip(
        "girth",
        "98",
        187,
        "The nurse's chart was amended after it had been compared: girth 88",
        "The nurse amended her chart: 98 was read from the wrong end of the tape's mark",
        "vital_signs",
        0,
    ),
    (2, "month_3"): Slip(
        "girth",
        "104",
        95,
        "The chart says 92: please look again",
        "The girth of day 52 had been copied; read again from the chart",
        "vital_signs",
        0,
        4,
    ),
}
"""Participant and visit → what was typed wrong in its only draw; ``mending`` tells how it was put right.

The first girth had been verified, the second signed.
"""


def mistyped(patient: Patient, visit: str, form: str) -> Row:
    """Return what is typed wrong on a page; nothing where nothing is."""
    slip = MISTYPED.get((patient.who.n, visit))
    return {slip.item: slip.typed} if slip and slip.form == form else {}


def bedside_of(patient: Patient, seen: Seen) -> Iterator[Fill]:
    """Yield vital signs and the clinical assessment."""
    yield fill(
        patient,
        seen.visit,
        "vital_signs",
        {0: {**bedside.vitals(patient, seen), **mistyped(patient, seen.visit, "vital_signs")}},
        day=seen.day,
        clock=seen.time,
        plus=14,
    )
    clinical = {
        "assessed": patient.days.date(seen.day),
        "ascites": seen.ascites,
        "encephalopathy": seen.encephalopathy,
        "assessor": ASSESSOR,
    }
    yield fill(
        patient,
        seen.visit,
        "clinical_liver",
        {0: clinical},
        day=seen.day,
        clock=seen.time,
        plus=25,
        by="investigator",
    )


def pictured(patient: Patient, seen: Seen) -> Step:
    """Return the ultrasound of a visit."""
    row = {0: bedside.imaging(patient, seen)}
    return fill(patient, seen.visit, "imaging", row, day=seen.day, clock=seen.time, plus=95)


def asked(patient: Patient, seen: Seen) -> Step:
    """Return questionnaire and elastography."""
    row = {0: bedside.well_being(patient, seen)}
    return fill(patient, seen.visit, "quality_of_life", row, day=seen.day, clock=seen.time, plus=55)
