"""The one command that is checked against the ledger itself: a redaction must quote words that an event really holds."""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

from hepatica.conduct.commands import Command, RedactText
from hepatica.conduct.refused import Refused, refuse
from hepatica.ledger import redaction
from hepatica.store import read


def misquoted(cursor: CursorWrapper, command: Command) -> Refused | None:
    """Return the refusal of a redaction whose words do not stand in that field of that participant's event, or None."""
    if not isinstance(command, RedactText):
        return None
    event = next(read.stream(cursor, after=command.event - 1, last=command.event), None)
    if event is None or event.subject != command.subject:
        return refuse("no_such", f"No event {command.event} is about {command.subject!r}.")
    words = redaction.words_of(event, command.field)
    if not words or redaction.sha_of(words) != command.original_sha256:
        said = f"Event {command.event} does not hold these words in {command.field!r}, or nothing there may be redacted."
        return refuse("not_possible", said)
    return None
