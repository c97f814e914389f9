"""ADSL: one row for each participant who was screened, the dead, the withdrawn and the never treated included."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.datasets.adam.columns import day, flag, number, text, whole
from hepatica.datasets.adam.common import OWN, identify
from hepatica.datasets.adam.components import score_events
from hepatica.datasets.adam.frame import Dataset, Draft, Plan, Value, build
from hepatica.datasets.adam.inputs import ENDS, Inputs, Person, key_of
from hepatica.datasets.adam.parameters import CODES
from hepatica.study.dates import PartialDate

BASELINE = {
    "MELDUBL": ("MELD_I_UNROUNDED", "Baseline MELD, Unrounded"),
    "MELDBL": ("MELD_UNOS_2002", "Baseline MELD"),
    "MELDNABL": ("MELD_NA_OPTN_2016", "Baseline MELD-Na"),
    "MELD3BL": ("MELD_3_0", "Baseline MELD 3.0"),
    "CPSBL": ("CHILD_PUGH", "Baseline Child-Pugh Points"),
    "ALBIBL": ("ALBI", "Baseline ALBI"),
}
"""Variable → score and label; the class follows them."""
CLASS = "CHILD_PUGH_CLASS"
STATUS = {
    "death": "DISCONTINUED",
    "withdrawal": "DISCONTINUED",
    "completed": "COMPLETED",
}
_ENDS = {
    "DTHDT": ("Date of Death", "death"),
    "LTXDT": ("Date of Liver Transplantation", "transplantation"),
    "WDDT": ("Date of Withdrawal or Loss to Follow-up", "withdrawal or loss"),
    "CMPDT": ("Date of Completion", "completion"),
}


PLAN = Plan(
    name="ADSL",
    label="Subject-Level Analysis Dataset",
    structure="one row for each screened participant",
    keys=("USUBJID",),
    variables=(
        *(one for one in OWN if one.name not in {"TRT01A", "SAFFL"}),
        whole("AGE", "Age", "binding age: years at consent", origin="Collected"),
        text("AGEU", "Age Units", "YEARS where AGE is", "AGE", origin="Assigned"),
        text("SEX", "Sex", "binding sex: F or M", origin="Collected"),
        text("RACE", "Race", "the item sent to DM.RACE, as coded", origin="Collected"),
        text("AETIOL", "Cause of the Cirrhosis", "binding aetiology, as coded", origin="Collected"),
        text(
            "ARM",
            "Description of Planned Arm",
            "title of the arm; empty before enrolment",
            "ENRLFL",
            origin="Protocol",
        ),
        text("TRT01P", "Planned Treatment for Period 01", "ARM", "ARM", origin="Protocol"),
        *(one for one in OWN if one.name in {"TRT01A", "SAFFL"}),
        flag("ENRLFL", "Enrolled Population Flag", "Y where enrolled"),
        flag("ITTFL", "Intent-To-Treat Population Flag", "Y where enrolled; nobody is randomised", "ENRLFL"),
        flag(
            "FASFL",
            "Full Analysis Set Population Flag",
            "Y where G-CSF was begun and a baseline of MELD exists",
            "TRTSDT",
            "MELDUBL",
        ),
        flag("INFFL", "Infused Population Flag", "Y where cells were infused", "INFDT"),
        day("RFICDT", "Date of Informed Consent", "binding consented; empty where known in part"),
        day("STDT", "Date of First Study Procedure", "earliest start of a procedure", "STARTED"),
        day("TRTSDT", "Date of First Exposure to Treatment", "earliest G-CSF dose: the analysis anchor"),
        day("INFDT", "Date of Infusion of the Cells", "the visit anchor"),
        *(
            day(name, label, f"day of {what}; empty where known in part: the flag still stands")
            for name, (label, what) in _ENDS.items()
        ),
        flag("DTHFL", "Subject Death Flag", "Y where a death is on record", "DTHDT"),
        flag("LTXFL", "Liver Transplantation Flag", "Y where a transplantation is on record", "LTXDT"),
        text(
            "EOSSTT",
            "End of Study Status",
            "COMPLETED; DISCONTINUED by death or withdrawal; ONGOING while enrolled",
            *(name for name in _ENDS),
        ),
        *(
            number(name, label, f"{score} at the baseline draw ({CODES[score]} of ADEFF where ABLFL is Y)")
            for name, (score, label) in BASELINE.items()
        ),
        text("CPCBL", "Baseline Child-Pugh Class", f"{CLASS} at the baseline draw"),
        day("BLDT", "Date of the Baseline Draw", "day of the draw the baseline rule took"),
        day("CUTDT", "Date of Data Cut", "civil day of the cut at the site"),
    ),
)


def derive_adsl(inputs: Inputs) -> Dataset:
    """Return a row for everybody who was screened, in order of infusion; nobody leaves it by dying."""
    return build(PLAN, _drafts(inputs))


def _drafts(inputs: Inputs) -> Iterator[Draft]:
    for person in inputs.people():
        values: dict[str, Value] = identify(person)
        values |= _demography(person) | _dates(person)
        baseline, events = _baseline(person)
        fas = bool(person.who.anchor) and baseline.get("MELDUBL") is not None
        values |= baseline | {"FASFL": "Y" if fas else "N", "CUTDT": inputs.cut}
        yield Draft(values, events, person.events)


def _demography(person: Person) -> dict[str, Value]:
    who, arms = person.who, person.study.arms
    arm = str(arms[0].title) if arms and who.enrolled else None
    age = int(who.age) if who.age.isdecimal() else None
    return {
        "AGE": age,
        "AGEU": "YEARS" if age is not None else None,
        "SEX": {"female": "F", "male": "M"}.get(who.sex, who.sex),
        "RACE": person.said("DM.RACE"),
        "AETIOL": who.aetiology,
        "ARM": arm,
        "TRT01P": arm,
        "ENRLFL": _yes(who.enrolled),
        "ITTFL": _yes(who.enrolled),
        "INFFL": _yes(who.infused is not None),
    }


def _dates(person: Person) -> dict[str, Value]:
    who = person.who
    ends: dict[str, Value] = {name: _day(person.ended(how)) for name, how in ENDS}
    status = next((said for how, said in STATUS.items() if how in who.ended), None)
    return ends | {
        "RFICDT": _day(PartialDate.parse(who.consented[:10])),
        "STDT": _day(PartialDate.parse(who.started[:10])),
        "TRTSDT": _day(who.anchor),
        "INFDT": _day(who.infused),
        "DTHFL": "Y" if "death" in who.ended else None,
        "LTXFL": "Y" if "transplant" in who.ended else None,
        "EOSSTT": status or ("ONGOING" if who.enrolled else None),
    }


def _baseline(person: Person) -> tuple[dict[str, Value], dict[str, tuple[int, ...]]]:
    chosen = person.baseline
    if chosen is None:
        return {}, {}
    key = key_of(chosen.draw)
    scored = person.scores((*(score for score, _ in BASELINE.values()), CLASS), {key})[key]
    values: dict[str, Value] = {name: scored.value(score) for name, (score, _) in BASELINE.items()}
    letter = scored.results[CLASS].value
    values["CPCBL"] = letter if isinstance(letter, str) else None
    values["BLDT"] = person.inputs.count(chosen.draw.date).day
    asked = {name: score for name, (score, _) in BASELINE.items()} | {"CPCBL": CLASS}
    events = {name: score_events(person, chosen.draw, score) for name, score in asked.items()}
    return values, events | {"BLDT": person.draw_events(chosen.draw)}


def _day(when: PartialDate | None) -> Value:
    return when.earliest if when and when.complete else None


def _yes(holds: bool) -> str:
    return "Y" if holds else "N"
