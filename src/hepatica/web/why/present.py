"""An explanation as the page shows it: each value with its rule, and each event with its person and minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hepatica.datasets.trail_sentences.teller import Teller
from hepatica.datasets.why.explanation import Explanation
from hepatica.datasets.why.item import said
from hepatica.datasets.why.reference import COUNT, ITEM, parse
from hepatica.jobs.trail import teller
from hepatica.ledger import upcast
from hepatica.ledger.events import FACTS, Event, ItemChanged, ItemEntered, RowRemoved, StudyPublished
from hepatica.ledger.rows import Answer
from hepatica.report.study.cut import Cut
from hepatica.store import read
from hepatica.store import trail as stored
from hepatica.store.trail import Wanted
from hepatica.study.dates import PartialDate

MOST, OPEN, SENTENCE = 40, 60, 24
"""Events shown under one value; events up to which the whole tree is open; letters of a value that is a sentence."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One event: its number, what it says, who and when."""

    seq: int
    sentence: str
    who: str
    at: str


@dataclass(frozen=True, kw_only=True)
class Node:
    """One value of the tree."""

    title: str
    value: str
    rule: str
    source: str
    version: str
    flags: tuple[str, ...]
    lines: tuple[Line, ...]
    more: int
    """Events that are not listed."""
    inputs: tuple[Node, ...]
    beneath: int
    """Events of everything below."""
    opened: bool
    """Whether what it was made from is shown at once."""
    ref: str

    @property
    def spoken(self) -> bool:
        """Whether the value is a sentence, too long for large letters."""
        return len(self.value) > SENTENCE


class Reader:
    """Reads events and names once per page."""

    def __init__(self, cut: Cut, *, codes: bool = False) -> None:
        self.cut = cut
        self.codes = codes
        self.zone = ZoneInfo(cut.study.sites[0].zone)
        self.names = {grant.user: grant.name for grant in read.grants()}
        self._events: dict[int, Event | None] = {}

    def event(self, seq: int) -> Event | None:
        """Return an event of the study chain at or before the cut."""
        if seq not in self._events:
            self._events[seq] = read.event(seq) if 1 <= seq <= self.cut.stamp.seq else None
        return self._events[seq]

    def line(self, event: Event) -> Line:
        """Return an event as a line."""
        moment = datetime.fromisoformat(event.at).astimezone(self.zone)
        return Line(
            seq=event.seq,
            sentence=self._sentence(event),
            who=self.names.get(event.actor, event.actor),
            at=f"{PartialDate.of(moment.date()).words()}, {moment:%H:%M}",
        )

    def _sentence(self, event: Event) -> str:
        fact = upcast.read(event)
        match fact:
            case ItemEntered():
                return _("entered %(new)s") % {"new": self._words(fact.form, fact.item, fact)}
            case ItemChanged():
                return self._changed(fact)
            case RowRemoved():
                return _("struck out the row: %(why)s") % {"why": fact.reason}
            case StudyPublished():
                return _("published version %(version)s of the protocol") % {"version": fact.version}
        return self._teller.tell(event).did

    @cached_property
    def _teller(self) -> Teller:
        return teller(codes=self.codes)

    def _words(self, form: str, name: str, fact: ItemEntered | ItemChanged) -> str:
        answer = Answer(value=fact.value, unit=fact.unit, state=fact.state, seq=0)
        item = self.cut.study.item(form, name)
        return said(self.cut.study, item, answer) if item else str(fact.value)

    def _changed(self, fact: ItemChanged) -> str:
        item = self.cut.study.item(fact.form, fact.item)
        old = Answer(value=fact.was, unit=fact.was_unit, state=fact.was_state, seq=0)
        was = said(self.cut.study, item, old) if item else str(fact.was)
        why = f": {fact.reason}" if fact.reason else ""
        new = self._words(fact.form, fact.item, fact)
        return _("changed %(was)s to %(new)s%(why)s") % {"was": was, "new": new, "why": why}


def node(found: Explanation, reader: Reader) -> Node:
    """Return an explanation with its events read: an answer's whole trail, another value's own events."""
    events = _trail(found, reader) or [e for seq in found.events if (e := reader.event(seq))]
    many, value = len(events), found.value
    if kind := _kind(found):
        wanted = Wanted(kinds=frozenset({kind}), last=reader.cut.stamp.seq)
        events, many = list(stored.page(wanted, size=MOST).events), stored.count(wanted)
        value = str(many)
    return Node(
        title=found.title,
        value=value,
        rule=found.rule,
        source=found.source,
        version=found.version,
        flags=found.flags,
        lines=tuple(reader.line(event) for event in events[:MOST]),
        more=max(0, many - MOST),
        inputs=tuple(node(one, reader) for one in found.inputs),
        beneath=len(found.all_events),
        opened=len(found.all_events) <= OPEN,
        ref=found.ref,
    )


def _kind(found: Explanation) -> str:
    """Return the kind of event that a count of the ledger counts; '' for any other value."""
    table, _, kind = found.ref.removeprefix(f"{COUNT}:").partition("/")
    return kind if table == "16.1.8" and kind in FACTS else ""


def _trail(found: Explanation, reader: Reader) -> list[Event]:
    if not found.ref.startswith(f"{ITEM}:"):
        return []
    subject, visit, form, row, item = parse(found.ref).take(5)
    lines = read.trail(subject, visit, form, item, int(row))
    return [line.event for line in lines if line.event.seq <= reader.cut.stamp.seq]
