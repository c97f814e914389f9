"""Which visits are locked as a whole, for lists that show every visit: the matrix and the participant's page."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hepatica.conduct.locks import Place, standing
from hepatica.ledger.review_rows import LockRow
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.store import signed


def locked_visits(people: Iterable[SubjectRow]) -> Callable[[str, str], bool]:
    """Return what says whether a visit of one of the participants is locked, by itself or by a wider lock."""
    rows = {row.subject: row for row in people}
    state = State(signed.locks(rows))
    if not any(state.all(LockRow)):
        return lambda _subject, _visit: False

    def is_locked(subject: str, visit: str) -> bool:
        row = rows.get(subject)
        place = Place(subject, visit, site=row.site if row else "")
        return standing(state, place, frozen=False) is not None

    return is_locked
