"""The two components of a signature: who you are and what only you know.

The first signing of a continuous session takes both, name and password; those that follow take the password. A new
sign-in, a locked screen and a change of password each begin a new session of signing (21 CFR 11.200(a)(1)).
"""

from __future__ import annotations

from django.http import HttpRequest

from hepatica.people.accounts import is_their_password

SIGNED = "signed_with_both"


def signing_components(request: HttpRequest) -> bool:
    """Whether this session has signed with both components already, so that the next signing takes the password alone."""
    return bool(request.session.get(SIGNED))


def has_signed_in_full(request: HttpRequest, password: str, username: str = "") -> bool:
    """Check the components of one signing and remember the first: True when the person here may sign with them.

    ``username`` is read at the first signing of a session alone. A wrong name or password counts towards the lock of
    the account, and is written to the access chain, like that of a sign-in.
    """
    first = not signing_components(request)
    if first and username.strip() != request.user.get_username():
        is_their_password(request, "")
        return False
    if not is_their_password(request, password):
        return False
    if first:
        request.session[SIGNED] = True
    return True


def begin_anew(request: HttpRequest) -> None:
    """Ask for both components again: the screen was locked, or the password changed."""
    request.session.pop(SIGNED, None)
