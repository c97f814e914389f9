"""Civil moments of the laboratory: what the clock on its wall said, and the hours between two of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from hepatica.scores.arithmetic import round_half_up
from hepatica.study.dates import NotADate, PartialDate, minute_text, parse_datetime


def civil_minute(at: datetime, zone: str) -> str:
    """Return an aware instant as the site's clock shows it: '2026-03-05T09:15'."""
    return minute_text(at, ZoneInfo(zone))


def instant_of(moment: str, zone: str) -> datetime | None:
    """Return the instant of a civil minute at the site; None for none, or one that never was."""
    try:
        return parse_datetime(moment, ZoneInfo(zone)) if moment else None
    except NotADate:
        return None


def hours(start: str, end: str, zone: str) -> Decimal | None:
    """Return the hours from one civil minute to another as they passed at the site; None when one is not known."""
    first, last = instant_of(start, zone), instant_of(end, zone)
    if first is None or last is None:
        return None
    minutes = Decimal(int(last.timestamp() - first.timestamp())) / 60
    return minutes / 60


def days(start: str, end: str) -> int | None:
    """Return the civil days from one minute (or day) to another; None when one is not known."""
    first, last = day_of(start), day_of(end)
    return (last - first).days if first and last else None


def day_of(moment: str) -> date | None:
    """Return the civil day of a civil minute; None when it is not fully known."""
    try:
        day = PartialDate.parse(moment[:10])
    except NotADate:
        return None
    return day.earliest if day.complete else None


def in_words(moment: str) -> str:
    """Return a civil minute as people read it: '5 Mar 2026, 09:15'."""
    day, _, clock = moment.partition("T")
    try:
        said = PartialDate.parse(day).words()
    except NotADate:
        return moment
    return f"{said}, {clock}" if clock else said


def hours_words(length: Decimal) -> str:
    """Return a length of time: '1.6 h', '45 min', '12 days'."""
    if abs(length) < 1:
        return f"{round_half_up(length * 60)} min"
    if abs(length) < 100:
        return f"{round_half_up(length, 1)} h"
    return f"{round_half_up(length / 24)} days"
