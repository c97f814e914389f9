"""What "why?" answers: a value, how it was made, and what it was made from, down to the events of the ledger."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """One value and where it comes from; its inputs are explained in the same way."""

    ref: str
    """``ITEM:01-001/month_6/laboratory/1/bilirubin``, ``SCORE:…``, ``ADEFF:…``, ``CELL:…``; '' for a constant."""
    title: str
    """What it is, in words: ``Bilirubin, Month 6, participant 01-001``."""
    value: str
    """As shown, with its unit; the sentence that says why there is none."""
    rule: str = ""
    """How it was made: the formula with the numbers in it, or the rule in words."""
    source: str = ""
    """Where the rule can be read, or the protocol's source of a parameter."""
    version: str = ""
    """Version of the formula or of the protocol."""
    inputs: tuple[Explanation, ...] = ()
    events: tuple[int, ...] = ()
    """Ledger events that gave this very value, in order: who, when and why are read from them."""
    flags: tuple[str, ...] = ()
    """Sentences that stand beside the value."""

    @property
    def all_events(self) -> tuple[int, ...]:
        """Return every event below, once, in order."""
        found = set(self.events).union(*(one.all_events for one in self.inputs))
        return tuple(sorted(found))
