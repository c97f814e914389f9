"""Roles: who may act as what."""

from __future__ import annotations

from hepatica.conduct.authority import EXCLUSIVE, ROLES, role_name
from hepatica.conduct.case import Case, missing_reason
from hepatica.conduct.commands import GrantRole, RevokeRole
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.ledger.events import Draft, RoleGranted, RoleRevoked
from hepatica.ledger.rows import GrantRow


def grant(case: Case, command: GrantRole) -> Decision:
    """Let a person act in a role; nobody grants one to themselves, and some roles bar every other."""
    if command.role not in ROLES:
        return refuse("no_such", f"There is no role {command.role!r}; there are {listed(ROLES, 'and')}.")
    if not command.user.strip() or not command.name.strip():
        return refuse(
            "not_possible", "A role is granted to an account with the name that its signatures print."
        )
    if refused := _own(case, command.user):
        return refused
    held = {row.role for row in case.state.of(GrantRow) if row.user == command.user}
    if command.role in held:
        return ()
    if held and (command.role in EXCLUSIVE or held & EXCLUSIVE):
        has = listed(tuple(role_name(role) for role in sorted(held)), "and")
        said = f"{command.name} is {has}, and cannot also be {role_name(command.role)}."
        return refuse("not_possible", said)
    fact = RoleGranted(user=command.user, name=command.name, role=command.role)
    return (Draft(subject="", fact=fact),)


def revoke(case: Case, command: RevokeRole) -> Decision:
    """Take a role back, with a reason."""
    if refused := missing_reason(command.reason, "Taking back a role"):
        return refused
    if refused := _own(case, command.user):
        return refused
    if all((row.user, row.role) != (command.user, command.role) for row in case.state.of(GrantRow)):
        return refuse("no_such", f"{command.user} does not hold the role {command.role!r}.")
    fact = RoleRevoked(user=command.user, role=command.role, reason=command.reason.strip())
    return (Draft(subject="", fact=fact),)


def _own(case: Case, user: str) -> Refused | None:
    if user == case.actor.user and "owner" not in case.actor.roles:
        return refuse(
            "not_allowed", f"{case.actor.name} may not change their own roles: another administrator may."
        )
    return None
