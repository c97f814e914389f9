"""What is owed now, over the whole trial, kept ready: every page shows the nearest clock.

Cases are derived once per process and again only for participants whose events, reports or submissions an event of
the ledger touched since; those that can owe nothing more are let go. What is due is then computed from them and now.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from hepatica.datasets.cases import derive_cases
from hepatica.safety.case import Case
from hepatica.safety.clocks import Obligation, derive_trial, obligations, trial_obligations
from hepatica.store import clock, read, sight
from hepatica.study.study import Study

_FORMS = ('"form":"ae', '"form":"sae"', '"form":"death"')
"""Parts of a body that say an event touched what a case is read from."""
_KINDS = ("submission.", "report.", "row.")
_DONE = frozenset({"sent", "sent_late", "not_applicable"})


@dataclass
class _Known:
    """What this process knows of one ledger, up to one of its events."""

    seq: int = 0
    hash: str = ""
    definition: int = 0
    cases: dict[str, tuple[Case, ...]] = field(default_factory=dict)


_known: dict[str, _Known] = {}


def waiting() -> tuple[Case, ...]:
    """Return the cases that may still owe a report, by participant and row."""
    with sight.everything():  # kept ready for everybody, and given to each as far as they see
        known = _caught_up()
    return tuple(case for subject in sight.numbers(sorted(known.cases)) for case in known.cases[subject])


def owed() -> tuple[Obligation, ...]:
    """Return every obligation that is open or may yet start: of the waiting cases, and of the trial itself."""
    study, zone, now = read.plan().study, ZoneInfo(settings.TIME_ZONE), clock.now().at
    if not study.clocks:
        return ()
    found = [one for case in waiting() for one in obligations(study, case, zone, now)]
    found += trial_obligations(study, derive_trial(read.subject_state("")), zone, now)
    return tuple(one for one in found if one.state not in _DONE)


def _caught_up() -> _Known:
    head, plan = read.end(), read.plan()
    known = _known.get(str(connection.settings_dict["NAME"]))
    if known and known.seq == head.seq and known.hash == head.hash:
        return known
    then = read.event(known.seq) if known else None
    fresh = known is None or then is None or then.hash != known.hash or known.definition != plan.definition
    if fresh or known is None:
        known = _Known()
    touched = _subjects() if fresh else _touched(known.seq, head.seq)
    for subject in touched:
        cases = _waiting(plan.study, subject)
        known.cases.pop(subject, None)
        if cases:
            known.cases[subject] = cases
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


def _waiting(study: Study, subject: str) -> tuple[Case, ...]:
    zone, now = ZoneInfo(settings.TIME_ZONE), clock.now().at
    cases = derive_cases(study, read.subject_state(subject), subject, at_of=instant_of)
    return tuple(
        case for case in cases if any(one.state not in _DONE for one in obligations(study, case, zone, now))
    )


def instant_of(seq: int) -> str:
    """Return when an event of the ledger was written, as stored."""
    found = read.event(seq)
    return found.at if found else ""
