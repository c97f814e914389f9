"""The forms of the account pages: a name and a password, a code, a new password."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.people.accounts import AccountError
from hepatica.people.lockout import CODE, PASSWORD, attempt, until
from hepatica.people.passwords import choose


def locked_said(username: str, request: HttpRequest | None, kind: str = PASSWORD) -> str:
    """Say until when nobody may try this name, '' when they may; a name without an account says the same."""
    at = until(username, request, kind)
    if at is None:
        return ""
    when = date_format(timezone.localtime(at), "H:i")
    return _("Too many wrong attempts. Try again at %(when)s, or ask the administrator.") % {"when": when}


class SignIn(AuthenticationForm):
    """Name and password; a second factor, where the account has one, is asked for afterwards."""

    error_messages = {
        "invalid_login": gettext_lazy("This name and password do not belong together."),
        "inactive": gettext_lazy("This name and password do not belong together."),
    }

    def get_invalid_login_error(self) -> ValidationError:
        """Return the sentence for a refusal: the same for a wrong password and for a name that is none."""
        said = locked_said(self.cleaned_data.get("username", ""), self.request)
        return ValidationError(said) if said else super().get_invalid_login_error()

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Go on to the second factor, or in."""
        person = self.get_user()
        login = Login(user=person, redirect_url=redirect_url)
        answer: HttpResponse = perform_password_login(request, {"username": person.get_username()}, login)
        return answer


class _Counted:
    """A code that is counted like a password, and good for one use in all workers together."""

    user: AbstractBaseUser
    authenticator: Authenticator

    def clean_code(self) -> str:
        """Return the code, or refuse it in a sentence."""
        name = self.user.get_username()
        with attempt(name, context.request, CODE) as made:
            if not made.allowed:
                raise ValidationError(locked_said(name, context.request, CODE))
            code: str = super().clean_code()  # type: ignore[misc]
            if not _first_use(self.authenticator, code):
                raise ValidationError(_("This code was used already: wait for the next one."))
            made.right()
        return code


def _first_use(authenticator: Authenticator, code: str) -> bool:
    """Whether a code of an authenticator is newer than the last that was taken, which it then becomes (RFC 6238, 5.2)."""
    if authenticator.type != Authenticator.Type.TOTP:
        return True
    secret = decrypt(authenticator.data["secret"])
    at = [
        counter
        for counter in totp.yield_hotp_counters_from_time()
        if compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, counter)))
    ]
    if not at or max(at) <= authenticator.data.get("counter", -1):
        return False
    authenticator.data["counter"] = max(at)
    authenticator.save(update_fields=["data"])
    return True


class Code(_Counted, AuthenticateForm):  # type: ignore[misc]
    """The code of a second factor at the sign-in."""


class CodeAgain(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """The code of a second factor before it is changed."""


class NewPassword(forms.Form):
    """A password chosen by its own person, who types the present one too."""

    present = forms.CharField(
        label=gettext_lazy("Present password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    new = forms.CharField(
        label=gettext_lazy("New password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=gettext_lazy("New password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ, and one like the present."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("new") != said.get("again"):
            self.add_error("again", _("This is not what you typed above."))
        return said

    def save(self) -> bool:
        """Set it; False with the reasons in ``errors`` when the rules of the site are against it."""
        try:
            choose(self.request, self.cleaned_data["new"])
        except AccountError as error:
            self.add_error("new", str(error))
            return False
        return True
