"""Holds: authorisations stop at one word, and begin again with two signatures."""

from __future__ import annotations

from hepatica.conduct.authority import ALLOWED, role_name, roles_for
from hepatica.conduct.case import Case, known_subject, missing_reason
from hepatica.conduct.commands import LiftHold, PlaceHold
from hepatica.conduct.forms import state_sha256, unproven
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.ledger.events import Draft, HoldLifted, HoldPlaced, SignatureGiven
from hepatica.ledger.rows import HoldRow, SignatureRow

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
    if refused := missing_reason(command.reason, "Lifting a hold"):
        return refused
    if refused := unproven(case):
        return refused
    signed = _signatures(case, hold)
    if case.actor.user in {signature.actor for signature in signed}:
        may = listed(tuple(role_name(role) for role, kinds in ALLOWED.items() if LIFT in kinds))
        return refuse(
            "not_possible", f"{case.actor.name} has signed already; a second person must sign: {may}."
        )
    given = Draft(subject=command.subject, fact=_signature(case, hold))
    if not signed:
        return (given,)
    lifted = HoldLifted(hold=command.hold, reason=command.reason.strip())
    return given, Draft(subject=command.subject, fact=lifted)


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
