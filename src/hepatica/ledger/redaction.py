"""Words taken out of sight: a name typed in error is shown to nobody any more, and the sealed event stays as it was.

The chain keeps the original, so that it verifies; every reader of the record gets the marker instead. Rows are struck
when the fact is folded, and again in a state of an earlier cut; events are masked as they are read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import msgspec

from hepatica.ledger.events import Event
from hepatica.ledger.review_rows import RedactionRow
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
BEFORE = "was"
"""Key of a fact that repeats the answer which a change replaced."""


class Struck(msgspec.Struct, frozen=True):
    """What was taken out of sight, of some participants or of all: words, wherever the ledger repeats them."""

    fields: frozenset[tuple[int, str]] = frozenset()
    """(event, key of its body)."""
    prose: frozenset[tuple[str, str]] = frozenset()
    """(participant, SHA-256) of words that were redacted anywhere."""
    answers: frozenset[tuple[str, str]] = frozenset()
    """The same of those that stood as an answer: whoever changed it repeated it."""

    def of(self, event: Event) -> tuple[str, ...]:
        """Return the keys of an event's body that show nothing: those named, and any other that repeats the words."""
        named = {field for seq, field in self.fields if seq == event.seq}
        if any(event.subject == subject for subject, _ in self.prose):
            named |= {
                key for key, words in json.loads(event.body).items() if self._repeats(event, key, words)
            }
        return tuple(sorted(named))

    def _repeats(self, event: Event, key: str, words: object) -> bool:
        known = self.answers if key in {ANSWER, BEFORE} else self.prose if key in PROSE else frozenset()
        return bool(known) and isinstance(words, str) and (event.subject, sha_of(words)) in known


def struck_by(rows: Iterable[RedactionRow]) -> Struck:
    """Return what redactions took out of sight."""
    known = tuple(rows)
    return Struck(
        fields=frozenset((row.event, row.field) for row in known),
        prose=frozenset((row.subject, row.original_sha256) for row in known),
        answers=frozenset((row.subject, row.original_sha256) for row in known if row.field == ANSWER),
    )


def sha_of(words: str) -> str:
    """Return the SHA-256 by which redacted words are known."""
    return sha256(words.encode()).hexdigest()


def words_of(event: Event, field: str) -> str:
    """Return the words of an event's field; '' where there is none, or none that may be redacted."""
    if field not in PROSE | {ANSWER}:
        return ""
    found = json.loads(event.body).get(field)
    return found if isinstance(found, str) else ""


def prose_of(event: Event) -> tuple[str, ...]:
    """Return the keys of an event's body that hold words in sight, other than an answer."""
    return tuple(
        key for key in json.loads(event.body) if key in PROSE and words_of(event, key) not in {"", MARK}
    )


def masked(event: Event, struck: Struck) -> Event:
    """Return an event with the marker in its struck fields."""
    if not (struck.fields and (fields := struck.of(event))):
        return event
    body = json.loads(event.body) | dict.fromkeys(fields, MARK)
    return msgspec.structs.replace(event, body=json.dumps(body, ensure_ascii=False, sort_keys=True))


def strike(state: State, subject: str, digest: str, *, answers: bool = False) -> None:
    """Put the marker in place of the words of a digest, wherever they stand among a participant's rows.

    ``answers``: also where they stood as an answer, in a state of before it was changed.
    """
    keys = PROSE | {ANSWER} if answers else PROSE
    for row in [one for one in state.rows() if one.subject == subject]:
        if (struck := without(row, digest, keys)) is not None:
            state.put(struck)


def without(row: Row, digest: str, keys: frozenset[str] = PROSE) -> Row | None:
    """Return a row with the marker in place of the words of a digest under some keys; None where it does not hold them."""
    plain = msgspec.to_builtins(row)
    struck = _struck(plain, digest, keys)
    return msgspec.convert(struck, type(row)) if struck != plain else None


def _struck(value: Any, digest: str, keys: frozenset[str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _struck(one, digest, keys, name) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_struck(one, digest, keys, key) for one in value]
    if isinstance(value, str) and key in keys and sha_of(value) == digest:
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
