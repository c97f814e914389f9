"""How the virtual investigator judges eligibility: by the criteria that the chart can answer, from what was reported."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from hepatica.demo.bedside import Patient
from hepatica.demo.courses import Seen
from hepatica.demo.step import Value
from hepatica.scores.registry import compute

_AGE, _CHILD_PUGH, _MELD = (18, 65), (7, 11), 10
_HAEMOGLOBIN, _PLATELETS, _SODIUM, _CREATININE = 10, 50, 129, Decimal("1.2")


def judged(patient: Patient, seen: Seen) -> dict[str, Value]:
    """Return the answers of the eligibility page that are not the usual ones; ``ieeligible`` is 'no' with the first.

    The limits are the reference study's, in its own words; scores are computed by the code that runs the trial.
    """
    draw = {name: Decimal(value) for name, value in seen.draw.items()}
    age = _AGE[0] <= patient.who.age <= _AGE[1]
    failed: dict[str, Value] = {
        criterion: answer
        for criterion, holds, answer in (
            ("inc_age", age, "no"),
            ("inc_decompensated", _decompensated(seen), "no"),
            ("inc_haemoglobin", draw["haemoglobin"] > _HAEMOGLOBIN, "no"),
            ("exc_encephalopathy", int(seen.encephalopathy) < 3, "yes"),
            ("exc_platelets", draw["platelets"] >= _PLATELETS, "yes"),
            ("exc_sodium", draw["sodium"] >= _SODIUM, "yes"),
            ("exc_creatinine", draw["creatinine"] <= _CREATININE, "yes"),
        )
        if not holds
    }
    return {**failed, "ieeligible": "no"} if failed else {}


def _decompensated(seen: Seen) -> bool:
    """Whether the reported values give Child-Pugh 7 to 11 and a MELD of at least 10."""
    said = _inputs(seen)
    liver = ("bilirubin_mg_dl", "inr", "creatinine_mg_dl")
    points = ("bilirubin_mg_dl", "inr", "albumin_g_dl", "ascites", "encephalopathy")
    meld = _number("MELD_UNOS_2002", {key: said[key] for key in liver})
    child_pugh = _number("CHILD_PUGH", {key: said[key] for key in points})
    return meld >= _MELD and _CHILD_PUGH[0] <= child_pugh <= _CHILD_PUGH[1]


def _number(score: str, inputs: Mapping[str, object]) -> Decimal:
    return Decimal(str(compute(score, inputs).value))


def _inputs(seen: Seen) -> Mapping[str, object]:
    grade = int(seen.encephalopathy)
    return {
        "bilirubin_mg_dl": Decimal(seen.draw["bilirubin"]),
        "inr": Decimal(seen.draw["inr"]),
        "creatinine_mg_dl": Decimal(seen.draw["creatinine"]),
        "albumin_g_dl": Decimal(seen.draw["albumin"]),
        "ascites": seen.ascites,
        "encephalopathy": "none" if grade == 0 else "grade_1_2" if grade < 3 else "grade_3_4",
    }
