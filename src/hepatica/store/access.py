"""The access chain's grammar: who came in, who looked at an identity, what left the building.

A kind is ``noun.verb``; its body holds exactly the words listed for it, and never a name or a telephone number.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Access(StrEnum):
    """What happened."""

    SIGNED_IN = "session.opened"
    SIGNED_OUT = "session.closed"
    REFUSED = "session.refused"
    REAUTHENTICATED = "session.confirmed"
    ACCOUNT_MADE = "account.made"
    ACCOUNT_CLOSED = "account.closed"
    PASSWORD_CHANGED = "account.rekeyed"  # noqa: S105 - a kind of event
    PASSWORD_RESET = "account.reset"  # noqa: S105 - a kind of event
    ACCOUNT_LOCKED = "account.locked"
    ACCOUNT_UNLOCKED = "account.unlocked"
    ADDRESS_LOCKED = "address.locked"
    FACTOR_ADDED = "factor.added"
    FACTOR_REMOVED = "factor.removed"
    SESSION_LOCKED = "session.locked"
    SESSION_ENDED = "session.ended"
    IDENTITY_VIEWED = "identity.viewed"
    IDENTITY_WRITTEN = "identity.written"
    IDENTITY_ERASED = "identity.erased"
    IDENTITY_REKEYED = "identity.rekeyed"
    PROFILE_VIEWED = "profile.viewed"
    EXPORTED = "export.made"
    PRINTED = "report.printed"
    IMPORTED = "import.made"
    DIGEST_SENT = "digest.sent"
    DIGEST_FAILED = "digest.failed"
    KEY_MADE = "key.made"
    CHECKPOINT_MADE = "checkpoint.made"
    BACKUP_MADE = "backup.made"
    BACKUP_RESTORED = "backup.restored"
    ARCHIVE_MADE = "archive.made"
    RECORD_MOVED = "record.moved"
    RECORD_VERIFIED = "record.verified"


WORDS: dict[Access, frozenset[str]] = {
    Access.ACCOUNT_MADE: frozenset({"account"}),
    Access.ACCOUNT_CLOSED: frozenset({"account"}),
    Access.PASSWORD_RESET: frozenset({"account"}),
    Access.ACCOUNT_LOCKED: frozenset({"account", "minutes"}),
    Access.ACCOUNT_UNLOCKED: frozenset({"account"}),
    Access.ADDRESS_LOCKED: frozenset({"address", "minutes"}),
    Access.FACTOR_ADDED: frozenset({"account", "factor"}),
    Access.FACTOR_REMOVED: frozenset({"account", "factor"}),
    Access.SESSION_ENDED: frozenset({"account", "sessions"}),
    Access.EXPORTED: frozenset({"what", "cut", "sha256"}),
    Access.PRINTED: frozenset({"what", "cut", "sha256"}),
    Access.IMPORTED: frozenset({"file", "sha256", "rows"}),
    Access.DIGEST_SENT: frozenset({"to", "day"}),
    Access.DIGEST_FAILED: frozenset({"to", "day", "reason"}),
    Access.KEY_MADE: frozenset({"public"}),
    Access.CHECKPOINT_MADE: frozenset({"cut", "public", "sha256"}),
    Access.BACKUP_MADE: frozenset({"cut", "sha256"}),
    Access.BACKUP_RESTORED: frozenset({"cut", "sha256"}),
    Access.ARCHIVE_MADE: frozenset({"what", "cut", "sha256"}),
    Access.RECORD_MOVED: frozenset({"cut", "from", "to"}),
    Access.RECORD_VERIFIED: frozenset({"cut", "sound", "head", "said"}),
}
"""What a kind's body says; a kind that is not listed has an empty one."""
MAY_SAY: dict[Access, frozenset[str]] = {
    Access.EXPORTED: frozenset({"rows"}),
    Access.PRINTED: frozenset({"rows"}),
}
"""What it may say besides: how many rows left. Bodies written before that was asked have none."""

_ENCODE = msgspec.json.Encoder(order="sorted").encode


def body_of(kind: Access, words: Mapping[str, str]) -> str:
    """Return the canonical body; ValueError when a word is missing, unknown, or not text."""
    expected = WORDS.get(kind, frozenset())
    known = set(words) - MAY_SAY.get(kind, frozenset())
    if known != expected or not all(isinstance(value, str) for value in words.values()):
        raise ValueError(f"{kind.value} says {', '.join(sorted(expected)) or 'nothing more'}, each as text")
    return _ENCODE(dict(words)).decode()
