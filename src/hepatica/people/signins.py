"""Sign-ins, refusals and sign-outs become events of the access chain."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from hepatica.store.access import Access
from hepatica.store.record import append_access


def connect() -> None:
    """Listen to Django's authentication signals."""
    user_logged_in.connect(_signed_in, dispatch_uid="hepatica.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="hepatica.signed_out")
    user_login_failed.connect(_refused, dispatch_uid="hepatica.refused")


def _signed_in(user: AbstractBaseUser, **_kwargs: Any) -> None:
    append_access(Access.SIGNED_IN, actor=user.get_username())


def _signed_out(user: AbstractBaseUser | None, **_kwargs: Any) -> None:
    if user is not None:
        append_access(Access.SIGNED_OUT, actor=user.get_username())


def _refused(credentials: dict[str, Any], **_kwargs: Any) -> None:
    # A mistyped name may be a password: only names that fit an account's are kept.
    name = str(credentials.get("username", ""))
    append_access(Access.REFUSED, actor=name if name.isidentifier() and len(name) <= 60 else "unknown")
