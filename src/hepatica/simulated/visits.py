"""What is done with a participant, in three parts: until eligibility is judged, until the cells have grown, and from there on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from hepatica.conduct.commands import RemoveRow
from hepatica.conduct.desk_commands import GiveClearance
from hepatica.conduct.plan import Plan
from hepatica.conduct.product_commands import ChooseBranch
from hepatica.demo import after, before, cells, infusing, late, preparing
from hepatica.demo.contact import fill
from hepatica.demo.step import Act, Row, Step, Value
from hepatica.simulated import people
from hepatica.simulated.eligible import judged
from hepatica.simulated.life import Life
from hepatica.study.study import AE_FORM, LOG_VISIT, Study

_GROWING = -10
"""Until this day the culture follows the first plan; what comes later follows the infusion wherever it has moved."""
_MONTHS = {"month_1": 28, "month_3": 90, "month_6": 181}
_SECOND_BIOPSY = 176
_AWAY = ("Too ill to travel", "Did not come, could not be reached that week", "In another hospital")
LAST = 190
"""The last day on which anything is planned."""


def screened(plan: Plan, life: Life) -> tuple[Step, ...]:
    """Return everything from the first question to the judgement of eligibility; ``life.outcome`` says which it was."""
    patient, seen = life.patient, life.seen("screening", -48, "09:20")
    failed = judged(plan, patient, seen)
    steps = [*before.looked_at(patient, plan.study, seen)]
    page = {0: failed} if failed else {}
    steps.append(
        fill(patient, "screening", "eligibility", page, day=before.JUDGED, clock="15:00", by="investigator")
    )
    if failed:
        out: dict[int, Row] = {0: {"scrout": "not_enrolled", "scrreason": "criteria"}}
        steps.append(fill(patient, "screening", "screening", out, day=before.JUDGED, clock="15:40"))
        life.outcome, life.why = "failed", ", ".join(name for name in failed if name != "ieeligible")
    else:
        life.outcome = "eligible"
    return tuple(steps)


def turned_away(life: Life, on: date) -> Step:
    """Return the end of a screening of somebody eligible for whom there is no trial any more."""
    out: dict[int, Row] = {
        0: {"scrout": "not_enrolled", "scrreason": "other", "scrreason_other": "The trial was stopped"}
    }
    return fill(life.patient, "screening", "screening", out, day=life.day(on), clock="16:10")


def growing(life: Life) -> tuple[Step, ...]:
    """Return the baseline, the marrow aspiration and the culture while it grows."""
    patient = life.patient = people.found_in(
        people.collected(life.patient, life.virtual), life.virtual, life.events
    )
    limit = patient.days.at(_GROWING, "00:00")
    return (
        *before.baseline(patient, life.seen("baseline", -37, "09:40")),
        *before.marrow(patient),
        *(step for step in cells.marrow_line(patient) if step.at < limit),
    )


def treated(study: Study, life: Life, infused: int) -> tuple[Step, ...]:
    """Return everything from the harvest on; ``infused`` participants were infused before."""
    patient = life.patient = people.found_in(life.patient, life.virtual, life.events)
    limit = patient.days.at(_GROWING, "00:00")
    gate = life.seen("gate", -6, "08:40")
    return (
        *(step for step in preparing.culture(patient) if step.at >= limit),
        *preparing.gate(patient, gate),
        *preparing.gcsf(patient, life.seen("gcsf", -3, "07:40")),
        *infusing.infusion_day(patient, life.seen("infusion_day", 0, "06:30"), int(gate.sysbp)),
        *late.letters(patient),
        *(() if patient.who.cd34_passes else _msc_alone(life)),
        *_after(life),
        *_cleared(study, life, infused),
    )


def stopped(life: Life, on: date) -> Step:
    """Return the choice to give no cells, where the culture failed."""
    command = ChooseBranch(
        subject=life.subject, branch="culture_failure", choice="stop", reason="Too few cells grew"
    )
    return Act(at=life.patient.days.at(life.day(on), "16:35"), by="investigator", command=command)


def _msc_alone(life: Life) -> Iterator[Step]:
    """Yield the choice to give the one product alone, and the row of the other's bag struck out."""
    chosen = ChooseBranch(
        subject=life.subject,
        branch="low_viability",
        choice="msc_alone",
        reason="Too few of the CD34 cells are alive",
    )
    yield Act(at=life.patient.days.at(0, "15:12"), by="investigator", command=chosen)
    away = RemoveRow(
        subject=life.subject,
        visit="infusion_day",
        form="infusion",
        group="bag",
        row=2,
        reason="MSC alone were given",
    )
    yield Act(at=life.patient.days.at(1, "16:25"), by="coordinator", command=away)


def _after(life: Life) -> Iterator[Step]:
    patient = life.patient
    yield from after.day_1(patient, life.seen("day_1", 1, "08:00"), life.seen("day_1", 3, "08:00"))
    for visit, day in {"week_1": 7, **_MONTHS}.items():
        if not life.comes(day):
            yield from _missed(life, visit, day)
        elif visit == "week_1":
            yield from after.week_1(patient, life.seen(visit, day, "09:40"))
        else:
            yield from after.month(patient, life.seen(visit, day, "10:10"))
    if life.comes(_SECOND_BIOPSY):
        yield from after.second_biopsy(patient, life.seen("biopsy_2", _SECOND_BIOPSY, "08:30"))
    else:
        yield from _missed(life, "biopsy_2", _SECOND_BIOPSY)
    yield fill(patient, LOG_VISIT, AE_FORM, day=LAST - 1, clock="10:30")


def _missed(life: Life, visit: str, day: int) -> Iterator[Step]:
    luck = life.patient.luck(visit, "missed")
    why = {visit: (day, luck.choice(_AWAY))}
    absent = replace(life.patient, found=replace(life.patient.found, missed=why))
    yield after.missed(absent, visit)
    if visit == "month_6":
        said: Value = life.patient.days.date(day)
        row: dict[int, Row] = {0: {"dsstdtc": said, "last_contact": said}}
        yield fill(life.patient, visit, "disposition", row, day=day + 2, clock="11:30", by="investigator")


def wait_after(study: Study, infused: int) -> tuple[str, int]:
    """Return the clearance that stands after so many infusions ('' for none), and the days that the next must wait."""
    rule = next((one for one in study.oversight.stagger if infused in one.after), None)
    return (rule.id if rule and rule.clearance else "", max(1, rule.days if rule else 1))


def _cleared(study: Study, life: Life, infused: int) -> Iterator[Step]:
    clearance, days = wait_after(study, infused + 1)
    if clearance:
        command = GiveClearance(
            subject=life.subject,
            clearance=clearance,
            decision="clear",
            reason=f"Record read to day {days + 1}: nothing that stands against the next participant.",
        )
        yield Act(at=life.patient.days.at(days + 1, "16:30"), by="medical_monitor", command=command)
