"""What a person may see: the one place where it is decided that other sites' participants are not there.

Every read of ``store/read.py`` asks the sight in force. The command line and the jobs see everything; a request sees
what ``web/doors.SeeOwnSites`` sets for it, and before anybody signed in no participant at all. Somebody whose roles are
bound to sites finds other sites' participants nowhere: lists leave them out, an address of theirs answers as one of
nobody would. What is about the whole study is refused with a sentence instead of being drawn from a part of it.

Deciding (``conduct/decide``) is not limited: rules of the study count every site's participants.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import connection

from hepatica.ledger.row import Row

NOBODY: frozenset[str] = frozenset()
"""The sites of somebody who has not signed in."""
ELSEWHERE = "another-site"
"""What stands for a participant of another site in words about the study: a hold of all sites says why, not who."""
REFUSAL = (
    "This shows participants of every site, and your roles hold at %s only. Ask somebody whose role is not bound to a "
    "site for it."
)


class OtherSites(PermissionDenied):
    """What was asked for holds other sites' participants."""


class _Site(msgspec.Struct):
    """As much of a participant's row as says where they are treated."""

    site: str


_SITE = msgspec.json.Decoder(_Site).decode


@dataclass
class _Sight:
    sites: frozenset[str]
    known: dict[str, bool] = field(default_factory=dict)
    """Participant → whether they are seen, as far as it was asked; a site never changes."""
    learned: bool = False


_IN_FORCE: ContextVar[_Sight | None] = ContextVar("sight", default=None)


@contextmanager
def seeing(sites: Collection[str] | None) -> Iterator[None]:
    """See only the participants of some sites; None sees all."""
    token = _IN_FORCE.set(None if sites is None else _Sight(frozenset(sites)))
    try:
        yield
    finally:
        _IN_FORCE.reset(token)


def everything() -> AbstractContextManager[None]:
    """See all for a moment: for what is kept ready for everyone, and shown to each only as far as they may see."""
    return seeing(None)


def is_limited() -> bool:
    """Whether the sight in force leaves anybody out."""
    return _IN_FORCE.get() is not None


def whole() -> None:
    """Refuse (OtherSites) where the sight in force does not reach the whole study."""
    sight = _IN_FORCE.get()
    if sight is not None:
        raise OtherSites(
            REFUSAL % (" and ".join(f"site {site}" for site in sorted(sight.sites)) or "no site")
        )


def sees(subject: str) -> bool:
    """Whether a participant is seen; '' is the study, which everybody sees. Nobody of that number: not seen."""
    sight = _IN_FORCE.get()
    if sight is None or not subject:
        return True
    if subject not in sight.known:
        with connection.cursor() as cursor:
            cursor.execute("SELECT body FROM projected_subject WHERE subject = %s", [subject])
            row = cursor.fetchone()
        if row is None:
            return False
        sight.known[subject] = _SITE(row[0]).site in sight.sites
    return sight.known[subject]


def seen(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return those of some rows whose participant is seen, and the study's own."""
    if _IN_FORCE.get() is None:
        return tuple(rows)
    _learn()
    return tuple(row if row.subject else _veiled(row) for row in rows if sees(row.subject))


def veiled(text: str) -> str:
    """Return words of the study's own, as the reason of a hold, without the numbers of participants who are not seen."""
    sight = _IN_FORCE.get()
    if sight is None:
        return text
    _learn()
    for subject, is_seen in sight.known.items():
        if not is_seen and subject in text:
            text = text.replace(subject, ELSEWHERE)
    return text


def _veiled(row: Row) -> Row:
    text = msgspec.json.encode(row).decode()
    return row if (left := veiled(text)) == text else msgspec.json.decode(left, type=type(row))


def numbers(subjects: Iterable[str]) -> tuple[str, ...]:
    """Return those of some participants who are seen."""
    if _IN_FORCE.get() is None:
        return tuple(subjects)
    _learn()
    return tuple(subject for subject in subjects if sees(subject))


def _learn() -> None:
    """Ask once for everybody's site, before a list is gone through."""
    sight = _IN_FORCE.get()
    if sight is None or sight.learned:
        return
    sight.learned = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, body FROM projected_subject")
        sight.known |= {subject: _SITE(body).site in sight.sites for subject, body in cursor.fetchall()}
