"""The accounts of everybody, for administrators: who may sign in, who is locked out, a temporary password."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hepatica.people.accounts import AccountError, actor_of, close_account, is_their_password, unlock_account
from hepatica.people.lockout import CODE, until
from hepatica.people.passwords import give
from hepatica.store import read

KEEPER = "administrator"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One account as the list shows it."""

    username: str
    name: str
    roles: tuple[str, ...]
    open: bool
    service: bool
    temporary: bool
    """The person has not chosen a password since somebody gave one."""
    factor: bool
    locked: datetime | None
    last: datetime | None
    """The last sign-in."""


def listed() -> list[Kept]:
    """List every account there has ever been, the open ones first."""
    roles: dict[str, list[str]] = {}
    for grant in read.grants():
        roles.setdefault(grant.user, []).append(grant.role.replace("_", " "))
    people = get_user_model().objects.select_related("standing").prefetch_related("authenticator_set")
    return [
        _kept(one, tuple(sorted(roles.get(one.username, ()))))
        for one in people.order_by("-is_active", "username")
    ]


def _kept(person: object, roles: tuple[str, ...]) -> Kept:
    standing = getattr(person, "standing", None)
    name = person.username  # type: ignore[attr-defined]
    return Kept(
        username=name,
        name=person.first_name,  # type: ignore[attr-defined]
        roles=roles,
        open=person.is_active,  # type: ignore[attr-defined]
        service=bool(standing and standing.service),
        temporary=bool(standing and standing.must_change),
        factor=bool(person.authenticator_set.all()),  # type: ignore[attr-defined]
        locked=until(name, None) or until(name, None, CODE),
        last=person.last_login,  # type: ignore[attr-defined]
    )


def _keeper(request: HttpRequest) -> str:
    assert request.user.is_authenticated
    actor = actor_of(request.user)
    if KEEPER not in actor.roles:
        raise PermissionDenied(_("The administrator keeps the accounts."))
    return actor.user


@login_required
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Show every account."""
    _keeper(request)
    return render(
        request, "people/accounts.html", {"accounts": listed(), "mail": bool(settings.MESSAGES.host)}
    )


@login_required
@require_POST
def act(request: HttpRequest, username: str) -> HttpResponse:
    """Unlock an account, close it, or give it a temporary password; the administrator's own password goes with each."""
    by = _keeper(request)
    if not is_their_password(request, request.POST.get("password", "")):
        messages.error(request, _("This is not your password. Nothing was changed."))
        return redirect("people:accounts")
    done = _ACTS.get(request.POST.get("act", ""))
    if done is None or username == by:
        messages.error(request, _("Your own account is kept by another administrator. Nothing was changed."))
        return redirect("people:accounts")
    try:
        messages.success(request, done(username, by))
    except AccountError as error:
        messages.error(request, str(error))
    return redirect("people:accounts")


def _unlock(username: str, by: str) -> str:
    unlock_account(username, by=by)
    return _("%(name)s may try again now.") % {"name": username}


def _close(username: str, by: str) -> str:
    close_account(username, by=by)
    return _("%(name)s can no longer sign in, and is signed out everywhere.") % {"name": username}


def _give(username: str, by: str) -> str:
    if not settings.MESSAGES.host:
        raise AccountError(
            _(
                "No mail is set up, and a password must not lie in one hand: the owner gives it with `hepatica user reset`."
            )
        )
    given = give(username, by=by, halved=True)
    said = _("Tell %(name)s the first half: %(half)s. The second half went to their mail.")
    return said % {"name": username, "half": given.shown}


_ACTS: Mapping[str, Callable[[str, str], str]] = {"unlock": _unlock, "close": _close, "reset": _give}
