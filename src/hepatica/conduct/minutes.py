"""Civil minutes as people type them at the bedside and in the laboratory: they were, and they lie in the order of things."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from hepatica.conduct.case import Case
from hepatica.conduct.refused import Refused, refuse
from hepatica.product.moments import in_words, instant_of
from hepatica.study.dates import NotADate, future_minute_fault, minute_text, parse_datetime


def minute(case: Case, typed: str, what: str) -> str | Refused:
    """Return a civil minute as it is stored ('2026-03-05T09:15'), or the refusal of one that never was or is to come."""
    zone = ZoneInfo(case.now.zone)
    try:
        moment = parse_datetime(typed, zone)
    except NotADate as error:
        return refuse("impossible_date", f"{what}: {error}.")
    if fault := future_minute_fault(moment, zone, case.now.at):
        return refuse("future_date", f"{what}: {fault}.")
    return minute_text(moment, zone)


def follows(at: str, since: str, what: str, event: str) -> Refused | None:
    """Return the refusal of something that lies before what must have come first; equal minutes are in order."""
    if not since or at >= since:
        return None
    return refuse(
        "impossible_date", f"{what}: {in_words(at)} lies before {event}, which was at {in_words(since)}."
    )


def since(case: Case, recorded: str, at: str) -> float:
    """Return the minutes from a recorded instant (its own minute) to a civil minute; below 0 when it was recorded later."""
    then = instant_of(at, case.now.zone)
    assert then is not None, "a stored minute was read before"
    passed = then - datetime.fromisoformat(recorded).replace(second=0, microsecond=0)
    return passed.total_seconds() / 60
