"""How the password of an account stands: its own or given by someone, how old, and whether a person is behind it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from hepatica.people.models import Standing

GIVEN_FOR = timedelta(days=3)
"""How long a password that somebody else gave opens anything."""


def may_enter(account: AbstractBaseUser, now: datetime | None = None) -> bool:
    """Whether a right password lets anybody in: a program's account never, a given password for three days."""
    row = Standing.objects.filter(account_id=account.pk).first()
    if row is None:
        return True
    return not row.service and not (row.must_change and (now or timezone.now()) - row.set_at > GIVEN_FOR)


def stands(account: AbstractBaseUser, *, given: bool = False, service: bool = False) -> None:
    """Write down that the password of an account was chosen just now, or ``given`` by someone else."""
    said = {"must_change": given, "set_at": timezone.now(), "service": service}
    Standing.objects.update_or_create(account_id=account.pk, defaults=said)


def must_change(account: AbstractBaseUser, now: datetime | None = None) -> bool:
    """Whether the account is to choose a new password before anything else: given by someone, or too old.

    An account made before passwords had an age has none until its password is next chosen.
    """
    row = Standing.objects.filter(account_id=account.pk).first()
    if row is None:
        return False
    days = settings.SITE.password_days
    return row.must_change or bool(days and (now or timezone.now()) - row.set_at >= timedelta(days=days))
