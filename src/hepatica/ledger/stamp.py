"""What the ledger knows of an event besides its fact."""

from __future__ import annotations

import msgspec


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """Number, instant, actor and subject of an event."""

    seq: int
    at: str
    actor: str
    subject: str
