"""Proposed adverse events: a clinician confirms or dismisses each episode; a confirmed one is a row of the log."""

from __future__ import annotations

from hepatica.conduct.base import Entry
from hepatica.conduct.case import Case, known_form
from hepatica.conduct.commands import ConfirmSignal, DismissSignal
from hepatica.conduct.commands import Proposal as At
from hepatica.conduct.entry import Target, answer, with_consequences
from hepatica.conduct.proposing import proposed_entries
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.conduct.skip import rows_of
from hepatica.ledger.events import Draft, SignalConfirmed, SignalDismissed
from hepatica.ledger.rows import FormRow, ProposalRow
from hepatica.study.form import Form, Group
from hepatica.study.study import AE_FORM, LOG_VISIT

__all__ = ["confirm", "dismiss", "proposed_entries"]


def confirm(case: Case, command: ConfirmSignal) -> Decision:
    """Confirm the proposals of an episode: one row of the log, a new one or one that stands already.

    A new row holds what was proposed and what the clinician adds; a standing one only what the clinician adds.
    """
    found = _open(case, command)
    if isinstance(found, Refused):
        return found
    form = known_form(case, command.kind, command.subject, LOG_VISIT, AE_FORM)
    if isinstance(form, Refused):
        return form
    row = case.form_row(command.subject, LOG_VISIT, AE_FORM)
    group = next(g for g in form.groups if g.repeat is not None)
    if command.into and (refused := _no_event(group, row, command.into)):
        return refused
    number = command.into or _next_row(group, row)
    answers = {} if command.into else {entry.item: entry for entry in proposed_entries(case, found[0])}
    answers.update((entry.item, entry) for entry in command.entries)
    entries = tuple(_placed(form, group, entry, number) for entry in answers.values())
    target = Target(subject=command.subject, form=form, row=row, seen=row.last_seq)
    drafts = answer(case, target, entries)
    if isinstance(drafts, Refused):
        return drafts
    confirmed = (
        SignalConfirmed(signal=one.signal, visit=one.visit, form=one.form, row=one.row, ae_row=number)
        for one in found
    )
    judged = (Draft(subject=command.subject, fact=fact) for fact in confirmed)
    return with_consequences(case, command.subject, (*drafts, *judged))


def _placed(form: Form, group: Group, entry: Entry, number: int) -> Entry:
    """Give an answer the row of the event; one of another repeating group keeps its own."""
    at = next((g for g in form.groups if any(item.id == entry.item for item in g.items)), None)
    row = number if at is group else entry.row if at is not None and at.repeat is not None else 0
    return entry.model_copy(update={"row": row})


def _no_event(group: Group, row: FormRow, number: int) -> Refused | None:
    if f"{group.id}:{number}" in row.removed:
        return refuse("no_such", f"Event {number} of the log was struck out: it cannot take a proposal.")
    if number not in rows_of(group, row):
        return refuse("no_such", f"There is no event {number} in the log.")
    return None


def _next_row(group: Group, row: FormRow) -> int:
    struck = (int(n) for g, _, n in (r.partition(":") for r in row.removed) if g == group.id)
    standing = (n for n in rows_of(group, row) if str(n) in row.answers)
    return max((*struck, *standing), default=0) + 1


def dismiss(case: Case, command: DismissSignal) -> Decision:
    """Judge that the proposals of an episode are no event, with one reason."""
    found = _open(case, command)
    if isinstance(found, Refused):
        return found
    reason = command.reason.strip()
    if not reason:
        return refuse("reason_missing", "Dismissing a proposed adverse event needs a reason.")
    facts = (
        SignalDismissed(signal=one.signal, visit=one.visit, form=one.form, row=one.row, reason=reason)
        for one in found
    )
    return tuple(Draft(subject=command.subject, fact=fact) for fact in facts)


def _open(case: Case, command: ConfirmSignal | DismissSignal) -> tuple[ProposalRow, ...] | Refused:
    """Return the proposals a command is about, each once; one that is judged already refuses them all."""
    own = At(visit=command.visit, form=command.form, signal=command.signal, row=command.row)
    found = []
    for at in dict.fromkeys((own, *command.others)):
        proposal = case.state.get(ProposalRow, command.subject, f"{at.signal}/{at.visit}/{at.form}/{at.row}")
        if proposal is None:
            return refuse("no_such", f"{command.subject} has no proposed adverse event {at.signal!r} there.")
        if proposal.state != "proposed":
            return refuse("not_possible", f"This proposal was {proposal.state} already.")
        found.append(proposal)
    return tuple(found)
