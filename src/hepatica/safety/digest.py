"""The daily digest: what is late, what is due soon, what nobody has acknowledged; numbers only, no clinical detail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from hepatica.ledger.desk_rows import AlertRow
from hepatica.safety.clocks import Obligation
from hepatica.study.dates import PartialDate
from hepatica.study.study import Study

SOON = timedelta(days=7)
"""What is due later than this can wait for another digest."""


class Now(Protocol):
    """The instant and the zone of the site."""

    @property
    def at(self) -> datetime:
        """Aware."""

    @property
    def zone(self) -> str:
        """IANA name."""


def digest_lines(
    study: Study,
    obligations: Iterable[Obligation],
    alerts: Iterable[AlertRow],
    now: Now,
    *,
    open_events: int = 0,
) -> tuple[str, ...]:
    """Return the digest line by line: late reports first, then those due within a week, alerts, and events to follow."""
    zone = ZoneInfo(now.zone)
    owed = sorted((o for o in obligations if o.open and o.due), key=lambda o: (o.due, o.key))
    late = [o for o in owed if o.state == "late"]
    soon = [o for o in owed if o.state != "late" and o.left is not None and o.left <= SOON]
    unseen = [alert for alert in alerts if alert.open]
    today = PartialDate.of(now.at.astimezone(zone).date()).words()
    return (
        f"{study.short_title}: {today}",
        *_block("Late", (_line(study, o, zone) for o in late)),
        *_block("Due within 7 days", (_line(study, o, zone) for o in soon)),
        *_block("Alerts that nobody has acknowledged", map(_alert, unseen)),
        *_block("Adverse events still followed", [str(open_events)] if open_events else []),
        *([] if late or soon or unseen or open_events else ["Nothing is late, due or waiting."]),
    )


def _block(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = [f"- {line}" for line in lines]
    if found:
        yield from ("", f"{title}:", *found)


def _line(study: Study, one: Obligation, zone: ZoneInfo) -> str:
    recipients = study.oversight.recipients
    to = next((str(r.title) for r in recipients if r.id == one.clock.recipient), one.clock.recipient)
    due = one.due.astimezone(zone) if one.due else None
    when = f"{PartialDate.of(due.date()).words()}, {due:%H:%M}" if due else ""
    verb = "was due" if one.state == "late" else "is due"
    return f"{one.whose}: {one.bare} to {to} {verb} {when}"


def _alert(alert: AlertRow) -> str:
    return f"{alert.subject or 'Trial'}: {alert.sentence}"
