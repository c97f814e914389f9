"""When the disk or the database fails: one sentence for the person, and nothing half-written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, OperationalError

NOTHING = "Nothing of this entry was stored"
UNKNOWN = "It is not known whether this entry was stored"
"""Said of a commit that was sent and never answered: the database may have done it before it fell silent."""
_ONCE = "Look whether it stands there, or send it again: a request with a key is stored once"

_WHY = (
    (
        ("full", "no space left", "53100"),
        "the disk that holds the ledger is full. Make room on it, then send the entry again",
    ),
    (
        ("locked", "busy", "55p03", "40p01"),
        "the ledger is busy with another entry. Send it again in a moment",
    ),
    (
        ("readonly", "read-only", "read only", "25006"),
        "the ledger is read-only for this program. Check the rights of its file",
    ),
    (
        ("disk i/o error", "58030"),
        "the disk that holds the ledger reports an error. Check the disk before going on",
    ),
    (
        ("never changed", "never shortened", "last plus one", "_event_pkey"),
        "the ledger does not end where its head says. Run: hepatica verify",
    ),
    (
        ("malformed", "not a database"),
        "the ledger's file is damaged. Run: hepatica verify, and restore a copy",
    ),
    (
        ("no such table", "does not exist"),
        "the ledger has no tables yet. Run: hepatica serve or hepatica init",
    ),
    (("permission denied", "42501"), "the database role may not do this. Grant it its rights again"),
)


class StoreUnavailable(Exception):  # noqa: N818 - the sentence is what matters
    """The store could not write or read; the sentence says why, and that nothing was stored where that is known."""


def sentence_for(error: BaseException, *, committing: bool = False) -> str | None:
    """Return the sentence a failed write deserves; None when the failure is a defect of ours.

    ``committing`` is a write that failed at its very end: where the database fell silent there, nobody knows what it did.
    """
    code = getattr(error.__cause__, "sqlstate", None) or ""
    text = f"{error} {code}".lower()
    for signs, why in _WHY:
        if any(sign in text for sign in signs):
            if committing and "58030" in signs:
                return f"{UNKNOWN}: {why}. {_ONCE}."
            return f"{NOTHING}: {why}."
    if isinstance(error, OperationalError | InterfaceError):
        reason = (str(error).splitlines() or ["no reason given"])[0]
        if committing:
            return f"{UNKNOWN}: the database fell silent as it was to keep it ({reason}). {_ONCE}."
        return f"{NOTHING}: the database does not answer ({reason})."
    return None


class Course:
    """How far a write has come."""

    committing = False
    """Whether all of it was said, and only the commit is left."""


@contextmanager
def said() -> Iterator[Course]:
    """Turn a failing database into ``StoreUnavailable``; a defect stays what it is."""
    course = Course()
    try:
        yield course
    except (DatabaseError, InterfaceError) as error:
        sentence = sentence_for(error, committing=course.committing)
        if sentence is None:
            raise
        raise StoreUnavailable(sentence) from error
