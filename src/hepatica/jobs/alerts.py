"""The sweep: alerts that wait are sent, and one that nobody acknowledged goes to the next on call.

An alert was written with the event that caused it; what the sweep does is written too. A program killed between a
sending and its record sends again: twice is better than never.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing

from hepatica.conduct.commands import SYSTEM
from hepatica.conduct.desk_commands import EscalateAlert, ReportSending
from hepatica.jobs import messages
from hepatica.ledger.desk_rows import AlertRow, OnCallRow
from hepatica.people.sites import sites_of
from hepatica.store import clock, read, sight
from hepatica.store.record import record

SALT = "hepatica.alert"
TOKEN_DAYS = 7
RETRY_SECONDS = 60
NOBODY = "nobody"
_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
_tried: dict[tuple[str, int, str], float] = {}
"""When each failing message was last tried, so that a mail server that is down is not asked every few seconds."""


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What a sweep did."""

    sent: int = 0
    failed: int = 0
    escalated: int = 0


def token(row: AlertRow, user: str) -> str:
    """Return what the link in a message carries: this alert, this person, signed."""
    return signing.dumps({"s": row.subject, "a": row.alert, "n": row.raised_seq, "u": user}, salt=SALT)


def of_token(text: str) -> tuple[AlertRow, str] | None:
    """Return the alert and the person of a link; None when it was altered, is too old, or the alert is gone."""
    try:
        said = signing.loads(text, salt=SALT, max_age=timedelta(days=TOKEN_DAYS))
    except signing.BadSignature:
        return None
    with sight.seeing(sites_of(said["u"])):
        found = [
            row for row in read.alerts(open_only=False) if (row.subject, row.alert) == (said["s"], said["a"])
        ]
    return (found[0], said["u"]) if found and found[0].raised_seq == said["n"] else None


def sweep() -> Swept:
    """Send what waits and pass on what nobody acknowledged in time."""
    roster = next(iter(read.of_study(OnCallRow)), OnCallRow(subject="")).users
    done = {"sent": 0, "failed": 0, "escalated": 0}
    for waiting in read.alerts():
        row = waiting
        if _overdue(row) and roster:
            record(EscalateAlert(subject=row.subject, alert=row.alert), actor=SYSTEM)
            done["escalated"] += 1
            row = next((r for r in read.alerts() if (r.subject, r.alert) == (row.subject, row.alert)), row)
        for outcome in _send(row, roster):
            done["sent" if outcome else "failed"] += 1
    return Swept(**done)


def _overdue(row: AlertRow) -> bool:
    began = datetime.strptime(row.step_at, _FORMAT).replace(tzinfo=UTC)
    return clock.now().at - began >= timedelta(minutes=row.minutes)


def _send(row: AlertRow, roster: tuple[str, ...]) -> list[bool]:
    user = roster[row.step % len(roster)] if roster else NOBODY
    channels = settings.MESSAGES.channels
    if not roster or not channels:
        reason = "no channel is set up" if roster else "nobody is on call"
        return [_report(row, "mail", user, reason)]
    return [
        _try(row, channel, user)
        for channel in channels
        if f"{row.step}/{channel}/{user}" not in row.sent and _due(row, channel)
    ]


def _due(row: AlertRow, channel: str) -> bool:
    last = _tried.get((f"{row.subject}/{row.alert}", row.step, channel))
    return last is None or time.monotonic() - last >= RETRY_SECONDS


def _try(row: AlertRow, channel: str, user: str) -> bool:
    _tried[f"{row.subject}/{row.alert}", row.step, channel] = time.monotonic()
    link = f"{settings.MESSAGES.address.rstrip('/')}/alerts/{token(row, user)}/"
    try:
        if channel == "mail":
            messages.mail(user, f"Hepatica: {row.sentence}", _body(row, link))
        else:
            messages.webhook({"text": row.sentence, "link": link, "to": user, "step": row.step})
    except messages.NotSent as error:
        return _report(row, channel, user, str(error))
    return _report(row, channel, user)


def _body(row: AlertRow, link: str) -> str:
    passed = "" if not row.step else "Nobody before you on the list has acknowledged it.\n\n"
    return (
        f"{row.sentence}\n\n{passed}Open this page and say that you have it:\n{link}\n\n"
        f"Unless somebody does within {row.minutes} minutes, the next person on call is told.\n"
    )


def _report(row: AlertRow, channel: str, user: str, failed: str = "") -> bool:
    command = ReportSending(
        subject=row.subject,
        alert=row.alert,
        channel="webhook" if channel == "webhook" else "mail",
        to=user,
        step=row.step,
        failed=failed,
    )
    record(command, actor=SYSTEM)
    return not failed
