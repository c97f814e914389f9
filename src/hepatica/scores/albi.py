"""ALBI: liver function from albumin and bilirubin alone, and its grade."""

from decimal import Decimal

from hepatica.scores.arithmetic import log10, show
from hepatica.scores.bounded import bound, total
from hepatica.scores.inputs import ALBUMIN, BILIRUBIN, Values
from hepatica.scores.score import Outcome, Score, Term

GRADE_1_UP_TO, GRADE_2_UP_TO = Decimal("-2.60"), Decimal("-1.39")


def _terms(values: Values) -> tuple[Term, ...]:
    bilirubin = bound(values.measured("bilirubin"), "µmol/L")
    albumin = bound(values.measured("albumin"), "g/L")
    return (
        Term(
            label="Bilirubin",
            expression=f"0.66 × log10 {show(bilirubin.value, 2)}",
            value=Decimal("0.66") * log10(bilirubin.value),
            note=bilirubin.note,
        ),
        Term(
            label="Albumin",
            expression=f"−0.085 × {show(albumin.value)}",
            value=Decimal("-0.085") * albumin.value,
            note=albumin.note,
        ),
    )


def compute_albi(values: Values) -> Outcome:
    """ALBI = 0.66 log10 bilirubin (µmol/L) − 0.085 albumin (g/L), unrounded; the lower the better."""
    terms = _terms(values)
    score = total(terms)
    return Outcome(value=score, unrounded=score, display=show(score, 2), terms=terms)


def compute_albi_grade(values: Values) -> Outcome:
    """Grade 1 up to −2.60, grade 2 up to −1.39, grade 3 above, judged on the unrounded score."""
    terms = _terms(values)
    score = total(terms)
    grade = 1 if score <= GRADE_1_UP_TO else 2 if score <= GRADE_2_UP_TO else 3
    return Outcome(value=Decimal(grade), unrounded=score, display=str(grade), terms=terms)


ALBI = Score(
    name="ALBI",
    title="ALBI",
    version="Johnson 2015",
    source="Johnson 2015 (10.1200/JCO.2014.57.9151)",
    required=(BILIRUBIN, ALBUMIN),
    rounding="none",
    trap="The coefficient is 0.085 per g/L; 0.0852, also in use, moves grades.",
    function=compute_albi,
)

ALBI_GRADE = Score(
    name="ALBI_GRADE",
    title="ALBI grade",
    version="Johnson 2015",
    source="Johnson 2015 (10.1200/JCO.2014.57.9151)",
    required=(BILIRUBIN, ALBUMIN),
    rounding="none before grading",
    trap="−1.387 is grade 3 though it prints as −1.39.",
    function=compute_albi_grade,
)
