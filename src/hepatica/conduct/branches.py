"""Branches: what was planned cannot be, and one of the protocol's ways is taken. A path, not an error."""

from __future__ import annotations

from hepatica.conduct.case import Case, known_subject, missing_reason
from hepatica.conduct.filling import with_fills
from hepatica.conduct.product_commands import ChooseBranch
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.ledger.events import Draft
from hepatica.ledger.product_facts import BranchChosen
from hepatica.ledger.product_rows import MaterialRow
from hepatica.product.course import taken
from hepatica.study.product import Branch


def choose(case: Case, command: ChooseBranch) -> Decision:
    """Take a way, with its reason; the material it is about is the participant's own."""
    refused = _unknown(case, command) or missing_reason(command.reason, "Choosing how to go on")
    if refused:
        return refused
    if _stands(case, command):
        return ()
    branch = _branch(case, command.branch)
    row = case.state.get(MaterialRow, command.subject, command.material)
    made = case.plan.study.steps.get(row.step) if row else None
    fact = BranchChosen(
        branch=command.branch,
        choice=command.choice,
        reason=command.reason.strip(),
        product=(branch.product if branch else None) or (made[0] if made else ""),
        material=command.material,
    )
    return with_fills(case, command.subject, (Draft(subject=command.subject, fact=fact),))


def _branch(case: Case, name: str) -> Branch | None:
    return next((one for one in case.plan.study.manufacture.branches if one.id == name), None)


def _unknown(case: Case, command: ChooseBranch) -> Refused | None:
    subject, branch = known_subject(case, command.subject), _branch(case, command.branch)
    if isinstance(subject, Refused):
        return subject
    if branch is None:
        known = listed(tuple(one.id for one in case.plan.study.manufacture.branches), "and") or "none"
        return refuse("no_such", f"There is no branch {command.branch!r}; there are {known}.")
    if command.choice not in {choice.id for choice in branch.choices}:
        ways = listed(tuple(f"'{choice.title}' ({choice.id})" for choice in branch.choices))
        return refuse("no_such", f"{branch.title}: the ways are {ways}.")
    if command.material and case.state.get(MaterialRow, command.subject, command.material) is None:
        return refuse("no_such", f"{command.subject} has no material {command.material!r}.")
    return None


def _stands(case: Case, command: ChooseBranch) -> bool:
    """Whether the very same was said last of this branch."""
    rows = [one.row for one in taken(case.plan.study, case.state, command.subject)]
    last = next((row for row in reversed(rows) if row.branch == command.branch), None)
    return last is not None and (last.choice, last.reason, last.material) == (
        command.choice,
        command.reason.strip(),
        command.material,
    )
