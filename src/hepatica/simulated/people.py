"""From a virtual patient to a participant of the play: what a chart says beside the five values that the model follows."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hepatica.demo.bedside import Patient
from hepatica.demo.cast import Participant
from hepatica.demo.courses import Seen
from hepatica.demo.found import Found
from hepatica.demo.step import Days
from hepatica.people.identity import Identity
from hepatica.simulated.patients import Course, TrueEvent, Virtual

NOBODY = 0
"""The number of a participant of whom the demo tells nothing by name."""
_REST = ("cryptogenic", "masld", "hcv_cured", "hbv_suppressed")
_SELECTION = 0.6
"""Share of the CD34 cells that the selection keeps, as the model has it."""
_MSC = "60.0"
_ASCITES = ("none", "mild", "moderate_severe")
_ENCEPHALOPATHY = ("0", "1", "3")
_PLACES = {"bilirubin": 1, "inr": 2, "creatinine": 2, "albumin": 1, "sodium": 0}


def participant(virtual: Virtual, days: Days, subject: str) -> Patient:
    """Return the participant whom the play knows: invented person, true disease; cells are not collected yet."""
    luck, patient = Random(f"{virtual.seed}/{virtual.number}/person"), virtual.baseline  # noqa: S311 - no secret
    female, alcohol = bool(patient.female[0]), bool(patient.alcohol[0])
    who = Participant(
        n=NOBODY,
        days_ago={},
        sex="female" if female else "male",
        age=int(patient.age[0]),
        height=luck.randint(148, 164) if female else luck.randint(158, 176),
        aetiology="alcohol" if alcohol else luck.choice(_REST),
        referred=luck.choice(("own_clinic", "other_hospital", "self")),
        language=luck.choice(("te", "hi", "en")),
        diagnosed_years=luck.randint(1, 8),
        decompensated_months=luck.randint(8, 14),
        history=("ascites", *(("variceal_bleeding",) if patient.bleeding[0] else ())),
        cd34_blood="",
        cd34_before="",
        cd34_after="",
        msc=_MSC,
        contrast=str(luck.randint(34, 50)),
        cd34_counts=((luck.randint(70, 110), luck.randint(7900, 9300)), (luck.randint(80, 170), luck.randint(7900, 9300))),
        identity=Identity(),
    )  # fmt: skip
    return Patient(who=who, subject=subject, days=days, seed=f"{virtual.seed}/{virtual.number}")


def collected(patient: Patient, virtual: Virtual) -> Patient:
    """Return the participant with the CD34 cells that the collection gives."""
    low, high = (71.0, 93.0) if virtual.passes else (48.0, 69.0)
    who = replace(
        patient.who,
        cd34_passes=virtual.passes,
        cd34_viability=f"{patient.luck('cd34').uniform(low, high):.1f}",
        cd34_blood=f"{virtual.in_blood:.1f}",
        cd34_before=f"{virtual.selected / _SELECTION:.1f}",
        cd34_after=f"{virtual.selected:.1f}",
    )
    return replace(patient, who=who)


def found_in(patient: Patient, virtual: Virtual, events: tuple[TrueEvent, ...]) -> Patient:
    """Return the participant with what the procedures will show, as the true events have it."""
    by_kind = {one.kind: one for one in events}
    pain = f"{virtual.pain:.1f}"
    found = Found(
        pain={2: (pain, "Paracetamol 1 g" if virtual.pain > 6 else "")},
        oozing={1: ("oozing", "Pressure for 10 minutes")} if "marrow_bleeding" in by_kind else {},
        fell="hypotension" in by_kind,
        haematoma="day_1" if "artery_bleeding" in by_kind else "",
    )
    if citrate := by_kind.get("hypocalcaemia"):
        row = {
            "symptom": "paraesthesia",
            "citrate_action": "Flow slowed, calcium gluconate 1 g into the return line",
        }
        found = replace(
            found, citrate={2: row}, ionised=("1.18", "1.02" if citrate.grade > 1 else "1.14", "1.14")
        )
    if "infusion_reaction" in by_kind:
        said = {"reaction": "fever", "reaction_during": "msc", "reaction_action": "Paracetamol 1 g"}
        found = replace(found, reaction=("17:00", said), warm={4: "38.4"})
    return replace(patient, found=found)


def seen(patient: Patient, course: Course, day: int, visit: str, since: int, events: tuple[TrueEvent, ...], clock: str = "08:30") -> Seen:  # fmt: skip
    """Return one contact: what the chart of a visit says on day ``since`` of the course, ``day`` from the infusion."""
    luck = patient.luck(visit, day, "chart")
    values, signs = course.values(since), course.signs(since)
    bilirubin, platelets = values["bilirubin"], float(course.trial.baseline.platelets[0])
    ill = any(one.of_disease and 0 <= since - one.day <= 14 for one in events)
    hurt = {one.kind for one in events if 0 <= since - one.day <= 7}
    crp = float(course.trial.baseline.crp[0]) * luck.uniform(0.85, 1.15) * (4 if ill else 1)
    draw = {name: f"{value:.{_PLACES[name]}f}" for name, value in values.items()}
    if "kidney_injury" in hurt:
        draw["creatinine"] = f"{values['creatinine'] * 1.7:.2f}"
    draw |= {
        "haemoglobin": f"{10.3 + patient.luck('blood').uniform(0, 2.5) + luck.uniform(-0.2, 0.2):.1f}",
        "wbc": f"{_white(visit, day, luck):.1f}",
        "platelets": f"{platelets * _left(visit, day, 'thrombocytopenia' in hurt) * luck.uniform(0.96, 1.04):.0f}",
        "alt": f"{28 + 3 * bilirubin * luck.uniform(0.8, 1.2):.0f}",
        "ast": f"{44 + 7 * bilirubin * luck.uniform(0.8, 1.2):.0f}",
        "crp": f"{min(max(crp, 0.5), 250):.1f}",
    }
    weight = 60 + patient.luck("weight").uniform(-10, 18)
    return Seen(
        visit=visit,
        day=day,
        time=clock,
        draw=draw,
        ascites=_ASCITES[signs[0]],
        encephalopathy=_ENCEPHALOPATHY[signs[1]],
        weight=f"{weight + luck.uniform(-0.4, 0.4):.1f}",
        girth=f"{weight + 26 + 4 * signs[0]:.0f}",
        sysbp=str(112 + luck.randint(-4, 4)),
    )


def _white(visit: str, day: int, luck: Random) -> float:
    """Return white cells: high on the day of the infusion and after, as G-CSF leaves them."""
    if visit not in {"infusion_day", "day_1"}:
        return 3.4 + luck.uniform(0, 1.8)
    return {0: 32.0, 1: 24.0}.get(day, 11.0) + luck.uniform(-3, 3)


def _left(visit: str, day: int, fell: bool) -> float:
    """Return the share of platelets that leukapheresis leaves, and what a fall does to it."""
    if visit not in {"infusion_day", "day_1", "week_1"} or (visit == "infusion_day" and day == 0):
        return 1.0
    return 0.45 if fell else 0.82
