"""The docket: every case of the trial with what is owed for it, read once for a page."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from hepatica.conduct.commands import Moment
from hepatica.conduct.plan import Plan
from hepatica.datasets.cases import derive_cases
from hepatica.jobs.obligations import instant_of
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.safety.case import Case
from hepatica.safety.clocks import Obligation, derive_trial, obligations, trial_obligations
from hepatica.store import clock, read
from hepatica.web.visit_marks import Marks


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A case with everything that is owed for it, also what does not apply."""

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

    def entry(self, subject: str, row: int) -> Entry | None:
        """Return one case, or None where no event stands."""
        return next((e for e in self.entries if (e.case.subject, e.case.row) == (subject, row)), None)


def docket() -> Docket:
    """Read the whole record as it stands and derive every case and obligation from it."""
    plan, now = read.plan(), clock.now()
    state, zone = read.state_at(read.head().seq), ZoneInfo(now.zone)
    cases = [
        case
        for row in sorted(state.all(SubjectRow), key=lambda row: row.subject)
        for case in derive_cases(plan.study, state, row.subject, at_of=instant_of)
    ]
    return Docket(
        plan=plan,
        state=state,
        now=now,
        marks=Marks(read.infused()),
        entries=tuple(Entry(case=case, owed=obligations(plan.study, case, zone, now.at)) for case in cases),
        trial=trial_obligations(plan.study, derive_trial(state), zone, now.at),
    )
