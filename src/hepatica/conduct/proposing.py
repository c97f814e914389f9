"""What the record itself says of an adverse event: the values proposed when a signal is confirmed or an event is begun."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.base import Entry
from hepatica.conduct.case import Case
from hepatica.conduct.commands import ConfirmSignal
from hepatica.ledger.rows import ProposalRow
from hepatica.safety import phase
from hepatica.safety.graded import BASELINE_GRADE, GRADE, ctcae_of
from hepatica.safety.times import proposal_time
from hepatica.study.study import (
    AE_BASELINE_GRADE,
    AE_CATEGORY,
    AE_CTCAE,
    AE_FORM,
    AE_GRADE,
    AE_PHASE,
    AE_SPECIAL,
    AE_START,
    AE_TERM,
    AE_TIME,
    Study,
)


def proposed_entries(case: Case, proposal: ProposalRow) -> tuple[Entry, ...]:
    """Return what a proposal says of its event: term, category, phase, grades, and when its reading was taken."""
    study = case.plan.study
    signal = next((s for s in study.signals if s.id == proposal.signal), None)
    at = proposal_time(study, case.state, proposal)
    ruled = phase.proposed(study, case.state, proposal.subject, at, (signal and signal.procedure) or "")
    said = {
        AE_TERM: str(signal.term) if signal else "",
        AE_CATEGORY: signal.category if signal else ruled.category,
        AE_PHASE: ruled.phase,
        AE_CTCAE: ctcae_of(study, signal) if signal else "",
        AE_START: at[:10],
        AE_TIME: at[11:16],
        AE_GRADE: proposal.readings.get(GRADE) or "",
        AE_BASELINE_GRADE: proposal.readings.get(BASELINE_GRADE) or "",
        AE_SPECIAL: special_interest(study, proposal.signal),
    }
    return tuple(_entries(study, said))


def forms_read(study: Study, command: ConfirmSignal) -> frozenset[tuple[str, str]]:
    """Return the forms that a confirmation reads beside the log: those of its readings, and the starts of phases."""
    starts = {p.start.form for p in study.schedule.procedures}
    times = {p.start_time.form for p in study.oversight.phases if p.start_time is not None}
    own = {(command.visit, command.form), *((at.visit, at.form) for at in command.others)}
    return frozenset(own | {("*", form) for form in starts | times})


def proposed_by_onset(case: Case, subject: str, onset: str) -> tuple[Entry, ...]:
    """Return what the rule proposes of an event that somebody writes down: its phase and its category."""
    ruled = phase.proposed(case.plan.study, case.state, subject, onset)
    return tuple(_entries(case.plan.study, {AE_PHASE: ruled.phase, AE_CATEGORY: ruled.category}))


def special_interest(study: Study, signal: str) -> str:
    """Return the code of the event of special interest that a signal shows, or ''."""
    return next((one.id for one in study.oversight.special_interest if signal in one.signals), "")


def _entries(study: Study, said: dict[str, str]) -> Iterator[Entry]:
    for item, value in said.items():
        if value and study.item(AE_FORM, item) is not None:
            yield Entry(item=item, value=value)
