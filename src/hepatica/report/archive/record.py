"""What the pages of an archive are made of: the record at a cut, its history item by item, and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from hepatica.datasets.participants import Participant
from hepatica.ledger.events import Event, Fact, ItemChanged, ItemEntered
from hepatica.ledger.rows import Answer
from hepatica.ledger.state import State
from hepatica.report.stamp import Stamp
from hepatica.study.dates import NotADate, PartialDate
from hepatica.study.form import Item, ItemType
from hepatica.study.study import LOG_VISIT, Study

At = tuple[str, str, str, int, str]
"""Participant, visit, form, row, item."""
STATES = {"not_done": "not done", "unknown": "unknown"}


@dataclass(frozen=True, kw_only=True)
class Version:
    """A protocol that was in force."""

    seq: int
    at: str
    actor: str
    version: str
    sha256: str
    text: str
    """Its canonical JSON."""
    approvals: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One version of a design of the next trial that was kept."""

    seq: int
    at: str
    actor: str
    design: str
    version: str
    title: str
    sha256: str
    text: str
    """The file as it was written."""
    reason: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """One line of the trail."""

    seq: int
    at: str
    subject: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Given:
    """One answer an item had, and when it got it."""

    seq: int
    at: str
    actor: str
    value: str | None
    unit: str
    state: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose record the archive holds: everybody's, one site's or one participant's."""

    site: str = ""
    participant: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return not self.site and not self.participant

    def words(self, study: Study) -> str:
        """Say it for the head of every page."""
        if self.participant:
            return f"The record of participant {self.participant}"
        if self.site:
            place = next((f"{s.name}, {s.place}" for s in study.sites if s.id == self.site), self.site)
            return f"The record of {place}"
        return "The whole record"


@dataclass(frozen=True, kw_only=True)
class Record:
    """The record at a cut, as far as a scope reaches."""

    study: Study
    state: State
    """Of the scope's participants, and the study's own rows."""
    stamp: Stamp
    scope: Scope
    synthetic: bool
    zone: ZoneInfo
    versions: Sequence[Version]
    participants: Sequence[Participant]
    names: Mapping[str, str]
    """Account → name."""
    trail: Sequence[Said]
    history: Mapping[At, Sequence[Given]] = field(default_factory=dict)
    changes: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    """Participant → the events that changed what their forms say, as they are shown; for signatures."""
    files: Mapping[str, int] = field(default_factory=dict)
    """Kept file (its SHA-256) → bytes."""
    designs: Sequence[Planned] = ()
    accesses: int = 0
    """Events of the access chain."""
    withheld: int = 0
    """Events that only their hashes stand for."""

    def person(self, user: str) -> str:
        """Return a person's name; the account where there is none."""
        return {"system": "Hepatica", "owner": "the owner of the folder"}.get(user) or self.names.get(
            user, user
        )

    def moment(self, at: str) -> str:
        """Write a stored instant on the clock of the site."""
        if not at:
            return ""
        here = datetime.fromisoformat(at).astimezone(self.zone)
        return f"{PartialDate.of(here.date()).words()}, {here:%H:%M}"

    def visit(self, visit: str) -> str:
        """Return a visit's title, with its number where it happened more than once."""
        if visit == LOG_VISIT:
            return "Logs"
        planned, number = self.study.visit(visit), visit.partition(".")[2]
        return f"{planned.title} {number}".strip() if planned else visit.replace("_", " ")

    def form(self, form: str) -> str:
        """Return a form's title."""
        found = self.study.form_by_id.get(form)
        return str(found.title) if found else form.replace("_", " ")

    def place(self, visit: str, form: str) -> str:
        """Return a form with its visit."""
        parts = [self.form(form) if form else "", self.visit(visit) if visit and visit != LOG_VISIT else ""]
        return ", ".join(part for part in parts if part) or "the record"

    def answer(self, form: str, item: str, given: Answer | Given) -> str:
        """Write an answer: a code by its label, a date in words, a number with its unit."""
        if given.value is None:
            words = STATES.get(given.state, "empty")
            return f"{words} ({given.reason})" if given.reason and given.state else words
        found = self.study.item(form, item)
        return written(self.study, found, given.value, given.unit)


def written(study: Study, item: Item | None, value: str, unit: str) -> str:
    """Write a stored value for a reader."""
    if item is None:
        return f"{value} {unit}".strip()
    if item.codelist and item.codelist in study.codelist_by_id:
        return study.codelist_by_id[item.codelist].label(value)
    if item.type in {ItemType.DATE, ItemType.DATETIME}:
        day, _, minute = value.partition("T")
        return ", ".join(part for part in (day_words(day), minute) if part)
    shown = unit or item.unit or ""
    return value if shown in {"", "1"} else f"{value} {shown}"


def day_words(text: str) -> str:
    """Write a stored civil date in words; what is none stays as it is."""
    try:
        return PartialDate.parse(text).words() if text else ""
    except NotADate:
        return text


def history_of(event: Event, fact: Fact) -> tuple[At, Given] | None:
    """Return the answer that an event gave, with its place; None for an event of another kind."""
    if not isinstance(fact, ItemEntered | ItemChanged):
        return None
    given = Given(
        seq=event.seq,
        at=event.at,
        actor=event.actor,
        value=fact.value,
        unit=fact.unit,
        state=fact.state,
        reason=fact.reason,
    )
    return (event.subject, fact.visit, fact.form, fact.row, fact.item), given
