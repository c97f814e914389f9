"""Events by the record's categories, values without an event, and what was decided lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hepatica.datasets.adverse_events import AdverseEvent
from hepatica.ledger.events import Event
from hepatica.ledger.rows import ProposalRow
from hepatica.study.study import AE_FORM, AE_TERM, LOG_VISIT, Study
from hepatica.web import addresses
from hepatica.web.safety import words
from hepatica.web.safety.gathering import at_of
from hepatica.web.safety.present import category
from hepatica.web.shell.parts import Grade, Mark
from hepatica.web.visit_marks import Marks

SHOWN = 40
"""Lines of one list that are drawn; the rest is counted, and stands with its participant and in the datasets."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One event of the log."""

    mark: Mark
    term: str
    began: str
    outcome: str
    grade: Grade | None
    related: bool | None
    """None while causality was not judged for every component."""
    serious: bool | None
    href: str


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The events of one category."""

    title: str
    lines: tuple[Line, ...]
    """The latest, in order of infusion."""
    many: int
    """Of them all."""

    @property
    def more(self) -> int:
        """How many are not drawn."""
        return self.many - len(self.lines)


@dataclass(frozen=True, kw_only=True)
class Unmatched:
    """Values that met a rule and have no event."""

    mark: Mark
    term: str
    words: str
    place: str
    said: str
    """Who waits for whom, or the reason why it is none."""
    waits: bool
    href: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What became of a proposal."""

    mark: Mark
    term: str
    said: str
    icon: str
    by: str
    href: str


def event_row(subject: str, row: int) -> str:
    """Return where a row of the adverse-event log is."""
    return f"{addresses.form(subject, LOG_VISIT, AE_FORM)}#{AE_FORM}-{AE_TERM}-{row}-row"


def shelves(study: Study, events: Iterable[AdverseEvent], marks: Marks) -> list[Shelf]:
    """Return the events by category; one whose category is not given stands in a shelf of its own."""
    found: dict[str, list[AdverseEvent]] = {one.id: [] for one in study.categories}
    for event in sorted(events, key=lambda e: (words.by_infusion(marks.of(e.subject)), e.start.iso(), e.row)):
        found.setdefault(event.category, []).append(event)
    return [
        Shelf(
            title=category(study, name) if name else _("Category not given yet"),
            lines=tuple(_line(study, event, marks) for event in _latest(events)),
            many=len(events),
        )
        for name, events in found.items()
    ]


def _latest(events: list[AdverseEvent]) -> list[AdverseEvent]:
    if len(events) <= SHOWN:
        return events
    first = sorted(events, key=lambda event: event.start.iso())[-SHOWN].start.iso()
    return [event for event in events if event.start.iso() >= first][:SHOWN]


def _line(study: Study, event: AdverseEvent, marks: Marks) -> Line:
    bound = study.analysis.bindings.get("ae_outcome")
    item = study.item(bound.form, bound.item) if bound else None
    return Line(
        mark=marks.of(event.subject),
        term=event.term,
        began=event.start.words() if event.start.known else _("start unknown"),
        outcome=words.valued(study, item, event.outcome) if item and event.outcome else "",
        grade=Grade(number=event.grade, words="") if event.grade is not None else None,
        related=True if event.related else False if event.judged else None,
        serious=event.serious,
        href=event_row(event.subject, event.row),
    )


def unmatched(study: Study, rows: Iterable[ProposalRow], marks: Marks) -> list[Unmatched]:
    """Return the values that meet a rule now and have no event: those that wait, and those judged to be none."""
    kept = [row for row in rows if row.state in {"proposed", "dismissed"}]
    alike: dict[tuple[str, ...], list[ProposalRow]] = {}
    for row in sorted(kept, key=lambda row: (row.state, words.by_infusion(marks.of(row.subject)), row.seq)):
        alike.setdefault((row.state, row.reason, *at_of(row)), []).append(row)
    return [_unmatched(study, same, marks) for same in alike.values()]


def _unmatched(study: Study, same: list[ProposalRow], marks: Marks) -> Unmatched:
    row = same[0]
    signal = next((signal for signal in study.signals if signal.id == row.signal), None)
    said = dict.fromkeys(words.readings(study, signal, one.readings) for one in same) if signal else {}
    times = _("%(n)s readings.") % {"n": len(same)} if len(same) > 1 else ""
    return Unmatched(
        mark=marks.of(row.subject),
        term=str(signal.term) if signal else row.signal,
        words=" ".join((*said, times)).strip(),
        place=words.place(study, row.visit, row.form),
        said=row.reason or _("Waits for an investigator."),
        waits=row.state == "proposed",
        href=addresses.form(row.subject, row.visit, row.form),
    )


def decisions(
    study: Study,
    rows: Iterable[ProposalRow],
    events: Mapping[int, Event],
    names: Mapping[str, str],
    marks: Marks,
) -> list[Decision]:
    """Say what became of proposals, in the order given."""
    terms = {signal.id: str(signal.term) for signal in study.signals}
    return [
        Decision(
            mark=marks.of(row.subject),
            term=terms.get(row.signal, row.signal),
            said=_became(row),
            icon={"confirmed": "complete", "dismissed": "notdone"}.get(row.state, "history"),
            by=_by(events.get(row.seq), names),
            href=event_row(row.subject, row.ae_row)
            if row.state == "confirmed"
            else addresses.form(row.subject, row.visit, row.form),
        )
        for row in rows
    ]


def _became(row: ProposalRow) -> str:
    if row.state == "confirmed":
        return _("Confirmed as event %(n)s of the log.") % {"n": row.ae_row}
    if row.state == "withdrawn":
        return _("A corrected value withdrew it.")
    return _("Not an event: %(reason)s") % {"reason": row.reason}


def _by(event: Event | None, names: Mapping[str, str]) -> str:
    return f"{names.get(event.actor, event.actor)}, {words.instant(event.at)}" if event else ""
