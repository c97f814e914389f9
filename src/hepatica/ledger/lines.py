"""Events as lines of text (JSON Lines, UTF-8): how a chain travels in a backup, a move or an archive.

A whole line holds every field, the body as the very text that was hashed, so that whoever reads it can hash it again. In
an archive a line may hold less, and says so:

- ``withheld``: only number, the hash before and its own. The chain stays provable, what happened stays unsaid.
- ``redacted``: a field of the body was taken out of sight by a later ``text.redacted``; its own hash, which the next
  event continues, still covers the original.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from hepatica.ledger.events import Event

REDACTED = "[redacted]"
_ENCODE = msgspec.json.Encoder(order="sorted").encode
_DECODE = msgspec.json.Decoder(Event).decode


def line_of(event: Event) -> bytes:
    """Return an event as one whole line, its break at the end."""
    return _ENCODE(event) + b"\n"


def event_of(line: bytes) -> Event:
    """Return the event of a whole line; ValueError when it is none."""
    try:
        return _DECODE(line)
    except msgspec.MsgspecError as error:
        raise ValueError(f"this line is no event: {error}") from error


def withheld(event: Event) -> bytes:
    """Return a line that proves an event's place and says nothing of it."""
    return _ENCODE({"seq": event.seq, "prev": event.prev, "hash": event.hash, "withheld": True}) + b"\n"


def redacted(event: Event, fields: Iterable[str]) -> bytes:
    """Return a line whose body shows nothing of some fields, and which names them."""
    gone = sorted(fields)
    body = without(msgspec.json.decode(event.body), gone)
    line = msgspec.to_builtins(event) | {"body": _ENCODE(body).decode(), "redacted": gone}
    return _ENCODE(line) + b"\n"


def without(body: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """Return a body with the words of some fields taken out; a field that is not there stays away."""
    gone = set(fields)
    return {key: REDACTED if key in gone else value for key, value in body.items()}


def events_of(lines: Iterable[bytes]) -> Iterator[Event]:
    """Yield the events of whole lines; ValueError names the line that is none."""
    for number, line in enumerate(lines, start=1):
        try:
            yield event_of(line)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from error
