"""Reading the designs of the next trial that are kept here: the latest of each, every version, and the design itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from hepatica.design.document import Design
from hepatica.design.load import examine
from hepatica.ledger.events import Event
from hepatica.ledger.kept_designs import DesignKept, DesignRow
from hepatica.store import projections, queries

_LATEST = "SELECT body FROM projected_design WHERE subject = '' ORDER BY key"


class NoDesign(LookupError):  # noqa: N818 - the sentence is what matters
    """No such design, or no such version of it, is kept here."""


@dataclass(frozen=True, kw_only=True)
class KeptDesign:
    """One version of a design: what it is, and who kept it when."""

    id: str
    title: str
    kind: str
    """single_arm, dose_finding, two_arm or factorial."""
    version: str
    sha256: str
    seq: int
    """The event that kept it."""
    by: str
    """The account."""
    at: str
    """Server UTC, as stored."""
    reason: str = ""
    """Only of ``versions``; the list of the latest reads no event."""


def kept() -> tuple[KeptDesign, ...]:
    """Return the latest version of each design, by id."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST)
        rows = [projections.revived(DesignRow.table, body) for (body,) in cursor.fetchall()]
    return tuple(
        KeptDesign(
            id=row.design, title=row.title, kind=row.plan, version=row.version, sha256=row.sha256,
            seq=row.seq, by=row.by, at=row.at,
        )
        for row in rows
        if isinstance(row, DesignRow)
    )  # fmt: skip


def versions(design: str) -> tuple[KeptDesign, ...]:
    """Return every version of a design that was ever kept, the latest first; NoDesign when there is none."""
    found = [
        KeptDesign(
            id=fact.design, title=fact.title, kind=fact.plan, version=fact.version, sha256=fact.sha256,
            seq=event.seq, by=event.actor, at=event.at, reason=fact.reason,
        )
        for event, fact in _told(design)
    ]  # fmt: skip
    return tuple(reversed(found))


def text(design: str, sha256: str | None = None) -> str:
    """Return the file of a design as it was written: the latest, or the version of a SHA-256. NoDesign says what is missing."""
    for _, fact in reversed(_told(design)):
        if sha256 in {None, fact.sha256}:
            return fact.text
    raise NoDesign(f"No version of design {design!r} with the SHA-256 {sha256} is kept here.")


def design(design: str, sha256: str | None = None) -> Design:
    """Return a design: the latest, or the version of a SHA-256. NoDesign says what is missing."""
    return _read(design, text(design, sha256))


def by_sha256(sha256: str) -> Design:
    """Return the design of a SHA-256, whatever its id. NoDesign where none is kept."""
    for _, fact in reversed(_all()):
        if fact.sha256 == sha256:
            return _read(fact.design, fact.text)
    raise NoDesign(f"No design with the SHA-256 {sha256} is kept here: keep it first.")


@lru_cache(maxsize=32)
def _read(name: str, written: str) -> Design:
    found = examine(f"{name}.yaml", written.encode())
    if found.design is None:
        first = found.problems[0].sentence if found.problems else "it cannot be read"
        raise NoDesign(
            f"Design {name!r} was kept by another version of Hepatica, and this one says: {first}."
        )
    return found.design


def _told(name: str) -> list[tuple[Event, DesignKept]]:
    found = [(event, fact) for event, fact in _all() if fact.design == name]
    if not found:
        raise NoDesign(f"No design {name!r} is kept here.")
    return found


def _all() -> list[tuple[Event, DesignKept]]:
    told = ((event, event.fact) for event in queries.told((DesignKept.kind,)))
    return [(event, fact) for event, fact in told if isinstance(fact, DesignKept)]
