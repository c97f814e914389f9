"""What a trial consists of, by name: the same members in a backup, a restore and a move.

ledger/study.jsonl      every event of the study's chain, one a line
ledger/access.jsonl     every event of the access chain
ledger/requests.jsonl   which requests were answered with which events
accounts.jsonl          people, with the hashes of their passwords
folder/...              the files of the trial folder
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

STUDY, ACCESS, REQUESTS = "ledger/study.jsonl", "ledger/access.jsonl", "ledger/requests.jsonl"
ACCOUNTS = "accounts.jsonl"
FOLDER = "folder/"


class Head(NamedTuple):
    """Where a chain ends: the number of its last event and its hash."""

    seq: int
    hash: str


class Heads(NamedTuple):
    """Where both chains end."""

    study: Head
    access: Head
    at: str
    """The instant of the study's last event, '' before the first."""


def canonical(value: Any) -> bytes:
    """Return the one way a value is written where its bytes are hashed: JSON, keys sorted, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
