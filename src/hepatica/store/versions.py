"""The versions of the protocol ever in force here, and whose record waits to be read anew under the present one."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from django.db import connection

from hepatica.conduct.commands import Actor, SettleSubject
from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Refused
from hepatica.conduct.versions import unsettled
from hepatica.ledger.events import StudyPublished, decode
from hepatica.store import plans, read
from hepatica.store.record import record


class Version(NamedTuple):
    """One publication: its event, and what it said but for the text."""

    seq: int
    at: str
    actor: str
    hash: str
    fact: StudyPublished
    before: int
    """The version it followed; 0 for the first."""


_KNOWN: dict[tuple[int, str], Version] = {}


def versions() -> tuple[Version, ...]:
    """Return every publication, the one in force first. Each event names the version it was made under: the one before."""
    found, seq = list[Version](), read.end().definition
    while seq:
        version = _version(seq)
        found.append(version)
        seq = version.before
    return tuple(found)


def _version(seq: int) -> Version:
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM study_event WHERE seq = %s", [seq])
        digest = cursor.fetchone()[0]
        if (seq, digest) not in _KNOWN:
            cursor.execute("SELECT kind, body, at, actor, definition FROM study_event WHERE seq = %s", [seq])
            kind, body, at, actor, before = cursor.fetchone()
            fact = decode(kind, body)
            if not isinstance(fact, StudyPublished):
                raise ValueError(f"event {seq} published no protocol: run hepatica verify")
            light = msgspec.structs.replace(fact, text="")
            _KNOWN[seq, digest] = Version(seq, at, actor, digest, light, before)
        return _KNOWN[seq, digest]


def plan_of(seq: int) -> Plan:
    """Return the compiled protocol of a publication; ValueError when the event published none."""
    with connection.cursor() as cursor:
        return plans.published(cursor, seq)


def waiting() -> tuple[str, ...]:
    """Return the participants whose record has not been read anew under the version that applies to them."""
    head = read.plan()
    if not head.published.settles:
        return ()
    return tuple(row.subject for row in read.subjects() if unsettled(head, row))


def settle(actor: Actor) -> tuple[int, tuple[str, ...]]:
    """Read every waiting record anew, each in a transaction of its own; return how many, and why others were refused.

    Interrupted, it goes on where it stopped when it is called again.
    """
    done, refused = 0, list[str]()
    for subject in waiting():
        outcome = record(SettleSubject(subject=subject), actor=actor)
        if isinstance(outcome, Refused):
            refused.append(f"{subject}: {outcome}")
        else:
            done += bool(outcome.events)
    return done, tuple(refused)


def instants(seqs: tuple[int, ...]) -> dict[int, str]:
    """Return when events were recorded, by their numbers."""
    found: dict[int, str] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(seqs), 500):
            part = list(seqs[start : start + 500])
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(f"SELECT seq, at FROM study_event WHERE seq IN ({marks})", part)  # noqa: S608 - marks alone
            found.update(cursor.fetchall())
    return found
