"""What is to be done next: a queue by time, and within a moment by the order in which it was put there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from heapq import heappop, heappush
from typing import NamedTuple

from hepatica.demo.played import Played
from hepatica.simulated.life import Life

Doing = Callable[[datetime], None]
"""Something to find out or decide at a moment, local to the site."""


class Due(NamedTuple):
    """One thing that is due; ``planned`` says that it does not take place once its participant has left."""

    at: datetime
    order: int
    life: Life | None
    what: Played | Doing
    planned: bool


class Agenda:
    """The queue. Time never goes back: what is put in for a moment that has passed is done next."""

    def __init__(self) -> None:
        self._due: list[Due] = []
        self._order = 0
        self._now = datetime.min.replace(tzinfo=UTC)

    def add(
        self, at: datetime, what: Played | Doing, life: Life | None = None, *, planned: bool = False
    ) -> None:
        """Put something in for an aware moment."""
        self._order += 1
        heappush(self._due, Due(max(at.astimezone(UTC), self._now), self._order, life, what, planned))

    def take(self) -> Due | None:
        """Take out what is next and still stands; None when nothing is left."""
        while self._due:
            due = heappop(self._due)
            self._now = due.at
            if not (due.planned and due.life is not None and due.life.gone):
                return due
        return None
