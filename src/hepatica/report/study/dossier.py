"""What a report of any kind is written from: the cut, the safety desk's pack, and the ledger's own trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from hepatica.datasets.trail import Trail
from hepatica.ledger.state import State
from hepatica.report.board.pack import Pack
from hepatica.report.document import Para
from hepatica.report.study.catalogue import tables
from hepatica.report.study.cut import Cut
from hepatica.report.table import Table

UNLOCKED = "Data not locked"
UNREAD = "The ledger's history was not read for this print, so this part is empty."


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """The trial at a cut; without ``pack`` and ``trail`` the parts told from the ledger's history say so."""

    cut: Cut
    pack: Pack | None = None
    trail: Trail | None = None

    @cached_property
    def tables(self) -> dict[str, Table | Para]:
        """Every table of the record by its address, made once; a sentence for one that cannot be made.

        Published tables are left out: their own page makes them.
        """
        own = {name: make for name, make in tables(self.cut).items() if not name.startswith("evidence")}
        return {name: _made(make, self.cut, name) for name, make in own.items()}

    def numbered(self, *prefixes: str, but: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the addresses of tables whose number begins so, in order of their numbers."""
        left = set(but)
        found = [
            (_parts(made.id), name)
            for name, made in self.tables.items()
            if isinstance(made, Table) and made.id.startswith(prefixes) and name not in left
        ]
        return tuple(name for _, name in sorted(found))

    @property
    def status(self) -> str:
        """Return the words of the frame on every page while the data are not locked; '' once they are."""
        return "" if is_locked(self.cut.state) else UNLOCKED


def is_locked(state: State) -> bool:
    """Whether the record holds a lock of the whole study; a ledger of this version has no such fact."""
    return any(row.table == "lock" and not row.subject for row in state.rows())


def _made(make: Callable[[Cut], Table], cut: Cut, name: str) -> Table | Para:
    try:
        return make(cut)
    except (ValueError, ArithmeticError, LookupError) as error:
        return Para(text=f"The table “{name}” could not be made: {error}.")


def _parts(number: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in number.split("."))
