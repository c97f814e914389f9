"""What every projected row is."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A projected row: ``table`` names it, ``key`` tells it from others of its subject."""

    table: ClassVar[str]
    subject: str
    """Subject number, or '' for the study's own rows."""

    @property
    def key(self) -> str:
        """The row's key within its table and subject."""
        return ""
