"""Whose participants a person may see: those of the sites at which their roles hold today."""

from __future__ import annotations

from hepatica.conduct import delegation
from hepatica.conduct.commands import Actor
from hepatica.conduct.plan import Plan
from hepatica.store import clock, read, sight


def protocol() -> Plan | None:
    """Return the protocol in force; None before the first."""
    try:
        return read.plan()
    except read.NotPublished:
        return None


def sites_of(user: str) -> frozenset[str] | None:
    """Return the sites whose participants a person may see; None: all. Somebody without a role sees nobody."""
    grants = read.grants_of(user)
    if not any(grant.sites for grant in grants):
        return None if grants else sight.NOBODY
    roles = frozenset(grant.role for grant in grants)
    actor = Actor(user=user, name=user, roles=roles, delegations=grants)
    return delegation.sites_of(protocol(), clock.now(), actor)
