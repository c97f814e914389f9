"""Events that are still open, with the day on which each is next asked about: followed to resolution or stable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from hepatica.datasets.adverse_events import AdverseEvent, derive_events
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import FormRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate
from hepatica.study.oversight import FollowUp
from hepatica.study.study import AE_FORM, LOG_VISIT, Study

CLOSED = frozenset({"recovered", "sequelae", "fatal"})
"""Outcomes after which an event is not followed."""
STABLE = "aestable"
"""Item that says from when an event that stays is judged stable."""
DEATH = "death"
DayOf = Callable[[int], date]
"""The civil day at the site on which an event of the ledger was recorded."""


@dataclass(frozen=True, kw_only=True)
class OpenEvent:
    """One event that has not ended."""

    subject: str
    row: int
    term: str
    grade: int | None
    serious: bool | None
    start: PartialDate
    outcome: str
    due: date | None
    """When it is next asked about; None before the anchor is known, after death, or without a rule in the protocol."""
    overdue: bool


def derive_open_events(
    study: Study, state: State, subject: str, today: date, *, day_of: DayOf | None = None
) -> tuple[OpenEvent, ...]:
    """Return the participant's open events, the most urgent first.

    An event is due on the day the protocol names after its anchor (month 6), and then at its interval, until it has an
    end, an outcome that closes it, or is judged stable. What was written about it since a due day has answered that day;
    without ``day_of`` nobody knows when that was, and the next due day from today on is told.
    """
    person = state.get(SubjectRow, subject)
    anchor = study.oversight.follow_up.anchor if study.oversight.follow_up else ""
    since = civil(person.anchors.get(anchor)) if person else None
    dead = bool(person and person.ended.get(DEATH))
    found = []
    for event in derive_events(study, state, subject):
        if not _open(state, event):
            continue
        asked = _asked(state, event, day_of)
        due = None if dead else _due(study.oversight.follow_up, since, asked or today, asked is None)
        found.append(_told(event, due, today))
    return tuple(sorted(found, key=lambda one: (one.due or date.max, one.row)))


def _told(event: AdverseEvent, due: date | None, today: date) -> OpenEvent:
    return OpenEvent(
        subject=event.subject,
        row=event.row,
        term=event.term,
        grade=event.grade,
        serious=event.serious,
        start=event.start,
        outcome=event.outcome,
        due=due,
        overdue=due is not None and due < today,
    )


def _open(state: State, event: AdverseEvent) -> bool:
    if event.outcome in CLOSED or (event.end is not None and event.end.known):
        return False
    log = state.get(FormRow, event.subject, f"{LOG_VISIT}/{AE_FORM}")
    stable = log.answer(STABLE, event.row) if log else None
    return stable is None or not stable.value


def _asked(state: State, event: AdverseEvent, day_of: DayOf | None) -> date | None:
    """Return the last day on which something was written about the event."""
    log = state.get(FormRow, event.subject, f"{LOG_VISIT}/{AE_FORM}")
    answers = log.answers.get(str(event.row), {}) if log else {}
    return max(day_of(answer.seq) for answer in answers.values()) if day_of and answers else None


def _due(rule: FollowUp | None, since: PartialDate | None, known: date, today: bool) -> date | None:
    """Return the first due day after ``known``, or from it on where it is today."""
    if rule is None or since is None or since.latest is None:
        return None
    first = since.latest + timedelta(days=rule.days)
    if known < first or (today and known == first):
        return first
    passed = (known - first).days
    times = passed // rule.every_days + (0 if today and passed % rule.every_days == 0 else 1)
    return first + timedelta(days=times * rule.every_days)
