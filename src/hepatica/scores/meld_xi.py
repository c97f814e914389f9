"""MELD-XI: MELD without the INR, for people on vitamin K antagonists."""

from decimal import Decimal

from hepatica.scores.arithmetic import show
from hepatica.scores.bounded import bound, constant, log_term, total
from hepatica.scores.inputs import BILIRUBIN, CREATININE, DIALYSIS, Values
from hepatica.scores.meld import FOUR, ONE, creatinine_of, dialysis_flags
from hepatica.scores.score import Outcome, Score


def compute_meld_xi(values: Values) -> Outcome:
    """MELD-XI = 5.11 ln bilirubin + 11.76 ln creatinine + 9.44 (mg/dL), bilirubin and creatinine at least 1.

    Creatinine counts as at most 4, and as 4 under dialysis. Unrounded.
    """
    terms = (
        log_term("Bilirubin", Decimal("5.11"), bound(values.measured("bilirubin"), "mg/dL", low=ONE)),
        log_term("Creatinine", Decimal("11.76"), creatinine_of(values, cap=FOUR)),
        constant(Decimal("9.44")),
    )
    score = total(terms)
    return Outcome(
        value=score, unrounded=score, display=show(score, 1), terms=terms, flags=dialysis_flags(values)
    )


MELD_XI = Score(
    name="MELD_XI",
    title="MELD-XI",
    version="Heuman 2007 with floors of 1 and a creatinine cap of 4",
    source="Heuman 2007 (10.1002/lt.20906)",
    required=(BILIRUBIN, CREATININE),
    optional=(DIALYSIS,),
    rounding="none",
    trap="Without the floors a creatinine of 0.4 gives a negative score. 5.112 is a misprint in circulation.",
    function=compute_meld_xi,
)
