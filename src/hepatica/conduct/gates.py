"""Gates: what must be clear before an act is authorised. They stop the act, never the record of the act."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.case import Case, known_subject
from hepatica.conduct.commands import AuthoriseAct, Refusal
from hepatica.conduct.formula import Answer
from hepatica.conduct.plan import Plan, PlannedGate
from hepatica.conduct.reading import Reading
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.ledger.events import ActAuthorised, Draft
from hepatica.ledger.rows import HoldRow
from hepatica.study.study import ENROLMENT


def shut(case: Case, subject: str, gate: PlannedGate) -> Iterator[Refusal]:
    """Yield every reason why a gate is closed to a participant: clearances that are not met, and holds."""
    reading = Reading(case.plan.study, case.state, subject)
    for clearance, formula in gate.clearances:
        verdict = formula.answer(reading.latest_values(formula))
        if verdict.answer is not Answer.TRUE:
            doubt = f" ({verdict.reason})" if verdict.answer is Answer.NOT_EVALUABLE else ""
            sentence = f"{str(clearance.sentence).removesuffix('.')}{doubt}."
            yield Refusal(code="gate_closed", sentence=sentence, form=clearance.form, item=clearance.id)
    for hold in (*case.state.of(HoldRow, subject), *case.state.of(HoldRow, "")):
        if gate.gate.id in hold.blocks:
            whom = f"participant {subject}" if hold.subject else "all participants"
            said = f"{gate.gate.title} is on hold for {whom} ({hold.hold}): {hold.reason.removesuffix('.')}."
            yield Refusal(code="gate_closed", sentence=said)


def gate_for(plan: Plan, act: str) -> PlannedGate | None:
    """Return the gate that guards an act, or None when nothing does."""
    return next((gate for gate in plan.gates.values() if gate.gate.act == act), None)


def authorise(case: Case, command: AuthoriseAct) -> Decision:
    """Authorise what a gate guards, when it is clear."""
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    gate = _guard(case, command.gate)
    if isinstance(gate, Refused):
        return gate
    if not subject.enrolled_seq:
        return refuse("gate_closed", f"{command.subject} is not enrolled, so nothing can be authorised.")
    if command.gate in subject.authorised:
        return ()
    drafts = (Draft(subject=command.subject, fact=ActAuthorised(gate=command.gate)),)
    refusals = tuple(shut(case, command.subject, gate))
    return Refused(refusals=refusals) if refusals else drafts


def _guard(case: Case, name: str) -> PlannedGate | Refused:
    gate = case.plan.gates.get(name)
    if gate is None:
        known = listed(tuple(case.plan.gates), "and")
        return refuse("no_such", f"There is no gate {name!r}; there are {known}.")
    if gate.gate.act == ENROLMENT:
        return refuse("not_possible", "Enrolment is authorised by enrolling the participant.")
    return gate


def gate_forms(gate: PlannedGate | None) -> frozenset[tuple[str, str]]:
    """Return the forms a gate reads, at any visit."""
    if gate is None:
        return frozenset()
    return frozenset(("*", name.form) for _, formula in gate.clearances for name in formula.names)
