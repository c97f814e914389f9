"""Explanations of findings: accepted by somebody else who reads them, or sent back with the reason.

A medical monitor may both explain and accept: four eyes need two people, whatever roles one of them holds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hepatica.conduct.case import Case, known_form, missing_reason
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.conduct.review_commands import AcceptFinding, ReturnFinding
from hepatica.ledger.events import Draft
from hepatica.ledger.review_facts import FindingAccepted, FindingReturned
from hepatica.ledger.rows import FindingRow


def accept(case: Case, command: AcceptFinding) -> Decision:
    """Accept the explanation of a finding: it is closed as long as it reads the same."""
    finding = _explained(case, command)
    if isinstance(finding, Refused):
        return finding
    if finding.accepted:
        return ()
    if finding.explained_by == case.actor.user:
        said = f"{case.actor.name} explained it: somebody else reads the explanation and accepts it."
        return refuse(
            "not_allowed", said, visit=command.visit, form=command.form, item=finding.item, row=command.row
        )
    return (Draft(subject=command.subject, fact=FindingAccepted(**_place(command))),)


def send_back(case: Case, command: ReturnFinding) -> Decision:
    """Send the explanation of a finding back, saying why it does not do: the check asks again."""
    finding = _explained(case, command)
    if isinstance(finding, Refused):
        return finding
    if refused := missing_reason(command.text, "Sending an explanation back"):
        return refused
    fact = FindingReturned(**_place(command), text=command.text.strip())
    return (Draft(subject=command.subject, fact=fact),)


def _place(command: AcceptFinding | ReturnFinding) -> dict[str, Any]:
    return {"check": command.check, "visit": command.visit, "form": command.form, "row": command.row}


def _explained(case: Case, command: AcceptFinding | ReturnFinding) -> FindingRow | Refused:
    form = known_form(case, command.kind, command.subject, command.visit, command.form)
    if isinstance(form, Refused):
        return form
    key = f"{command.check}/{command.visit}/{command.form}/{command.row}"
    finding = case.state.get(FindingRow, command.subject, key)
    place: dict[str, Any] = {"visit": command.visit, "form": command.form, "row": command.row}
    if finding is None:
        said = f"There is no finding {command.check!r} in {form.title}: it may have been mended meanwhile."
        return refuse("no_such", said, **place)
    if not finding.explained:
        said = f"Nobody has explained finding {command.check!r} in {form.title} yet."
        return refuse("not_possible", said, item=finding.item, **place)
    return finding


DECIDERS: dict[type[Any], Callable[[Case, Any], Decision]] = {AcceptFinding: accept, ReturnFinding: send_back}
"""Command → its decision; ``conduct/queries`` says what each needs."""
