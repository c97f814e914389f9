"""The functions clinicians write in checks and signals, on exact decimals and partial dates.

Each is pure and three-valued: None means that what is known does not decide. No float is ever made, and no result is
ever rounded: arithmetic that would need rounding raises `decimal.Inexact`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from enum import StrEnum

from hepatica.study import dates
from hepatica.study.dates import PartialDate, PartialTime

Moment = PartialDate | PartialTime | datetime
Series = Sequence[Decimal | None]
_EXACT = Context(prec=150, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])


# -- One number against a limit -----------------------------------------------------------------------------------


def _limit(limit: Decimal, uln: Decimal | None) -> Decimal:
    return limit if uln is None else _EXACT.multiply(limit, uln)


def above(x: Decimal, limit: Decimal, uln: Decimal | None = None) -> bool:
    """Tell whether x lies strictly above the limit, or above `limit` times `uln` (1.8 is not above 1.5 × 1.2)."""
    return x > _limit(limit, uln)


def below(x: Decimal, limit: Decimal, lln: Decimal | None = None) -> bool:
    """Tell whether x lies strictly below the limit, or below `limit` times `lln`."""
    return x < _limit(limit, lln)


def at_least(x: Decimal, limit: Decimal, uln: Decimal | None = None) -> bool:
    """Tell whether x equals or exceeds the limit, or `limit` times `uln`."""
    return x >= _limit(limit, uln)


def at_most(x: Decimal, limit: Decimal, uln: Decimal | None = None) -> bool:
    """Tell whether x equals or undercuts the limit, or `limit` times `uln`."""
    return x <= _limit(limit, uln)


def equal(x: Decimal, y: Decimal) -> bool:
    """Tell whether x and y are the same number, however they are written (3.0 and 3)."""
    return x == y


def between(x: Decimal, low: Decimal, high: Decimal) -> bool:
    """Tell whether x lies between low and high, both ends included."""
    return low <= x <= high


# -- Change from a base -------------------------------------------------------------------------------------------


def change(x: Decimal, base: Decimal) -> Decimal:
    """Return x minus base."""
    return _EXACT.subtract(x, base)


def rose_by(x: Decimal, base: Decimal, amount: Decimal) -> bool:
    """Tell whether x exceeds base by at least the amount."""
    return change(x, base) >= amount


def fell_by(x: Decimal, base: Decimal, amount: Decimal) -> bool:
    """Tell whether x undercuts base by at least the amount."""
    return change(base, x) >= amount


def rose_by_percent(x: Decimal, base: Decimal, percent: Decimal) -> bool | None:
    """Tell whether x exceeds base by at least so many percent of base; None unless base is above zero."""
    return None if base <= 0 else change(x, base).scaleb(2, _EXACT) >= _EXACT.multiply(percent, base)


def fell_by_percent(x: Decimal, base: Decimal, percent: Decimal) -> bool | None:
    """Tell whether x undercuts base by at least so many percent of base; None unless base is above zero."""
    return None if base <= 0 else change(base, x).scaleb(2, _EXACT) >= _EXACT.multiply(percent, base)


# -- Several numbers ----------------------------------------------------------------------------------------------


def _whole(series: Series) -> list[Decimal] | None:
    """Return the series when it has values and none is missing."""
    known = [x for x in series if x is not None]
    return known if known and len(known) == len(series) else None


def total(series: Series) -> Decimal | None:
    """Return the sum; None when a value is missing or there is none."""
    known = _whole(series)
    if known is None:
        return None
    result = Decimal(0)
    for x in known:
        result = _EXACT.add(result, x)
    return result


def any_above(series: Series, limit: Decimal) -> bool | None:
    """Tell whether some value lies strictly above the limit; None when none does but a value is missing or there is none."""
    if any(x is not None and x > limit for x in series):
        return True
    return None if _whole(series) is None else False


def any_below(series: Series, limit: Decimal) -> bool | None:
    """Tell whether some value lies strictly below the limit; None when none does but a value is missing or there is none."""
    if any(x is not None and x < limit for x in series):
        return True
    return None if _whole(series) is None else False


def count_above(series: Series, limit: Decimal) -> int | None:
    """How many values lie strictly above the limit; None when a value is missing or there is none."""
    known = _whole(series)
    return None if known is None else sum(x > limit for x in known)


def max_of(series: Series) -> Decimal | None:
    """Return the largest value; None when a value is missing or there is none."""
    known = _whole(series)
    return None if known is None else max(known)


def min_of(series: Series) -> Decimal | None:
    """Return the smallest value; None when a value is missing or there is none."""
    known = _whole(series)
    return None if known is None else min(known)


# -- Dates and times ----------------------------------------------------------------------------------------------


def _civil(moment: Moment) -> PartialDate:
    if isinstance(moment, datetime):
        return PartialDate.of(moment)
    return moment if isinstance(moment, PartialDate) else PartialDate()


def before(a: Moment, b: Moment) -> bool | None:
    """Tell whether a came before b: by the minute when both have one, else by the day; None when an unknown part decides."""
    if isinstance(a, datetime) and isinstance(b, datetime):
        comparable = (a.tzinfo is None) == (b.tzinfo is None)
        return a < b if comparable else None
    if isinstance(a, PartialTime) and isinstance(b, PartialTime):
        if a.earliest is None or a.latest is None or b.earliest is None or b.latest is None:
            return None
        return True if a.latest < b.earliest else False if a.earliest >= b.latest else None
    answer = dates.before(_civil(a), _civil(b))
    within_a_day = isinstance(a, datetime) != isinstance(b, datetime)
    if answer is False and within_a_day and not dates.after(_civil(a), _civil(b)):
        return None
    return answer


def after(a: Moment, b: Moment) -> bool | None:
    """Tell whether a came after b: by the minute when both have one, else by the day; None when an unknown part decides."""
    return before(b, a)


def same_day(a: Moment, b: Moment) -> bool | None:
    """Tell whether a and b fall on one calendar day; None when an unknown part decides."""
    return dates.same_day(_civil(a), _civil(b))


def days(a: Moment, b: Moment) -> int | None:
    """Return the days from a to b, negative when b is earlier; None when a part of either date is unknown."""
    return dates.days_between(_civil(a), _civil(b))


def within_days(a: Moment, b: Moment, fewest: int, most: int) -> bool | None:
    """Tell whether b falls from `fewest` to `most` days after a, decided from partial dates where every reading agrees."""
    span = dates.days_span(_civil(a), _civil(b))
    if span is None:
        return None
    if fewest <= span[0] and span[1] <= most:
        return True
    return False if span[1] < fewest or span[0] > most else None


def minutes(a: Moment, b: Moment) -> int | None:
    """Return the whole minutes from a to b, negative when b is earlier; None unless both have a minute."""
    if not (isinstance(a, datetime) and isinstance(b, datetime)) or (a.tzinfo is None) != (b.tzinfo is None):
        return None
    return int((b - a).total_seconds() // 60)


# -- Words and presence -------------------------------------------------------------------------------------------


def one_of(x: str, choices: Sequence[str]) -> bool:
    """Tell whether x is one of the texts or codes listed."""
    return x in choices


def known(x: object) -> bool:
    """Tell whether a value stands there and it is not 'unknown'."""
    return x is not None and x != dates.UNKNOWN


def missing(x: object) -> bool:
    """Tell whether nothing stands there; a date stated to be unknown is not missing."""
    return x is None


# -- The table the CEL door registers -----------------------------------------------------------------------------


class Parameter(StrEnum):
    """What a function takes or gives, in the words of its usage line."""

    NUMBER = "number"
    LIMIT = "limit"
    """A number item, a whole number, or a decimal in quotes."""
    INT = "whole number"
    SERIES = "series of numbers"
    MOMENT = "date"
    """A date item, with or without its minute, or a date in quotes."""
    MINUTE = "date with time"
    TIME = "time of day"
    TEXT = "text"
    TEXTS = "list of texts"
    ANY = "item"
    BOOL = "yes or no"


P = Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of the language: its implementation, the forms in which it is written, and what it gives."""

    impl: Callable[..., object]
    forms: tuple[tuple[Parameter, ...], ...]
    gives: Parameter = P.BOOL

    @property
    def name(self) -> str:
        """Return the word clinicians write."""
        return self.impl.__name__

    @property
    def usage(self) -> str:
        """How it is written: "above(number, limit) or above(number, limit, limit)"."""
        return " or ".join(f"{self.name}({', '.join(form)})" for form in self.forms)


_LIMIT_FORMS = ((P.NUMBER, P.LIMIT), (P.NUMBER, P.LIMIT, P.LIMIT))
_DATES = (P.MOMENT, P.MOMENT)
FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        *(Function(impl=f, forms=_LIMIT_FORMS) for f in (above, below, at_least, at_most)),
        Function(impl=equal, forms=((P.NUMBER, P.LIMIT),)),
        *(
            Function(impl=f, forms=((P.NUMBER, P.LIMIT, P.LIMIT),))
            for f in (between, rose_by, fell_by, rose_by_percent, fell_by_percent)
        ),
        Function(impl=change, forms=((P.NUMBER, P.LIMIT),), gives=P.NUMBER),
        *(Function(impl=f, forms=((P.SERIES,),), gives=P.NUMBER) for f in (total, max_of, min_of)),
        *(Function(impl=f, forms=((P.SERIES, P.LIMIT),)) for f in (any_above, any_below)),
        Function(impl=count_above, forms=((P.SERIES, P.LIMIT),), gives=P.INT),
        *(Function(impl=f, forms=(_DATES, (P.TIME, P.TIME))) for f in (before, after)),
        Function(impl=same_day, forms=(_DATES,)),
        Function(impl=days, forms=(_DATES,), gives=P.INT),
        Function(impl=minutes, forms=((P.MINUTE, P.MINUTE),), gives=P.INT),
        Function(impl=within_days, forms=((P.MOMENT, P.MOMENT, P.INT, P.INT),)),
        Function(impl=one_of, forms=((P.TEXT, P.TEXTS),)),
        *(Function(impl=f, forms=((P.ANY,),)) for f in (known, missing)),
    )
}
