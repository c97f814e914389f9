"""How many cells: the words of the source, and the class they fall in. Numbers per kilogram and whole numbers do not mix."""

import re
from decimal import Decimal

from hepatica.evidence.row import Row

NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e\d+)?")
PER_KG = Decimal(1_000_000)
WHOLE = Decimal(100_000_000)


def dose_class(row: Row) -> str:
    """Class the first number of the dose: per kg below or from 10⁶, whole below or from 10⁸; or say that none is stated.

    G-CSF is dosed in micrograms: its class is its own words.
    """
    if row.cells == "care":
        return "no cells"
    found = NUMBER.search(row.dose)
    if found is None:
        return "number not stated"
    if row.dose_unit.startswith("ug"):
        return f"{dose_words(row)}, no cells"
    first = Decimal(found[0])
    if "/kg" in row.dose_unit and "cells; " not in row.dose_unit:
        return "below 10⁶ cells per kg" if first < PER_KG else "10⁶ cells per kg or more"
    return "below 10⁸ cells" if first < WHOLE else "10⁸ cells or more"


def dose_words(row: Row) -> str:
    """Write the dose as the source has it, with powers of ten readable; '' where the source has none."""
    if not row.dose:
        return ""
    words = NUMBER.sub(lambda found: _power(Decimal(found[0])), row.dose)
    unit = row.dose_unit.replace("ug", "µg").replace("cells; cells/kg", "cells")
    return f"{words} {unit}".strip()


def _power(value: Decimal) -> str:
    """Write 50000000 as `5 × 10⁷`; numbers below ten thousand stay."""
    if value < 10_000:
        return f"{value.normalize():f}"
    exponent = value.adjusted()
    digits = f"{value.scaleb(-exponent).normalize():f}"
    raised = str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{raised}" if digits == "1" else f"{digits} × 10{raised}"
