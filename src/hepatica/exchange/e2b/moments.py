"""Civil moments of the record as stamps, and the time between two of them."""

from __future__ import annotations

from datetime import datetime, time, tzinfo

from hepatica.exchange.e2b.values import Quantity, Stamp
from hepatica.safety.case import When
from hepatica.study.dates import days_between


def moment(when: When, zone: tzinfo) -> datetime | None:
    """Return a civil minute on the clock of `zone`; None when the day or the time is not known."""
    day = when.day.earliest
    if not when.day.complete or not when.time or day is None:
        return None
    return datetime.combine(day, time.fromisoformat(when.time), zone)


def stamp(when: When | None, zone: tzinfo) -> Stamp | None:
    """Return the stamp of a civil moment, to the minute with its zone or to the day, month or year; None when unknown."""
    if when is None or not when.known:
        return None
    exact = moment(when, zone)
    return Stamp.at(exact, precision="minute") if exact else Stamp.of(when.day)


def lag(start: When, onset: When, zone: tzinfo) -> Quantity | None:
    """Return the time from a first dose to an event, in minutes, hours or days; None when unknown or negative.

    Under an hour it is told in minutes, under two days in whole hours, beyond that in days.
    """
    began, fell = moment(start, zone), moment(onset, zone)
    if began and fell:
        minutes = int((fell - began).total_seconds()) // 60
        if minutes < 0:
            return None
        if minutes < 60:
            return Quantity(value=str(minutes), unit="min")
        if minutes < 48 * 60:
            return Quantity(value=str(minutes // 60), unit="h")
    days = days_between(start.day, onset.day)
    return None if days is None or days < 0 else Quantity(value=str(days), unit="d")
