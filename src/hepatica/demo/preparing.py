"""While the cells grow: culture, release, first biopsy, gate and G-CSF."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.commands import AuthoriseAct
from hepatica.demo import bedside, cells, contact, slides
from hepatica.demo.bedside import Patient
from hepatica.demo.cast import BY_ROLE
from hepatica.demo.contact import fill
from hepatica.demo.courses import Seen
from hepatica.demo.step import Act, Row, Step, Value


def culture(patient: Patient) -> Iterator[Step]:
    """Yield the mesenchymal line, and the pages of it that nobody has to type twice."""
    yield from cells.marrow_line(patient)
    batch = {"received": patient.days.minute(-35, "12:40")}
    yield fill(patient, "culture", "msc_batch", {0: batch}, day=-5, clock="11:50", by="cell_lab")
    header = {0: {"svstat": "done", "svstdtc": patient.days.date(-4)}}
    yield fill(patient, "culture", "visit", header, day=-4, clock="09:30")
    yield fill(patient, "culture", "msc_release", {}, day=-1, clock="16:05", by="cell_lab")


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
    """Yield a liver biopsy and its two masked readings, on later days; its page is complete once they are unmasked."""
    blood = bedside.blood_cd34(patient, which)
    taken = {"timepoint": ("before", "after")[which], "blood_cd34": blood}
    if which:
        taken["gcsf_days"] = str(day + 1)
    yield fill(patient, visit, "biopsy", {0: taken}, day=day, clock="13:30", complete=False)
    yield from slides.slides(patient, day, which=which)
    yield fill(patient, visit, "biopsy", {}, day=day + slides.UNMASKED, clock="16:15", by="pathologist")


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
