"""Calcium corrected for albumin, and the laboratory grade of hypocalcaemia.

Corrected total calcium cannot detect citrate toxicity: citrate binds the ionised fraction, which alone tells.
"""

from decimal import Decimal

from hepatica.scores.arithmetic import show
from hepatica.scores.bounded import bound, product, total
from hepatica.scores.inputs import ALBUMIN, CALCIUM, Values, quantity
from hepatica.scores.score import Outcome, Score, Term

CITRATE = "corrected calcium cannot detect citrate toxicity; use ionised calcium"

ALBUMIN_REFERENCE = quantity(
    "albumin_reference",
    "reference albumin",
    "3",
    "5",
    albumin_reference_g_dl="g/dL",
)
ALBUMIN_REFERENCE_SI = quantity(
    "albumin_reference",
    "reference albumin",
    "30",
    "50",
    albumin_reference_g_l="g/L",
)
CORRECTED_CALCIUM = quantity(
    "corrected_calcium",
    "corrected calcium",
    "0.5",
    "30",
    corrected_calcium_mg_dl="mg/dL",
    corrected_calcium_mmol_l="mmol/L",
)
IONISED_CALCIUM = quantity("ionised_calcium", "ionised calcium", "0.1", "5", ionised_calcium_mmol_l="mmol/L")
# In the unit of the calcium it is the limit of.
LOWER_LIMIT = quantity("lln", "lower limit of normal", "0.5", "15", lln="")


def _corrected(
    values: Values, *, calcium_unit: str, albumin_unit: str, slope: Decimal, reference: Decimal
) -> Outcome:
    calcium = bound(values.measured("calcium"), calcium_unit)
    albumin = bound(values.measured("albumin"), albumin_unit)
    target = values.number("albumin_reference") if "albumin_reference" in values else reference
    shown = f"({show(target)} − {show(albumin.value)})"
    terms = (
        Term(label="Calcium", expression=show(calcium.value), value=calcium.value, note=calcium.note),
        product("Albumin", slope, target - albumin.value, shown, albumin.note),
    )
    score = total(terms)
    return Outcome(value=score, unrounded=score, display=show(score, 2), terms=terms, flags=(CITRATE,))


def compute_corrected_mg_dl(values: Values) -> Outcome:
    """Corrected calcium = calcium + 0.8 (4.0 − albumin), mg/dL and g/dL, unrounded; the 4.0 is a parameter."""
    return _corrected(
        values,
        calcium_unit="mg/dL",
        albumin_unit="g/dL",
        slope=Decimal("0.8"),
        reference=Decimal("4.0"),
    )


def compute_corrected_mmol_l(values: Values) -> Outcome:
    """Corrected calcium = calcium + 0.02 (40 − albumin), mmol/L and g/L, unrounded; the 40 is a parameter."""
    return _corrected(
        values,
        calcium_unit="mmol/L",
        albumin_unit="g/L",
        slope=Decimal("0.02"),
        reference=Decimal(40),
    )


# The lowest value of grades 1, 2 and 3: 8.0, 7.0 and 6.0 mg/dL belong to the milder grade.
_GRADES = {
    ("corrected_calcium", "mg/dL"): (Decimal("8.0"), Decimal("7.0"), Decimal("6.0")),
    ("corrected_calcium", "mmol/L"): (Decimal("2.0"), Decimal("1.75"), Decimal("1.5")),
    ("ionised_calcium", "mmol/L"): (Decimal("1.0"), Decimal("0.9"), Decimal("0.8")),
}


def compute_hypocalcaemia_grade(values: Values) -> Outcome:
    """Grade hypocalcaemia (CTCAE) by the laboratory value alone, 0 to 4, in the unit reported; symptoms may raise it.

    Grade 0 is at or above the laboratory's own lower limit, which comes in the unit of the calcium.
    """
    name = "corrected_calcium" if "corrected_calcium" in values else "ionised_calcium"
    calcium = values.measured(name)
    limits = _GRADES[name, calcium.unit]
    if calcium.reported >= values.number("lln"):
        grade = 0
    else:
        grade = 1 + sum(calcium.reported < limit for limit in limits)
    return Outcome(
        value=Decimal(grade),
        display=str(grade),
        flags=("by the laboratory value alone; symptoms may raise the grade",),
    )


CA_CORRECTED_MG_DL = Score(
    name="CA_CORRECTED_MG_DL",
    title="Corrected calcium, mg/dL",
    version="Payne 1973",
    source="Payne 1973 (10.1136/bmj.4.5893.643)",
    required=(CALCIUM, ALBUMIN),
    optional=(ALBUMIN_REFERENCE,),
    rounding="none; two decimals are shown",
    trap="Cannot detect citrate toxicity; unreliable after an albumin infusion.",
    function=compute_corrected_mg_dl,
)
CA_CORRECTED_MMOL_L = Score(
    name="CA_CORRECTED_MMOL_L",
    title="Corrected calcium, mmol/L",
    version="Payne 1973",
    source="Payne 1973 (10.1136/bmj.4.5893.643)",
    required=(CALCIUM, ALBUMIN),
    optional=(ALBUMIN_REFERENCE_SI,),
    rounding="none; two decimals are shown",
    trap="Cannot detect citrate toxicity; unreliable after an albumin infusion.",
    function=compute_corrected_mmol_l,
)
CTCAE_HYPOCALCAEMIA_GRADE = Score(
    name="CTCAE_HYPOCALCAEMIA_GRADE",
    title="Hypocalcaemia grade",
    version="CTCAE v5.0, laboratory criterion",
    source="NCI CTCAE v5.0, Hypocalcemia",
    required=(LOWER_LIMIT,),
    one_of=(CORRECTED_CALCIUM, IONISED_CALCIUM),
    rounding="none",
    trap="8.0, 7.0 and 6.0 mg/dL (2.0, 1.75, 1.5 mmol/L; ionised 1.0, 0.9, 0.8) are the milder grade.",
    function=compute_hypocalcaemia_grade,
)
