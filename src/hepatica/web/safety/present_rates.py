"""How often each signal fired, and what became of it: a signal that is always dismissed is a bad signal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hepatica.ledger.rows import ProposalRow
from hepatica.safety import episodes
from hepatica.study.study import Study


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One signal by its term, with its counts by state."""

    signal: str
    term: str
    fired: int
    states: dict[str, int]
    dismissal: str


def rates(study: Study, rows: Iterable[ProposalRow]) -> list[Rate]:
    """Return the signals that fired at least once, the most frequent first."""
    terms = {signal.id: str(signal.term) for signal in study.signals}
    found = [
        Rate(
            signal=one.signal,
            term=terms.get(one.signal, one.signal),
            fired=one.fired,
            states=one.by_state,
            dismissal=one.dismissal or "–",
        )
        for one in episodes.rates(rows)
    ]
    return sorted(found, key=lambda one: (-one.fired, one.term))
