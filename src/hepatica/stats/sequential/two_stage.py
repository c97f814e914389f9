"""Single-arm trials in one or two stages: reject when more than r of n respond, stop early when at most r1 of n1 do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy
from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class TwoStage:
    """A two-stage design with its exact properties."""

    r1: int
    n1: int
    r: int
    n: int
    expected: float
    """Expected participants when the response is uninteresting."""
    stops: float
    """Probability of stopping after the first stage then."""
    error: float
    power: float


@dataclass(frozen=True, kw_only=True)
class OneStage:
    """The smallest single-stage design."""

    n: int
    r: int
    error: float
    missed: float


def single_stage(low: float, high: float, error: float, missed: float, *, most: int = 400) -> OneStage:
    """Return the smallest n and its r; ValueError when none up to ``most`` suffices."""
    _check(low, high, error, missed)
    for n in range(1, most + 1):
        r = int(scipy.stats.binom.isf(error, n, low))
        alpha, beta = float(scipy.stats.binom.sf(r, n, low)), float(scipy.stats.binom.cdf(r, n, high))
        if alpha <= error and beta <= missed:
            return OneStage(n=n, r=r, error=alpha, missed=beta)
    raise ValueError(f"no design of up to {most} participants has these errors")


def simon(low: float, high: float, error: float, missed: float, *, most: int = 100) -> tuple[TwoStage, ...]:
    """Return the best two-stage design of each total size, fewest first: minimax first, optimal where expected is least.

    Source: Simon 1989, Control Clin Trials 10:1. Raises ValueError when no design of up to ``most`` suffices.
    """
    _check(low, high, error, missed)
    found: list[TwoStage] = []
    for n in range(2, most + 1):
        best = min(_of_size(n, low, high, error, missed), key=lambda d: d.expected, default=None)
        if best is not None:
            found.append(best)
            if n > min(found, key=lambda d: d.expected).n + 25:
                break
    if not found:
        raise ValueError(f"no two-stage design of up to {most} participants has these errors")
    return tuple(found)


def admissible(designs: Sequence[TwoStage]) -> tuple[TwoStage, ...]:
    """Return the designs that are best for some weight of total and expected size: the lower hull. Source: Jung 2004."""
    hull: list[TwoStage] = []
    for design in sorted(designs, key=lambda d: d.n):
        while len(hull) > 1 and _turns(hull[-2], hull[-1], design):
            hull.pop()
        hull.append(design)
    least = min(range(len(hull)), key=lambda at: hull[at].expected)
    return tuple(hull[: least + 1])


def _turns(a: TwoStage, b: TwoStage, c: TwoStage) -> bool:
    return (b.expected - a.expected) * (c.n - a.n) >= (c.expected - a.expected) * (b.n - a.n)


@lru_cache(maxsize=4096)
def _masses(n: int, rate: float) -> NDArray[np.float64]:
    return np.asarray(scipy.stats.binom.pmf(np.arange(n + 1), n, rate), float)


def _of_size(n: int, low: float, high: float, error: float, missed: float) -> Iterator[TwoStage]:
    """Yield for each first stage the smallest r that keeps the error, where the power then suffices."""
    for n1 in range(1, n):
        first_low, first_high = _masses(n1, low), _masses(n1, high)
        gone = np.cumsum(first_high)
        for r1 in range(n1):
            if gone[r1] > missed:
                break
            on_low, on_high = first_low.copy(), first_high.copy()
            on_low[: r1 + 1] = on_high[: r1 + 1] = 0.0
            beyond_low = _beyond(on_low, _masses(n - n1, low))
            r = int(np.argmax(beyond_low <= error))
            power = float(_beyond(on_high, _masses(n - n1, high))[r])
            if power >= 1 - missed:
                stops = float(first_low[: r1 + 1].sum())
                yield TwoStage(
                    r1=r1, n1=n1, r=r, n=n, expected=n1 + (1 - stops) * (n - n1), stops=stops,
                    error=float(beyond_low[r]), power=power,
                )  # fmt: skip


def _beyond(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of more than r responses in both stages together, for r from 0."""
    tail = np.cumsum(np.convolve(first, second)[::-1])[::-1]
    return np.append(tail[1:], 0.0)


def _check(low: float, high: float, error: float, missed: float) -> None:
    if not 0 < low < high < 1:
        raise ValueError(
            "the uninteresting response must lie below the interesting one, both between 0 and 1"
        )
    if not (0 < error < 1 and 0 < missed < 1):
        raise ValueError("errors lie between 0 and 1")


@dataclass(frozen=True, kw_only=True)
class Stops:
    """Per look: probability of stopping first at or below the lower, and at or above the upper count."""

    lower: tuple[float, ...]
    upper: tuple[float, ...]
    expected: float


def looks(sizes: Sequence[int], lower: Sequence[int], upper: Sequence[int], rate: float) -> Stops:
    """Return the exact odds of counts followed over looks; −1 and a size too large never stop."""
    if len(sizes) != len(lower) or len(sizes) != len(upper) or not 0 <= rate <= 1:
        raise ValueError("there must be a lower and an upper count for each look, and a rate between 0 and 1")
    state, before, below, above, expected = np.ones(1), 0, [], [], 0.0
    for at, (n, low, high) in enumerate(zip(sizes, lower, upper, strict=True)):
        if n <= before:
            raise ValueError("each look comes after more participants than the one before")
        state = np.convolve(state, scipy.stats.binom.pmf(np.arange(n - before + 1), n - before, rate))
        count = np.arange(state.size)
        stop_low, stop_high = count <= low, count >= high
        below.append(float(state[stop_low].sum()))
        above.append(float(state[stop_high].sum()))
        last = at + 1 == len(sizes)
        expected += n * (float(state.sum()) if last else below[-1] + above[-1])
        state, before = np.where(stop_low | stop_high, 0.0, state), n
    return Stops(lower=tuple(below), upper=tuple(above), expected=expected)
