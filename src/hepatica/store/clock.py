"""The time of day. A virtual clock plays invented trials, and only those.

A ledger whose first event is ``study.synthetic`` says for ever that its data are invented; any other ledger
refuses a clock that is not the server's.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from hepatica.conduct.commands import Moment
from hepatica.ledger.events import StudySynthetic

_LOG = logging.getLogger(__name__)
_VIRTUAL: ContextVar[datetime | None] = ContextVar("virtual", default=None)
_TICK = timedelta(microseconds=1)
_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class ClockRefused(Exception):  # noqa: N818 - the sentence is what matters
    """A virtual clock was set where data are real."""


REFUSAL = (
    "This folder holds a real trial: its first event does not mark the study synthetic, "
    "so only the server's own clock may date an event."
)


def now(zone: str | None = None) -> Moment:
    """Return now, at the site's zone unless another is named."""
    return Moment(at=_VIRTUAL.get() or datetime.now(UTC), zone=zone or settings.TIME_ZONE)


def is_virtual() -> bool:
    """Say whether this context runs on a virtual clock."""
    return _VIRTUAL.get() is not None


def guard(cursor: CursorWrapper) -> None:
    """Refuse (ClockRefused) a virtual clock on a ledger that does not begin with ``study.synthetic``."""
    if not is_virtual():
        return
    cursor.execute("SELECT kind FROM study_event WHERE seq = 1")
    first = cursor.fetchone()
    if first is not None and first[0] != StudySynthetic.kind:
        raise ClockRefused(REFUSAL)


@contextmanager
def virtual(moment: datetime) -> Iterator[None]:
    """Let it be ``moment`` (aware) for what runs inside; ClockRefused unless the ledger is synthetic or empty."""
    if moment.tzinfo is None:
        raise ValueError("a virtual moment needs a zone")
    token = _VIRTUAL.set(moment.astimezone(UTC))
    try:
        with connection.cursor() as cursor:
            guard(cursor)
        yield
    finally:
        _VIRTUAL.reset(token)


BEHIND = timedelta(minutes=1)
"""How far the clock may stand before the last event until people are told."""


def behind(last: str) -> timedelta | None:
    """Return by how much the clock stands before ``last`` (a stored instant), when that is too much; None while it is not.

    Numbers go on increasing whatever the clock does; this is so that somebody sets it right.
    """
    if not last:
        return None
    held = datetime.strptime(last, _FORMAT).replace(tzinfo=UTC) - now().at
    return held if held > BEHIND else None


def after(last: str, moment: Moment) -> Moment:
    """Return ``moment``, or a microsecond after ``last`` (a stored instant) when the clock stands before it.

    Events are never dated before the one they follow: a server whose clock was set back says so in its log.
    """
    if not last or moment.stamp > last:
        return moment
    held = datetime.strptime(last, _FORMAT).replace(tzinfo=UTC)
    if held - moment.at > timedelta(seconds=1):
        _LOG.warning(
            "The clock stands %s before the last event: the next one is dated after it.", held - moment.at
        )
    return Moment(at=held + _TICK, zone=moment.zone)
