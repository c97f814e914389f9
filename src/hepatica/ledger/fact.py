"""What every fact of the ledger is: a small frozen struct, named ``noun.verb``."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The body of an event. Numbers are the strings that were typed: no floats."""

    kind: ClassVar[str]
