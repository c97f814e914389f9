"""Proposed adverse events: a clinician confirms or dismisses each; a confirmed one is a row of the log."""

from __future__ import annotations

from hepatica.conduct.case import Case, known_form
from hepatica.conduct.commands import ConfirmSignal, DismissSignal, Entry
from hepatica.conduct.entry import Target, answer, with_consequences
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.conduct.skip import rows_of
from hepatica.ledger.events import Draft, SignalConfirmed, SignalDismissed
from hepatica.ledger.rows import FormRow, ProposalRow, SubjectRow
from hepatica.study.form import Group
from hepatica.study.study import AE_CATEGORY, AE_FORM, AE_START, AE_TERM, LOG_VISIT, NOT_DONE, Study


def confirm(case: Case, command: ConfirmSignal) -> Decision:
    """Confirm a proposal: a new row of the adverse-event log, with what was proposed and what the clinician adds."""
    proposal = _open(case, command)
    if isinstance(proposal, Refused):
        return proposal
    form = known_form(case, command.kind, command.subject, LOG_VISIT, AE_FORM)
    if isinstance(form, Refused):
        return form
    row = case.form_row(command.subject, LOG_VISIT, AE_FORM)
    group = next(g for g in form.groups if g.repeat is not None)
    number = _next_row(group, row)
    answers = {entry.item: entry for entry in proposed_entries(case, proposal)}
    answers.update((entry.item, entry) for entry in command.entries)
    entries = tuple(
        entry.model_copy(
            update={"row": number if case.plan.study.group_of(AE_FORM, entry.item) == group else 0}
        )
        for entry in answers.values()
    )
    target = Target(subject=command.subject, form=form, row=row, seen=row.last_seq)
    drafts = answer(case, target, entries)
    if isinstance(drafts, Refused):
        return drafts
    confirmed = SignalConfirmed(
        signal=command.signal, visit=command.visit, form=command.form, row=command.row, ae_row=number
    )
    return with_consequences(case, command.subject, (*drafts, Draft(subject=command.subject, fact=confirmed)))


def proposed_entries(case: Case, proposal: ProposalRow) -> tuple[Entry, ...]:
    """Return what a signal itself says of the event: its term, its category, and the day of the visit that showed it."""
    study = case.plan.study
    signal = next((s for s in study.signals if s.id == proposal.signal), None)
    subject = case.state.get(SubjectRow, proposal.subject)
    day = subject.visits.get(proposal.visit, "") if subject else ""
    said = {
        AE_TERM: str(signal.term) if signal else "",
        AE_CATEGORY: signal.category if signal else "",
        AE_START: "" if day == NOT_DONE else day,
    }
    return tuple(
        Entry(item=item, value=value) for item, value in said.items() if value and _asks(study, item)
    )


def _asks(study: Study, item: str) -> bool:
    return study.item(AE_FORM, item) is not None


def _next_row(group: Group, row: FormRow) -> int:
    struck = (int(n) for g, _, n in (r.partition(":") for r in row.removed) if g == group.id)
    standing = (n for n in rows_of(group, row) if str(n) in row.answers)
    return max((*struck, *standing), default=0) + 1


def dismiss(case: Case, command: DismissSignal) -> Decision:
    """Judge that a proposal is not an event, with a reason."""
    proposal = _open(case, command)
    if isinstance(proposal, Refused):
        return proposal
    if not command.reason.strip():
        return refuse("reason_missing", "Dismissing a proposed adverse event needs a reason.")
    fact = SignalDismissed(
        signal=command.signal,
        visit=command.visit,
        form=command.form,
        row=command.row,
        reason=command.reason.strip(),
    )
    return (Draft(subject=command.subject, fact=fact),)


def _open(case: Case, command: ConfirmSignal | DismissSignal) -> ProposalRow | Refused:
    key = f"{command.signal}/{command.visit}/{command.form}/{command.row}"
    proposal = case.state.get(ProposalRow, command.subject, key)
    if proposal is None:
        return refuse("no_such", f"{command.subject} has no proposed adverse event {command.signal!r} there.")
    if proposal.state != "proposed":
        return refuse("not_possible", f"This proposal was {proposal.state} already.")
    return proposal
