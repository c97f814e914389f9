"""Parameters of ADEFF: the scores of the trial by their codes, and every score an estimand of the study names."""

from __future__ import annotations

from dataclasses import dataclass

from hepatica.scores.registry import SCORES
from hepatica.study.study import Study

CODES = {
    "MELD_I_UNROUNDED": "MELDU",
    "MELD_UNOS_2002": "MELD",
    "MELD_NA_OPTN_2016": "MELDNA",
    "MELD_3_0": "MELD3",
    "CHILD_PUGH": "CPS",
    "CHILD_PUGH_CLASS": "CPC",
    "ALBI": "ALBI",
    "ALBI_GRADE": "ALBIGR",
    "MELD_3_0_UNROUNDED": "MELD3U",
    "MELD_MAYO_2000_ETIOLOGY": "MELDMAYO",
    "MELD_NA_FINAL_UNROUNDED": "MELDNAU",
    "MELD_NA_CONTINUOUS_UNGATED": "MELDNAC",
    "MELD_NA_KIM_2008": "MELDNAK",
    "MELD_XI": "MELDXI",
    "FIB4": "FIB4",
    "APRI": "APRI",
    "CLIF_C_AD": "CLIFAD",
    "CLIF_C_ACLF": "CLIFACLF",
    "CLIF_C_OF": "CLIFOF",
}
"""Score → PARAMCD; sponsor-defined, since CDISC has none for most. Any other score is its own name, shortened."""
ALWAYS = (
    "MELD_I_UNROUNDED",
    "MELD_UNOS_2002",
    "MELD_NA_OPTN_2016",
    "MELD_3_0",
    "CHILD_PUGH",
    "CHILD_PUGH_CLASS",
    "ALBI",
)
CLASSES = {"A": 1, "B": 2, "C": 3}
"""Classes in the order of their severity: the number AVAL holds beside the letter."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter of ADEFF."""

    score: str
    code: str
    title: str
    number: int
    rounded: bool
    """Whether the score itself is a rounded number."""


def parameters_of(study: Study) -> tuple[Parameter, ...]:
    """Return the parameters in order: the trial's own, then whatever else an estimand or a responder rule names.

    Raises ValueError where two scores would share a code.
    """
    named = [one.variable for one in study.analysis.estimands] + [
        one.score for one in study.analysis.responders
    ]
    scores = list(dict.fromkeys((*ALWAYS, *(name for name in named if name in SCORES))))
    codes = [CODES.get(name, name.replace("_", "")[:8]) for name in scores]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ValueError(f"ADEFF: two scores of the study would both be the parameter {twice[0]}")
    return tuple(
        Parameter(
            score=score,
            code=code,
            title=SCORES[score].title,
            number=number,
            rounded=SCORES[score].rounding.startswith(("once", "twice")),
        )
        for number, (score, code) in enumerate(zip(scores, codes, strict=True), 1)
    )
