"""What went wrong with the record itself, and how it was put right: a mistyped value, open questions, deviations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hepatica.conduct.commands import EnterItems, Entry, ExplainFinding, ReopenForm
from hepatica.demo.bedside import Patient
from hepatica.demo.contact import MISTYPED, Slip, fill
from hepatica.demo.courses import Seen
from hepatica.demo.step import Act, Step
from hepatica.study.study import LOG_VISIT

EXPLAINED = {
    1: (
        (
            3,
            "14:20",
            "day_1",
            "laboratory",
            "creatinine_rise",
            2,
            "Repeated on a second sample the same day; two days after contrast",
        ),
    ),
    2: (
        (
            91,
            "15:30",
            "month_3",
            "vital_signs",
            "weight_change",
            0,
            "Seven litres of ascites drained on day 80",
        ),
    ),
}
DEVIATIONS = {
    1: (
        (
            104,
            "Month 3 was done 4 days after its window",
            "window",
            "Travel was arranged anew; the site now calls two weeks before each visit",
        ),
    ),
    2: (
        (
            8,
            "The visit at week 1 was missed",
            "window",
            "Called the same day; draw offered nearer home next time",
        ),
    ),
}


def corrected(patient: Patient, contacts: dict[str, tuple[Seen, ...]]) -> Iterator[Step]:
    """Yield the correction of each mistyped value: reopened, changed with its reason, completed again."""
    for (n, visit), slip in MISTYPED.items():
        if n == patient.who.n:
            seen = contacts[visit][0]
            yield from _mended(patient, visit, slip, {**seen.draw, "girth": seen.girth}[slip.item])


def _mended(patient: Patient, visit: str, slip: Slip, value: str) -> Iterator[Step]:
    at, subject, day = patient.days.at, patient.subject, slip.mended
    again = ReopenForm(subject=subject, visit=visit, form=slip.form, reason=slip.asked)
    yield Act(at=at(day, "10:30"), by="data_manager", command=again)
    entry = Entry(item=slip.item, row=slip.row, value=value, reason=slip.reason)
    mended = EnterItems(subject=subject, visit=visit, form=slip.form, entries=(entry,), seen=0)
    yield Act(at=at(day, "14:10"), by="coordinator", command=mended)
    yield replace(fill(patient, visit, slip.form, day=day, clock="14:12"), sign_after=slip.sign_after)


def explained(patient: Patient) -> Iterator[Step]:
    """Yield why values stand that a check asked about."""
    for day, clock, visit, form, check, row, reason in EXPLAINED.get(patient.who.n, ()):
        command = ExplainFinding(
            subject=patient.subject, visit=visit, form=form, check=check, row=row, reason=reason
        )
        yield Act(at=patient.days.at(day, clock), by="coordinator", command=command)


def deviations(patient: Patient) -> Iterator[Step]:
    """Yield the log of deviations."""
    for n, (day, what, kind, action) in enumerate(DEVIATIONS.get(patient.who.n, ()), start=1):
        row = {
            "dvterm": what,
            "dvcat": kind,
            "dvstdtc": patient.days.date(day),
            "dvcritical": "no",
            "dvaction": action,
        }
        yield fill(patient, LOG_VISIT, "dv", {n: row}, day=day, clock="17:10", complete=False)
