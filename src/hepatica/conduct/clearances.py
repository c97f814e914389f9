"""Named decisions about a participant: cleared for the next to start, or to go on under a hold."""

from __future__ import annotations

from hepatica.conduct.case import Case, known_subject, missing_reason
from hepatica.conduct.desk_commands import GiveClearance
from hepatica.conduct.gates import mobilised
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.ledger.desk_facts import ClearanceGiven
from hepatica.ledger.desk_rows import ClearanceRow
from hepatica.ledger.events import Draft
from hepatica.ledger.rows import HoldRow, SubjectRow

HOLD = "hold:"


def give(case: Case, command: GiveClearance) -> Decision:
    """Give a decision about a participant with its reason; the latest stands, the same again changes nothing."""
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    if refused := _about(case, command, subject) or missing_reason(command.reason, "A decision"):
        return refused
    row = case.state.get(ClearanceRow, command.subject, command.clearance)
    given = (command.decision, command.reason.strip(), command.file)
    if row is not None and (row.decision, row.reason, row.file) == given and not _older(case, row):
        return ()
    fact = ClearanceGiven(
        clearance=command.clearance,
        decision=command.decision,
        reason=command.reason.strip(),
        file=command.file,
        file_name=command.file_name,
    )
    return (Draft(subject=command.subject, fact=fact),)


def _about(case: Case, command: GiveClearance, subject: SubjectRow) -> Refused | None:
    if command.clearance.startswith(HOLD):
        return _under_hold(case, command, subject)
    known = tuple(rule.id for rule in case.plan.study.oversight.stagger)
    if command.clearance not in known:
        said = listed((*known, "hold:NAME"), "and")
        return refuse("no_such", f"There is nothing {command.clearance!r} to clear; there are {said}.")
    if command.decision == "clear" and not subject.infused:
        return refuse(
            "not_possible", f"{subject.subject} has not been infused: there is nothing to clear yet."
        )
    return None


def _under_hold(case: Case, command: GiveClearance, subject: SubjectRow) -> Refused | None:
    if _hold(case, command.clearance, subject.subject) is None:
        name = command.clearance.removeprefix(HOLD)
        return refuse("no_such", f"There is no hold {name!r} in force for {subject.subject}.")
    if not mobilised(case.state, subject.subject):
        said = f"Nothing is under way for {subject.subject}: it waits until the hold is lifted."
        return refuse("not_possible", said)
    return None


def _hold(case: Case, clearance: str, subject: str) -> HoldRow | None:
    name = clearance.removeprefix(HOLD)
    return case.state.get(HoldRow, subject, name) or case.state.get(HoldRow, "", name)


def _older(case: Case, row: ClearanceRow) -> bool:
    """Whether a decision was about an earlier hold of the same name."""
    hold = _hold(case, row.clearance, row.subject)
    return hold is not None and row.seq < hold.seq
