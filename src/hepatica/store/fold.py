"""Fold events and remember which event last touched each row: saving, rebuilding and verifying all go through here."""

from __future__ import annotations

from collections.abc import Iterable

from hepatica.ledger import upcast
from hepatica.ledger.events import Event, StudyPublished
from hepatica.ledger.evolve import evolve
from hepatica.ledger.state import Address, Landmarks, State
from hepatica.store import plans


def folded(events: Iterable[Event], state: State, marks: Landmarks | None = None) -> dict[Address, int]:
    """Fold events into ``state``; return the addresses they touched, each with the last event that did.

    ``marks`` are the landmarks of the protocol in force before the first of them; a published one brings its own.
    """
    touched: dict[Address, int] = {}
    marks = marks or Landmarks()
    for event in events:
        if event.kind == StudyPublished.kind:
            fact = upcast.read(event)
            assert isinstance(fact, StudyPublished)
            marks = plans.landmarks_of(fact)
        state.changed.clear()
        evolve(state, event, marks)
        for address in sorted(state.changed):  # a set has no order, and writes should have one
            touched[address] = event.seq
    return touched
