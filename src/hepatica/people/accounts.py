"""Accounts: made by the owner or an administrator, never deleted; who asks, and whether they have just proved it."""

from __future__ import annotations

from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest

from hepatica.conduct.commands import Actor
from hepatica.people.lockout import unlock
from hepatica.people.standing import stands
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.record import append_access


class AccountError(Exception):
    """An account cannot be made; the sentence says why."""


RESERVED = frozenset(
    {"system", "owner", "unknown", "root", "admin", "administrator", "guest", "shared", "anonymous"}
)
"""Names of nobody in particular: an account belongs to one person."""


def add_account(
    username: str,
    name: str,
    password: str,
    *,
    checked: bool = True,
    email: str = "",
    service: bool = False,
    given: bool = False,
    by: str = "owner",
) -> None:
    """Make an account. A name once used is never given again, since accounts are closed and not deleted.

    ``checked`` is False only for the demo, whose passwords are printed on the screen anyway. ``given`` says that the
    person chooses another password at the first sign-in. A ``service`` account is a name under which a program acts:
    it has no password, and nobody signs in or signs with it.
    """
    users = get_user_model()
    if username in RESERVED:
        raise AccountError(f"'{username}' names nobody: an account belongs to one person.")
    if not username.isidentifier():
        raise AccountError(f"'{username}' cannot be a sign-in name: use letters, digits and underscores.")
    if users.objects.filter(username__iexact=username).exists():
        raise AccountError(f"The sign-in name {username} has been used; each belongs to one person for ever.")
    person = users(username=username, first_name=name, email=_address(email))
    if checked and not service:
        check_password_rules(password, person)
    person.set_password(None if service else password)
    person.save()
    stands(person, given=given, service=service)
    append_access(Access.ACCOUNT_MADE, actor=by, body={"account": username})


def check_password_rules(password: str, person: User) -> None:
    """Refuse, with every reason, a password that the rules of this site do not allow (AccountError)."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise AccountError(" ".join(error.messages)) from error


def set_address(username: str, email: str) -> None:
    """Say where an account's mail goes; AccountError when there is no such account or the address cannot be one."""
    if not get_user_model().objects.filter(username=username).update(email=_address(email)):
        raise AccountError(f"There is no account {username}.")


def _address(email: str) -> str:
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise AccountError(f"{email!r} is not a mail address.") from error
    return email


def close_account(username: str, *, by: str = "owner") -> None:
    """Close an account: it cannot sign in, its sessions end with the next request, and its name stays taken."""
    if not get_user_model().objects.filter(username=username).update(is_active=False):
        raise AccountError(f"There is no account {username}.")
    append_access(Access.ACCOUNT_CLOSED, actor=by, body={"account": username})


def unlock_account(username: str, *, by: str = "owner") -> bool:
    """Let a locked account try again now; say whether it was locked."""
    if not get_user_model().objects.filter(username=username).exists():
        raise AccountError(f"There is no account {username}.")
    was = unlock(username)
    if was:
        append_access(Access.ACCOUNT_UNLOCKED, actor=by, body={"account": username})
    return was


def actor_of(person: AbstractBaseUser, *, reauthenticated: bool = False) -> Actor:
    """Return who asks, with the roles the ledger grants them now."""
    grants = read.grants_of(person.get_username())
    name = grants[0].name if grants else getattr(person, "first_name", "") or person.get_username()
    return Actor(
        user=person.get_username(),
        name=name,
        roles=frozenset(grant.role for grant in grants),
        reauthenticated=reauthenticated,
        delegations=grants,
    )


def is_their_password(request: HttpRequest, password: str) -> bool:
    """Say whether the person signed in here has just typed their own password (re-authentication)."""
    found = authenticate(request, username=request.user.get_username(), password=password)
    if found is None or found.pk != request.user.pk:
        return False
    append_access(Access.REAUTHENTICATED, actor=found.get_username())
    return True


def witness_of(request: HttpRequest, username: str, password: str) -> Actor | None:
    """Return a second person who has just typed their own name and password beside the one signed in; None otherwise.

    A wrong password is refused and written down like that of a sign-in; nobody witnesses their own act.
    """
    found = authenticate(request, username=username, password=password) if username and password else None
    if found is None or found.pk == request.user.pk:
        return None
    append_access(Access.REAUTHENTICATED, actor=found.get_username())
    return actor_of(found, reauthenticated=True)
