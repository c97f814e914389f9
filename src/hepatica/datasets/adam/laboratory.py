"""Laboratory parameters by their CDISC codes, each in its conventional unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hepatica.checks.values import NotEvaluable, read_number
from hepatica.ledger.rows import Answer
from hepatica.scores.units import UnitError, convert
from hepatica.study.study import Study

_CODES = {
    "bilirubin": ("BILI", "Bilirubin", "mg/dL"),
    "inr": ("INR", "Prothrombin Intl. Normalized Ratio", "ratio"),
    "creatinine": ("CREAT", "Creatinine", "mg/dL"),
    "sodium": ("NA", "Sodium", "mmol/L"),
    "albumin": ("ALB", "Albumin", "g/dL"),
    "potassium": ("K", "Potassium", "mmol/L"),
    "alt": ("ALT", "Alanine Aminotransferase", "U/L"),
    "ast": ("AST", "Aspartate Aminotransferase", "U/L"),
    "alp": ("ALP", "Alkaline Phosphatase", "U/L"),
    "ggt": ("GGT", "Gamma Glutamyl Transferase", "U/L"),
    "haemoglobin": ("HGB", "Hemoglobin", "g/dL"),
    "wbc": ("WBC", "Leukocytes", "10^9/L"),
    "platelets": ("PLAT", "Platelets", "10^9/L"),
    "pt_prolongation": ("PTSEC", "Prothrombin Time, Seconds Prolonged", "s"),
    "calcium": ("CA", "Calcium", "mg/dL"),
    "ionised_calcium": ("CAION", "Calcium, Ionized", "mmol/L"),
    "crp": ("CRP", "C Reactive Protein", "mg/L"),
    "afp": ("AFP", "Alpha Fetoprotein", "ng/mL"),
}
"""Analyte → PARAMCD, name and conventional unit. NA is the code of the analysis; SDTM calls the test SODIUM."""


@dataclass(frozen=True, kw_only=True)
class LabParameter:
    """One laboratory parameter of a study."""

    analyte: str
    code: str
    title: str
    unit: str
    number: int

    def read(self, answer: Answer) -> tuple[Decimal | None, str]:
        """Return the value in the conventional unit, and the sentence that says why there is none."""
        if answer.value is None:
            return None, ""
        try:
            value = read_number(answer.value)
        except NotEvaluable as problem:
            return None, str(problem)
        given = answer.unit or self.unit
        if given == self.unit:
            return value, ""
        try:
            return convert(value, self.analyte, given, self.unit), ""
        except UnitError as problem:
            return None, str(problem)


def laboratory_of(study: Study) -> dict[str, LabParameter]:
    """Return analyte → parameter for all analytes the study's forms ask, in the fixed order, others after them.

    An analyte without a code of its own has the first 8 characters of its id and the unit its item shows. Raises
    ValueError where two would share a code.
    """
    asked = {item.analyte: item for form in study.forms for item in form.items if item.analyte}
    order = [name for name in _CODES if name in asked] + [name for name in asked if name not in _CODES]
    found: dict[str, LabParameter] = {}
    for number, name in enumerate(order, 1):
        item = asked[name]
        own = (name.replace("_", "").upper()[:8], str(item.label), item.unit or "")
        code, title, unit = _CODES.get(name, own)
        shown = f"{title} ({unit})" if unit else title
        found[name] = LabParameter(analyte=name, code=code, title=shown, unit=unit, number=number)
    codes = [one.code for one in found.values()]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ValueError(f"ADLB: two analytes of the study would both be the parameter {twice[0]}")
    return found
