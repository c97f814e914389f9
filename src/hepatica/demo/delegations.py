"""The demo's delegation log: who does what, since when, with what training, and who saw their papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hepatica.conduct.authority import ALLOWED
from hepatica.conduct.commands import AcceptStatement, RevokeRole
from hepatica.demo.cast import BY_ROLE, LEFT, STAFF
from hepatica.demo.played import Played
from hepatica.study.dates import PartialDate
from hepatica.study.study import Study

_AT_THE_SITE = frozenset({"coordinator", "investigator", "cell_lab", "pathologist", "quality"})
"""Roles delegated at the hospital; the others look at the trial as a whole."""
_SIGNS = frozenset({"form.sign", "hold.lift", "board.sign"})
_TRAINED, _SEEN = 12, 5
"""Days before the opening."""
_STAYED = timedelta(days=40, hours=7)


def delegate(study: Study, opening: datetime) -> None:
    """Enter everyone in the delegation log on the morning of the opening; who signs accepts what a signature means."""
    from hepatica.conduct.statements import sha_of, statement_of
    from hepatica.store import publishing, read
    from hepatica.store.record import record

    site = study.sites[0]
    today = opening.astimezone(ZoneInfo(site.zone)).date()
    trained, seen = (
        PartialDate.parse((today - timedelta(days=n)).isoformat()).words() for n in (_TRAINED, _SEEN)
    )
    for member in (*STAFF, LEFT):
        publishing.grant(
            member.user,
            member.name,
            member.role,
            sites=(site.id,) if member.role in _AT_THE_SITE else (),
            since=today.isoformat(),
            training=f"ICH E6(R3), this protocol and Hepatica, {trained}",
            identity=f"Staff card and passport, seen by {BY_ROLE['administrator'].name} on {seen}",
        )
    text = statement_of(read.plan())
    for member in STAFF if text else ():
        if ALLOWED[member.role] & _SIGNS:
            record(AcceptStatement(text_sha256=sha_of(text)), actor=member.actor(reauthenticated=True))


def left(opening: datetime) -> Iterator[Played]:
    """Yield the end of the delegation of the coordinator who went elsewhere."""
    command = RevokeRole(
        user=LEFT.user, role=LEFT.role, reason="Left the hospital; the keys were handed back"
    )
    yield Played(opening + _STAYED, BY_ROLE["administrator"].actor(), command)
