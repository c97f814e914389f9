"""Holds as the ledger tells them, the lifted ones too: a lifted hold leaves no row, but its story stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hepatica.ledger import upcast
from hepatica.ledger.events import Event, HoldLifted, HoldPlaced, SignatureGiven

KINDS = frozenset({HoldPlaced.kind, HoldLifted.kind, SignatureGiven.kind})
"""The kinds of event a story of holds is told from."""
LIFT = "hold.lift"
"""The act of a signature that lets a hold end."""


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Somebody who signed."""

    name: str
    role: str
    at: str
    """UTC instant, as stored."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """One hold from its first to its last day; an open one has no ``lifted_at``."""

    subject: str
    """'' where it held everybody."""
    hold: str
    reason: str
    blocks: tuple[str, ...]
    rule: str
    """The stopping rule that placed it; '' when a person did."""
    lifts: tuple[str, ...]
    """Named decisions that lift it, in words."""
    placed_at: str
    placed_by: str
    placed_seq: int
    signed: tuple[Signed, ...] = ()
    lifted_at: str = ""
    lifted_why: str = ""
    decision: str = ""
    """The named decision it was lifted on."""

    @property
    def in_force(self) -> bool:
        """Whether it still holds."""
        return not self.lifted_at


def derive_holds(events: Sequence[Event]) -> tuple[Held, ...]:
    """Return every hold ever placed, in order of placing; ``events`` are of ``KINDS``, in order of the ledger.

    A signature belongs to the hold whose placing it signs; an earlier hold of the same name keeps its own.
    """
    signed = derive_signed(events, LIFT)
    told: dict[int, Held] = {}
    running: dict[tuple[str, str], int] = {}
    for event in events:
        fact = upcast.read(event)
        if isinstance(fact, HoldPlaced):
            told[event.seq] = replace(_placed(event, fact), signed=signed.get(event.seq, ()))
            running[event.subject, fact.hold] = event.seq
        elif isinstance(fact, HoldLifted) and (event.subject, fact.hold) in running:
            seq = running.pop((event.subject, fact.hold))
            told[seq] = replace(told[seq], lifted_at=event.at, lifted_why=fact.reason, decision=fact.decision)
    return tuple(told.values())


def derive_signed(events: Iterable[Event], act: str) -> dict[int, tuple[Signed, ...]]:
    """Return who signed an act, by the number of the event that was signed."""
    found: dict[int, tuple[Signed, ...]] = {}
    for event in events:
        fact = upcast.read(event)
        if isinstance(fact, SignatureGiven) and fact.act == act:
            one = Signed(name=fact.name, role=fact.role, at=event.at)
            found[fact.at_seq] = (*found.get(fact.at_seq, ()), one)
    return found


def _placed(event: Event, fact: HoldPlaced) -> Held:
    return Held(
        subject=event.subject,
        hold=fact.hold,
        reason=fact.reason,
        blocks=fact.blocks,
        rule=fact.rule,
        lifts=fact.lifts,
        placed_at=event.at,
        placed_by=event.actor,
        placed_seq=event.seq,
    )
