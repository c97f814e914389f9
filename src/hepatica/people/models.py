"""What an account has beside Django's own row: how its password stands, and who has tried a wrong one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Standing(models.Model):  # noqa: DJ008 - never shown by itself
    """How the password of an account stands; an account without a row has one of its own that does not age."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="standing"
    )
    must_change = models.BooleanField(default=False)
    """The password was given by someone else: it opens nothing but the page where a new one is chosen."""
    set_at = models.DateTimeField()
    """When the password was last chosen or given."""
    service = models.BooleanField(default=False)
    """A name under which a program acts: nobody signs in or signs with it."""

    class Meta:
        """Its table."""

        db_table = "account_standing"


class Attempts(models.Model):  # noqa: DJ008 - never shown by itself
    """Wrong passwords in a row of an account or from an address, under a keyed hash: what was typed is nowhere."""

    key = models.CharField(max_length=64, primary_key=True)
    failed = models.PositiveIntegerField(default=0)
    locks = models.PositiveIntegerField(default=0)
    """How often in a row it was locked; each lock lasts twice as long as the one before."""
    locked_until = models.DateTimeField(null=True)
    last_at = models.DateTimeField()

    class Meta:
        """Its table."""

        db_table = "account_attempts"
        indexes: ClassVar = [models.Index(fields=["last_at"], name="account_attempts_of_time")]
