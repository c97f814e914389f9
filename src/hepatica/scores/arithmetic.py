"""Decimal arithmetic that every score shares: one context, half-up rounding, plain printing.

All scores are computed in base ten with fifty digits, so that 51.3 / 17.1 is exactly 3 and a tie is a tie.
"""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

CONTEXT = Context(prec=50, rounding=ROUND_HALF_EVEN)


@lru_cache(maxsize=8192)
def ln(value: Decimal) -> Decimal:
    """Natural logarithm of a positive number; laboratories report few different ones, so each is computed once."""
    return CONTEXT.ln(value)


def log10(value: Decimal) -> Decimal:
    """Decimal logarithm of a positive number."""
    return CONTEXT.log10(value)


def round_half_up(value: Decimal, places: int = 0) -> Decimal:
    """Round to `places` decimals, ties away from zero: 16.5 becomes 17, as SAS and a spreadsheet do."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=CONTEXT)


def show(value: Decimal, places: int | None = None) -> str:
    """Print without an exponent: rounded half-up to `places`, or as it is without trailing zeros."""
    if places is not None:
        rounded = round_half_up(value, places)
        return f"{abs(rounded) if rounded == 0 else rounded:f}"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_reported(value: Decimal) -> str:
    """Print a value the way it was typed, with at least two decimals: 1 is 1.00, 1.585 stays 1.585."""
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    return show(value, max(2, decimals))
