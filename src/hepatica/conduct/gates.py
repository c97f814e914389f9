"""Gates: what must be clear before an act is authorised. They stop the act, never the record of the act."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hepatica.conduct.approvals import approval_lines
from hepatica.conduct.case import Case, known_subject
from hepatica.conduct.commands import AuthoriseAct, Refusal
from hepatica.conduct.formula import Answer
from hepatica.conduct.line import Line
from hepatica.conduct.plan import Plan, PlannedGate
from hepatica.conduct.reading import Reading
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.conduct.stagger import MONITOR, stagger_lines, staggered
from hepatica.ledger.desk_rows import ClearanceRow
from hepatica.ledger.events import ActAuthorised, Draft
from hepatica.ledger.rows import HoldRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.study import ENROLMENT, MOBILISED_ANCHOR


def shut(case: Case, subject: str, gate: PlannedGate) -> Iterator[Refusal]:
    """Yield every reason why a gate is closed to a participant: clearances, holds, approvals, stagger."""
    for line in gate_lines(case.plan, case.state, subject, gate, case.now.today):
        if not line.done:
            yield Refusal(code="gate_closed", sentence=line.sentence, form=line.form, item=line.item)


def gate_lines(plan: Plan, state: State, subject: str, gate: PlannedGate, today: date) -> tuple[Line, ...]:
    """Return every condition of a gate for a participant, met or not: what a screen shows before the next dose.

    ``state`` holds what ``needs`` names for the authorisation; ``today`` is the civil day at the site.
    """
    return (
        *_clearances(plan, state, subject, gate),
        *_holds(state, subject, gate),
        *approval_lines(plan.study, state, gate.gate.id, today),
        *stagger_lines(plan.study, state, subject, gate.gate.id, today),
    )


def _clearances(plan: Plan, state: State, subject: str, gate: PlannedGate) -> Iterator[Line]:
    reading = Reading(plan.study, state, subject)
    for clearance, formula in gate.clearances:
        verdict = formula.answer(reading.latest_values(formula))
        done = verdict.answer is Answer.TRUE
        doubt = f" ({verdict.reason})" if verdict.answer is Answer.NOT_EVALUABLE else ""
        yield Line(
            title=str(clearance.title),
            done=done,
            sentence="" if done else f"{str(clearance.sentence).removesuffix('.')}{doubt}.",
            form=clearance.form,
            item=clearance.id,
        )


def _holds(state: State, subject: str, gate: PlannedGate) -> Iterator[Line]:
    for hold in holds_against(state, subject, gate.gate.id):
        whom = f"participant {subject}" if hold.subject else "all participants"
        said = f"{gate.gate.title} is on hold for {whom} ({hold.hold}): {hold.reason.removesuffix('.')}."
        if mobilised(state, subject):
            said += f" {subject} is mobilised already: {MONITOR} decides whether it goes on."
        yield Line(title=f"The hold {hold.hold} is lifted", done=False, sentence=said, who=MONITOR)


def holds_against(state: State, subject: str, gate: str) -> tuple[HoldRow, ...]:
    """Return the holds that close a gate to a participant.

    One who was mobilised before the hold goes on once the monitor has decided so by name, after the hold was placed.
    """
    holds = (*state.of(HoldRow, subject), *state.of(HoldRow, ""))
    return tuple(hold for hold in holds if gate in hold.blocks and not _goes_on(state, subject, hold))


def _goes_on(state: State, subject: str, hold: HoldRow) -> bool:
    decided = state.get(ClearanceRow, subject, f"hold:{hold.hold}")
    return decided is not None and decided.decision == "clear" and decided.seq > hold.seq


def mobilised(state: State, subject: str) -> bool:
    """Whether a participant's course is under way: an act authorised or G-CSF given, not infused, not left."""
    row = state.get(SubjectRow, subject)
    if row is None or row.infused or row.ended:
        return False
    return bool(row.authorised) or MOBILISED_ANCHOR in row.anchors


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


def acts_staggered(plan: Plan, form: str, items: tuple[str, ...]) -> bool:
    """Whether an answer to one of these items says that an act took place at whose gate a stagger stands."""
    acts = (gate for item in items for gate in plan.acts.get((form, item), ()))
    return any(staggered(plan.study, gate.gate.id) for gate in acts)
