"""MELD with sodium. Four formulas go by that name; each is a score of its own here."""

from decimal import Decimal

from hepatica.scores.arithmetic import round_half_up, show
from hepatica.scores.bounded import Bounded, bound, total
from hepatica.scores.inputs import BILIRUBIN, CREATININE, DIALYSIS, INR, SODIUM, Values
from hepatica.scores.meld import MAXIMUM, MELD_I_UNROUNDED, dialysis_flags, meld_terms
from hepatica.scores.score import Outcome, Score, Term, result_of

GATE = Decimal(11)
LOWEST, OPTN_HIGHEST, KIM_HIGHEST = Decimal(125), Decimal(137), Decimal(140)


def _sodium(values: Values, *, highest: Decimal) -> Bounded:
    return bound(values.measured("sodium"), "mmol/L", low=LOWEST, high=highest)


def _optn_sodium_terms(meld: Decimal, sodium: Bounded, shown: str) -> tuple[Term, ...]:
    deficit = OPTN_HIGHEST - sodium.value
    difference = f"(137 − {show(sodium.value)})"
    return (
        Term(
            label="Sodium",
            expression=f"1.32 × {difference}",
            value=Decimal("1.32") * deficit,
            note=sodium.note,
        ),
        Term(
            label="Sodium × MELD",
            expression=f"−0.033 × {shown} × {difference}",
            value=Decimal("-0.033") * meld * deficit,
        ),
    )


def _gated(values: Values) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """Write the lines of the OPTN rule: the rounded MELD(i), and sodium only if that is above 11."""
    parts = meld_terms(values)
    meld = round_half_up(total(parts))
    base = Term(label="MELD(i)", expression=f"{show(total(parts), 2)} rounded", value=meld)
    if meld <= GATE:
        return (base,), ("sodium not counted: MELD(i) is not above 11",)
    sodium = _sodium(values, highest=OPTN_HIGHEST)
    return (base, *_optn_sodium_terms(meld, sodium, show(meld))), ()


def compute_meld_na_optn(values: Values) -> Outcome:
    """MELD(i) + 1.32 (137 − Na) − 0.033 MELD(i) (137 − Na) if the rounded MELD(i) is above 11, else MELD(i).

    Sodium within 125 and 137 mmol/L; MELD(i) enters as the rounded integer and uncapped; the result is rounded
    and at most 40.
    """
    terms, gate = _gated(values)
    unrounded = total(terms)
    score = min(round_half_up(unrounded), MAXIMUM)
    capped = ("counted as 40, the maximum",) if round_half_up(unrounded) > MAXIMUM else ()
    return Outcome(
        value=score,
        unrounded=unrounded,
        display=show(score),
        terms=terms,
        parts=(result_of(MELD_I_UNROUNDED, values),),
        flags=dialysis_flags(values) + gate + capped,
    )


def compute_meld_na_final_unrounded(values: Values) -> Outcome:
    """Apply the OPTN 2016 rule with its rounded MELD(i) and its gate, without the last rounding and the cap."""
    terms, gate = _gated(values)
    score = total(terms)
    return Outcome(
        value=score,
        unrounded=score,
        display=show(score, 2),
        terms=terms,
        parts=(result_of(MELD_I_UNROUNDED, values),),
        flags=dialysis_flags(values) + gate,
    )


def compute_meld_na_continuous(values: Values) -> Outcome:
    """Put the sodium terms of OPTN 2016 on the unrounded MELD(i), with neither gate nor cap."""
    parts = meld_terms(values)
    meld = total(parts)
    sodium = _sodium(values, highest=OPTN_HIGHEST)
    terms = (*parts, *_optn_sodium_terms(meld, sodium, show(meld, 2)))
    score = total(terms)
    return Outcome(
        value=score, unrounded=score, display=show(score, 2), terms=terms, flags=dialysis_flags(values)
    )


def compute_meld_na_kim(values: Values) -> Outcome:
    """MELD − Na − 0.025 MELD (140 − Na) + 140 on the unrounded MELD; sodium within 125 and 140 mmol/L, no gate."""
    parts = meld_terms(values)
    meld = total(parts)
    sodium = _sodium(values, highest=KIM_HIGHEST)
    difference = f"(140 − {show(sodium.value)})"
    terms = (
        *parts,
        Term(label="Sodium", expression=difference, value=KIM_HIGHEST - sodium.value, note=sodium.note),
        Term(
            label="Sodium × MELD",
            expression=f"−0.025 × {show(meld, 2)} × {difference}",
            value=Decimal("-0.025") * meld * (KIM_HIGHEST - sodium.value),
        ),
    )
    score = total(terms)
    return Outcome(
        value=score, unrounded=score, display=show(score, 1), terms=terms, flags=dialysis_flags(values)
    )


_INPUTS = (BILIRUBIN, CREATININE, INR, SODIUM)
_OPTN_2016 = "OPTN policy 9.1.D (2016)"

MELD_NA_OPTN_2016 = Score(
    name="MELD_NA_OPTN_2016",
    title="MELD-Na",
    version="OPTN, in force 11 January 2016 to 12 July 2023",
    source=_OPTN_2016,
    required=_INPUTS,
    optional=(DIALYSIS,),
    rounding="twice: MELD(i), then the result; maximum 40",
    trap="Jumps at the gate: at sodium 125, MELD(i) 11 stays 11 and 12 becomes 23. Not for a change from baseline.",
    function=compute_meld_na_optn,
)
MELD_NA_FINAL_UNROUNDED = Score(
    name="MELD_NA_FINAL_UNROUNDED",
    title="MELD-Na, last rounding omitted",
    version="OPTN 2016 without its last rounding and cap",
    source=_OPTN_2016,
    required=_INPUTS,
    optional=(DIALYSIS,),
    rounding="MELD(i) only; no cap",
    trap="Reproduces others' numbers; offered on no screen and in no study.",
    offered=False,
    function=compute_meld_na_final_unrounded,
)
MELD_NA_CONTINUOUS_UNGATED = Score(
    name="MELD_NA_CONTINUOUS_UNGATED",
    title="MELD-Na, continuous",
    version="OPTN 2016 sodium terms without rounding, gate and cap",
    source=_OPTN_2016,
    required=_INPUTS,
    optional=(DIALYSIS,),
    rounding="none",
    trap="Reproduces others' numbers; offered on no screen and in no study.",
    offered=False,
    function=compute_meld_na_continuous,
)
MELD_NA_KIM_2008 = Score(
    name="MELD_NA_KIM_2008",
    title="MELD-Na (Kim 2008)",
    version="Kim 2008",
    source="Kim 2008 (10.1056/NEJMoa0801209)",
    required=_INPUTS,
    optional=(DIALYSIS,),
    rounding="none",
    trap="Not the OPTN score: sodium up to 140, no gate, unrounded MELD.",
    function=compute_meld_na_kim,
)
