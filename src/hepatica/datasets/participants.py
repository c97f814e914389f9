"""The participants, in the one order every list, table and picture uses: date of infusion."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from hepatica.datasets.bindings import first
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate, days_between
from hepatica.study.study import Study


@dataclass(frozen=True, kw_only=True)
class Participant:
    """One person at a glance (ADSL)."""

    subject: str
    ordinal: int
    """1 for the first infused; whoever is not infused yet comes after, by number."""
    enrolled: bool
    started: str
    """Civil date of the first study procedure, or ''."""
    infused: PartialDate | None
    anchor: PartialDate | None
    """The analysis anchor: the first G-CSF dose."""
    consented: str
    sex: str
    age: str
    aetiology: str
    ended: dict[str, str] = field(default_factory=dict)
    """death, transplant, withdrawal, completed → date."""
    anchors: dict[str, PartialDate] = field(default_factory=dict)
    """Anchor of the schedule → its day, of those that have happened."""

    def day(self, when: PartialDate) -> int | None:
        """Return days from the infusion (day 0); None before an infusion or where a part of the date is unknown."""
        return days_between(self.infused, when) if self.infused else None

    def analysis_day(self, when: PartialDate) -> int | None:
        """Return days from the analysis anchor (day 0)."""
        return days_between(self.anchor, when) if self.anchor else None


def derive_participants(study: Study, state: State) -> tuple[Participant, ...]:
    """Return every screened person in order of infusion."""
    rows = sorted(state.all(SubjectRow), key=lambda row: _order(study, row))
    return tuple(_participant(study, state, row, n) for n, row in enumerate(rows, 1))


def participant(study: Study, state: State, subject: str, *, ordinal: int = 1) -> Participant | None:
    """Return one person from a state that may hold only them; ``ordinal`` is then the caller's to know."""
    row = state.get(SubjectRow, subject)
    return _participant(study, state, row, ordinal) if row else None


def _order(study: Study, row: SubjectRow) -> tuple[str, str]:
    return row.anchors.get(study.schedule.visit_anchor, "9999"), row.subject


def _participant(study: Study, state: State, row: SubjectRow, ordinal: int) -> Participant:
    schedule = study.schedule
    return Participant(
        subject=row.subject,
        ordinal=ordinal,
        enrolled=bool(row.enrolled_seq),
        started=row.started,
        infused=_date(row.anchors.get(schedule.visit_anchor)),
        anchor=_date(row.anchors.get(schedule.analysis_anchor)),
        consented=first(study, state, row.subject, "consented"),
        sex=first(study, state, row.subject, "sex"),
        age=first(study, state, row.subject, "age"),
        aetiology=first(study, state, row.subject, "aetiology"),
        ended=dict(row.ended),
        anchors={name: day for name, text in row.anchors.items() if (day := _date(text))},
    )


def _date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text[:10]) if text else None


def civil(text: str) -> date | None:
    """Return the civil date of ISO text when it is complete; a time after it is left out."""
    found = PartialDate.parse(text[:10]) if text else PartialDate()
    return found.earliest if found.complete else None
