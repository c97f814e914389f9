"""Roles: who may act as what."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

from hepatica.conduct.authority import EXCLUSIVE, ROLES, role_name
from hepatica.conduct.case import Case, missing_reason
from hepatica.conduct.commands import GrantRole, RevokeRole
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.ledger.events import Draft, RoleGranted, RoleRevoked
from hepatica.ledger.rows import GrantRow
from hepatica.study.dates import PartialDate


def grant(case: Case, command: GrantRole) -> Decision:
    """Let a person act in a role on some terms; nobody grants one to themselves, and some roles bar every other.

    Granting a role that is held on other terms replaces them; on the same terms, or on none, nothing changes.
    """
    if command.role not in ROLES:
        return refuse("no_such", f"There is no role {command.role!r}; there are {listed(ROLES, 'and')}.")
    if not command.user.strip() or not command.name.strip():
        return refuse(
            "not_possible", "A role is granted to an account with the name that its signatures print."
        )
    terms = _own(case, command.user) or _terms(case, command)
    if isinstance(terms, Refused):
        return terms
    rows = {row.role: row for row in case.state.of(GrantRow) if row.user == command.user}
    fact = RoleGranted(user=command.user, name=command.name, role=command.role, **terms)
    if command.role in rows and (not any(terms.values()) or _same(rows[command.role], fact)):
        return ()
    return _barred(command, rows.keys() - {command.role}) or (Draft(subject="", fact=fact),)


def _barred(command: GrantRole, others: AbstractSet[str]) -> Refused | None:
    if not others or not (command.role in EXCLUSIVE or others & EXCLUSIVE):
        return None
    has = listed(tuple(role_name(role) for role in sorted(others)), "and")
    said = f"{command.name} is {has}, and cannot also be {role_name(command.role)}."
    return refuse("not_possible", said)


def _terms(case: Case, command: GrantRole) -> dict[str, Any] | Refused:
    """Return the terms of a delegation as stored, or which of them cannot be."""
    days: dict[str, str] = {}
    for name, typed in (("since", command.since.strip()), ("until", command.until.strip())):
        try:
            day = PartialDate.parse(typed) if typed else None
        except ValueError as error:
            return refuse("impossible_date", f"The day of a delegation: {error}.", item=name)
        if day and not day.complete:
            return refuse("impossible_date", "A delegation begins and ends on a whole date.", item=name)
        days[name] = day.iso() if day else ""
    if days["since"] and days["until"] and days["until"] < days["since"]:
        return refuse("impossible_date", "The delegation would end before it begins.", item="until")
    known = {site.id for site in case.the_plan.study.sites} if case.the_plan else set(command.sites)
    if strange := sorted(set(command.sites) - known):
        said = f"The protocol has no site {strange[0]!r}; it has {listed(tuple(sorted(known)), 'and')}."
        return refuse("no_such", said, item="sites")
    sites = tuple(sorted(set(command.sites)))
    words = {"training": command.training.strip(), "identity": command.identity.strip()}
    return {"sites": sites, **days, **words}


def _same(row: GrantRow, fact: RoleGranted) -> bool:
    return all(getattr(row, name) == getattr(fact, name) for name in fact.__struct_fields__)


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
