"""What a reviewer of the trail looks for: late entries, changes after a signature or a lock, frequent and critical changes.

The ledger is read once, in order; ``Watch`` keeps the numbers of the events that matter, and may be fed further events
later. When something happened (the day of its visit) and when it was entered are two different things.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from hepatica.ledger import events as f
from hepatica.ledger import review_facts as r
from hepatica.ledger import upcast
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.study.study import Study

Form = tuple[str, str, str]
"""(participant, visit, form)"""
StudyOf = Callable[[f.Event], Study | None]
"""The protocol under which an event was recorded."""


@dataclass(frozen=True, kw_only=True)
class LateForm:
    """Answers of one form that were entered late."""

    subject: str
    visit: str
    form: str
    held: date
    """The day of the visit."""
    answers: int
    days: int
    """Of the latest, after that day."""
    seqs: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Often:
    """An answer that was changed again and again."""

    subject: str
    visit: str
    form: str
    item: str
    row: int
    seqs: tuple[int, ...]


@dataclass
class Tally:
    """What one person, or one site, did to the record."""

    entered: int = 0
    changed: int = 0
    critical: int = 0
    """Changes of critical answers."""
    after_signature: int = 0
    after_unlock: int = 0
    struck_out: int = 0
    signed: int = 0


@dataclass
class Watch:
    """Everything about the trail that a review asks for, as of ``seq``."""

    seq: int = 0
    hash: str = ""
    changes: list[int] = field(default_factory=list)
    """Every change of an answer, and every row struck out."""
    critical: list[int] = field(default_factory=list)
    after_signature: list[int] = field(default_factory=list)
    """Changes, and answers added, on a form that had been signed before."""
    critical_after_signature: list[int] = field(default_factory=list)
    after_unlock: list[int] = field(default_factory=list)
    """Changes, and answers added, where a freeze or lock had been taken back before."""
    invalidated: list[int] = field(default_factory=list)
    unlocks: list[int] = field(default_factory=list)
    struck_out: list[int] = field(default_factory=list)
    people: dict[str, Tally] = field(default_factory=dict)
    sites: dict[str, Tally] = field(default_factory=dict)
    site_of: dict[str, str] = field(default_factory=dict)
    _signed: set[Form] = field(default_factory=set)
    _opened: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    """(level, participant, site, visit, form) of what was unlocked."""
    _often: dict[tuple[str, str, str, str, int], list[int]] = field(default_factory=dict)
    _entered: dict[Form, tuple[array[int], array[int]]] = field(default_factory=dict)
    """Form → numbers of its entries, and the seconds of the day count at which they came (UTC)."""

    def add(self, event: f.Event, study_of: StudyOf) -> None:
        """Take note of one event, in order of the ledger."""
        self.seq, self.hash = event.seq, event.hash
        if event.kind in _NOTED:
            self._note(event, upcast.read(event), study_of)

    def _note(self, event: f.Event, fact: f.Fact, study_of: StudyOf) -> None:
        match fact:
            case f.ItemEntered() | f.ItemChanged() | f.RowRemoved():
                self._answered(event, fact, study_of)
            case f.SubjectScreened():
                self.site_of[event.subject] = fact.site
            case f.SignatureGiven():
                self._signed.add((event.subject, fact.visit, fact.form))
                for tally in self._tallies(event):
                    tally.signed += 1
            case f.SignatureInvalidated():
                self.invalidated.append(event.seq)
            case r.RecordUnlocked():
                self.unlocks.append(event.seq)
                self._opened.append((fact.level, event.subject, fact.site, fact.visit, fact.form))

    def _answered(
        self, event: f.Event, fact: f.ItemEntered | f.ItemChanged | f.RowRemoved, study_of: StudyOf
    ) -> None:
        at, first = (event.subject, fact.visit, fact.form), isinstance(fact, f.ItemEntered)
        critical = _is_critical(study_of(event), fact)
        signed, opened = at in self._signed, self._was_unlocked(at)
        if first:
            numbers, moments = self._entered.setdefault(at, (array("q"), array("q")))
            numbers.append(event.seq)
            moments.append(_seconds(event.at))
        else:
            self.changes.append(event.seq)
            if critical:
                self.critical.append(event.seq)
        if isinstance(fact, f.ItemChanged):
            self._often.setdefault((*at, fact.item, fact.row), []).append(event.seq)
        if isinstance(fact, f.RowRemoved):
            self.struck_out.append(event.seq)
        if signed:
            self.after_signature.append(event.seq)
            if critical:
                self.critical_after_signature.append(event.seq)
        if opened:
            self.after_unlock.append(event.seq)
        for tally in self._tallies(event):
            tally.entered += first
            tally.changed += not first
            tally.critical += critical and not first
            tally.struck_out += isinstance(fact, f.RowRemoved)
            tally.after_signature += signed
            tally.after_unlock += opened

    def _tallies(self, event: f.Event) -> Iterator[Tally]:
        yield self.people.setdefault(event.actor, Tally())
        if site := self.site_of.get(event.subject):
            yield self.sites.setdefault(site, Tally())

    def _was_unlocked(self, at: Form) -> bool:
        subject, visit, form = at
        return any(
            level == "study"
            or (level == "site" and site == self.site_of.get(subject))
            or (whose == subject and v in {"", visit} and f_ in {"", form} and level not in {"study", "site"})
            for level, whose, site, v, f_ in self._opened
        )

    def frequent(self, least: int) -> tuple[Often, ...]:
        """Return answers changed ``least`` times or more, the most changed first."""
        found = [
            Often(subject=subject, visit=visit, form=form, item=item, row=row, seqs=tuple(seqs))
            for (subject, visit, form, item, row), seqs in self._often.items()
            if len(seqs) >= least
        ]
        return tuple(sorted(found, key=lambda one: (-len(one.seqs), one.seqs)))

    def late(self, state: State, zone: tzinfo, late_days: int) -> tuple[LateForm, ...]:
        """Return forms with answers entered more than ``late_days`` after their visit, the visits' days as in ``state``.

        An answer of a log, or of a visit without a known day, is never late.
        """
        found = []
        for (subject, visit, form), (numbers, moments) in sorted(self._entered.items()):
            held = _held(state.get(SubjectRow, subject), visit)
            if held is None:
                continue
            lags = [(datetime.fromtimestamp(moment, zone).date() - held).days for moment in moments]
            late = [(seq, lag) for seq, lag in zip(numbers, lags, strict=True) if lag > late_days]
            if late:
                found.append(
                    LateForm(
                        subject=subject, visit=visit, form=form, held=held, answers=len(late),
                        days=max(lag for _, lag in late), seqs=tuple(seq for seq, _ in late),
                    )
                )  # fmt: skip
        return tuple(found)


_NOTED = frozenset(
    {
        f.ItemEntered.kind,
        f.ItemChanged.kind,
        f.RowRemoved.kind,
        f.SubjectScreened.kind,
        f.SignatureGiven.kind,
        f.SignatureInvalidated.kind,
        r.RecordUnlocked.kind,
    }
)


def late_by_site(late: tuple[LateForm, ...], site_of: dict[str, str]) -> Counter[str]:
    """Count answers entered late by site."""
    found: Counter[str] = Counter()
    for one in late:
        found[site_of.get(one.subject, "")] += one.answers
    return found


def _is_critical(study: Study | None, fact: f.ItemEntered | f.ItemChanged | f.RowRemoved) -> bool:
    if study is None:
        return False
    if isinstance(fact, f.RowRemoved):
        form = study.form_by_id.get(fact.form)
        group = next((g for g in form.groups if g.id == fact.group), None) if form else None
        return any(item.critical for item in group.items) if group else False
    item = study.item(fact.form, fact.item)
    return bool(item and item.critical)


def _held(row: SubjectRow | None, visit: str) -> date | None:
    day = civil(row.visits.get(visit, "")) if row else None
    return day.earliest if day and day.complete else None


def _seconds(at: str) -> int:
    return int(datetime.fromisoformat(at).timestamp())
