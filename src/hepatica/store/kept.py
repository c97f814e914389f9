"""What is read of each participant once, kept ready in the process, and read again only of those an event touched since.

A page then reads as much among ten thousand participants as among ten. What is kept of one participant must depend on
that participant's own rows and on the protocol alone, or on what ``also`` names (the day, the time zone). A ledger that
was restored, or another folder in the same process, is known by the hash of its last event that was seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connection

from hepatica.store import read, sight

T = TypeVar("T")
CHUNK = 500
"""Participants read at a time: so many are in memory whole, and no more."""


@dataclass(frozen=True, kw_only=True)
class _Known(Generic[T]):
    """What is known of one ledger, up to one of its events."""

    seq: int
    hash: str
    still: tuple[object, ...]
    of: Mapping[str, T]


class Kept(Generic[T]):
    """One kind of thing that is kept of each participant; who has none of it is not in it."""

    def __init__(
        self, reader: Callable[[tuple[str, ...]], Mapping[str, T]], also: Callable[[], tuple[object, ...]]
    ) -> None:
        """Keep what ``reader`` returns of some participants, for as long as ``also`` returns the same."""
        self._reader, self._also = reader, also
        self._known: dict[str, _Known[T]] = {}

    def now(self) -> Mapping[str, T]:
        """Return what is so at the head, of everybody: the same object until an event comes.

        It is read whoever asks; the caller asks the sight whom to show.
        """
        with sight.everything():
            return self._caught_up()

    def _caught_up(self) -> Mapping[str, T]:
        name, head = str(connection.settings_dict["NAME"]), read.end()
        still = (head.definition, *self._also())
        known = self._known.get(name)
        if known and (known.seq, known.hash, known.still) == (head.seq, head.hash, still):
            return known.of
        then = read.event(known.seq) if known else None
        if known and then and then.hash == known.hash and known.still == still:
            found, touched = dict(known.of), read.touched(after=known.seq, last=head.seq)
        else:
            found, touched = dict[str, T](), read.numbers()
        for start in range(0, len(touched), CHUNK):
            some = touched[start : start + CHUNK]
            for subject in some:
                found.pop(subject, None)
            found |= self._reader(some)
        self._known[name] = _Known(seq=head.seq, hash=head.hash, still=still, of=found)
        return found
