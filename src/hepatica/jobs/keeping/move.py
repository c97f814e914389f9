"""A move: the record from one database to another, verified by equal heads; all of it arrives or nothing does.

The old database is held while it is read, so nothing is written behind the move's back; it is never changed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from hepatica.jobs.keeping import accounts, members
from hepatica.jobs.keeping.members import Taken, Tell
from hepatica.jobs.keeping.names import Heads
from hepatica.store import append
from hepatica.store.access import Access
from hepatica.store.carry import CHAINS
from hepatica.store.grants import grant_app_role
from hepatica.store.record import append_access
from hepatica.store.transactions import rehearsal, upgrade


class Moved(NamedTuple):
    """What went, what arrived, and where both ended."""

    out: Taken
    stored: Taken
    heads: Heads

    @property
    def agrees(self) -> bool:
        """Whether each that went was stored."""
        return self.out == self.stored


def move_to(target: Mapping[str, Any], tell: Tell, *, owner: Mapping[str, Any] | None = None) -> Moved:
    """Copy the record of the default database into ``target`` (settings of an empty one), which ``owner`` may migrate.

    Raises NotTaken with a sentence, and leaves the target without any row, when it holds a record or does not agree.
    """
    with tempfile.TemporaryDirectory(prefix=".moving-", dir=settings.HEPATICA_DIR) as name, held() as source:
        spool = Path(name)
        counts, heads = _spooled(spool, tell)
        with as_default(source, target, owner):
            alias = "owner" if owner else "default"
            with upgrade(alias):
                call_command("migrate", database=alias, verbosity=0, interactive=False)
            if owner:
                grant_app_role(connections["owner"], connections["default"].settings_dict["USER"])
            with rehearsal(keep=True):
                stored = members.take_in(lambda member: _lines(spool / member), heads, tell)
                body = {
                    "cut": str(heads.study.seq),
                    "from": source.vendor,
                    "to": connections["default"].vendor,
                }
                append_access(Access.RECORD_MOVED, actor="owner", body=body)
            accounts.count_on(alias)
    return Moved(out=Taken(*counts), stored=stored, heads=heads)


@contextmanager
def held() -> Iterator[BaseDatabaseWrapper]:
    """Keep everybody from writing to the default database, and read it as of one instant."""
    with transaction.atomic():
        source = connections["default"]
        with source.cursor() as cursor:
            if source.vendor == "postgresql":
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            for chain in CHAINS:
                append.locked(cursor, chain)
        yield source
        transaction.set_rollback(True)


@contextmanager
def as_default(
    source: BaseDatabaseWrapper, target: Mapping[str, Any], owner: Mapping[str, Any] | None
) -> Iterator[None]:
    """Let another database be the default one of this process; ``source`` stays open and comes back."""
    earlier = dict(connections.settings)
    named = {"default": dict(target)} | ({"owner": dict(owner)} if owner else {})
    del connections["default"]
    connections.settings |= connections.configure_settings(named)
    try:
        yield
    finally:
        for alias in named:
            connections[alias].close()
            del connections[alias]
        connections.settings.clear()
        connections.settings |= earlier
        connections["default"] = source


def _spooled(spool: Path, tell: Tell) -> tuple[list[int], Heads]:
    counts, heads = list[int](), None
    for name, lines, heads in members.database_members(tell):  # noqa: B007 - the same at each
        path = spool / name
        path.parent.mkdir(exist_ok=True)
        count = 0
        with path.open("wb") as file:
            for line in lines:
                file.write(line)
                count += 1
        counts.append(count)
    assert heads is not None
    return counts, heads


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file
