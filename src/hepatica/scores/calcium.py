"""Calcium corrected for albumin.

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
