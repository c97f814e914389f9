"""The docket: every case of the trial with what is owed for it, as a page of the desk reads it.

Cases are kept ready (``jobs/standing``). Of the record are read the rows of the desk, and whole the participants of
whom a proposal waits or whom a hold stops, and the one who is dosed next: what the desk asks, and not the whole study.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from hepatica.conduct.commands import Moment
from hepatica.conduct.plan import Plan
from hepatica.datasets.adverse_events import AdverseEvent
from hepatica.jobs.standing import Stood, standing
from hepatica.ledger.desk_rows import ClearanceRow, ReportRow, SubmissionRow
from hepatica.ledger.row import Row
from hepatica.ledger.rows import TABLES, HoldRow, ProposalRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.safety.case import Case
from hepatica.safety.clocks import Obligation, at_moment, derive_trial, trial_obligations
from hepatica.store import clock, read, sight
from hepatica.web.visit_marks import Marks

OF_EVERYBODY: tuple[type[Row], ...] = (
    SubjectRow,
    ProposalRow,
    HoldRow,
    ReportRow,
    SubmissionRow,
    ClearanceRow,
)
"""What the desk reads of every participant."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A case, in brief, with what is owed for it; nothing where no clock can belong to it."""

    case: Case
    owed: tuple[Obligation, ...]


@dataclass(frozen=True, kw_only=True)
class Docket:
    """The trial as the desk sees it at one moment."""

    plan: Plan
    state: State
    now: Moment
    marks: Marks
    entries: tuple[Entry, ...]
    trial: tuple[Obligation, ...]
    events: tuple[AdverseEvent, ...] = ()
    """Everybody's, as the log holds them, by participant."""

    def entry(self, subject: str, row: int) -> Entry | None:
        """Return one case, or None where no event stands."""
        return next((e for e in self.entries if (e.case.subject, e.case.row) == (subject, row)), None)


def docket() -> Docket:
    """Return the record as it stands with every case, in brief, and every obligation."""
    plan, now = read.plan(), clock.now()
    state, zone, known = desk_state(), ZoneInfo(now.zone), standing()
    seen = sight.numbers(sorted(known))
    return Docket(
        plan=plan,
        state=state,
        now=now,
        marks=Marks(read.infused()),
        entries=tuple(entry for subject in seen for entry in _entries(known[subject], now)),
        trial=trial_obligations(plan.study, derive_trial(state), zone, now.at),
        events=tuple(event for subject in seen for event in known[subject].events),
    )


def _entries(stood: Stood, now: Moment) -> Iterator[Entry]:
    owed: dict[int, list[Obligation]] = {}
    for one in stood.owed:
        owed.setdefault(one.row, []).append(at_moment(one, now.at))
    for case in stood.cases:
        yield Entry(case=case, owed=tuple(owed.get(case.row, ())))


def desk_state() -> State:
    """Return what the desk reads of the record: its own rows of everybody, and whole who waits there."""
    state = State(row for table in OF_EVERYBODY for row in read.everyones(table))
    coming = upcoming(state)
    waits = {
        *(row.subject for row in state.all(ProposalRow) if row.state == "proposed"),
        *(row.subject for row in state.all(HoldRow)),
        *((coming.subject,) if coming else ()),
    }
    whole = (row for table in TABLES.values() for row in read.among(table, {"", *waits}))
    return State((*state.rows(), *whole))


def upcoming(state: State) -> SubjectRow | None:
    """Return who is dosed next: one whose course is under way before one who has not begun, then by number."""
    waits = [row for row in state.all(SubjectRow) if row.enrolled_seq and not row.infused and not row.ended]
    return min(waits, key=lambda row: (not row.authorised, row.subject), default=None)
