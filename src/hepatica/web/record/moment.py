"""The study as of one moment: its state, its counts, and the marks along the way. Pages of the past never write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.datasets.adverse_events import derive_events
from hepatica.jobs import trail as jobs
from hepatica.jobs.cuts import NoSuchCut, stamp_at, state_at, study_at
from hepatica.ledger.events import Event, HoldLifted, HoldPlaced, StudyPublished
from hepatica.ledger.review_rows import LockRow, QueryRow
from hepatica.ledger.rows import DeviationRow, FindingRow, FormRow, HoldRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.report.stamp import Stamp
from hepatica.store import read, sight
from hepatica.store import trail as stored
from hepatica.store.read import FormLight
from hepatica.study.study import Study
from hepatica.web.moments import local
from hepatica.web.record.asked import day_of

TICKS = {
    StudyPublished.kind: ("protocol", gettext_lazy("Protocol published")),
    "infusion.started": ("infusion", gettext_lazy("Infusion")),
    HoldPlaced.kind: ("hold", gettext_lazy("Hold placed")),
    HoldLifted.kind: ("hold", gettext_lazy("Hold lifted")),
    "record.frozen": ("lock", gettext_lazy("Frozen")),
    "record.locked": ("lock", gettext_lazy("Locked")),
    "record.unlocked": ("lock", gettext_lazy("Unlocked")),
    "board.decided": ("board", gettext_lazy("Safety board met")),
    "alert.raised": ("serious", gettext_lazy("Alert")),
    "rule.fired": ("serious", gettext_lazy("Stopping rule met")),
}
"""Kind of event → the row of marks it stands in, and its words."""
LANES = {
    "protocol": gettext_lazy("Protocol"),
    "infusion": gettext_lazy("Infusions"),
    "serious": gettext_lazy("Serious"),
    "hold": gettext_lazy("Holds"),
    "lock": gettext_lazy("Locks"),
    "board": gettext_lazy("Board"),
}
PER_LANE = 60


@dataclass(frozen=True, kw_only=True)
class Then:
    """The study as it stood after one event."""

    event: Event
    study: Study
    stamp: Stamp
    state: State
    last: int
    """The head of the ledger."""

    @property
    def seq(self) -> int:
        """The number of the event."""
        return self.event.seq

    @property
    def today(self) -> date:
        """The site's day at that moment."""
        return local(self.event.at).date()

    @property
    def infused(self) -> tuple[str, ...]:
        """Who had been infused, in order of infusion."""
        rows = sorted((row.infused, row.subject) for row in self.state.all(SubjectRow) if row.infused)
        return tuple(subject for _day, subject in rows)


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A mark on the slider."""

    seq: int
    x: str
    """Where along the slider, in per cent."""
    words: str
    here: bool


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A row of marks of one kind."""

    kind: str
    words: str
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, kw_only=True)
class Count:
    """One number of the study at that moment."""

    words: str
    value: int


def then(asked: str) -> Then:
    """Return the study at an event number or at the end of a day; '' is the head. ValueError with a sentence."""
    last = read.head().seq
    event = read.stamped(_seq(asked, last))
    if event is None:
        raise ValueError(_("The ledger has events 1 to %(last)s.") % {"last": last})
    try:
        study = study_at(event)
    except NoSuchCut as error:
        raise ValueError(str(error)) from error
    return Then(event=event, study=study, stamp=stamp_at(event, study), state=state_at(event), last=last)


def _seq(asked: str, last: int) -> int:
    if not asked:
        return last
    if asked.isascii() and asked.isdigit() and len(asked) <= 15:
        return min(max(int(asked), first()), last)
    day = day_of(asked)
    assert day is not None
    end = datetime.combine(day + timedelta(days=1), time(), jobs.zone()) - timedelta(microseconds=1)
    return max(stored.head_at(end).seq, first())


def first() -> int:
    """Return the first event at which there was a protocol: before it there is nothing to show."""
    with sight.everything():
        return next((event.seq for event in stored.of_kinds({StudyPublished.kind})), 1)


def counts(at: Then) -> tuple[Count, ...]:
    """Return how the study stood."""
    people = tuple(at.state.all(SubjectRow))
    events = sum(len(derive_events(at.study, at.state, row.subject)) for row in people)
    pairs = (
        (_("screened"), len(people)),
        (_("enrolled"), sum(bool(row.enrolled_seq) for row in people)),
        (_("infused"), sum(bool(row.infused) for row in people)),
        (_("adverse events"), events),
        (_("open queries"), sum(row.state != "closed" for row in at.state.all(QueryRow))),
        (_("open findings"), sum(not row.explained for row in at.state.all(FindingRow))),
        (_("deviations"), sum(1 for _row in at.state.all(DeviationRow))),
        (_("forms signed"), sum(bool(row.signatures) for row in at.state.all(FormRow))),
        (_("holds"), sum(1 for _row in at.state.all(HoldRow))),
        (_("locks"), sum(1 for _row in at.state.all(LockRow))),
    )
    return tuple(Count(words=words, value=value) for words, value in pairs)


def lanes(at: Then) -> tuple[Lane, ...]:
    """Return the marks of the whole study along the slider."""
    found: dict[str, list[Event]] = {}
    for event in stored.of_kinds(TICKS):
        found.setdefault(TICKS[event.kind][0], []).append(event)
    low = first()
    return tuple(
        Lane(kind=kind, words=str(words), ticks=tuple(_tick(one, at, low) for one in _spread(found[kind])))
        for kind, words in LANES.items()
        if kind in found
    )


def _spread(events: list[Event]) -> Iterable[Event]:
    """Return at most so many marks that each can be told from the next."""
    step = -(-len(events) // PER_LANE)
    return events[::step]


def _tick(event: Event, at: Then, low: int) -> Tick:
    words = str(TICKS[event.kind][1])
    who = f", {event.subject}" if event.subject else ""
    day = local(event.at)
    return Tick(
        seq=event.seq,
        x=f"{100 * (event.seq - low) / max(1, at.last - low):.2f}%",
        words=f"{words}{who}, {day:%d} {day:%b} {day:%Y}, {_('event')} {event.seq}",
        here=event.seq == at.seq,
    )


def light(state: State, subject: str) -> tuple[FormLight, ...]:
    """Return the forms of a participant as the matrix needs them."""
    return tuple(
        FormLight(
            subject=row.subject,
            visit=row.visit,
            form=row.form,
            complete=row.complete,
            signed=bool(row.signatures),
            answered=sum(answer.given for items in row.answers.values() for answer in items.values()),
            last_seq=row.last_seq,
        )
        for row in state.of(FormRow, subject)
    )
