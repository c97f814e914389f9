"""What is owed now, over the whole trial: every page shows the nearest clock.

Cases are kept ready, judged once (``jobs/standing``). Of what is kept only the state moves with the time, so that a page
looks at the first in the queue and not at everybody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from hepatica.jobs.standing import Stood, standing
from hepatica.safety.clocks import DONE, Obligation, at_moment, derive_trial, nearest, trial_obligations
from hepatica.store import clock, read, sight

_queues: dict[str, tuple[Mapping[str, Stood], tuple[Obligation, ...]]] = {}


def owed() -> tuple[Obligation, ...]:
    """Return every obligation that is open or may yet start: of the cases that wait, and of the trial itself."""
    now = clock.now().at
    if not read.plan().study.clocks:
        return ()
    known = standing()
    seen = sight.numbers(subject for subject in sorted(known) if known[subject].owed)
    waits = (one for subject in seen for one in known[subject].owed if one.state not in DONE)
    return (*(at_moment(one, now) for one in waits), *_of_trial(now))


def first_owed() -> Obligation | None:
    """Return the obligation whose limit comes first, a legal one where any is open; None when nothing runs.

    The queue is walked only as far as the first that is open and seen.
    """
    now = clock.now().at
    if not read.plan().study.clocks:
        return None
    trial, queue = _of_trial(now), _queue()
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


def _queue() -> tuple[Obligation, ...]:
    """Return all that wait and have a limit, the earliest first, and where they tie the legal ones."""
    known, name = standing(), str(connection.settings_dict["NAME"])
    if name not in _queues or _queues[name][0] is not known:
        _queues[name] = known, _queued(one for each in known.values() for one in each.owed)
    return _queues[name][1]


def _queued(found: Iterable[Obligation]) -> tuple[Obligation, ...]:
    waits = (one for one in found if one.due and one.state not in DONE)
    return tuple(sorted(waits, key=lambda one: (one.due, not one.clock.legal, one.key)))
