"""One answer against its item: made canonical, or refused with a sentence.

Nothing here guesses: a number that can be read in two ways, a date without its century or a code that is only
similar is refused. An unlikely value is kept; asking about it is a finding's business.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from hepatica.conduct.commands import Entry, Moment
from hepatica.conduct.refused import listed
from hepatica.scores.units import UnitError, canonical_unit, convert
from hepatica.study import dates
from hepatica.study.form import Bounds, Item, ItemType
from hepatica.study.study import Study

LONGEST_TEXT = 4000
MOST_DIGITS = 24
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f ' "), None)
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]+)?")
_POINTED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+")
_STATES = {"not_done": "not done", "unknown": "unknown"}


class Judged(msgspec.Struct, frozen=True):
    """A canonical answer; neither value nor state clears the item."""

    value: str | None = None
    unit: str = ""
    state: str = ""
    reason: str = ""


class Unfit(ValueError):  # noqa: N818 - it is what the answer is
    """An answer that cannot stand; the message is the sentence without the item's label."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def judge(study: Study, item: Item, entry: Entry, now: Moment) -> Judged:
    """Return the canonical answer of an entry; raises ``Unfit`` with the sentence that says why it cannot stand."""
    reason = read_text(entry.reason)
    typed = (entry.value or "").strip()
    if entry.state:
        if typed:
            raise Unfit("not_possible", f"a value and '{_STATES[entry.state]}' cannot both stand")
        if not reason:
            raise Unfit("reason_missing", f"'{_STATES[entry.state]}' needs a reason")
        return Judged(state=entry.state, reason=reason)
    if not typed:
        return Judged(reason=reason)
    if item.type in {ItemType.NUMBER, ItemType.INTEGER}:
        unit = read_unit(item, entry.unit)
        return Judged(value=_number(item, typed, unit), unit=unit, reason=reason)
    if entry.unit:
        raise Unfit("wrong_unit", f"no unit is asked here, and '{entry.unit}' was given")
    return Judged(value=_other(study, item, typed, now), reason=reason)


def _other(study: Study, item: Item, typed: str, now: Moment) -> str:
    match item.type:
        case ItemType.CODE:
            return _code(study, item, typed)
        case ItemType.DATE:
            return _date(item, typed, now)
        case ItemType.DATETIME:
            return _minute(item, typed, now)
        case ItemType.TIME:
            return _time(item, typed)
        case _:
            return read_text(typed)


# -- Text and codes -------------------------------------------------------------------------------------------------


def read_text(typed: str) -> str:
    """Return text with plain line ends and no space around it; raises ``Unfit`` for control characters."""
    text = typed.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise Unfit("wrong_type", f"the text has {len(text)} characters; {LONGEST_TEXT} fit")
    for character in text:
        if character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs"}:
            raise Unfit("wrong_type", f"the text holds the control character U+{ord(character):04X}")
    return text


def _code(study: Study, item: Item, typed: str) -> str:
    assert item.codelist is not None
    codes = tuple(code.code for code in study.codelist_by_id[item.codelist].codes)
    if typed in codes:
        return typed
    known = f"{', '.join(codes[:12])}{' …' if len(codes) > 12 else ''}"
    raise Unfit("unknown_code", f"{_quote(typed)} is not in the list ({known})")


# -- Numbers --------------------------------------------------------------------------------------------------------


def read_number(typed: str) -> str:
    """Return a number as plain decimal text with the decimals typed; raises ``Unfit``.

    A decimal comma, thousands in either style, Indian grouping and digits of other scripts are read. '1,200' alone
    could be either, so it is refused.
    """
    text = _ascii_digits(typed.translate(_SPACES).replace("\N{MINUS SIGN}", "-"))
    if _AMBIGUOUS.fullmatch(text):
        whole, decimals = text.replace(",", ""), text.replace(",", ".")
        raise Unfit(
            "wrong_type", f"{_quote(typed)} can be read as {whole} or as {decimals}: write the one meant"
        )
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    elif _POINTED.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if not _PLAIN.fullmatch(text):
        raise Unfit("wrong_type", f"{_quote(typed)} is not a number")
    if sum(c.isdigit() for c in text) > MOST_DIGITS:
        raise Unfit("wrong_type", f"{_quote(typed)} has more than {MOST_DIGITS} digits")
    return _plain(text)


def _ascii_digits(text: str) -> str:
    return (
        "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
        if not text.isascii()
        else text
    )


def _plain(text: str) -> str:
    sign = "-" if text.startswith("-") else ""
    whole, point, decimals = text.lstrip("+-").partition(".")
    number = (whole.lstrip("0") or "0") + (f".{decimals}" if point and decimals else "")
    return sign + number if Decimal(number) else number


def _number(item: Item, typed: str, unit: str) -> str:
    # A laboratory may report "<0.5": kept as it is, and whatever computes with it says that it cannot.
    censored = typed[0] if item.analyte and typed[0] in "<>" else ""
    text = read_number(typed[1:] if censored else typed)
    if item.type is ItemType.INTEGER:
        if Decimal(text) != Decimal(text).to_integral_value():
            raise Unfit("wrong_type", f"{_quote(typed)} is not a whole number")
        text = text.partition(".")[0]
    if item.allowed and not censored and not within(item.allowed, shown(item, text, unit)):
        raise Unfit("out_of_range", f"{text} cannot be: it lies outside {bounds_words(item.allowed)}")
    return censored + text


def shown(item: Item, value: str, unit: str) -> Decimal:
    """Return a number in the item's shown unit; raises ``Unfit`` when its unit cannot be converted."""
    number, to = Decimal(value), item.all_units[0] if item.all_units else ""
    if not unit or unit == to:
        return number
    try:
        return convert(number, item.analyte or "", unit, to)
    except UnitError as error:
        raise Unfit("wrong_unit", str(error)) from error


def within(bounds: Bounds, number: Decimal) -> bool:
    """Whether a number lies within closed bounds."""
    return not (
        (bounds.low is not None and number < bounds.low) or (bounds.high is not None and number > bounds.high)
    )


def bounds_words(bounds: Bounds) -> str:
    """Return bounds in words: '0 to 10', 'at least 0'."""
    if bounds.low is None:
        return f"at most {bounds.high:f}"
    return f"{bounds.low:f} to {bounds.high:f}" if bounds.high is not None else f"at least {bounds.low:f}"


def read_unit(item: Item, typed: str) -> str:
    """Return the unit as the study spells it, the shown one when none is given; raises ``Unfit``."""
    units = item.all_units
    if not typed:
        return units[0] if units else ""
    if not units:
        raise Unfit("wrong_unit", f"no unit is asked here, and '{typed}' was given")
    folded = {unit.casefold().replace("μ", "µ"): unit for unit in units}
    if found := folded.get(typed.strip().casefold().replace("μ", "µ")):
        return found
    try:
        unit = canonical_unit(typed)
    except UnitError as error:
        raise Unfit("wrong_unit", f"{error}; it is reported in {listed(units)}") from error
    if unit not in units:
        raise Unfit("wrong_unit", f"it is reported in {listed(units)}, not in {typed}")
    return unit


# -- Dates and times ------------------------------------------------------------------------------------------------


def _date(item: Item, typed: str, now: Moment) -> str:
    try:
        day = dates.PartialDate.parse(typed)
    except dates.NotADate as error:
        raise Unfit("impossible_date", str(error)) from error
    if not day.complete and not item.partial:
        raise Unfit("impossible_date", f"{_quote(typed)} is not enough: day, month and year are needed")
    _past(item, dates.future_fault(day, ZoneInfo(now.zone), now.at))
    return day.iso()


def _minute(item: Item, typed: str, now: Moment) -> str:
    zone = ZoneInfo(now.zone)
    try:
        moment = dates.parse_datetime(typed, zone)
    except dates.NotADate as error:
        # Without its time the minute is a civil date, where the study lets it be.
        if item.partial and " " not in typed and "T" not in typed:
            return _date(item, typed, now)
        raise Unfit("impossible_date", str(error)) from error
    _past(item, dates.future_minute_fault(moment, zone, now.at))
    return dates.minute_text(moment, zone)


def _time(item: Item, typed: str) -> str:
    try:
        time = dates.PartialTime.parse(typed)
    except dates.NotADate as error:
        raise Unfit("impossible_date", str(error)) from error
    if not time.complete and not item.partial:
        raise Unfit("impossible_date", f"{_quote(typed)} is not enough: hour and minute are needed")
    return time.iso()


def _past(item: Item, fault: str | None) -> None:
    if fault and not item.future:
        raise Unfit("future_date", fault)


def _quote(text: str) -> str:
    return f"'{text if len(text) <= 40 else text[:39] + '…'}'"
