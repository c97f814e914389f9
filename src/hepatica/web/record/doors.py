"""Who may open which part of the record about the record."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from hepatica.conduct.authority import masked
from hepatica.conduct.commands import Actor
from hepatica.web.doors import KNOWS_CODES

TAKERS = frozenset({"data_manager", "statistician", "inspector", "monitor"})
"""Roles that take the trail away as a file."""
OVERSEERS = frozenset({"data_manager", "monitor", "medical_monitor", "inspector", "administrator"})
"""Roles that see who had access to what."""


def knows_codes(actor: Actor) -> bool:
    """Whether a person may know whose an accession code is."""
    return bool(actor.roles & KNOWS_CODES) and not masked(actor)


def may_take(actor: Actor) -> bool:
    """Whether a person may take the trail away."""
    return bool(actor.roles & TAKERS) and not masked(actor)


def may_oversee(actor: Actor) -> bool:
    """Whether a person may see who had access."""
    return bool(actor.roles & OVERSEERS) and not masked(actor)


def must_take(actor: Actor) -> None:
    """Refuse (403) whoever may not take the trail away."""
    if not may_take(actor):
        raise PermissionDenied(
            _("A data manager, a monitor, a statistician or an inspector may take the trail away.")
        )


def must_oversee(actor: Actor) -> None:
    """Refuse (403) whoever may not see who had access."""
    if not may_oversee(actor):
        raise PermissionDenied(
            _(
                "A data manager, a monitor, the medical monitor, an inspector or the administrator may see who had access."
            )
        )
