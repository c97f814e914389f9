"""The members of a trial (``names``) out of the database at hand and its folder, and into another."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from hepatica.jobs.keeping import accounts
from hepatica.jobs.keeping.names import ACCESS, ACCOUNTS, REQUESTS, STUDY, Head, Heads
from hepatica.store import carry, read
from hepatica.store.rebuild import rebuild
from hepatica.store.transactions import snapshot, writing
from hepatica.store.verify import verify

IDENTITY_KEY = "identity.key"
_NEVER = ("hepatica.db", "cache", "demo-sign-ins.txt")
"""The database (it is carried event by event), and what is made anew."""
_PIECE = 2**20

Pieces = Iterable[bytes]
Tell = Callable[[str, int], None]


class NotTaken(Exception):  # noqa: N818 - the sentence is what matters
    """The record cannot be taken in here; the sentence says why."""


class Taken(NamedTuple):
    """What was stored of what came, for the reconciliation."""

    events: int
    accesses: int
    requests: int
    accounts: int


def ends() -> Heads:
    """Return where both chains end now."""
    last = read.end()
    access = read.end("access")
    return Heads(Head(last.seq, last.hash), Head(access.seq, access.hash), last.at)


def database_members(tell: Tell) -> Iterator[tuple[str, Pieces, Heads]]:
    """Yield the database's members with the heads they end at, all of one instant, while others go on writing.

    Each member must be read before the next is asked for.
    """
    with snapshot() as cursor:
        heads = ends()
        tell("Reading the ledger", heads.study.seq)
        yield STUDY, carry.chain_out(cursor, "study", heads.study.seq), heads
        tell("Reading the access chain", heads.access.seq)
        yield ACCESS, carry.chain_out(cursor, "access", heads.access.seq), heads
        yield REQUESTS, carry.requests_out(cursor), heads
        yield ACCOUNTS, accounts.rows_out(), heads


def folder_files(folder: Path, *, identity_key: bool) -> Iterator[tuple[str, Path]]:
    """Yield the files of a trial folder that belong to it, by their place in it; never half-written or linked ones."""
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        first = place.parts[0]
        if any(first == name or first.startswith((f"{name}-", f"{name}.")) for name in _NEVER):
            continue
        if any(part.startswith(".") or part in {"__pycache__", "lost+found"} for part in place.parts):
            continue
        if (place.as_posix() == IDENTITY_KEY and not identity_key) or not stat.S_ISREG(path.lstat().st_mode):
            continue
        yield place.as_posix(), path


def pieces(path: Path) -> Iterator[bytes]:
    """Yield a file piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def take_in(member: Callable[[str], Pieces], heads: Heads, tell: Tell) -> Taken:
    """Store a record in the empty database at hand, fold it, and verify that it ends where it should.

    Belongs into a ``rehearsal(keep=True)``: whatever is raised leaves nothing. NotTaken says what does not agree.
    """
    if any(read.head(chain).seq for chain in carry.CHAINS) or not accounts.is_empty():
        raise NotTaken("The database holds a record already. A record is taken into an empty one only.")
    try:
        with writing() as cursor:
            tell("Storing the ledger", heads.study.seq)
            study = carry.chain_in(cursor, "study", member(STUDY))
            tell("Storing the access chain", heads.access.seq)
            access = carry.chain_in(cursor, "access", member(ACCESS))
            requests = carry.requests_in(cursor, member(REQUESTS))
        people = accounts.rows_in(member(ACCOUNTS))
    except ValueError as error:
        raise NotTaken(str(error)) from error
    tell("Folding the ledger", study)
    rebuild()
    here = ends()
    if (here.study, here.access) != (heads.study, heads.access):
        raise NotTaken(f"The record does not end where it should: {_differing(heads, here)}.")
    tell("Verifying", study + access)
    report = verify()
    if not report.sound:
        raise NotTaken(" ".join(report.sentences))
    return Taken(events=study, accesses=access, requests=requests, accounts=people)


def _differing(due: Heads, here: Heads) -> str:
    return "; ".join(
        f"the {chain} chain at event {b.seq} ({b.hash[:12]}), not at {a.seq} ({a.hash[:12]})"
        for chain, a, b in (("study", due.study, here.study), ("access", due.access, here.access))
        if a != b
    )
