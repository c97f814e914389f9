"""How the virtual investigator judges eligibility: by the criteria that the chart can answer, from what was reported.

A limit that an edit check of the study states for a criterion is read from there. Two that no check states, the stage of the
disease and the grade of encephalopathy, are the reference study's, and the command says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from hepatica.conduct.formula import Answer
from hepatica.conduct.plan import Plan, PlannedCheck
from hepatica.demo.bedside import Patient
from hepatica.demo.courses import Seen
from hepatica.demo.step import Value
from hepatica.scores.registry import compute

FORM = "eligibility"
_CHILD_PUGH, _MELD, _ENCEPHALOPATHY = (7, 11), 10, 3
_AGE, _LABORATORY = "demographics__age", "laboratory__"
CHARTED = (_AGE, *(f"{_LABORATORY}{name}" for name in ("bilirubin", "inr", "creatinine", "albumin", "sodium", "haemoglobin", "platelets")))  # fmt: skip
"""What the chart can answer, by the names that checks have for it."""
_OTHER = {"yes": "no", "no": "yes"}
BESIDE = (
    f"Child-Pugh {_CHILD_PUGH[0]} to {_CHILD_PUGH[1]}, MELD at least {_MELD} and encephalopathy below grade "
    f"{_ENCEPHALOPATHY}, which are the reference study's"
)
"""The limits that no check of the study states, for a sentence."""


def judged(plan: Plan, patient: Patient, seen: Seen) -> dict[str, Value]:
    """Return the answers of the eligibility page that are not the usual ones, as printed; ``ieeligible`` is 'no' with the first.

    Scores are computed, and checks evaluated, by the code that runs the trial.
    """
    failed: dict[str, Value] = {}
    if not _decompensated(seen):
        failed["inc_decompensated"] = "no"
    if int(seen.encephalopathy) >= _ENCEPHALOPATHY:
        failed["exc_encephalopathy"] = "yes"
    known = _known(patient, seen)
    for check in _limits(plan):
        if answer := _against(check, known):
            failed[check.check.at] = answer
    printed = (item.id for item in plan.study.form_by_id[FORM].items if item.id in failed)
    return {**{criterion: failed[criterion] for criterion in printed}, "ieeligible": "no"} if failed else {}


def limits(plan: Plan) -> str:
    """Return the sentence that says by which limits eligibility is judged, and where they stand."""
    labels = [str(item.label) for check in _limits(plan) if (item := plan.study.item(FORM, check.check.at))]
    stated = f"by the study's own checks ({'; '.join(labels)}), and by " if labels else "by "
    return f"Eligibility is judged {stated}{BESIDE}. Every other criterion is answered as if it were met."


def _limits(plan: Plan) -> tuple[PlannedCheck, ...]:
    """Return the checks that hold the answer to a criterion against the record."""
    return tuple(
        one
        for one in plan.checks
        if one.check.form == FORM
        and (item := plan.study.item(FORM, one.check.at)) is not None
        and item.codelist == "yes_no"
        and one.check.at in one.formula.compiled.reads <= {one.check.at, *CHARTED}
    )


def _known(patient: Patient, seen: Seen) -> dict[str, object]:
    """Return what the chart of a virtual patient says, by the names that checks have for it."""
    drawn = {name: Decimal(seen.draw[name.removeprefix(_LABORATORY)]) for name in CHARTED if name != _AGE}
    return {**drawn, _AGE: patient.who.age}


def _against(check: PlannedCheck, known: Mapping[str, object]) -> str:
    """Return the answer to a criterion that its check lets stand where it fires at the other one; '' where it fires at none."""
    at = check.check.at
    fires = {answer: check.formula.answer({**known, at: answer}).answer is Answer.TRUE for answer in _OTHER}
    return next((_OTHER[answer] for answer in _OTHER if fires[answer] and not fires[_OTHER[answer]]), "")


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
