"""Adverse events as the log holds them, and how many participants had them (ADAE)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hepatica.datasets.bindings import find
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import FormRow, ProposalRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate, before
from hepatica.study.study import (
    AE_BASELINE_GRADE,
    AE_FORM,
    COURSE_AT,
    COURSE_EVENT,
    COURSE_GRADE,
    LOG_VISIT,
    Study,
)

RELATED = frozenset({"certain", "probable", "possible"})
"""WHO-UMC judgements that count as related."""
COMPONENTS = ("msc", "cd34", "gcsf", "marrow", "leukapheresis", "catheter", "biopsy")
"""What an event may be related to that the trial itself gives or does."""


@dataclass(frozen=True, kw_only=True)
class AdverseEvent:
    """One event of one participant."""

    subject: str
    row: int
    term: str
    ctcae: str
    category: str
    signal: str
    """The signal that proposed it, or ''."""
    start: PartialDate
    end: PartialDate | None
    grade: int | None
    serious: bool | None
    related_to: tuple[str, ...]
    judged: bool
    """Whether causality was judged for every component."""
    outcome: str
    baseline_grade: int | None = None
    """Of a laboratory value: its grade at the participant's own baseline."""
    course: tuple[tuple[str, int], ...] = ()
    """Its grades as they changed, by the day or minute from which each held."""
    emergent: bool | None = None
    """Whether it began with the treatment or after it; None while its date, or the protocol, does not tell."""

    @property
    def worst(self) -> int | None:
        """The worst grade it ever had."""
        known = [*(grade for _, grade in self.course), *([self.grade] if self.grade is not None else [])]
        return max(known, default=None)

    @property
    def related(self) -> bool:
        """Whether it was judged possibly, probably or certainly caused by a product or procedure of the trial."""
        return bool(self.related_to)


@dataclass(frozen=True, kw_only=True)
class EventCount:
    """Participants with an event of a kind, of those at risk."""

    with_event: tuple[str, ...]
    related: tuple[str, ...]
    worst_grade: int | None
    at_risk: int

    @property
    def x(self) -> int:
        """Participants with at least one such event."""
        return len(self.with_event)


def derive_events(study: Study, state: State, subject: str) -> tuple[AdverseEvent, ...]:
    """Return the participant's adverse events in row order; a row without a term is not an event yet."""
    # Several proposals may have become one event: the same one names it whatever order the rows come in.
    confirmed = (p for p in state.of(ProposalRow, subject) if p.state == "confirmed")
    signals = {p.ae_row: p.signal for p in sorted(confirmed, key=lambda p: p.key)}
    rows: dict[str, dict[int, str]] = {
        name: {f.row: f.value for f in find(study, state, subject, name)}
        for name in study.analysis.bindings
        if name.startswith("ae_")
    }
    log = state.get(FormRow, subject, f"{LOG_VISIT}/{AE_FORM}")
    began = _treatment(study, state, subject)
    found = (
        _event(
            subject, row, {name: values.get(row, "") for name, values in rows.items()}, signals.get(row, "")
        )
        for row, term in sorted(rows.get("ae_term", {}).items())
        if term
    )
    return tuple(
        replace(
            one,
            baseline_grade=_grade(log, AE_BASELINE_GRADE, one.row),
            course=_course(log, one.row),
            emergent=_emergent(began, one.start) if study.oversight.emergent else None,
        )
        for one in found
    )


def _treatment(study: Study, state: State, subject: str) -> PartialDate | None:
    """Return when the treatment began, as the protocol counts it: the earliest of its anchors."""
    person = state.get(SubjectRow, subject)
    names = study.oversight.emergent.anchors if study.oversight.emergent else ()
    days = [day for name in names if person and (day := civil(person.anchors.get(name)))]
    return min(days, key=lambda day: (day.earliest, day.latest), default=None)


def _emergent(began: PartialDate | None, start: PartialDate) -> bool | None:
    if began is None:
        return False
    earlier = before(start, began)
    return None if earlier is None else not earlier


def _grade(log: FormRow | None, item: str, row: int) -> int | None:
    answer = log.answer(item, row) if log else None
    said = (answer.value if answer else None) or ""
    return int(said) if said.isdecimal() else None


def _course(log: FormRow | None, event: int) -> tuple[tuple[str, int], ...]:
    rows = [int(number) for number in log.answers] if log else []
    changes = (
        (_text(log, COURSE_AT, row), grade)
        for row in rows
        if _grade(log, COURSE_EVENT, row) == event and (grade := _grade(log, COURSE_GRADE, row)) is not None
    )
    return tuple(sorted(changes))


def _text(log: FormRow | None, item: str, row: int) -> str:
    answer = log.answer(item, row) if log else None
    return (answer.value if answer else None) or ""


def _event(subject: str, row: int, said: dict[str, str], signal: str) -> AdverseEvent:
    causality = {c: said.get(f"ae_related_{c}", "") for c in COMPONENTS}
    end, grade = said.get("ae_end", ""), said.get("ae_grade", "")
    return AdverseEvent(
        subject=subject,
        row=row,
        term=said["ae_term"],
        ctcae=said.get("ae_ctcae", ""),
        category=said.get("ae_category", ""),
        signal=signal,
        start=PartialDate.parse(said.get("ae_start", "")[:10]),
        end=PartialDate.parse(end[:10]) if end else None,
        grade=int(grade) if grade.isdigit() else None,
        serious={"yes": True, "no": False}.get(said.get("ae_serious", "")),
        related_to=tuple(c for c, judged in causality.items() if judged in RELATED),
        judged=all(causality.values()),
        outcome=said.get("ae_outcome", ""),
    )


def count(events: Iterable[AdverseEvent], at_risk: Sequence[str]) -> EventCount:
    """Count participants, not events: a participant counts once, however often."""
    kept = [e for e in events if e.subject in at_risk]
    with_event = {e.subject for e in kept}
    related = {e.subject for e in kept if e.related}
    grades = [e.worst for e in kept if e.worst is not None]
    return EventCount(
        with_event=tuple(s for s in at_risk if s in with_event),
        related=tuple(s for s in at_risk if s in related),
        worst_grade=max(grades, default=None),
        at_risk=len(at_risk),
    )


def next_row(state: State, subject: str) -> int:
    """Return the number of the next free row of the adverse-event log."""
    log = state.get(FormRow, subject, f"{LOG_VISIT}/{AE_FORM}")
    return max((int(n) for n in (log.answers if log else ())), default=0) + 1
