"""While the cells grow: culture, release, first biopsy, gate and G-CSF."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.commands import AuthoriseAct
from hepatica.demo import bedside, contact
from hepatica.demo.bedside import Patient
from hepatica.demo.cast import BY_ROLE
from hepatica.demo.contact import fill
from hepatica.demo.courses import Seen
from hepatica.demo.step import Act, Row, Step, Value

_LAB = BY_ROLE["cell_lab"].name
_READER = BY_ROLE["pathologist"].name
_PASSAGES = ((-35, -24, "182.00", "4.10"), (-24, -16, "4.00", "17.60"), (-16, -5, "12.00", ""))
"""Day seeded, day harvested, 10^6 seeded and harvested; the last harvest is the participant's own."""


def culture(patient: Patient) -> Iterator[Step]:
    """Yield the batch record passage by passage, and the certificate in its two decisions."""
    days, lot = patient.days, patient.lot("M")
    batch = {
        "lot": lot,
        "from_collection": patient.lot("BM"),
        "received": days.minute(-35, "12:40"),
    }
    yield _batch(patient, {0: batch, 1: _seeded(patient, 1)}, day=-35, clock="16:20")
    for n, (_, harvested, _, _) in enumerate(_PASSAGES, start=1):
        rows = {n: _harvested(patient, n)} | ({n + 1: _seeded(patient, n + 1)} if n < len(_PASSAGES) else {})
        yield _batch(patient, rows, day=harvested, clock="10:15", complete=n == len(_PASSAGES))
    interim = {
        "lot": lot,
        "cells": patient.who.msc,
        "sterility": "pending",
        "interim_decision": "released",
        "interim_dtc": days.date(-5),
        "interim_by": _LAB,
    }
    yield fill(
        patient,
        "culture",
        "msc_release",
        {0: interim},
        day=-5,
        clock="15:30",
        by="cell_lab",
        complete=False,
    )
    header = {0: {"svstat": "done", "svstdtc": days.date(-4)}}
    yield fill(patient, "culture", "visit", header, day=-4, clock="09:30")
    final = {
        "sterility": "negative",
        "final_decision": "released",
        "final_dtc": days.minute(-1, "16:00"),
        "final_by": _LAB,
        "expires": days.minute(1, "18:00"),
    }
    yield fill(patient, "culture", "msc_release", {0: final}, day=-1, clock="16:05", by="cell_lab")


def _batch(patient: Patient, rows: dict[int, Row], *, day: int, clock: str, complete: bool = False) -> Step:
    return fill(patient, "culture", "msc_batch", rows, day=day, clock=clock, by="cell_lab", complete=complete)


def _seeded(patient: Patient, n: int) -> Row:
    seeded, _, cells, _ = _PASSAGES[n - 1]
    return {
        "passage": f"p{n - 1}",
        "seeded": patient.days.date(seeded),
        "cells_seeded": cells,
        "technologist": _LAB,
    }


def _harvested(patient: Patient, n: int) -> Row:
    _, harvested, _, cells = _PASSAGES[n - 1]
    return {"harvested": patient.days.date(harvested), "cells_harvested": cells or patient.who.msc}


def gate(patient: Patient, seen: Seen) -> Iterator[Step]:
    """Yield the visit before the gate with the first biopsy, and the gate itself two days later."""
    yield contact.opened(patient, seen)
    yield from contact.bedside_of(patient, seen)
    yield from contact.drawn(patient, seen)
    yield contact.pictured(patient, seen)
    yield from biopsy(patient, "gate", seen.day, which=0)
    page = {0: {"gatedtc": patient.days.date(-4), "decision_by": BY_ROLE["investigator"].name}}
    yield fill(patient, "gate", "gate", page, day=-4, clock="12:10", by="investigator")
    yield _authorised(patient, "gcsf", day=-4, clock="12:30")


def _authorised(patient: Patient, act: str, *, day: int, clock: str) -> Step:
    command = AuthoriseAct(subject=patient.subject, gate=act)
    return Act(at=patient.days.at(day, clock), by="investigator", command=command)


def biopsy(patient: Patient, visit: str, day: int, *, which: int) -> Iterator[Step]:
    """Yield a liver biopsy and its two masked reads, on later days."""
    days = patient.days
    taken = {
        "midtc": days.date(day),
        "timepoint": ("before", "after")[which],
        "specimen_id": patient.lot(f"L{which + 1}"),
    }
    yield fill(patient, visit, "biopsy", {0: taken}, day=day, clock="13:30", complete=False)
    for read, later in ((1, 2), (2, 5)):
        row = {
            "read_date": days.date(day + later),
            "reader": _READER,
            **bedside.counted(patient, which, read),
        }
        yield fill(
            patient,
            visit,
            "biopsy",
            {read: row},
            day=day + later,
            clock="16:15",
            by="pathologist",
            complete=read == 2,
        )


def gcsf(patient: Patient, seen: Seen) -> Iterator[Step]:
    """Yield three days of G-CSF; the draw comes before the first dose, so it is the analysis baseline."""
    days = patient.days
    yield contact.opened(patient, seen)
    yield from contact.drawn(patient, seen, hours=1)
    yield from contact.bedside_of(patient, seen)
    for n, white in enumerate(("9.8", "21.4", "34.6"), start=1):
        dose: dict[int, Row] = {n: {"ecstdtc": days.minute(seen.day + n - 1, "10:30"), "wbc_day": white}}
        if n == 3:
            dose[0] = _mobilised(patient)
        yield fill(patient, "gcsf", "gcsf", dose, day=seen.day + n - 1, clock="15:00", complete=n == 3)
    yield _authorised(patient, "leukapheresis", day=-1, clock="17:30")


def _mobilised(patient: Patient) -> Row:
    row: dict[str, Value] = {"cd34_blood": patient.who.cd34_blood, "mobilised": "adequate"}
    if float(patient.who.cd34_blood) < 10:
        row |= {"mobilised": "poor", "branch": "continue"}
    return row


def authorised_infusion(patient: Patient) -> Step:
    """Return the authorisation of the infusion."""
    return _authorised(patient, "infusion", day=0, clock="15:45")
