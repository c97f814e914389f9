"""How many trials a second the statistics judge, beside plain numpy doing nothing but the arithmetic.

Run apart: `python -m tests.bench.bench_stats`. Processor seconds, printed, never asserted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np

from hepatica.stats.dosing.boin_odds import boin_odds
from hepatica.stats.map import Events, Hyperprior, map_binomial
from hepatica.stats.monitoring.sweep import operating
from hepatica.stats.sign_flip import sign_flip

TRIALS, COHORTS, SIZE = 20_000, 10, 3
RATES = (0.05, 0.15, 0.30, 0.45, 0.60)
LOOKS = tuple(range(1, 31))
LIMITS = (2, 3, 3, 3, 4, 4, 5, 5, 5, 5, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11)
TRUTHS = tuple(k / 2001 for k in range(1, 2001))
CONTROLS = ((23, 107), (12, 44), (19, 51), (9, 39), (39, 139), (6, 20), (9, 78), (10, 35))
CHANGES = (-3.1, -1.2, 0.4, -2.2, -0.9)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _stream() -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=1))


def _dose_finding() -> tuple[float, float]:
    """Return trials a second of a simulated BOIN trial, and of the same binomial draws and sums alone."""

    def floor() -> None:
        stream, rate = _stream(), np.asarray(RATES)
        n, y = (np.zeros((TRIALS, rate.size), int) for _ in range(2))
        dose, every = np.zeros(TRIALS, int), np.arange(TRIALS)
        for _ in range(COHORTS):
            y[every, dose] += stream.binomial(SIZE, rate[dose])
            n[every, dose] += SIZE
            dose = np.clip(dose + np.where(3 * y[every, dose] < n[every, dose], 1, -1), 0, rate.size - 1)

    def ours() -> None:
        boin_odds(RATES, 0.30, cohorts=COHORTS, size=SIZE, trials=TRIALS, stream=_stream())

    return TRIALS / _seconds(ours), TRIALS / _seconds(floor)


def _stopping() -> tuple[float, float]:
    """Return true rates a second at which a boundary of 30 looks is judged exactly, and of bare shifted sums."""

    def floor() -> None:
        p = np.asarray(TRUTHS)[:, None]
        alive = np.zeros((p.size, 32))
        alive[:, 0] = 1.0
        for limit in LIMITS:
            alive[:, 1:] = alive[:, 1:] * (1 - p) + alive[:, :-1] * p
            alive[:, limit:].sum()
            alive[:, limit:] = 0.0

    many = 20
    ours = _seconds(lambda: [operating(LOOKS, LIMITS, TRUTHS) for _ in range(many)])
    return many * len(TRUTHS) / ours, many * len(TRUTHS) / _seconds(lambda: [floor() for _ in range(many)])


def _paired() -> tuple[float, float]:
    """Return exact tests a second of five changes, and of the 32 sums by one matrix."""
    signs = np.array([[1 if k >> bit & 1 else -1 for bit in range(5)] for k in range(32)])
    d = np.asarray(CHANGES)
    many = 5_000

    def floor() -> None:
        for _ in range(many):
            (np.abs(signs @ np.abs(d)) >= abs(d.sum())).mean()

    ours = _seconds(lambda: [sign_flip(CHANGES) for _ in range(many)])
    return many / ours, many / _seconds(floor)


def lines() -> Iterator[str]:
    """Yield a table of what was measured."""
    yield "Statistics, one core               ours/s    numpy alone/s   ratio"
    for name, (ours, floor) in (
        ("BOIN trials simulated (30 people)", _dose_finding()),
        ("boundaries judged exactly (30 looks)", _stopping()),
        ("exact tests of five changes", _paired()),
    ):
        yield f"{name:<36}{ours:>10,.0f} {floor:>14,.0f} {floor / ours:>7.1f}"
    arms = [Events(study=f"study {k}", r=r, n=n) for k, (r, n) in enumerate(CONTROLS, 1)]
    many = 10
    spent = _seconds(lambda: [map_binomial(arms, Hyperprior(tau_scale=1.0)) for _ in range(many)])
    yield f"a prior from eight studies by quadrature: {1000 * spent / many:.0f} ms"


if __name__ == "__main__":
    print(*lines(), sep="\n")
