"""How numbers, dates and stamps are written, on the page and on paper alike.

Source: the report's typography, rules 16 to 18 (decimals, thin spaces, true minus, `14 Mar 2026`).
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

MINUS = "\N{MINUS SIGN}"
THIN = "\N{NARROW NO-BREAK SPACE}"
SPACE = "\N{NO-BREAK SPACE}"
ARROW = "\N{RIGHTWARDS ARROW}"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

DECIMALS: Mapping[str, int] = MappingProxyType(
    {
        "meld_raw": 1,
        "meld_change": 1,
        "score": 0,
        "bilirubin": 1,
        "creatinine": 1,
        "albumin": 1,
        "inr": 2,
        "sodium": 0,
        "alt": 0,
        "day": 0,
        "vas": 0,
        "dose": 1,
        "cells_per_1000_nuclei": 2,
        "area_fraction": 1,
        "percent": 1,
        "p": 4,
    }
)


def rounded(value: Decimal | float, decimals: int) -> Decimal:
    """Round half away from zero to `decimals` places, from the digits as they print (never the binary float)."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"{value} is not a number that can be printed; give Missing with its reason instead")
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number(value: Decimal | float, decimals: int = 0) -> str:
    """Write a number with fixed decimals, a true minus sign and thin spaces between thousands."""
    exact = rounded(value, decimals)
    digits = f"{abs(exact):,.{decimals}f}".replace(",", THIN)
    return MINUS + digits if exact < 0 else digits


def small(count: int) -> str:
    """Write a small count in words for a sentence: `two`; from ten on in digits."""
    names = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return names[count] if 0 <= count < len(names) else number(count)


def signed(value: Decimal | float, decimals: int = 0) -> str:
    """Write a change: its sign always, zero without one."""
    return ("+" if rounded(value, decimals) > 0 else "") + number(value, decimals)


def percent(value: Decimal | float, decimals: int = DECIMALS["percent"]) -> str:
    """Write a percentage with a space before the sign."""
    return number(value, decimals) + SPACE + "%"


def proportion(x: int, n: int) -> str:
    """Write a count over its denominator, `2/5`."""
    if not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is not a proportion")
    return f"{number(x)}/{number(n)}"


def interval(lower: Decimal | float, upper: Decimal | float, decimals: int = 1) -> str:
    """Write an interval for a chart, `5.3–85.3`; tables print it in three columns."""
    return f"{number(lower, decimals)}\N{EN DASH}{number(upper, decimals)}"


def civil_date(day: date) -> str:
    """Write a civil date, `14 Mar 2026`, in no locale but the report's."""
    return f"{day.day}{SPACE}{MONTHS[day.month - 1]}{SPACE}{day.year}"


def partial_date(typed: str) -> str:
    """Write a date of which the day or the month may be unknown: `2026-03` gives `Mar 2026`.

    Raises ValueError with the typed text when it is not a date.
    """
    parts = typed.split("-")
    try:
        known = [int(part) for part in parts]
        first = date(*known, *[1] * (3 - len(known)))
    except (ValueError, TypeError) as error:
        raise ValueError(f"{typed!r} is not a date (year, year-month or year-month-day)") from error
    if len(known) == 3:
        return civil_date(first)
    return f"{MONTHS[first.month - 1]}{SPACE}{first.year}" if len(known) == 2 else str(first.year)


def study_day(day: int) -> str:
    """Write a day counted from the infusion, signed: `+28`, `−5`, `0`."""
    return signed(day)


def head_groups(head: str) -> str:
    """Write the first twelve hexadecimal digits of a ledger head in groups of four."""
    short = head[:12]
    if len(short) < 12 or any(c not in "0123456789abcdef" for c in short):
        raise ValueError(f"{head!r} is not a ledger head (at least twelve lower-case hexadecimal digits)")
    return " ".join(short[i : i + 4] for i in (0, 4, 8))
