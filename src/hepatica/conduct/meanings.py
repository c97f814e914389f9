"""What a signature may mean, by role: data, so that a person can never sign for what is not theirs to answer for.

21 CFR 11.50(a)(3) and 11.10(g). A role that is not named here signs no form at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hepatica.conduct.authority import role_name, roles_for
from hepatica.conduct.commands import Actor, SignForm
from hepatica.conduct.refused import Refused, listed, refuse

MEANS: Mapping[str, str] = MappingProxyType(
    {
        "authorship": "I entered it",
        "review": "I have read it",
        "approval": "I agree with it",
        "responsibility": "I answer for it",
    }
)
"""Meaning → what the signer says by it."""

MAY_MEAN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # The investigator answers for what the site reports (ICH E6(R3) 2.12.6 and 3.16.1(o)).
        "investigator": ("authorship", "review", "approval", "responsibility"),
        # Reads for the sponsor, and answers for nothing the site says.
        "medical_monitor": ("review",),
        # Wrote it, and judges nothing medical by it.
        "coordinator": ("authorship",),
        "cell_lab": ("authorship",),
        "pathologist": ("authorship", "approval"),
    }
)
"""Role → meanings of a signature on a form. Whether a role signs forms at all is said by ``authority.ALLOWED``."""


def signing_role(actor: Actor, meaning: str) -> str | Refused:
    """Return the actor's role in which a form is signed with a meaning, or why no role of theirs may."""
    kind = SignForm.model_fields["kind"].default
    roles = roles_for(actor, kind)
    if role := next((role for role in roles if meaning in MAY_MEAN.get(role, ())), ""):
        return role
    may = listed(tuple(role_name(role) for role, means in MAY_MEAN.items() if meaning in means)) or "nobody"
    own = listed(tuple(role_name(role) for role in roles), "and")
    return refuse("not_allowed", f"{actor.name}, as {own}, may not sign for {meaning}: {may} may.")


def meanings_for(actor: Actor) -> tuple[str, ...]:
    """Return what the actor's signature on a form may mean, in the order of ``MEANS``."""
    roles = roles_for(actor, SignForm.model_fields["kind"].default)
    mine = {meaning for role in roles for meaning in MAY_MEAN.get(role, ())}
    return tuple(meaning for meaning in MEANS if meaning in mine)
