"""Civil dates that may be known only in part: 2026, 2026-03, 2026-03-14, unknown.

A civil date is what the site wrote down. It is never an instant and never passes through UTC; two dates compare
as true, false or None (not evaluable), and nothing here ever guesses a missing part.
"""

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Self

UNKNOWN = "unknown"
FIRST_YEAR, LAST_YEAR = 1900, 2199
MONTHS = tuple(month_name)[1:]

_BLANK = frozenset({"", UNKNOWN, "un", "unk", "uk", "nk", "nd"})
_ISO = re.compile(r"(?P<y>[0-9]+)(?:-(?P<m>[0-9]{1,2})(?:-(?P<d>[0-9]{1,2}))?)?")
_TYPED = re.compile(
    r"(?:(?:(?P<d>[0-9]{1,2}|un|unk|--)[/. -])?(?P<m>[0-9]{1,2}|un|unk|--|[a-z]{3,9})[/. -])(?P<y>[0-9]+)"
)
_CLOCK = re.compile(r"(?P<h>[0-9]{1,2})(?::?(?P<m>[0-9]{2}))?")


class NotADate(ValueError):  # noqa: N818 - the sentence it carries begins so
    """What was typed cannot be a date or time; the message is a sentence for the person who typed it."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A civil date with the parts that are known; a day needs its month and a month needs its year.

    Raises `NotADate` for parts that cannot be (31 February, month 14).
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if fault := _fault(self.year, self.month, self.day):
            raise NotADate(f"{'-'.join(str(part) for part in self._parts())} is not a date: {fault}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a date as it was typed or stored; raises `NotADate`.

        ISO text ("2026-03"), the day first ("14/03/2026", "14 Mar 2026", "UN/03/2026", "Mar 2026"), "unknown", "".
        """
        typed = text.strip()
        if typed.lower() in _BLANK:
            return cls()
        match = _ISO.fullmatch(typed) or _TYPED.fullmatch(typed.lower())
        if match is None:
            raise NotADate(f"{typed!r} is not a date: write 14/03/2026, 2026-03-14, 03/2026, 2026 or unknown")
        year, month, day = int(match["y"]), _month(match["m"], typed), _number(match["d"])
        if fault := _fault(year, month, day):
            raise NotADate(f"{typed} is not a date: {fault}")
        return cls(year, month, day)

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the complete date of a calendar day (of a datetime: its own civil day, no zone is applied)."""
        return cls(day.year, day.month, day.day)

    def _parts(self) -> list[int]:
        return [part for part in (self.year, self.month, self.day) if part is not None]

    def iso(self) -> str:
        """Return the canonical text that is stored and hashed: "2026-03-14", "2026-03", "2026" or "unknown"."""
        return "-".join(f"{part:02d}" for part in self._parts()) or UNKNOWN

    def __str__(self) -> str:
        return self.iso()

    def words(self) -> str:
        """Return the date as people read it: "14 Mar 2026", "Mar 2026", "2026", "unknown date"."""
        if self.year is None:
            return "unknown date"
        month = f"{MONTHS[self.month - 1][:3]} " if self.month else ""
        return f"{f'{self.day} ' if self.day else ''}{month}{self.year}"

    @property
    def known(self) -> bool:
        """Whether at least the year is known."""
        return self.year is not None

    @property
    def complete(self) -> bool:
        """Whether year, month and day are all known."""
        return self.day is not None

    @property
    def earliest(self) -> date | None:
        """Return the first calendar day this date can mean; None when unknown."""
        return None if self.year is None else date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date | None:
        """Return the last calendar day this date can mean; None when unknown."""
        if self.year is None:
            return None
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


def _month(text: str | None, typed: str) -> int | None:
    if text is None or not text.isalpha() or text in _BLANK:
        return _number(text)
    for number, name in enumerate(MONTHS, start=1):
        if name.lower().startswith(text):
            return number
    raise NotADate(f"{typed} is not a date: {text!r} is not a month")


def _fault(year: int | None, month: int | None, day: int | None) -> str | None:
    """Why these parts cannot be a date, as the end of a sentence; None when they can."""
    if (month is not None and year is None) or (day is not None and month is None):
        return "a day needs its month and a month needs its year"
    if year is not None and year < 100:
        return "write the year with four digits"
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        return f"the year {year} lies outside {FIRST_YEAR} to {LAST_YEAR}"
    if month is not None and not 1 <= month <= 12:
        return f"there is no month {month}"
    if year is None or month is None or day is None:
        return None
    length = monthrange(year, month)[1]
    return None if 1 <= day <= length else f"{MONTHS[month - 1]} {year} has {length} days"


# -- Times of day and civil minutes -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartialTime:
    """A time of day on the site's clock, 00:00 to 23:59, of which the minute or all may be unknown."""

    hour: int | None = None
    minute: int | None = None

    def __post_init__(self) -> None:
        hour, minute = self.hour, self.minute
        orphan = minute is not None and hour is None
        if orphan or not 0 <= (hour or 0) <= 23 or not 0 <= (minute or 0) <= 59:
            raise NotADate(f"{hour}:{minute} is not a time of day: it lies outside 00:00 to 23:59")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "08:05", "8:05", "0805", "08" (minute unknown) or "unknown". Raises `NotADate`."""
        typed = text.strip()
        if typed.lower() in _BLANK:
            return cls()
        match = _CLOCK.fullmatch(typed)
        if match is None:
            raise NotADate(f"{typed!r} is not a time of day: write 08:05, 08 or unknown")
        hour, minute = int(match["h"]), _number(match["m"])
        if hour > 23 or (minute or 0) > 59:
            raise NotADate(f"{typed} is not a time of day: it lies outside 00:00 to 23:59")
        return cls(hour, minute)

    def iso(self) -> str:
        """Return the canonical text: "08:05", "08" or "unknown"."""
        return ":".join(f"{part:02d}" for part in (self.hour, self.minute) if part is not None) or UNKNOWN

    def __str__(self) -> str:
        return self.iso()

    @property
    def complete(self) -> bool:
        """Whether hour and minute are both known."""
        return self.minute is not None

    @property
    def earliest(self) -> int | None:
        """Return the first minute of the day this time can mean; None when unknown."""
        return None if self.hour is None else self.hour * 60 + (self.minute or 0)

    @property
    def latest(self) -> int | None:
        """Return the last minute of the day this time can mean; None when unknown."""
        return None if self.hour is None else self.hour * 60 + (59 if self.minute is None else self.minute)


def parse_datetime(text: str, zone: tzinfo) -> datetime:
    """Read a civil minute ("2026-03-14T08:05", "14/03/2026 08:05") as it stood on the clock of `zone`.

    Raises `NotADate` for impossible or partial text and for a minute the zone's clock skipped.
    """
    typed = text.strip()
    day_text, _, clock_text = typed.replace("T", " ").rpartition(" ")
    day, clock = PartialDate.parse(day_text), PartialTime.parse(clock_text)
    if not day.complete or not clock.complete or day.earliest is None:
        raise NotADate(f"{typed!r} is not a date with a time: write 2026-03-14T08:05")
    minute = clock.earliest or 0
    start = day.earliest
    moment = datetime(start.year, start.month, start.day, minute // 60, minute % 60, tzinfo=zone)
    # Through the epoch and back: a minute inside a daylight-saving gap comes back as another one.
    if datetime.fromtimestamp(moment.timestamp(), zone).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise NotADate(f"{clock} on {day.words()} never stood on the clock of {zone}: it was put forward")
    return moment


def minute_text(moment: datetime, zone: tzinfo) -> str:
    """Return the canonical civil minute of an aware datetime on the clock of `zone`: "2026-03-14T08:05"."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def today_in(zone: tzinfo, now: datetime) -> PartialDate:
    """Return the civil date on the wall of the site at the instant `now` (aware; raises `ValueError` when it is not)."""
    if now.tzinfo is None:
        raise ValueError("now must carry a zone, else the site's date cannot be told")
    return PartialDate.of(now.astimezone(zone).date())


def future_fault(day: PartialDate, zone: tzinfo, now: datetime) -> str | None:
    """Return the sentence that refuses a date which, however its unknown parts fall, lies after today at the site."""
    today = today_in(zone, now)
    if not before(today, day):
        return None
    return f"{day.words()} lies in the future: at the site ({zone}) it is {today.words()}"


def future_minute_fault(moment: datetime, zone: tzinfo, now: datetime) -> str | None:
    """Return the sentence that refuses a minute which lies after `now` on the clock of the site."""
    if moment <= now:
        return None
    return (
        f"{minute_text(moment, zone)} lies in the future: at the site ({zone}) it is {minute_text(now, zone)}"
    )


# -- Three-valued comparison --------------------------------------------------------------------------------------


def before(a: PartialDate, b: PartialDate) -> bool | None:
    """Whether `a` lies on an earlier day than `b`; None when the unknown parts decide."""
    if a.earliest is None or a.latest is None or b.earliest is None or b.latest is None:
        return None
    if a.latest < b.earliest:
        return True
    return False if a.earliest >= b.latest else None


def after(a: PartialDate, b: PartialDate) -> bool | None:
    """Whether `a` lies on a later day than `b`; None when the unknown parts decide."""
    return before(b, a)


def same_day(a: PartialDate, b: PartialDate) -> bool | None:
    """Whether `a` and `b` are one calendar day; None when the unknown parts decide."""
    if a.complete and b.complete:
        return a == b
    return False if before(a, b) or before(b, a) else None


def days_span(a: PartialDate, b: PartialDate) -> tuple[int, int] | None:
    """Return the fewest and the most days from `a` to `b` (negative when `b` is earlier); None when one is unknown."""
    if a.earliest is None or a.latest is None or b.earliest is None or b.latest is None:
        return None
    return (b.earliest - a.latest).days, (b.latest - a.earliest).days


def days_between(a: PartialDate, b: PartialDate) -> int | None:
    """Return the days from `a` to `b` (negative when `b` is earlier); None when a part of either is unknown."""
    span = days_span(a, b)
    return span[0] if span is not None and span[0] == span[1] else None


# -- Study days -----------------------------------------------------------------------------------------------------


def study_day_span(day: PartialDate, anchor: PartialDate, *, day_zero: bool = True) -> tuple[int, int] | None:
    """Return the first and last study day `day` can mean; None when it or the anchor is unknown.

    With `day_zero` the anchor is Day 0 (the trial's ruler); without it the anchor is Day 1 and the day before it
    Day -1 (SDTM `--DY`).
    """
    span = days_span(anchor, day)
    if span is None:
        return None
    first, last = (n if day_zero or n < 0 else n + 1 for n in span)
    return first, last


def study_day(day: PartialDate, anchor: PartialDate, *, day_zero: bool = True) -> int | None:
    """Return the study day of `day` counted from `anchor`; None when a part of either is unknown."""
    span = study_day_span(day, anchor, day_zero=day_zero)
    return span[0] if span is not None and span[0] == span[1] else None


def day_words(day: PartialDate, anchor: PartialDate, *, day_zero: bool = True) -> str:
    """Return the echo beside a date box: "Day +28", "between Day −15 and Day +12", or that the day is not known."""
    span = study_day_span(day, anchor, day_zero=day_zero)
    if span is None:
        return "study day not known"
    first, last = (f"Day {n:+d}".replace("-", "\N{MINUS SIGN}").replace("+0", "0") for n in span)
    return first if first == last else f"between {first} and {last}"


@lru_cache(maxsize=4096)
def parse_cached(text: str) -> PartialDate:
    """`PartialDate.parse` with a memory: checks read the same few dates over and over."""
    return PartialDate.parse(text)
