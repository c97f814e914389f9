"""How a recorded value enters a check: exact text in, a decimal or a partial date inside, never a float."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from hepatica.checks.functions import Moment
from hepatica.study.dates import NotADate, PartialDate, PartialTime

Engine = str | bool | list[str | None]

LONGEST_SERIES = 1_000
LONGEST_TEXT = 20_000
LONGEST_WORD = 200
"""Values of a series, characters of a text or of a whole series, and characters of any other value that a check looks
at. What is longer is not evaluable, so that no check stalls the person who types."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,24}(\.[0-9]{1,60})?([eE][+-]?[0-9]{1,2})?")
_MINUTE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?")
_CLOCK = re.compile(r"[0-9]{2}(:[0-9]{2})?")


class Kind(StrEnum):
    """What a name in a check stands for: the study's item types, yes-or-no, and series of values in entry order."""

    NUMBER = "number"
    INTEGER = "integer"
    TEXT = "text"
    CODE = "code"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    NUMBERS = "numbers"
    TEXTS = "texts"
    DATES = "dates"

    @property
    def series(self) -> "Kind":
        """Return the kind of a series of such values; raises `ValueError` for yes-or-no and times."""
        if self not in _SERIES:
            raise ValueError(f"there is no series of {self.value} items")
        return _SERIES[self]


_SERIES = {
    Kind.NUMBER: Kind.NUMBERS,
    Kind.INTEGER: Kind.NUMBERS,
    Kind.TEXT: Kind.TEXTS,
    Kind.CODE: Kind.TEXTS,
    Kind.DATE: Kind.DATES,
    Kind.DATETIME: Kind.DATES,
}
_ELEMENT = {Kind.NUMBERS: Kind.NUMBER, Kind.TEXTS: Kind.TEXT, Kind.DATES: Kind.DATE}
_TRUTHS: dict[object, bool] = {True: True, False: False, "true": True, "false": False}


class NotEvaluable(ValueError):  # noqa: N818 - it names the third answer
    """A value does not let a check be answered; the message is the sentence that says why."""


@lru_cache(maxsize=4096)
def read_number(text: str) -> Decimal:
    """Return the exact number a text says; raises `NotEvaluable` for "<0.5", "banana", "NaN" and digits of other scripts."""
    if not _NUMBER.fullmatch(text.strip()):
        raise NotEvaluable(f"{_short(text)} is not a number")
    return Decimal(text.strip())


@lru_cache(maxsize=4096)
def read_moment(text: str) -> Moment:
    """Return the partial date, the time of day, or the civil minute a text says; raises `NotEvaluable`.

    A minute of which the time is not fully known counts as its date alone.
    """
    try:
        if _MINUTE.fullmatch(text):
            return datetime.fromisoformat(text)
        return (
            PartialTime.parse(text) if _CLOCK.fullmatch(text) else PartialDate.parse(text.partition("T")[0])
        )
    except NotADate as error:
        raise NotEvaluable(str(error)) from error
    except ValueError as error:
        raise NotEvaluable(f"{_short(text)} is not a date with a time") from error


def enter(kind: Kind, value: object) -> Engine | None:
    """Return the form in which a value goes into the engine; None when nothing stands there.

    Numbers and dates go in as text and are read by our own functions. Raises `NotEvaluable` for a value of another
    kind, above all for a binary float.
    """
    if kind in _ELEMENT:
        if value is None:
            return None
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise NotEvaluable(f"{_short(value)} is not a series of values")
        if len(value) > LONGEST_SERIES:
            raise NotEvaluable(
                f"a check looks at {LONGEST_SERIES} values at most, and there are {len(value)}"
            )
        series = [None if (one := _enter_one(_ELEMENT[kind], v)) is None else str(one) for v in value]
        if sum(len(one) for one in series if one is not None) > LONGEST_TEXT:
            raise NotEvaluable(f"a check looks at {LONGEST_TEXT} characters at most, and the series has more")
        return series
    return _enter_one(kind, value)


def _enter_one(kind: Kind, value: object) -> str | bool | None:
    if value is None or value == "":
        return None
    if kind is Kind.BOOLEAN:
        if isinstance(value, (bool, str)) and value in _TRUTHS:
            return _TRUTHS[value]
        raise NotEvaluable(f"{_short(value)} is neither yes nor no")
    if isinstance(value, str):
        return _text(value, LONGEST_TEXT if kind is Kind.TEXT else LONGEST_WORD)
    if (
        kind in (Kind.NUMBER, Kind.INTEGER)
        and isinstance(value, (int, Decimal))
        and not isinstance(value, bool)
    ):
        return str(value)
    if kind in (Kind.DATE, Kind.DATETIME) and isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if kind in (Kind.DATE, Kind.DATETIME, Kind.TIME) and isinstance(value, (PartialDate, PartialTime, date)):
        return value.isoformat() if isinstance(value, date) else value.iso()
    if isinstance(value, float):
        raise NotEvaluable(f"{value!r} came as a binary float, which cannot be compared exactly")
    raise NotEvaluable(f"{_short(value)} is not a {kind.value}")


def _text(value: str, longest: int) -> str:
    if len(value) > longest:
        raise NotEvaluable(f"a check looks at {longest} characters at most, and there are {len(value)}")
    if not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
        raise NotEvaluable("the text holds half a character")
    return value


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
