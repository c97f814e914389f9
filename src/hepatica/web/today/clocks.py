"""Which clocks run today: the reports that are owed, the nearest first, and a sentence about those that end soon."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.utils.translation import ngettext

from hepatica.safety.clocks import Obligation
from hepatica.study.study import Study
from hepatica.web.clock_words import due_words, left_words, limit_words
from hepatica.web.shell.parts import Clock
from hepatica.web.visit_marks import Marks

SHOWN = 4


def running(study: Study, found: Iterable[Obligation], marks: Marks, zone: ZoneInfo) -> tuple[Clock, ...]:
    """Return the nearest reports that are owed, those of one event with one limit together."""
    names = {one.id: str(one.short) for one in study.oversight.recipients}
    groups: dict[tuple[object, ...], list[Obligation]] = {}
    for one in sorted(
        (o for o in found if o.open and o.due), key=lambda o: (not o.clock.legal, o.due, o.key)
    ):
        groups.setdefault((one.subject, one.row, one.due, one.clock.legal), []).append(one)
    return tuple(_clock(same, names, marks, zone) for same in list(groups.values())[:SHOWN])


def _clock(same: list[Obligation], names: dict[str, str], marks: Marks, zone: ZoneInfo) -> Clock:
    first = same[0]
    whom = dict.fromkeys(names.get(one.clock.recipient, one.clock.recipient) for one in same)
    late = first.state == "late"
    return Clock(
        state="calm"
        if first.state == "running"
        else "passed"
        if late and not first.clock.legal
        else first.state,  # type: ignore[arg-type]
        mark=marks.of(first.subject) if first.subject else None,
        title=limit_words(first.clock.limit),
        left=left_words(first, zone),
        used=1.0 if late else first.used,
        words=", ".join(whom),
        due="" if first.state == "running" else due_words(first, zone),
    )


def lead(found: Iterable[Obligation], zone: ZoneInfo) -> str:
    """Say which legal limits end within 24 hours: 'One clock ends at 17:10.'; '' when none does."""
    ends = sorted({one.due for one in found if one.state == "alarm" and one.due})
    if not ends:
        return ""
    said = ngettext(
        "One clock ends at %(when)s.", "%(n)s clocks end within 24 hours, the first at %(when)s.", len(ends)
    )
    return said % {"n": len(ends), "when": f"{ends[0].astimezone(zone):%H:%M}"}


def late(found: Iterable[Obligation]) -> str:
    """Say how many reports the law asked for are late; '' when none is."""
    n = sum(one.state == "late" and one.clock.legal for one in found)
    return ngettext("%(n)s report is late.", "%(n)s reports are late.", n) % {"n": n} if n else ""
