"""Visits that wait for a participant: planned, not yet dated, and when they are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import SubjectRow
from hepatica.study.schedule import DueWindow
from hepatica.study.study import Study

ENDS = frozenset({"death", "withdrawal", "completed"})
"""What ends the visits; after a transplantation follow-up goes on."""


@dataclass(frozen=True, kw_only=True)
class VisitDue:
    """A visit that has no date yet."""

    subject: str
    visit: str
    title: str
    due: DueWindow


def derive_visits_due(study: Study, row: SubjectRow) -> tuple[VisitDue, ...]:
    """Return the planned visits of a participant that have no date, in protocol order; none once the course has ended."""
    if not row.enrolled_seq or ENDS & set(row.ended):
        return ()
    days = derive_anchors(study, row)
    return tuple(
        VisitDue(subject=row.subject, visit=visit.id, title=str(visit.title), due=due)
        for visit in study.schedule.visits
        if not visit.optional and visit.id not in row.visits and (due := study.due(visit, days))
    )


def derive_anchors(study: Study, row: SubjectRow) -> dict[str, date]:
    """Return each anchor's day: happened, else planned, else the target of the visit on which it is to happen."""
    known = {
        anchor.id: day
        for anchor in study.schedule.anchors
        if (day := _whole(row.anchors.get(anchor.id)) or _whole(row.planned.get(anchor.id)))
    }
    for anchor in study.schedule.anchors:
        home = next((v for v in study.schedule.visits if anchor.item.form in v.forms), None)
        if anchor.id not in known and home and home.anchor != anchor.id and (due := study.due(home, known)):
            known[anchor.id] = due.target
    return known


def _whole(text: str | None) -> date | None:
    """Return a civil day that is known in full, or None."""
    day = civil(text)
    return day.earliest if day and day.complete else None
