"""An iCalendar feed (RFC 5545) of what is due: reports and visits, by participants' numbers, without clinical detail.

Instants are UTC, days are the site's own. An entry keeps its UID as long as it stands, so that a calendar moves it when
its day moves. Source: RFC 5545, sections 3.1 (lines of at most 75 octets), 3.3.11 (text), 3.6.1 (events).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from hepatica.datasets.visits_due import VisitDue
from hepatica.safety.clocks import Obligation
from hepatica.study.study import Study

OCTETS = 75
_SIGNS = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


def to_calendar(
    study: Study,
    obligations: Iterable[Obligation],
    now: datetime,
    *,
    visits: Iterable[VisitDue] = (),
    anchor: str = "",
) -> str:
    """Return a calendar of the open obligations that have a limit, and of the visits that wait.

    ``anchor`` (``4812:9f3c…``) says as of which event of the record; a calendar program passes over it.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hepatica//Safety desk//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{text(str(study.short_title))}",
        *([f"X-HEPATICA-ANCHOR:{anchor}"] if anchor else []),
    ]
    for one in obligations:
        if one.due and one.state in {"idle", "running", "alarm", "late"}:
            lines += _event(study, f"{one.key}", now, _limit(study, one))
    for visit in visits:
        lines += _event(study, f"{visit.subject}/visit/{visit.visit}", now, _window(visit))
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line))


def _event(study: Study, key: str, now: datetime, body: Iterable[str]) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{text(key)}@{text(study.id)}"
    yield f"DTSTAMP:{_instant(now)}"
    yield from body
    yield "END:VEVENT"


def _limit(study: Study, one: Obligation) -> Iterator[str]:
    assert one.due is not None
    recipients = study.oversight.recipients
    to = next((str(r.short) for r in recipients if r.id == one.clock.recipient), one.clock.recipient)
    yield f"DTSTART:{_instant(one.due)}"
    yield f"SUMMARY:{text(f'{one.whose}: {one.bare} to {to} is due')}"
    yield f"CATEGORIES:{'Legal limit' if one.clock.legal else 'Limit of the protocol'}"
    yield "TRANSP:TRANSPARENT"


def _window(visit: VisitDue) -> Iterator[str]:
    """Give the window as whole days; the end of an event is the day after its last."""
    yield f"DTSTART;VALUE=DATE:{visit.due.first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{visit.due.last + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{text(f'{visit.subject}: {visit.title}')}"
    yield "CATEGORIES:Visit"
    yield "TRANSP:TRANSPARENT"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def text(words: str) -> str:
    """Return words as the value of a text property: its own signs escaped, no other control character."""
    kept = "".join(sign for sign in words if sign == "\n" or sign.isprintable())
    return "".join(_SIGNS.get(sign, sign) for sign in kept)


def fold(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets, each but the first behind a space; no character is torn."""
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    yield piece
