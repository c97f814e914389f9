"""The arithmetic of calculated items: named rules on exact decimals, by the names a study file uses."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, localcontext
from types import MappingProxyType

from hepatica.scores.arithmetic import CONTEXT, round_half_up, show

Values = Sequence[Decimal]


def _percent(values: Values) -> Decimal | None:
    part, whole = values
    return 100 * part / whole if whole else None


def _ratio(values: Values) -> Decimal | None:
    above, below = values
    return above / below if below else None


def _product(values: Values) -> Decimal:
    product = Decimal(1)
    for value in values:
        product *= value
    return product


def _total(values: Values) -> Decimal:
    return sum(values, Decimal(0))


def _difference(values: Values) -> Decimal:
    first, second = values
    return first - second


def _minutes(values: Values) -> Decimal:
    start, end = values
    return end - start


def _bmi(values: Values) -> Decimal | None:
    kilograms, centimetres = values
    return kilograms / (centimetres / 100) ** 2 if centimetres else None


RULES: Mapping[str, Callable[[Values], Decimal | None]] = MappingProxyType(
    {
        "percent": _percent,  # part, whole
        "ratio": _ratio,
        "per_kg": _ratio,  # amount, kilograms
        "product": _product,
        "total": _total,
        "difference": _difference,
        "minutes": _minutes,  # start, end, each in minutes on one clock
        "bmi": _bmi,  # kilograms, centimetres
    }
)
"""Rule → function of its operands in the order of the study file; None where it divides by zero."""

OPERANDS: Mapping[str, int | None] = MappingProxyType(
    {name: None if name in {"product", "total"} else 2 for name in RULES}
)
"""How many operands a rule takes; None is one or more."""

DECIMALS = 6
"""Decimals of a calculated value for which the study sets none; zeros at the end are not printed."""


def compute_item(rule: str, values: Values, *, decimals: int | None = None) -> str | None:
    """Return the value of a calculated item as text, rounded half up; None when the rule has no answer.

    Raises KeyError for an unknown rule and ValueError for a wrong number of operands.
    """
    with localcontext(CONTEXT):
        answer = RULES[rule](values)
        if answer is None:
            return None
        return show(round_half_up(answer, DECIMALS)) if decimals is None else show(answer, decimals)
