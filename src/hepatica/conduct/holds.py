"""Holds: authorisations stop at one word, and begin again with two signatures."""

from __future__ import annotations

from hepatica.conduct.authority import ALLOWED, role_name, roles_for
from hepatica.conduct.board import in_force
from hepatica.conduct.case import Case, known_subject, missing_reason
from hepatica.conduct.commands import LiftHold, PlaceHold
from hepatica.conduct.forms import state_sha256, unproven
from hepatica.conduct.gates import mobilised
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.ledger.desk_rows import BoardRow, ClearanceRow
from hepatica.ledger.events import Draft, HoldLifted, HoldPlaced, SignatureGiven
from hepatica.ledger.rows import HoldRow, SignatureRow, SubjectRow
from hepatica.ledger.state import State

LIFT = "hold.lift"


def place(case: Case, command: PlaceHold) -> Decision:
    """Stop authorisations, of one participant or of all, with a reason."""
    if command.subject:
        subject = known_subject(case, command.subject)
        if isinstance(subject, Refused):
            return subject
    if refused := missing_reason(command.reason, "A hold"):
        return refused
    if not command.hold.strip():
        return refuse("not_possible", "A hold needs a name, by which it can be lifted.")
    unknown = tuple(gate for gate in command.blocks if gate not in case.plan.gates)
    if unknown or not command.blocks:
        known = listed(tuple(case.plan.gates), "and")
        said = f"There is no gate {listed(unknown)}" if unknown else "A hold says which gates it closes"
        return refuse("no_such", f"{said}; there are {known}.")
    if case.state.get(HoldRow, command.subject, command.hold):
        return refuse("not_possible", f"The hold {command.hold!r} is in force already.")
    fact = HoldPlaced(hold=command.hold, reason=command.reason.strip(), blocks=command.blocks)
    return (Draft(subject=command.subject, fact=fact),)


def lift(case: Case, command: LiftHold) -> Decision:
    """Sign that a hold may end; the second person's signature ends it."""
    hold = case.state.get(HoldRow, command.subject, command.hold)
    if hold is None:
        return refuse("no_such", f"There is no hold {command.hold!r} in force.")
    if refused := missing_reason(command.reason, "Lifting a hold") or unproven(case):
        return refused
    decision = _decision(case, command, hold)
    if isinstance(decision, Refused):
        return decision
    signed = _signatures(case, hold)
    if case.actor.user in {signature.actor for signature in signed}:
        may = listed(tuple(role_name(role) for role, kinds in ALLOWED.items() if LIFT in kinds))
        return refuse(
            "not_possible", f"{case.actor.name} has signed already; a second person must sign: {may}."
        )
    given = Draft(subject=command.subject, fact=_signature(case, hold))
    if not signed:
        return (given,)
    lifted = HoldLifted(
        hold=command.hold,
        reason=command.reason.strip(),
        decision=decision,
        file=command.file,
        file_name=command.file_name,
    )
    return given, Draft(subject=command.subject, fact=lifted)


def _decision(case: Case, command: LiftHold, hold: HoldRow) -> str | Refused:
    """Return the decision that both signers name; only a hold that no rule placed needs none.

    A meeting of the board must be in force and have cleared this very hold; where such a meeting stands and nothing else
    is named, it is the decision.
    """
    named = command.decision.strip()
    clears, study = f"hold:{hold.hold}", case.plan.study
    meetings = [
        row for row in case.state.of(BoardRow, "")
        if not hold.subject and row.seq > hold.seq and clears in row.clears and in_force(study, case.state, row.meeting)
    ]  # fmt: skip
    if case.state.get(BoardRow, "", named) and named not in {row.meeting for row in meetings}:
        said = f"The meeting {named!r} has not cleared the hold {hold.hold!r}, or its quorum has not signed."
        return refuse("not_possible", said)
    if named or not hold.rule:
        return named
    if meetings:
        return max(meetings, key=lambda row: row.seq).meeting
    wanted = listed(hold.lifts, "and") or "a written decision"
    return refuse("not_possible", f"The rule behind {hold.hold!r} is lifted by a named decision: {wanted}.")


def undecided(state: State) -> tuple[tuple[str, HoldRow], ...]:
    """Return who is mobilised already while a hold stands against them, and awaits the medical monitor by name.

    ``state`` holds every participant's subject row and clearances.
    """
    people = sorted(row.subject for row in state.all(SubjectRow) if mobilised(state, row.subject))
    return tuple(
        (subject, hold)
        for subject in people
        for hold in (*state.of(HoldRow, ""), *state.of(HoldRow, subject))
        if not _decided(state, subject, hold)
    )


def _decided(state: State, subject: str, hold: HoldRow) -> bool:
    given = state.get(ClearanceRow, subject, f"hold:{hold.hold}")
    return given is not None and given.seq > hold.seq


def _signatures(case: Case, hold: HoldRow) -> list[SignatureRow]:
    """Signatures of this very hold: its row holds the event that placed it, so no older hold's signature fits."""
    sealed = state_sha256(hold)
    return [
        s for s in case.state.of(SignatureRow, hold.subject) if s.act == LIFT and s.state_sha256 == sealed
    ]


def _signature(case: Case, hold: HoldRow) -> SignatureGiven:
    return SignatureGiven(
        name=case.actor.name,
        role=roles_for(case.actor, LIFT)[0],
        meaning="approval",
        act=LIFT,
        at_seq=hold.seq,
        state_sha256=state_sha256(hold),
    )
