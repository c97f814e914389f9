"""What is owed now, over the whole trial, kept ready: every page shows the nearest clock.

Cases are derived and judged once per process, and again only for participants whose events, reports or submissions an
event of the ledger touched since; those that can owe nothing more are let go. Of what is kept only the state moves with
the time, so that a page looks at the first in the queue and not at everybody's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from hepatica.datasets.cases import derive_cases
from hepatica.safety.case import Case
from hepatica.safety.clocks import (
    DONE,
    Obligation,
    at_moment,
    derive_trial,
    nearest,
    obligations,
    trial_obligations,
)
from hepatica.store import clock, read, sight
from hepatica.study.study import Study

_FORMS = ('"form":"ae', '"form":"sae"', '"form":"death"')
"""Parts of a body that say an event touched what a case is read from."""
_KINDS = ("submission.", "report.", "row.")


@dataclass(frozen=True, kw_only=True)
class _Waits:
    """What is known of one participant: the cases that may still owe a report, and the reports."""

    cases: tuple[Case, ...]
    owed: tuple[Obligation, ...]
    """As judged once; ``at_moment`` says how each stands now."""


@dataclass
class _Known:
    """What this process knows of one ledger, up to one of its events."""

    seq: int = 0
    hash: str = ""
    definition: int = 0
    zone: str = ""
    waits: dict[str, _Waits] = field(default_factory=dict)
    queue: tuple[Obligation, ...] = ()
    """All that have a limit, the earliest first, and where they tie the legal ones."""


_known: dict[str, _Known] = {}


def waiting() -> tuple[Case, ...]:
    """Return the cases that may still owe a report, by participant and row."""
    known = _kept()
    return tuple(case for subject in _seen(known) for case in known.waits[subject].cases)


def owed() -> tuple[Obligation, ...]:
    """Return every obligation that is open or may yet start: of the waiting cases, and of the trial itself."""
    now = clock.now().at
    if not read.plan().study.clocks:
        return ()
    known = _kept()
    found = [at_moment(one, now) for subject in _seen(known) for one in known.waits[subject].owed]
    return (*found, *_of_trial(now))


def first_owed() -> Obligation | None:
    """Return the obligation whose limit comes first, a legal one where any is open; None when nothing runs.

    The queue is walked only as far as the first that is open and seen.
    """
    now = clock.now().at
    if not read.plan().study.clocks:
        return None
    trial, queue = _of_trial(now), _kept().queue
    for legal in (True, False):
        ours = (one for one in queue if one.clock.legal or not legal)
        first = next(
            (o for o in (at_moment(one, now) for one in ours) if o.open and sight.sees(o.subject)), None
        )
        others = (one for one in trial if one.clock.legal or not legal)
        if found := nearest((*others, *((first,) if first else ()))):
            return found
    return None


def _of_trial(now: datetime) -> tuple[Obligation, ...]:
    study, zone = read.plan().study, ZoneInfo(settings.TIME_ZONE)
    found = trial_obligations(study, derive_trial(read.subject_state("")), zone, now)
    return tuple(one for one in found if one.state not in DONE)


def _kept() -> _Known:
    with sight.everything():  # kept ready for everybody, and given to each as far as they see
        return _caught_up()


def _seen(known: _Known) -> tuple[str, ...]:
    return sight.numbers(sorted(known.waits))


def _caught_up() -> _Known:
    head, plan = read.end(), read.plan()
    known = _known.get(str(connection.settings_dict["NAME"]))
    if known and (known.seq, known.hash, known.zone) == (head.seq, head.hash, settings.TIME_ZONE):
        return known
    then = read.event(known.seq) if known else None
    fresh = (
        known is None
        or then is None
        or then.hash != known.hash
        or (known.definition, known.zone) != (plan.definition, settings.TIME_ZONE)
    )
    kept = known if known and not fresh else _Known()
    known = _Known(zone=settings.TIME_ZONE, seq=kept.seq, waits=dict(kept.waits), queue=kept.queue)
    touched = _subjects() if fresh else _touched(known.seq, head.seq)
    for subject in touched:
        known.waits.pop(subject, None)
        if waits := _waiting(plan.study, subject):
            known.waits[subject] = waits
    if touched:
        known.queue = _queued(known.waits.values())
    known.seq, known.hash, known.definition = head.seq, head.hash, plan.definition
    _known[str(connection.settings_dict["NAME"])] = known
    return known


def _subjects() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT subject FROM projected_form WHERE form = 'ae'")
        return {subject for (subject,) in cursor.fetchall()}


def _touched(after: int, last: int) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject, kind, body FROM study_event WHERE seq > %s AND seq <= %s AND subject <> ''",
            [after, last],
        )
        return {
            subject
            for subject, kind, body in cursor.fetchall()
            if kind.startswith(_KINDS) or any(part in body for part in _FORMS)
        }


def _queued(waits: Iterable[_Waits]) -> tuple[Obligation, ...]:
    limited = ((one.due, not one.clock.legal, one.key, one) for each in waits for one in each.owed if one.due)
    return tuple(one for *_order, one in sorted(limited, key=lambda line: line[:3]))


def _waiting(study: Study, subject: str) -> _Waits | None:
    zone, now = ZoneInfo(settings.TIME_ZONE), clock.now().at
    cases, found = list[Case](), list[Obligation]()
    for case in derive_cases(study, read.subject_state(subject), subject, at_of=instant_of):
        owes = [one for one in obligations(study, case, zone, now) if one.state not in DONE]
        found += owes
        cases += [case] if owes else []
    return _Waits(cases=tuple(cases), owed=tuple(found)) if cases else None


def instant_of(seq: int) -> str:
    """Return when an event of the ledger was written, as stored."""
    found = read.event(seq)
    return found.at if found else ""
