"""Sign-ins, sign-outs and second factors become events of the access chain; refusals do in ``lockout``."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from hepatica.people import lockout, seats, standing
from hepatica.people.passwords import MUST_CHANGE
from hepatica.people.seats import LOCKED
from hepatica.people.signing import begin_anew
from hepatica.store.access import Access
from hepatica.store.record import append_access


def connect() -> None:
    """Listen to Django's authentication signals, and to those of the second factor where it is installed."""
    user_logged_in.connect(_signed_in, dispatch_uid="hepatica.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="hepatica.signed_out")
    if apps.is_installed("allauth.mfa"):
        from allauth.mfa import signals

        signals.authenticator_added.connect(_factor_added, dispatch_uid="hepatica.factor_added")
        signals.authenticator_removed.connect(_factor_removed, dispatch_uid="hepatica.factor_removed")


def _signed_in(request: HttpRequest, user: AbstractBaseUser, **_kwargs: Any) -> None:
    append_access(Access.SIGNED_IN, actor=user.get_username())
    seats.take(request)
    begin_anew(request)
    request.session.pop(LOCKED, None)
    request.session.pop(MUST_CHANGE, None)
    if standing.must_change(user):
        request.session[MUST_CHANGE] = True
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    lockout.forget_old()


def _signed_out(user: AbstractBaseUser | None, **_kwargs: Any) -> None:
    if user is not None:
        append_access(Access.SIGNED_OUT, actor=user.get_username())


def _factor_added(user: AbstractBaseUser, authenticator: Any, **_kwargs: Any) -> None:
    words = {"account": user.get_username(), "factor": str(authenticator.type)}
    append_access(Access.FACTOR_ADDED, actor=user.get_username(), body=words)


def _factor_removed(user: AbstractBaseUser, authenticator: Any, **_kwargs: Any) -> None:
    words = {"account": user.get_username(), "factor": str(authenticator.type)}
    append_access(Access.FACTOR_REMOVED, actor=user.get_username(), body=words)
