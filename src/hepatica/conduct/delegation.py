"""The delegation log in force: where, when and with what training a role that was granted holds.

A grant may be bound to sites, begin and end on civil days of the site, and wait for training where the protocol asks
for it (ICH E6(R3) 4.3.2 and 4.3.8; 21 CFR 11.10(d), (g) and (i)). A role without a grant behind it, the owner's at the
command line or the program's, holds as it is.
"""

from __future__ import annotations

from typing import Any

import msgspec

from hepatica.conduct.authority import EXCLUSIVE, role_name, roles_for
from hepatica.conduct.commands import Actor, Command, GrantRole, Moment, RevokeRole
from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Refused, listed, refuse
from hepatica.ledger.product_rows import AccessionRow, MaterialRow
from hepatica.ledger.rows import GrantRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.product import codes
from hepatica.study.dates import PartialDate
from hepatica.study.monitoring import Delegation

EVERYWHERE = "*"
"""Stands for the whole study where no protocol names its sites."""

_ANYONE = frozenset({"statement.accept", "register.open", "register.note"})
"""Kinds that name no site and need a role somewhere only: a person's own statement, and telling of an incident."""


def rule_of(plan: Plan | None) -> Delegation | None:
    """Return what the protocol asks of the delegation log; None where it asks nothing."""
    return plan.study.monitoring.delegation if plan and plan.study.monitoring else None


def narrowed(plan: Plan | None, state: State, command: Command, now: Moment, actor: Actor) -> Actor | Refused:
    """Return the actor, and their witness, with the roles that hold for this command; every later check obeys.

    Refused when a role as granted allows the command and its delegation does not, with what it wants.
    """
    if actor.witness and actor.witness.delegations:
        second = _held(plan, state, command, now, actor.witness)[0]
        actor = msgspec.structs.replace(actor, witness=second)
    if not actor.delegations:
        return actor
    subject = getattr(command, "subject", "")
    if subject and state.get(SubjectRow, subject) is None and roles_for(actor, command.kind):
        return refuse("no_such", f"There is no participant {subject!r}.")
    held, wants = _held(plan, state, command, now, actor)
    if wants and not roles_for(held, command.kind):
        able = roles_for(actor, command.kind)
        said = tuple(sentence for role, sentence in wants if role in able)
        if said:
            return refuse("not_allowed", " ".join(said))
    return held


def in_force(plan: Plan | None, now: Moment, actor: Actor) -> Actor:
    """Return the actor with the roles that hold today at one site at least: what screens show and hide by."""
    return _within(actor, tuple((g, wanting(plan, g, now, None)) for g in actor.delegations))[0]


def lapsed(plan: Plan | None, now: Moment, actor: Actor) -> tuple[str, ...]:
    """Return why each role of the actor does not hold today; nothing for a role that does."""
    return tuple(filter(None, (wanting(plan, grant, now, None) for grant in actor.delegations)))


def sites_of(plan: Plan | None, now: Moment, actor: Actor) -> frozenset[str] | None:
    """Return the sites whose participants the actor may see today; None: all of them.

    A role that names no site, or every site of the protocol, sees all; a role that does not hold shows nothing.
    """
    held = in_force(plan, now, actor)
    if held.roles - {grant.role for grant in held.delegations}:
        return None
    every = _every(plan)
    sites = frozenset(site for grant in held.delegations for site in grant.sites)
    if sites >= every or any(not grant.sites for grant in held.delegations):
        return None
    return sites


def wanting(plan: Plan | None, grant: GrantRow, now: Moment, sites: frozenset[str] | None) -> str:
    """Return in a sentence what a delegation wants, today, for an act at ``sites``; '' when it holds.

    ``sites`` None asks about the day and the training only. Days are inclusive and the site's own.
    """
    today, rule = now.today.isoformat(), rule_of(plan)
    whose = f"{grant.name}'s delegation as {role_name(grant.role).partition(' ')[2]}"
    if grant.since and today < grant.since:
        return f"{whose} begins on {_day(grant.since)}."
    if grant.until and today > grant.until:
        return f"{whose} ended on {_day(grant.until)}."
    if sites is not None and grant.sites and not sites <= set(grant.sites):
        return f"{whose} holds at {listed(tuple(_place(plan, site) for site in grant.sites), 'and')} only."
    if rule and rule.training and not grant.training:
        return f"{whose} does not hold yet: no training is recorded."
    return ""


def places(plan: Plan | None, state: State, command: Command) -> frozenset[str]:
    """Return the sites a command is about; every site for what is about the whole study."""
    if isinstance(command, GrantRole):
        return frozenset(command.sites) or _every(plan)
    if isinstance(command, RevokeRole):
        row = state.get(GrantRow, "", f"{command.user}/{command.role}")
        return frozenset(row.sites if row else ()) or _every(plan)
    subjects = _subjects(state, command)
    if subjects:
        rows = [state.get(SubjectRow, subject) for subject in subjects]
        return frozenset(row.site if row else EVERYWHERE for row in rows)
    site = getattr(command, "site", "")
    return frozenset({site}) if site else _every(plan)


def _subjects(state: State, command: Any) -> frozenset[str]:
    """Return whom a command is about: by number, by the wristband and bag that were scanned, or by the code of a slide."""
    if subject := getattr(command, "subject", ""):
        return frozenset({subject})
    if command.kind == "bag.match":
        worn, bag = codes.read(command.wristband), codes.read(command.code)
        whose = {row.subject for row in state.all(MaterialRow) if row.material == bag.name}
        return frozenset({worn.name} & {row.subject for row in state.all(SubjectRow)}) or frozenset(whose)
    if command.kind == "reading.record":
        return frozenset(row.subject for row in state.all(AccessionRow) if row.accession == command.accession)
    return frozenset()


def _held(
    plan: Plan | None, state: State, command: Command, now: Moment, actor: Actor
) -> tuple[Actor, tuple[tuple[str, str], ...]]:
    sites = None if command.kind in _ANYONE else places(plan, state, command)
    return _within(actor, tuple((g, wanting(plan, g, now, sites)) for g in actor.delegations))


def _within(
    actor: Actor, judged: tuple[tuple[GrantRow, str], ...]
) -> tuple[Actor, tuple[tuple[str, str], ...]]:
    out = frozenset(grant.role for grant, wants in judged if wants)
    roles = actor.roles - out
    if bars := actor.roles & EXCLUSIVE:
        roles &= bars  # a role that bars every other bars them also while it does not hold itself
    kept = tuple(grant for grant, _ in judged if grant.role in roles)
    held = msgspec.structs.replace(actor, roles=roles, delegations=kept)
    return held, tuple((grant.role, wants) for grant, wants in judged if wants)


def _every(plan: Plan | None) -> frozenset[str]:
    return frozenset(site.id for site in plan.study.sites) if plan else frozenset({EVERYWHERE})


def _place(plan: Plan | None, site: str) -> str:
    found = next((s for s in plan.study.sites if s.id == site), None) if plan else None
    return found.place.partition(",")[0] if found else f"site {site}"


def _day(day: str) -> str:
    return PartialDate.parse(day).words()
