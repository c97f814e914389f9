"""MELD 3.0: sex, albumin and two interactions; creatinine at most 3."""

from decimal import Decimal

from hepatica.scores.arithmetic import ln, round_half_up, show
from hepatica.scores.bounded import Bounded, bound, brief, constant, log_term, product, total
from hepatica.scores.inputs import (
    ALBUMIN,
    BILIRUBIN,
    CREATININE,
    DIALYSIS,
    INR,
    SEX,
    SODIUM,
    Values,
    quantity,
)
from hepatica.scores.meld import MAXIMUM, ONE, creatinine_of, dialysis_flags
from hepatica.scores.score import Outcome, Score, Term

MINIMUM = Decimal(6)
CREATININE_CAP = Decimal(3)
SODIUM_BOUNDS = Decimal(125), Decimal(137)
ALBUMIN_BOUNDS = Decimal("1.5"), Decimal("3.5")
ADULT = Decimal(18)


def _sex_and_constant(values: Values) -> tuple[Term, ...]:
    """Adults: 1.33 if female, and 6. From 12 to 17 years sex does not count and the constant is 7.33."""
    if values.number("age") < ADULT:
        return (constant(Decimal("7.33"), "Constant below 18 years"),)
    female = Decimal(1) if values.code("sex") == "female" else Decimal(0)
    sex = Term(
        label="Sex", expression=f"1.33 × {female}", value=Decimal("1.33") * female, note=values.code("sex")
    )
    return (sex, constant(MINIMUM))


def _terms(values: Values) -> tuple[Term, ...]:
    bilirubin = bound(values.measured("bilirubin"), "mg/dL", low=ONE)
    inr = bound(values.measured("inr"), "", low=ONE)
    creatinine = creatinine_of(values, cap=CREATININE_CAP)
    sodium = bound(values.measured("sodium"), "mmol/L", low=SODIUM_BOUNDS[0], high=SODIUM_BOUNDS[1])
    albumin = bound(values.measured("albumin"), "g/dL", low=ALBUMIN_BOUNDS[0], high=ALBUMIN_BOUNDS[1])
    return (
        log_term("INR", Decimal("9.09"), inr),
        log_term("Bilirubin", Decimal("4.56"), bilirubin),
        log_term("Creatinine", Decimal("11.14"), creatinine),
        *_sodium_terms(sodium, bilirubin),
        *_albumin_terms(albumin, creatinine),
        *_sex_and_constant(values),
    )


def _sodium_terms(sodium: Bounded, bilirubin: Bounded) -> tuple[Term, ...]:
    deficit = SODIUM_BOUNDS[1] - sodium.value
    shown = f"(137 − {show(sodium.value)})"
    return (
        product("Sodium", Decimal("0.82"), deficit, shown, sodium.note),
        product(
            "Sodium × bilirubin",
            Decimal("-0.24"),
            deficit * ln(bilirubin.value),
            f"{shown} × ln {brief(bilirubin.value)}",
        ),
    )


def _albumin_terms(albumin: Bounded, creatinine: Bounded) -> tuple[Term, ...]:
    deficit = ALBUMIN_BOUNDS[1] - albumin.value
    shown = f"(3.5 − {show(albumin.value)})"
    return (
        product("Albumin", Decimal("1.85"), deficit, shown, albumin.note),
        product(
            "Albumin × creatinine",
            Decimal("-1.83"),
            deficit * ln(creatinine.value),
            f"{shown} × ln {brief(creatinine.value)}",
        ),
    )


def compute_meld_3_unrounded(values: Values) -> Outcome:
    """Add up MELD 3.0, neither rounded nor held within 6 and 40.

    Bilirubin, INR and creatinine count as at least 1, creatinine as at most 3 (and 3 under dialysis), sodium within
    125 and 137 mmol/L, albumin within 1.5 and 3.5 g/dL.
    """
    terms = _terms(values)
    score = total(terms)
    return Outcome(
        value=score, unrounded=score, display=show(score, 1), terms=terms, flags=dialysis_flags(values)
    )


def compute_meld_3(values: Values) -> Outcome:
    """MELD 3.0 rounded once, half-up (16.5 is 17), within 6 and 40."""
    terms = _terms(values)
    unrounded = total(terms)
    score = max(MINIMUM, min(round_half_up(unrounded), MAXIMUM))
    capped = ("counted as 40, the maximum",) if round_half_up(unrounded) > MAXIMUM else ()
    return Outcome(
        value=score,
        unrounded=unrounded,
        display=show(score),
        terms=terms,
        flags=dialysis_flags(values) + capped,
    )


AGE_FROM_12 = quantity("age", "age", "12", "120", age_years="years")
_INPUTS = (BILIRUBIN, CREATININE, INR, SODIUM, ALBUMIN, SEX, AGE_FROM_12)
_SOURCE = "Kim 2021 (10.1053/j.gastro.2021.08.050); OPTN policy 9.1.D (13 July 2023)"

MELD_3_0_UNROUNDED = Score(
    name="MELD_3_0_UNROUNDED",
    title="MELD 3.0, unrounded",
    version="Kim 2021, before rounding",
    source=_SOURCE,
    required=_INPUTS,
    optional=(DIALYSIS,),
    rounding="none; not held within 6 and 40",
    trap="Creatinine is capped at 3, not 4, and dialysis counts as 3.",
    function=compute_meld_3_unrounded,
)

MELD_3_0 = Score(
    name="MELD_3_0",
    title="MELD 3.0",
    version="OPTN, in force from 13 July 2023",
    source=_SOURCE,
    required=_INPUTS,
    optional=(DIALYSIS,),
    rounding="once, half-up; 6 to 40",
    trap="Ties exist (a man, sodium 126, albumin 2.7, the rest at 1: 16.5): half-up gives 17, half-even 16.",
    function=compute_meld_3,
)
