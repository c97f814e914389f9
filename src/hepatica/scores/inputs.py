"""The inputs scores are computed from: their public keys, units and possible range, and how they are read.

A key carries its unit (`bilirubin_mg_dl`); the same quantity may have a second key in the other unit system.
Ranges are generous: they refuse what cannot be (INR 80, albumin 35 g/dL), not what is rare.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from hepatica.scores.arithmetic import show
from hepatica.scores.units import convert

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


class ScoreError(ValueError):
    """An input that cannot be; the message is a sentence that names its key."""

    def __init__(self, sentence: str, *, key: str = "") -> None:
        super().__init__(sentence)
        self.key = key


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One quantity as it was reported, in the unit it was reported in."""

    analyte: str
    reported: Decimal
    unit: str

    def to(self, unit: str) -> Decimal:
        """Give the value in `unit`, exact in base ten."""
        return self.reported if unit == self.unit else convert(self.reported, self.analyte, self.unit, unit)


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A number with a unit. `low` and `high` (inclusive) are in the unit of the first key."""

    name: str
    label: str
    keys: Mapping[str, str]  # key -> unit
    low: Decimal
    high: Decimal
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Code:
    """A clinical finding out of a closed list."""

    name: str
    label: str
    codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Flag:
    """Yes or no."""

    name: str
    label: str


Input = Quantity | Code | Flag


class Values:
    """Inputs that passed reading, by name."""

    def __init__(self, read: Mapping[str, Measured | str | bool]) -> None:
        self._read = dict(read)

    def __contains__(self, name: str) -> bool:
        return name in self._read

    def measured(self, name: str) -> Measured:
        """Give a quantity with its unit."""
        value = self._read[name]
        assert isinstance(value, Measured)
        return value

    def number(self, name: str) -> Decimal:
        """Give a quantity that has one unit only."""
        return self.measured(name).reported

    def code(self, name: str, default: str = "") -> str:
        """Give a finding's code."""
        value = self._read.get(name, default)
        assert isinstance(value, str)
        return value

    def flag(self, name: str) -> bool:
        """Answer yes only where yes was said."""
        return self._read.get(name, False) is True


def read_inputs(
    inputs: Mapping[str, object],
    *,
    score: str,
    required: tuple[Input, ...],
    one_of: tuple[Input, ...],
    optional: tuple[Input, ...],
) -> tuple[Values, tuple[str, ...]]:
    """Read raw inputs by key; answer the values and the labels of what is missing.

    None and empty text count as missing. Raises ScoreError for an unknown key, a quantity given twice, more than
    one of the alternatives, and anything that is not a possible value.
    """
    known = (*required, *one_of, *optional)
    _refuse_unknown(inputs, known, score)
    given = {key: value for key, value in inputs.items() if value is not None and value != ""}
    read = {item.name: value for item in known if (value := _read_one(item, given)) is not None}
    missing = [item.label for item in required if item.name not in read]
    alternatives = [item for item in one_of if item.name in read]
    if len(alternatives) > 1:
        raise ScoreError(f"give {' or '.join(item.label for item in alternatives)}, not both")
    if one_of and not alternatives:
        missing.append(" or ".join(item.label for item in one_of))
    return Values(read), tuple(missing)


def keys_of(item: Input) -> tuple[str, ...]:
    """List the public keys of an input: one per unit for a quantity, its name for the rest."""
    return tuple(item.keys) if isinstance(item, Quantity) else (item.name,)


def _refuse_unknown(inputs: Mapping[str, object], known: Iterable[Input], score: str) -> None:
    accepted = [" or ".join(keys_of(item)) for item in known]
    keys = {key for item in known for key in keys_of(item)}
    for key in inputs:
        if key not in keys:
            raise ScoreError(f"{score} has no input '{key}'; it takes {', '.join(accepted)}", key=key)


def _read_one(item: Input, given: Mapping[str, object]) -> Measured | str | bool | None:
    keys = [key for key in keys_of(item) if key in given]
    if not keys:
        return None
    if len(keys) > 1:
        raise ScoreError(f"{item.label} is given twice: {' and '.join(keys)}", key=keys[1])
    key, value = keys[0], given[keys[0]]
    match item:
        case Quantity():
            return _read_quantity(item, key, value)
        case Code():
            # A code that looks like a number, such as version 6.0, may have been read as one.
            code = str(value) if isinstance(value, float | Decimal) else value
            if not isinstance(code, str) or code not in item.codes:
                raise ScoreError(f"{key}: {_quote(value)} is not one of {', '.join(item.codes)}", key=key)
            return code
        case Flag():
            return _read_flag(key, value)


def _read_flag(key: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("true", "false", "yes", "no", "y", "n"):
        return value.strip().lower() in ("true", "yes", "y")
    raise ScoreError(f"{key}: {_quote(value)} is not true or false", key=key)


def _read_quantity(item: Quantity, key: str, value: object) -> Measured:
    number = read_number(key, value)
    first, unit = next(iter(item.keys.values())), item.keys[key]
    low, high = (
        bound if unit == first else convert(bound, item.name, first, unit) for bound in (item.low, item.high)
    )
    if not low <= number <= high:
        where = f"{show(low)} to {show(high)}{f' {unit}' if unit else ''}"
        raise ScoreError(f"{key}: {_quote(value)} cannot be; {item.label} lies within {where}", key=key)
    if item.whole and number != number.to_integral_value():
        raise ScoreError(f"{key}: {_quote(value)} is not a whole number", key=key)
    return Measured(analyte=item.name, reported=number, unit=unit)


def read_number(key: str, value: object) -> Decimal:
    """Read a number given as int, float, Decimal or plain decimal text (`1.58`, as the site typed it).

    Raises ScoreError for true and false, text that is not a plain number, NaN and infinity.
    """
    if isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value.strip()):
        return Decimal(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ScoreError(f"{key}: {_quote(value)} is not a number", key=key)
    # str() is the shortest text that gives the float back: 0.1 stays 0.1.
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite():
        raise ScoreError(f"{key}: {_quote(value)} is not a finite number", key=key)
    return number


def _quote(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def quantity(name: str, label: str, low: str, high: str, **keys: str) -> Quantity:
    """Define a quantity in one line; the first key's unit is the unit of the range."""
    return Quantity(name=name, label=label, keys=keys, low=Decimal(low), high=Decimal(high))


BILIRUBIN = quantity(
    "bilirubin", "bilirubin", "0.05", "100", bilirubin_mg_dl="mg/dL", bilirubin_umol_l="µmol/L"
)
CREATININE = quantity(
    "creatinine", "creatinine", "0.1", "40", creatinine_mg_dl="mg/dL", creatinine_umol_l="µmol/L"
)
INR = quantity("inr", "INR", "0.3", "20", inr="")
SODIUM = quantity("sodium", "sodium", "90", "190", sodium_mmol_l="mmol/L")
ALBUMIN = quantity("albumin", "albumin", "0.5", "10", albumin_g_dl="g/dL", albumin_g_l="g/L")
AGE = quantity("age", "age", "1", "120", age_years="years")
ADULT_AGE = quantity("age", "age", "18", "120", age_years="years")
AST = quantity("ast", "AST", "1", "50000", ast_u_l="U/L")
ALT = quantity("alt", "ALT", "1", "50000", alt_u_l="U/L")
AST_UPPER_LIMIT = quantity("ast_uln", "upper limit of AST", "5", "200", ast_uln_u_l="U/L")
PLATELETS = quantity("platelets", "platelets", "1", "5000", platelets_10e9_l="10^9/L")
WBC = quantity("wbc", "white cells", "0.01", "1000", wbc_10e9_l="10^9/L")
CALCIUM = quantity("calcium", "calcium", "2", "30", calcium_mg_dl="mg/dL", calcium_mmol_l="mmol/L")
# A prothrombin time may be shorter than its control.
PT_PROLONGATION = quantity("pt_prolongation", "PT prolongation", "-10", "200", pt_prolongation_s="s")
DIALYSIS = Flag(name="dialysis", label="dialysis")
SEX = Code(name="sex", label="sex", codes=("female", "male"))
ASCITES = Code(name="ascites", label="ascites", codes=("none", "mild", "moderate_severe"))
ENCEPHALOPATHY = Code(name="encephalopathy", label="encephalopathy", codes=("none", "grade_1_2", "grade_3_4"))
