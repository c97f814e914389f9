"""Pairs of participants compared level by level: death first, then what lies below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, isnan
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.int8]
"""One row per participant of the first group, one column per participant of the second: 1 wins, −1 loses, 0 neither."""


@dataclass(frozen=True, kw_only=True)
class Level:
    """One rung of the hierarchy."""

    name: str
    kind: Literal["time", "value"] = "value"
    """``time``: until an event, longer is better, censored by Gehan's rule; ``value``: a number."""
    better: Literal["higher", "lower"] = "higher"
    """For a value."""
    threshold: float = 0.0
    """A difference smaller than this is a tie."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one participant shows at one level; ``value`` None where it was not measured."""

    value: float | None
    event: bool = True
    """For a time: whether the event happened then; False where follow-up ended."""


Outcomes = Sequence[Seen]
"""One participant, one entry per level, the worst first."""


@dataclass(frozen=True, kw_only=True)
class LevelCounts:
    """How the pairs that reached one level came out at it."""

    level: str
    wins: int
    losses: int
    ties: int
    """Both known and too close; passes to the next level."""
    undecided: int
    """Censored or not measured; passes to the next level."""


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Every pair's result, and where it was reached."""

    scores: Scores
    levels: tuple[LevelCounts, ...]

    @property
    def wins(self) -> int:
        """Pairs that the first group won."""
        return int((self.scores > 0).sum())

    @property
    def losses(self) -> int:
        """Pairs that the first group lost."""
        return int((self.scores < 0).sum())

    @property
    def ties(self) -> int:
        """Pairs that no level decided."""
        return int((self.scores == 0).sum())


def compare_pairs(first: Sequence[Outcomes], second: Sequence[Outcomes], levels: Sequence[Level]) -> Pairs:
    """Compare each of the first group with each of the second at the first level that decides.

    Times are scored by Gehan's rule: a pair is decided only where the shorter time is an event; other pairs, like
    unmeasured values, pass to the next level. Raises ValueError for empty groups, levels or values that cannot be.
    Sources: Gehan 1965; Buyse 2010; Pocock 2012.
    """
    if not first or not second:
        raise ValueError("pairs need somebody in each group")
    if not levels:
        raise ValueError("pairs need at least one level to be compared at")
    for person in (*first, *second):
        _check(person, levels)
    scores = np.zeros((len(first), len(second)), dtype=np.int8)
    counts = []
    for place, level in enumerate(levels):
        reached = scores == 0
        here, known = _at(level, [p[place] for p in first], [p[place] for p in second])
        counts.append(
            LevelCounts(
                level=level.name,
                wins=int((reached & (here > 0)).sum()),
                losses=int((reached & (here < 0)).sum()),
                ties=int((reached & (here == 0) & known).sum()),
                undecided=int((reached & (here == 0) & ~known).sum()),
            )
        )
        scores = np.where(reached, here, scores).astype(np.int8)
    return Pairs(scores=scores, levels=tuple(counts))


def restrict(person: Outcomes, levels: Sequence[Level], horizon: float) -> tuple[Seen, ...]:
    """Cut times at a horizon common to all, so that longer follow-up of some decides nothing."""
    return tuple(
        Seen(value=horizon, event=False)
        if level.kind == "time" and seen.value is not None and seen.value > horizon
        else seen
        for seen, level in zip(person, levels, strict=True)
    )


def _check(person: Outcomes, levels: Sequence[Level]) -> None:
    if len(person) != len(levels):
        raise ValueError(f"a participant with {len(person)} outcomes stands before {len(levels)} levels")
    for seen, level in zip(person, levels, strict=True):
        if level.threshold < 0 or isnan(level.threshold):
            raise ValueError(f"level {level.name}: a threshold of {level.threshold} cannot be")
        if seen.value is not None and not isfinite(seen.value):
            raise ValueError(f"level {level.name}: {seen.value} is not an outcome")
        if level.kind == "time" and seen.value is not None and seen.value < 0:
            raise ValueError(f"level {level.name}: a time of {seen.value} cannot be")


def _at(level: Level, first: Sequence[Seen], second: Sequence[Seen]) -> tuple[Scores, NDArray[np.bool_]]:
    """Scores of every pair at one level, and where both were known well enough to be called a tie."""
    a, b = (np.array([np.nan if s.value is None else s.value for s in group]) for group in (first, second))
    ended_a, ended_b = (np.array([s.event for s in group], dtype=bool) for group in (first, second))
    ahead = a[:, None] - b[None, :]
    if level.kind == "value" and level.better == "lower":
        ahead = -ahead
    measured = ~np.isnan(ahead)
    least = max(level.threshold, 1e-12)  # what binary rounding leaves of a difference is none
    further, behind = measured & (ahead >= least), measured & (ahead <= -least)
    if level.kind == "value":
        return further.astype(np.int8) - behind.astype(np.int8), measured
    both = ended_a[:, None] & ended_b[None, :]
    even = measured & ~further & ~behind
    # At one time, the event of one and the censored time of the other: the other lived longer, by whatever little.
    close = even if level.threshold == 0 else np.zeros_like(even)
    win = ended_b[None, :] & (further | (close & ~ended_a[:, None]))
    lose = ended_a[:, None] & (behind | (close & ~ended_b[None, :]))
    return win.astype(np.int8) - lose.astype(np.int8), measured & both
