"""Words taken out of sight: a name typed in error is shown to nobody any more, and the sealed event stays as it was.

The chain keeps the original, so that it verifies; every reader of the record gets the marker instead. Rows are struck
when the fact is folded, and again in a state of an earlier cut; events are masked as they are read.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import msgspec

from hepatica.ledger.events import Event
from hepatica.ledger.row import Row
from hepatica.ledger.state import State

MARK = "[redacted]"
"""What stands where the words stood."""
PROSE = frozenset(
    {
        "action",
        "cause",
        "decision",
        "explained",
        "note",
        "original",
        "reason",
        "scope",
        "sentence",
        "source",
        "text",
        "title",
    }
)
"""Keys of facts and rows that hold words a person typed; nothing else is ever struck, least of all an identifier."""
ANSWER = "value"
"""Key of a fact that holds an answer: struck only in the event, once the answer itself was changed."""


def sha_of(words: str) -> str:
    """Return the SHA-256 by which redacted words are known."""
    return sha256(words.encode()).hexdigest()


def words_of(event: Event, field: str) -> str:
    """Return the words of an event's field; '' where there is none, or none that may be redacted."""
    if field not in PROSE | {ANSWER}:
        return ""
    found = json.loads(event.body).get(field)
    return found if isinstance(found, str) else ""


def masked(event: Event, struck: frozenset[tuple[int, str]]) -> Event:
    """Return an event with the marker in its struck fields, each an event's number and a key of its body."""
    fields = [field for seq, field in struck if seq == event.seq]
    if not fields:
        return event
    body = json.loads(event.body) | dict.fromkeys(fields, MARK)
    return msgspec.structs.replace(event, body=json.dumps(body, ensure_ascii=False, sort_keys=True))


def strike(state: State, subject: str, digest: str) -> None:
    """Put the marker in place of the words of a digest, wherever they stand among a participant's rows."""
    for row in [one for one in state.rows() if one.subject == subject]:
        plain = msgspec.to_builtins(row)
        struck = _struck(plain, digest)
        if struck != plain:
            state.put(msgspec.convert(struck, type(row)))


def _struck(value: Any, digest: str, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _struck(one, digest, name) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_struck(one, digest, key) for one in value]
    if isinstance(value, str) and key in PROSE and sha_of(value) == digest:
        return MARK
    return value


def holds(row: Row, digest: str) -> bool:
    """Whether a row holds the words of a digest as an answer: an answer is changed, with its reason, not redacted."""
    return any(_answers(msgspec.to_builtins(row), digest))


def _answers(value: Any, digest: str) -> list[bool]:
    if not isinstance(value, dict):
        return []
    here = [sha_of(one) == digest for key, one in value.items() if key == ANSWER and isinstance(one, str)]
    return here + [found for one in value.values() for found in _answers(one, digest)]
