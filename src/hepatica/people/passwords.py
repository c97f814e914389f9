"""Passwords are chosen by their own person; one given by someone else is for a single use and in two hands."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth import get_user_model, update_session_auth_hash
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest
from django.utils.translation import gettext as _

from hepatica.people.accounts import AccountError, check_password_rules
from hepatica.people.lockout import unlock
from hepatica.people.signing import begin_anew
from hepatica.people.standing import stands
from hepatica.store.access import Access
from hepatica.store.record import append_access

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not taken for one another when read aloud."""
MUST_CHANGE = "must_change"
"""In a session: nothing opens but the page where a new password is chosen."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """A temporary password: what the one who gave it sees, and whether the other half went to the person's mail."""

    shown: str
    mailed: bool

    def __repr__(self) -> str:
        """Show nothing: a log or traceback is an exit too."""
        return "Given(…)"


def choose(request: HttpRequest, new: str) -> None:
    """Set the password that the person signed in here has chosen; AccountError with every reason against it.

    Their other sessions end, and this one gets a new key.
    """
    assert request.user.is_authenticated
    person = get_user_model().objects.get(pk=request.user.pk)
    if person.check_password(new):
        raise AccountError(_("This is the password you have: choose another one."))
    check_password_rules(new, person)
    person.set_password(new)
    person.save(update_fields=["password"])
    stands(person)
    request.session.pop(MUST_CHANGE, None)
    begin_anew(request)
    update_session_auth_hash(request, person)
    append_access(Access.PASSWORD_CHANGED, actor=person.get_username())


def give(username: str, *, by: str, halved: bool) -> Given:
    """Give an account a temporary password: every session of it ends, and the first sign-in chooses another.

    ``halved`` sends its second half to the person's mail, so that who gives it cannot use it alone; AccountError
    where there is no such way. A second factor stays as it is.
    """
    person = get_user_model().objects.filter(username=username, is_active=True).first()
    if not isinstance(person, AbstractUser) or not person.has_usable_password():
        raise AccountError(_("There is no open account %(name)s that signs in.") % {"name": username})
    parts = ["".join(secrets.choice(LETTERS) for _n in range(4)) for _n in range(4)]
    first, second = "-".join(parts[:2]), "-".join(parts[2:])
    if halved:
        _send(person, second)
    person.set_password(f"{first}-{second}")
    person.save(update_fields=["password"])
    stands(person, given=True)
    unlock(username)
    append_access(Access.PASSWORD_RESET, actor=by, body={"account": username})
    return Given(shown=first if halved else f"{first}-{second}", mailed=halved)


def _send(person: AbstractUser, half: str) -> None:
    said = _("The second half of your temporary password is:\n\n    %(half)s\n\n") % {"half": half}
    said += _(
        "The administrator tells you the first half. Type both, joined by a hyphen, and choose your own password."
    )
    try:
        if not person.email:
            raise AccountError(_("%(name)s has no mail address.") % {"name": person.username})
        person.email_user(_("Hepatica: half of a temporary password"), said)
    except OSError as error:
        raise AccountError(_("The mail server did not take it, so no password was given.")) from error
