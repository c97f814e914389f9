"""Original MELD: the unrounded sum that the trial analyses, and the UNOS integer."""

from decimal import Decimal

from hepatica.scores.arithmetic import round_half_up, show
from hepatica.scores.bounded import Bounded, bound, constant, log_term, total
from hepatica.scores.inputs import BILIRUBIN, CREATININE, DIALYSIS, INR, Code, Values
from hepatica.scores.score import Outcome, Score, Term

ONE, FOUR, MAXIMUM = Decimal(1), Decimal(4), Decimal(40)
CONSTANT = Decimal("6.43")

CAUSE = Code(name="cause", label="cause of cirrhosis", codes=("alcoholic_or_cholestatic", "other"))


def creatinine_of(values: Values, *, cap: Decimal) -> Bounded:
    """Creatinine in mg/dL within 1 and the cap; dialysis sets the cap, even when the measured value is below 1."""
    creatinine = bound(values.measured("creatinine"), "mg/dL", low=ONE, high=cap)
    if not values.flag("dialysis"):
        return creatinine
    was = bound(values.measured("creatinine"), "mg/dL")
    note = f"dialysis: counted as {show(cap, 2)}"
    return Bounded(value=cap, note="; ".join(part for part in (was.note, note) if part))


def dialysis_flags(values: Values) -> tuple[str, ...]:
    """Give the sentence that stands beside a score when nobody said whether there was dialysis."""
    return () if "dialysis" in values else ("dialysis not stated, counted as none",)


def meld_terms(values: Values) -> tuple[Term, ...]:
    """Give the three logarithms and the constant of MELD(i), on the scale of the score (6 to 40)."""
    return (
        log_term("INR", Decimal("11.20"), bound(values.measured("inr"), "", low=ONE)),
        log_term("Bilirubin", Decimal("3.78"), bound(values.measured("bilirubin"), "mg/dL", low=ONE)),
        log_term("Creatinine", Decimal("9.57"), creatinine_of(values, cap=FOUR)),
        constant(CONSTANT),
    )


def compute_meld_unrounded(values: Values) -> Outcome:
    """MELD = 9.57 ln creatinine + 3.78 ln bilirubin + 11.20 ln INR + 6.43, neither rounded nor capped at 40.

    Creatinine and bilirubin in mg/dL and the INR count as at least 1; creatinine as at most 4, and as 4 under
    dialysis (two or more sessions, or 24 h of CVVHD, in the 7 days before).
    """
    terms = meld_terms(values)
    score = total(terms)
    return Outcome(
        value=score, unrounded=score, display=show(score, 1), terms=terms, flags=dialysis_flags(values)
    )


def compute_meld_unos(values: Values) -> Outcome:
    """Round the same sum once to the nearest integer, at most 40; the floors make it at least 6."""
    terms = meld_terms(values)
    unrounded = total(terms)
    score = min(round_half_up(unrounded), MAXIMUM)
    capped = ("counted as 40, the maximum",) if round_half_up(unrounded) > MAXIMUM else ()
    return Outcome(
        value=score,
        unrounded=unrounded,
        display=show(score),
        terms=terms,
        flags=dialysis_flags(values) + capped,
    )


def compute_meld_mayo(values: Values) -> Outcome:
    """MELD with the etiology term of 2000: the constant counts only if the cause is neither alcoholic nor cholestatic.

    The bounds are those of the UNOS score, so that the two differ in this term alone.
    """
    cause = values.code("cause")
    counted = Decimal(1) if cause == "other" else Decimal(0)
    etiology = Term(
        label="Etiology",
        expression=f"{CONSTANT} × {counted}",
        value=CONSTANT * counted,
        note=cause.replace("_", " "),
    )
    terms = (*meld_terms(values)[:3], etiology)
    score = total(terms)
    return Outcome(
        value=score, unrounded=score, display=show(score, 1), terms=terms, flags=dialysis_flags(values)
    )


MELD_I_UNROUNDED = Score(
    name="MELD_I_UNROUNDED",
    title="MELD, unrounded",
    version="MELD(i) of OPTN policy 9.1.D, before rounding",
    source="Kamath 2001 (10.1053/jhep.2001.22172); OPTN policy 9.1.D",
    required=(BILIRUBIN, CREATININE, INR),
    optional=(DIALYSIS,),
    rounding="none; no cap at 40",
    trap="Analyse this one: integer rounding adds noise to a change. Dialysis wins even over creatinine below 1.",
    function=compute_meld_unrounded,
)

MELD_UNOS_2002 = Score(
    name="MELD_UNOS_2002",
    title="MELD",
    version="UNOS 2002, OPTN policy 9.1.D",
    source="Kamath 2001 (10.1053/jhep.2001.22172); OPTN policy 9.1.D",
    required=(BILIRUBIN, CREATININE, INR),
    optional=(DIALYSIS,),
    rounding="once, to the nearest integer; maximum 40",
    trap="Creatinine above 4 counts as 4. Inputs are never rounded, nor are converted values.",
    function=compute_meld_unos,
)

MELD_MAYO_2000_ETIOLOGY = Score(
    name="MELD_MAYO_2000_ETIOLOGY",
    title="MELD with etiology (2000)",
    version="Malinchoc 2000 with the bounds of UNOS 2002",
    source="Malinchoc 2000 (10.1053/he.2000.5852)",
    required=(BILIRUBIN, CREATININE, INR, CAUSE),
    optional=(DIALYSIS,),
    rounding="none",
    trap="UNOS dropped the term: MELD as used today never has it.",
    offered=False,
    function=compute_meld_mayo,
)
