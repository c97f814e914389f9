"""Adverse events as the log holds them, and how many participants had them (ADAE)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hepatica.datasets.bindings import find
from hepatica.ledger.rows import FormRow, ProposalRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate
from hepatica.study.study import AE_FORM, LOG_VISIT, Study

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
    signals = {p.ae_row: p.signal for p in state.of(ProposalRow, subject) if p.state == "confirmed"}
    rows: dict[str, dict[int, str]] = {
        name: {f.row: f.value for f in find(study, state, subject, name)}
        for name in study.analysis.bindings
        if name.startswith("ae_")
    }
    return tuple(
        _event(
            subject, row, {name: values.get(row, "") for name, values in rows.items()}, signals.get(row, "")
        )
        for row, term in sorted(rows.get("ae_term", {}).items())
        if term
    )


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
    grades = [e.grade for e in kept if e.grade is not None]
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
