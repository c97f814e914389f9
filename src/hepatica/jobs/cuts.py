"""A cut of the record: the event it ends with, the protocol in force there, its stamp and its state."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

from hepatica import __version__
from hepatica.ledger.events import Event, StudyPublished
from hepatica.ledger.state import State
from hepatica.report.stamp import Stamp
from hepatica.store import read
from hepatica.study.load import parse
from hepatica.study.study import Study


class NoSuchCut(LookupError):  # noqa: N818 - the sentence is what matters
    """The ledger has no event of that number, or no protocol was in force there."""


def event_at(seq: int | None = None) -> Event:
    """Return the event a cut ends with, by default the last; NoSuchCut with a sentence."""
    last = read.head().seq
    at = last if seq is None else seq
    event = read.stamped(at) if 1 <= at <= last else None
    if event is None:
        raise NoSuchCut(f"The ledger has events 1 to {last}; there is no event {at}.")
    return event


def study_at(event: Event) -> Study:
    """Return the protocol in force at an event; NoSuchCut where there was none."""
    published = event if event.kind == StudyPublished.kind else read.event(event.definition)
    fact = published.fact if published else None
    if not isinstance(fact, StudyPublished):
        raise NoSuchCut(f"No protocol was in force at event {event.seq}: there is nothing to report.")
    return parsed(fact.text)


@lru_cache(maxsize=4)
def parsed(text: str) -> Study:
    """Return a published protocol from its canonical text: reading it is slow and its result never changes."""
    return parse(text)


def stamp_at(event: Event, study: Study) -> Stamp:
    """Return the stamp of a cut: its civil day is the site's, wherever it is printed."""
    moment = datetime.fromisoformat(event.at)
    return Stamp(
        protocol=study.version,
        cut=moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date(),
        seq=event.seq,
        head=event.hash,
        program=__version__,
        at=moment,
    )


def state_at(event: Event) -> State:
    """Return the whole state at an event, in the order of its keys: at the head and long after it a cut reads the same."""
    return State(sorted(read.state_at(event.seq).rows(), key=lambda row: (row.table, row.subject, row.key)))
