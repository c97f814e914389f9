"""Proposals gathered into episodes: what is judged once, with the event that may already stand for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hepatica.datasets.episodes import derive_episodes
from hepatica.ledger.rows import ProposalRow
from hepatica.ledger.state import State
from hepatica.study.study import Study

At = tuple[str, str, str, str]
"""Participant, visit, form and signal: readings that met one rule in one place."""


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """An episode with something to judge."""

    waiting: Mapping[At, tuple[ProposalRow, ...]]
    """What waits, by where and by which rule it was raised, in the order of time; never empty."""
    event: int = 0
    """Row of the event of the log to which it seems to belong, or 0."""

    @property
    def at(self) -> At:
        """Where it began: its name on the desk."""
        return next(iter(self.waiting))


def at_of(row: ProposalRow) -> At:
    """Return where, and by which rule, a proposal was raised."""
    return row.subject, row.visit, row.form, row.signal


def gathered(study: Study, state: State) -> list[Gathered]:
    """Return the episodes in which a proposal waits, by participant and in the order of time."""
    waits = {row.subject for row in state.all(ProposalRow) if row.state == "proposed"}
    return [
        Gathered(waiting=_by_place(episode.waiting), event=episode.event)
        for subject in sorted(waits)
        for episode in derive_episodes(study, state, subject)
        if episode.waiting
    ]


def _by_place(rows: Iterable[ProposalRow]) -> dict[At, tuple[ProposalRow, ...]]:
    found: dict[At, list[ProposalRow]] = {}
    for row in rows:
        found.setdefault(at_of(row), []).append(row)
    return {at: tuple(same) for at, same in found.items()}
