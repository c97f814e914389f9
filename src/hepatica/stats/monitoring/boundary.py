"""A boundary: after k participants, the smallest number with the event that stops the trial."""

from collections.abc import Sequence
from itertools import groupby

from hepatica.stats.monitoring.walk import Counts, Walk, walk


def odds(limits: Sequence[int], rate: float) -> Walk:
    """Give what a boundary does at a true rate; ``limits[k - 1]`` stops after k participants, above k it cannot.

    Raises ValueError for a rate outside 0 to 1, no limits, or a limit below 1, which would stop before any event.
    """
    if any(limit < 1 for limit in limits):
        raise ValueError(f"a boundary of {min(limits)} would stop before any event; at least 1 must be seen")

    def stops(events: Counts, evaluable: int) -> bool:
        return events[0] >= limits[evaluable - 1]

    return walk((rate,), stops, len(limits))


def pause_at_first(n: int) -> tuple[int, ...]:
    """Give the boundary that pauses at the first event, whenever it comes."""
    return (1,) * n


def stretches(limits: Sequence[int]) -> tuple[tuple[int, int, int], ...]:
    """Give a boundary as stretches (events, from, to), leaving out where it cannot stop: 2 of 2-3, 3 of 4-5."""
    can = [(k, limit) for k, limit in enumerate(limits, 1) if limit <= k]
    runs = ([k for k, _ in run] for _, run in groupby(can, key=lambda pair: pair[1]))
    return tuple((limits[run[0] - 1], run[0], run[-1]) for run in runs)
