"""What every table of projected rows is."""

# ruff: noqa: D106 — Meta says nothing of its own.
from __future__ import annotations

from django.db import models


class Projected(models.Model):
    """A row the ledger folds into, as canonical JSON."""

    pk = models.CompositePrimaryKey("subject", "key")
    subject = models.TextField()
    key = models.TextField()
    seq = models.BigIntegerField()
    """The event that last touched it."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.subject} {self.key}"
