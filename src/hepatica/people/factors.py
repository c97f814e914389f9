"""The second factor where no page asks for it: a script sends its code with the password."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext as _


def missing_factor(request: HttpRequest, person: AbstractBaseUser, code: str) -> str:
    """Say in a sentence what is missing for a sign-in besides the password; '' when nothing is.

    A wrong code counts towards the lock of the account, like one typed on the page.
    """
    from allauth.core import context
    from allauth.mfa.utils import is_mfa_enabled

    from hepatica.people.forms import Code

    if not is_mfa_enabled(person):
        return ""
    if not code:
        return _("This account has a second factor: send its code too.")
    form = Code(user=person, data={"code": code})
    with context.request_context(request):
        if not form.is_valid():
            return str(form.errors["code"][0])
    form.authenticator.record_usage()
    return ""


def take_away(username: str, *, by: str) -> int:
    """Take every second factor from an account whose phone or key is lost; return how many there were."""
    from allauth.mfa.models import Authenticator

    from hepatica.store.access import Access
    from hepatica.store.record import append_access

    found = list(Authenticator.objects.filter(user__username=username))
    for one in found:
        append_access(Access.FACTOR_REMOVED, actor=by, body={"account": username, "factor": str(one.type)})
        one.delete()
    return len(found)
