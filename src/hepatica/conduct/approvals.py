"""The register of approvals: the committee's, the authority's, the registry's, the insurer's; an expired one closes its gates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hepatica.conduct.case import Case, missing_reason
from hepatica.conduct.desk_commands import RecordApproval
from hepatica.conduct.line import Line
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.ledger.desk_facts import ApprovalRecorded
from hepatica.ledger.desk_rows import ApprovalRow
from hepatica.ledger.events import Draft
from hepatica.ledger.state import State
from hepatica.study.dates import NotADate, PartialDate
from hepatica.study.oversight import Approval
from hepatica.study.study import Study

WHO = "a coordinator, an investigator or a medical monitor"


def record(case: Case, command: RecordApproval) -> Decision:
    """Record an approval with its dates; replacing one that stands needs a reason, the same again changes nothing."""
    approvals = case.plan.study.oversight.approvals
    approval = next((one for one in approvals if one.id == command.approval), None)
    if approval is None:
        known = listed(tuple(one.id for one in approvals), "and") or "none"
        return refuse(
            "no_such", f"The protocol asks for no approval {command.approval!r}; it asks for {known}."
        )
    if not command.number.strip():
        return refuse("not_possible", f"{approval.title}: write the number by which it can be found.")
    dates = _dates(approval, command)
    if isinstance(dates, Refused):
        return dates
    fact = ApprovalRecorded(
        approval=approval.id,
        number=command.number.strip(),
        valid_from=dates[0],
        valid_to=dates[1],
        file=command.file,
        file_name=command.file_name,
        reason=command.reason.strip(),
    )
    standing = case.state.get(ApprovalRow, "", approval.id)
    if standing is not None:
        if _same(standing, fact):
            return ()
        if refused := missing_reason(command.reason, f"Replacing what is recorded of {approval.title}"):
            return refused
    return (Draft(subject="", fact=fact),)


def _dates(approval: Approval, command: RecordApproval) -> tuple[str, str] | Refused:
    """Give both dates as ISO text; the end may be '' for what does not expire."""
    try:
        first = PartialDate.parse(command.valid_from)
        last = PartialDate.parse(command.valid_to)
    except NotADate as error:
        return refuse("impossible_date", f"{approval.title}: {error}.")
    if not first.complete or (last.known and not last.complete):
        return refuse("impossible_date", f"{approval.title}: its dates must be known to the day.")
    if approval.expires and not last.known:
        return refuse("impossible_date", f"{approval.title}: say until when it is valid.")
    if first.earliest and last.earliest and last.earliest < first.earliest:
        said = f"{approval.title}: it cannot end on {last.words()}, before it begins on {first.words()}."
        return refuse("impossible_date", said)
    return first.iso(), last.iso() if last.known else ""


def _same(row: ApprovalRow, fact: ApprovalRecorded) -> bool:
    names = ("number", "valid_from", "valid_to", "file")
    return all(getattr(row, name) == getattr(fact, name) for name in names)


def approval_lines(study: Study, state: State, gate: str, today: date) -> Iterator[Line]:
    """Yield a line for each approval that a gate reads: done while the site's day lies within its dates."""
    for approval in study.oversight.approvals:
        if gate in approval.gates:
            row = state.get(ApprovalRow, "", approval.id)
            fault = _fault(row, today)
            yield Line(
                title=str(approval.title),
                done=not fault,
                sentence=f"{approval.title}: {fault}: {WHO} records it." if fault else "",
                who="" if fault or row is None else row.number,
                when=PartialDate.parse(row.valid_to).latest if row else None,
            )


def _fault(row: ApprovalRow | None, today: date) -> str:
    if row is None:
        return "no approval is recorded"
    first, last = PartialDate.parse(row.valid_from), PartialDate.parse(row.valid_to)
    if first.earliest is None or today < first.earliest:
        return f"{row.number} is valid only from {first.words()}"
    if last.latest is not None and today > last.latest:
        return f"{row.number} expired on {last.words()}"
    return ""
