"""When a limit ends: hours from the instant; days, working days and months on the site's calendar, to the end of the last.

A civil day begins and ends where the site's clock says so, whatever daylight saving does to its length.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta, tzinfo

from hepatica.safety.case import When
from hepatica.study.clocks import Limit
from hepatica.study.dates import NotADate, PartialDate, PartialTime

_LAST = timedelta(microseconds=1)
_SATURDAY = 5


def due_of(limit: Limit, start: datetime, zone: tzinfo, holidays: Collection[date] = ()) -> datetime:
    """Return the last instant (UTC) of a limit that starts at an aware instant.

    Days count from the day after the start's civil day, and the last counts to its end: a report on day 14 at 23:59 is
    in time. Working days leave out Saturdays, Sundays and ``holidays``; a month that is too short ends on its last day.
    """
    if limit.hours is not None:
        return start.astimezone(UTC) + timedelta(hours=limit.hours)
    return end_of_day(last_day(limit, start.astimezone(zone).date(), holidays), zone)


def last_day(limit: Limit, day: date, holidays: Collection[date] = ()) -> date:
    """Return the civil day on which a limit of days, working days or months ends; hours have none (``ValueError``)."""
    if limit.days is not None:
        return day + timedelta(days=limit.days)
    if limit.working_days is not None:
        return _working(day, limit.working_days, holidays)
    if limit.months is not None:
        return add_months(day, limit.months)
    raise ValueError("a limit in hours ends at an instant, not on a day")


def add_months(day: date, months: int) -> date:
    """Return the same day so many months on; the last of the month when there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the instant (UTC) at which a civil day begins at the site."""
    return instant(day, PartialTime(0, 0), zone)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the last instant (UTC) of a civil day at the site."""
    return start_of_day(day + timedelta(days=1), zone) - _LAST


def instant(day: date, time: PartialTime, zone: tzinfo) -> datetime:
    """Return the earliest instant (UTC) at which the site's clock can have shown a time; an unknown one is 00:00.

    A minute that the clock showed twice counts from the first; one that it skipped, from the last before the gap.
    """
    minute = time.earliest or 0
    shown = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
    return min(shown.astimezone(UTC), shown.replace(fold=1).astimezone(UTC))


def earliest(when: When, zone: tzinfo) -> datetime | None:
    """Return the first instant (UTC) that a civil moment can mean; None when not even its year is known."""
    return None if when.day.earliest is None else instant(when.day.earliest, time_of(when), zone)


def time_of(when: When) -> PartialTime:
    """Return the time of day of a civil moment; what cannot be read as one is unknown, and so is that of a partial date."""
    try:
        return PartialTime.parse(when.time) if when.day.complete else PartialTime()
    except NotADate:
        return PartialTime()


def moment(text: str, zone: tzinfo) -> datetime | None:
    """Return the instant (UTC) of a stored stamp (``...Z``) or of a civil minute at the site; None when it is neither."""
    if not text:
        return None
    if text.endswith("Z"):
        return datetime.fromisoformat(text).astimezone(UTC)
    day, _, clock = text.partition("T")
    try:
        return earliest(When(day=PartialDate.parse(day), time=clock), zone)
    except NotADate:
        return None


def _working(day: date, wanted: int, holidays: Collection[date]) -> date:
    while wanted:
        day += timedelta(days=1)
        wanted -= day.weekday() < _SATURDAY and day not in holidays
    return day
