"""Replicates of a simulated trial in blocks: the same numbers whatever the number of workers, or where a run was broken off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt

BLOCK = 1_000
"""Replicates that are worked on in one go; a block's numbers depend on nothing but where it begins."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """Replicates ``first`` to ``first + count - 1``, numbered from 0: each draws from a stream of its own number."""

    first: int
    count: int


@dataclass(frozen=True, kw_only=True)
class Mean:
    """A simulated number with the Monte-Carlo standard error that it is never printed without."""

    value: float
    error: float


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What replicates came to: by name, the sum of their values and of the squares."""

    replicates: int
    sums: Mapping[str, tuple[float, float]]

    def mean(self, name: str) -> Mean:
        """Return the mean over replicates; raises KeyError for a name that nobody counted."""
        total, squares = self.sums[name]
        n = self.replicates
        value = total / n
        spread = max(0.0, squares / n - value * value)
        return Mean(value=value, error=sqrt(spread / (n - 1)) if n > 1 else float("inf"))


def tally(values: Mapping[str, Sequence[float]]) -> Tally:
    """Add up values by name, one per replicate.

    Raises ValueError when names do not have the same number of values, or there are none.
    """
    lengths = {len(found) for found in values.values()}
    if len(lengths) != 1 or lengths == {0}:
        raise ValueError("every number that is counted needs one value for each replicate")
    sums = {name: (fsum(found), fsum(x * x for x in found)) for name, found in values.items()}
    return Tally(replicates=lengths.pop(), sums=sums)


def together(parts: Iterable[Tally]) -> Tally:
    """Add tallies up, exactly rounded, so that the order in which workers were done does not show; names stand as in the first.

    Raises ValueError for no tallies, or tallies of different names.
    """
    found = list(parts)
    names = {frozenset(part.sums) for part in found}
    if len(names) != 1:
        raise ValueError(
            "tallies of different numbers cannot be added up" if found else "there is no tally to add up"
        )
    return Tally(
        replicates=sum(part.replicates for part in found),
        sums={
            name: (fsum(part.sums[name][0] for part in found), fsum(part.sums[name][1] for part in found))
            for name in found[0].sums
        },
    )


def blocks(total: int, size: int = BLOCK) -> tuple[Block, ...]:
    """Cut replicates into blocks; raises ValueError for fewer than one."""
    if total < 1:
        raise ValueError(f"{total} replicates cannot be: simulate at least one")
    return tuple(Block(first=first, count=min(size, total - first)) for first in range(0, total, size))
