"""Fold events and remember which event last touched each row: saving, rebuilding and verifying all go through here."""

from __future__ import annotations

from collections.abc import Iterable

from hepatica.ledger.events import Event
from hepatica.ledger.evolve import Versions, evolve
from hepatica.ledger.state import Address, Landmarks, State
from hepatica.store import plans


def folded(events: Iterable[Event], state: State, marks: Landmarks | None = None) -> dict[Address, int]:
    """Fold events into ``state``; return the addresses they touched, each with the last event that did.

    ``marks`` are the landmarks of the version the events were made under. Without them the events are the ledger from
    its first on, and each is folded with the landmarks of the version it names.
    """
    touched: dict[Address, int] = {}
    versions = Versions(plans.landmarks_of)
    for event in events:
        state.changed.clear()
        evolve(state, event, marks or versions.of(event))
        for address in sorted(state.changed):  # a set has no order, and writes should have one
            touched[address] = event.seq
    return touched
