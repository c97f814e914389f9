"""Conversion between the units in which a laboratory reports an analyte, exact in base ten.

One constant pair for the whole trial: bilirubin 17.1 and creatinine 88.4 µmol/L per mg/dL. Other factors in use
(17.104, 88.42, 0.0584, 0.0113) change the rounded MELD in up to one patient in a hundred, so none is offered.
"""

from collections.abc import Mapping
from decimal import Decimal, localcontext
from types import MappingProxyType

from hepatica.scores.arithmetic import CONTEXT

BILIRUBIN_UMOL_L_PER_MG_DL = Decimal("17.1")
CREATININE_UMOL_L_PER_MG_DL = Decimal("88.4")
CALCIUM_MMOL_L_PER_MG_DL = Decimal("0.25")

_SODIUM = {"mmol/L": Decimal(1), "mEq/L": Decimal(1)}
_CALCIUM = {"mg/dL": Decimal(1), "mmol/L": CALCIUM_MMOL_L_PER_MG_DL, "mEq/L": 2 * CALCIUM_MMOL_L_PER_MG_DL}
_PROTEIN = {"g/dL": Decimal(1), "g/L": Decimal(10)}
_ENZYME = {"U/L": Decimal(1)}
_CELLS = {"10^9/L": Decimal(1), "cells/µL": Decimal(1000), "lakh/µL": Decimal("0.01")}

# For each analyte: how many of a unit make one of the first unit.
FACTORS: Mapping[str, Mapping[str, Decimal]] = MappingProxyType(
    {
        "bilirubin": {"mg/dL": Decimal(1), "µmol/L": BILIRUBIN_UMOL_L_PER_MG_DL},
        "creatinine": {"mg/dL": Decimal(1), "µmol/L": CREATININE_UMOL_L_PER_MG_DL},
        "albumin": _PROTEIN,
        "haemoglobin": _PROTEIN,
        "sodium": _SODIUM,
        "potassium": _SODIUM,
        "calcium": _CALCIUM,
        "corrected_calcium": _CALCIUM,
        "ionised_calcium": {"mmol/L": Decimal(1), "mg/dL": Decimal(4), "mEq/L": Decimal(2)},
        "ast": _ENZYME,
        "alt": _ENZYME,
        "platelets": _CELLS,
        "wbc": _CELLS,
    }
)

# What hospitals print, folded to lower case with micro as u, and what it means.
_SPELLINGS = {
    "mg/dl": "mg/dL",
    "mg%": "mg/dL",
    "mg/100ml": "mg/dL",
    "umol/l": "µmol/L",
    "micromol/l": "µmol/L",
    "mmol/l": "mmol/L",
    "meq/l": "mEq/L",
    "g/dl": "g/dL",
    "gm/dl": "g/dL",
    "g%": "g/dL",
    "gm%": "g/dL",
    "g/l": "g/L",
    "gm/l": "g/L",
    "u/l": "U/L",
    "iu/l": "U/L",
    "10^9/l": "10^9/L",
    "10*9/l": "10^9/L",
    "x10^9/l": "10^9/L",
    "10^3/ul": "10^9/L",
    "10*3/ul": "10^9/L",
    "x10^3/ul": "10^9/L",
    "cells/ul": "cells/µL",
    "/ul": "cells/µL",
    "/cumm": "cells/µL",
    "cells/cumm": "cells/µL",
    "/mm3": "cells/µL",
    "cells/mm3": "cells/µL",
    "lakh/ul": "lakh/µL",
    "lakhs/ul": "lakh/µL",
    "lakh/cumm": "lakh/µL",
    "lakhs/cumm": "lakh/µL",
}


class UnitError(ValueError):
    """A unit in which the analyte cannot be reported; the message is a sentence for the person who can mend it."""


def canonical_unit(unit: str) -> str:
    """Give the one spelling of a concentration unit: `umol/l` and `μmol/L` are `µmol/L`, `mg%` is `mg/dL`.

    Raises UnitError if the text is not a concentration this program knows.
    """
    folded = unit.strip().casefold().replace("\N{MICRO SIGN}".casefold(), "u").replace(" ", "")
    if folded in _SPELLINGS:
        return _SPELLINGS[folded]
    if "/" not in folded and "%" not in folded:
        raise UnitError(f"unit '{unit}' is not a concentration")
    raise UnitError(f"unit '{unit}' is not known")


def convert(value: Decimal, analyte: str, from_unit: str, to_unit: str) -> Decimal:
    """Convert a concentration of one analyte between two units; the result is not rounded.

    Raises UnitError for an unknown analyte, for a unit that is not a concentration (`mmol`), and for a
    concentration in which this analyte is not reported (bilirubin in g/L).
    """
    if analyte not in FACTORS:
        raise UnitError(f"no unit conversion is known for '{analyte}'")
    factors = FACTORS[analyte]
    source, target = canonical_unit(from_unit), canonical_unit(to_unit)
    for unit in (source, target):
        if unit not in factors:
            known = ", ".join(factors)
            raise UnitError(f"{analyte.replace('_', ' ')} is not reported in {unit} (known: {known})")
    if source == target:
        return value
    with localcontext(CONTEXT):
        return value * factors[target] / factors[source]
