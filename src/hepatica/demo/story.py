"""A participant's whole story, as steps in the order of their time."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.demo import after, before, desk, drugs, events, infusing, late, mending, oversight, preparing
from hepatica.demo.bedside import Patient
from hepatica.demo.contact import fill
from hepatica.demo.courses import Seen, by_visit, course
from hepatica.demo.step import Step
from hepatica.study.study import AE_FORM, LOG_VISIT, Study


def story(study: Study, patient: Patient) -> tuple[Step, ...]:
    """Return every step from the first question to the end; the day of the build decides how much has happened."""
    contacts = {seen[0].visit: seen for seen in by_visit(course(patient.who.n))}
    steps = [
        *_before(study, patient, contacts),
        *_after(patient, contacts),
        *drugs.taken(patient),
        *drugs.procedures(patient),
        *events.judged(patient),
        *events.recovered(patient),
        *desk.told(study, patient),
        *late.letters(patient),
        *late.signed_again(patient),
        *late.late_positive(patient),
        *mending.corrected(patient, contacts),
        *mending.explained(patient),
        *mending.deviations(patient),
        oversight.cleared(patient),
        *_closed(patient, contacts["month_6"][0].day),
    ]
    return tuple(sorted(steps, key=lambda step: step.at))


def _before(study: Study, patient: Patient, contacts: dict[str, tuple[Seen, ...]]) -> Iterator[Step]:
    yield from before.screening(patient, study, contacts["screening"][0])
    yield from before.baseline(patient, contacts["baseline"][0])
    yield from before.marrow(patient)
    yield from preparing.culture(patient)
    yield from preparing.gate(patient, contacts["gate"][0])
    yield from preparing.gcsf(patient, contacts["gcsf"][0])


def _after(patient: Patient, contacts: dict[str, tuple[Seen, ...]]) -> Iterator[Step]:
    sysbp = int(contacts["gcsf"][0].sysbp)
    yield from infusing.infusion_day(patient, contacts["infusion_day"][0], sysbp)
    yield from after.day_1(patient, *contacts["day_1"])
    yield from after.week_1(patient, contacts.get("week_1", (None,))[0])
    for visit in ("month_1", "month_3", "month_6"):
        yield from after.month(patient, contacts[visit][0])
    for seen in contacts.get("unscheduled", ()):
        yield from after.unscheduled(patient, seen)
    yield from after.second_biopsy(patient, contacts["biopsy_2"][0])


def _closed(patient: Patient, last: int) -> Iterator[Step]:
    """Yield the completion of the logs, once nothing more can come into them."""
    logs = [AE_FORM, "cm"]
    logs += ["pr"] if patient.who.n in drugs.PROCEDURES else []
    logs += ["dv"] if patient.who.n in mending.DEVIATIONS else []
    for plus, log in enumerate(logs):
        yield fill(patient, LOG_VISIT, log, day=last + 3, clock="10:30", plus=plus)
