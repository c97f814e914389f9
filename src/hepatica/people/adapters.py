"""Where django-allauth asks this house: nobody makes an account by a page, and an outside provider vouches, no more."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Any, cast

import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hepatica.people.accounts import is_their_password
from hepatica.people.lockout import address_of
from hepatica.people.outward import Session
from hepatica.store.access import Access
from hepatica.store.record import append_access


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in by name and password, then the second factor of who has one."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Return False: an administrator or the owner makes accounts."""
        return False

    def get_login_stages(self) -> list[str]:
        """Return what follows the password."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return whence a request comes, as the lockout counts it."""
        return address_of(request)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:  # noqa: ARG002
        """Say whether the password is right: counted and written down like any other."""
        return is_their_password(context.request, password)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:  # noqa: ARG002
        """Send a closed account back to the sign-in, in a sentence."""
        messages.error(request, _("This account is closed."))
        return redirect("account_login")

    def add_message(self, request: HttpRequest, level: int, *_args: Any, **kwargs: Any) -> None:
        """Say a sentence of ours; allauth's own notices are left to the pages, which show how things stand."""
        if said := kwargs.get("message"):
            messages.add_message(request, level, said)


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors, sealed in the database under a key that is not in it."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Return what an authenticator shows beside the site's name."""
        return user.get_username()


def _cipher() -> Fernet:
    return Fernet(
        base64.urlsafe_b64encode(sha256(b"hepatica.factor:" + settings.SECRET_KEY.encode()).digest())
    )


class Hospital(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The hospital's own sign-in: it vouches for an account that exists, and never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Return False."""
        return False

    def get_requests_session(self) -> requests.Session:
        """Return how the provider is asked: checked, timed, without redirects."""
        return Session(local=settings.SITE.is_local)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Sign in the one open account the provider vouches for, by way of its second factor; refuse all else."""
        account = vouched(sociallogin.account.extra_data, _oidc().account)
        if account is None:
            append_access(Access.REFUSED, actor="unknown")
            said = _("%(provider)s does not vouch for an account of this trial.")
            messages.error(request, said % {"provider": _oidc().name})
            raise ImmediateHttpResponse(redirect("account_login"))
        url = sociallogin.get_redirect_url(request)
        login = Login(user=account, redirect_url=url)
        raise ImmediateHttpResponse(perform_login(request, login))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_kwargs: Any) -> None:  # noqa: ARG002
        """Say that it did not work, on the sign-in page."""
        said = _("The sign-in with %(provider)s was not completed.") % {"provider": _oidc().name}
        messages.error(request, said)
        raise ImmediateHttpResponse(redirect("account_login"))


def _oidc() -> Any:
    return settings.OIDC


def vouched(claims: dict[str, Any], by: str) -> AbstractBaseUser | None:
    """Return the one open account that the claims of a provider name: by its verified address, or by a claim.

    An address counts when the provider says it has verified it, and when one account alone has it.
    """
    said = claims.get("userinfo") or claims.get("id_token") or claims
    value = said.get(by)
    if not isinstance(value, str) or not value.strip():
        return None
    if by == "email" and said.get("email_verified") is not True:
        return None
    field = "email__iexact" if by == "email" else "username"
    people = get_user_model().objects.filter(**{field: value}, is_active=True).exclude(standing__service=True)
    found = list(people[:2])
    return cast("AbstractBaseUser", found[0]) if len(found) == 1 else None
