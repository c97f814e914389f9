"""The log of drugs and procedures: what the standard of care was, and when it changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hepatica.demo.bedside import Patient
from hepatica.demo.contact import fill
from hepatica.demo.step import Row, Step, Value
from hepatica.study.study import LOG_VISIT


@dataclass(frozen=True)
class Drug:
    """A drug from a day (or since before anyone wrote it down: None); it may replace an earlier row."""

    day: int | None
    name: str
    kind: str
    dose: str
    unit: str
    frequency: str
    purpose: str
    replaces: int = 0
    why: str = ""
    until: int | None = None
    """The last day of a short course."""


_FUROSEMIDE = ("Furosemide", "diuretic", "40", "mg", "daily", "Ascites")
_LACTULOSE = ("Lactulose", "lactulose", "30", "mL", "bid", "Encephalopathy")

DRUGS: dict[int, tuple[Drug, ...]] = {
    1: (
        Drug(None, "Spironolactone", "diuretic", "100", "mg", "daily", "Ascites"),
        Drug(None, *_FUROSEMIDE),
        Drug(None, *_LACTULOSE),
        Drug(None, "Ursodeoxycholic acid", "hepatoprotective", "300", "mg", "bid", "Liver disease"),
        Drug(
            3,
            "Spironolactone",
            "diuretic",
            "50",
            "mg",
            "daily",
            "Ascites",
            1,
            "Creatinine rose after contrast",
        ),
        Drug(
            28,
            "Spironolactone",
            "diuretic",
            "100",
            "mg",
            "daily",
            "Ascites",
            5,
            "Creatinine back to its level",
        ),
        Drug(104, "Furosemide", "diuretic", "20", "mg", "daily", "Ascites", 2, "Little ascites left"),
    ),
    2: (
        Drug(None, "Spironolactone", "diuretic", "100", "mg", "daily", "Ascites"),
        Drug(None, *_LACTULOSE),
        Drug(None, "Rifaximin", "antibiotic", "550", "mg", "bid", "Encephalopathy"),
        Drug(None, "Silymarin", "hepatoprotective", "140", "mg", "tid", "Liver disease"),
        Drug(52, "Lactulose", "lactulose", "30", "mL", "qid", "Encephalopathy", 2, "Encephalopathy grade 3"),
        Drug(60, "Lactulose", "lactulose", "30", "mL", "tid", "Encephalopathy", 5, "Awake and oriented"),
        Drug(80, "Spironolactone", "diuretic", "150", "mg", "daily", "Ascites", 1, "Tense ascites"),
    ),
    3: (
        Drug(None, "Spironolactone", "diuretic", "50", "mg", "daily", "Ascites"),
        Drug(None, "Carvedilol", "beta_blocker", "6.25", "mg", "bid", "Varices"),
        Drug(None, "Ursodeoxycholic acid", "hepatoprotective", "300", "mg", "bid", "Liver disease"),
        Drug(None, "Insulin glargine", "other", "14", "IU", "daily", "Diabetes"),
        Drug(0, "Paracetamol", "analgesic", "1", "g", "once", "Fever after the infusion", until=0),
    ),
    4: (
        Drug(None, "Spironolactone", "diuretic", "50", "mg", "daily", "Ascites"),
        Drug(None, "Lactulose", "lactulose", "15", "mL", "bid", "Constipation"),
        Drug(None, "Amlodipine", "other", "5", "mg", "daily", "Hypertension"),
    ),
    5: (
        Drug(None, "Spironolactone", "diuretic", "100", "mg", "daily", "Ascites"),
        Drug(None, *_FUROSEMIDE),
        Drug(None, "Silymarin", "hepatoprotective", "140", "mg", "tid", "Liver disease"),
        Drug(41, "Cefotaxime", "antibiotic", "2", "g", "tid", "Spontaneous bacterial peritonitis", until=48),
        Drug(
            41, "Albumin 20 %", "albumin", "60", "g", "other", "Spontaneous bacterial peritonitis", until=43
        ),
    ),
}

PROCEDURES: dict[int, tuple[tuple[int, Row], ...]] = {
    2: (
        (48, {"prtrt": "paracentesis", "litres": "4.0", "albumin_given": "20", "prindc": "Tense ascites"}),
        (80, {"prtrt": "paracentesis", "litres": "7.0", "albumin_given": "60", "prindc": "Tense ascites"}),
    ),
    3: ((-46, {"prtrt": "banding", "prindc": "Large varices at an earlier endoscopy"}),),
}

_FIRST = -48
"""The day on which the drugs somebody came with are written down."""
_INTRAVENOUS = {"Cefotaxime", "Albumin 20 %"}
_SUBCUTANEOUS = {"Insulin glargine"}


def taken(patient: Patient) -> Iterator[Step]:
    """Yield the log of drugs, each entered on the day it began or changed."""
    drugs = DRUGS[patient.who.n]
    for day in sorted({_FIRST if drug.day is None else drug.day for drug in drugs}):
        rows: dict[int, Row] = {}
        for n, drug in enumerate(drugs, start=1):
            if (_FIRST if drug.day is None else drug.day) == day:
                rows[n] = _drug(patient, drug)
                if drug.replaces:
                    rows[drug.replaces] = {"cmongo": "no", "cmendtc": patient.days.date(day)}
        yield fill(patient, LOG_VISIT, "cm", rows, day=day, clock="16:40", complete=False)
    for n, drug in enumerate(drugs, start=1):
        if drug.until is not None:
            ended: dict[int, Row] = {n: {"cmongo": "no", "cmendtc": patient.days.date(drug.until)}}
            yield fill(patient, LOG_VISIT, "cm", ended, day=drug.until, clock="18:10", complete=False)


def _drug(patient: Patient, drug: Drug) -> Row:
    route = "intravenous" if drug.name in _INTRAVENOUS else "oral"
    row: dict[str, Value] = {
        "cmtrt": drug.name,
        "cmclass": drug.kind,
        "cmdose": drug.dose,
        "cmdosu": drug.unit,
        "cmdosfrq": drug.frequency,
        "cmroute": "subcutaneous" if drug.name in _SUBCUTANEOUS else route,
        "cmindc": drug.purpose,
        "cmstdtc": str(patient.days.infusion.year - 1) if drug.day is None else patient.days.date(drug.day),
        "cmongo": "yes",
    }
    if drug.replaces:
        row |= {"cmprev": str(drug.replaces), "cmreas": drug.why}
    return row


def procedures(patient: Patient) -> Iterator[Step]:
    """Yield the log of procedures outside the protocol."""
    for n, (day, row) in enumerate(PROCEDURES.get(patient.who.n, ()), start=1):
        dated = {n: {**row, "prstdtc": patient.days.date(day)}}
        yield fill(patient, LOG_VISIT, "pr", dated, day=day, clock="17:00", complete=False)
