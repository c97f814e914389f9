"""Exact characteristics of stopping rules a second, beside the scalar walk, plain numpy and the random numbers alone.

Run apart: `python -m tests.bench.bench_design_stop`. Processor seconds (all cores: seconds on the wall), printed, never
asserted. One characteristic is the chance of stopping and the expected number treated of one boundary of thirty
participants at one true rate. The reference counts 714 in R and 2.1 million in compiled Python, and 43 million trials of 30
draws for the random numbers alone; those bound a simulation, which would need a million of them for each characteristic.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from hepatica.stats.compiled import compiled, is_available
from hepatica.stats.monitoring import Prior, odds
from hepatica.stats.monitoring.fast_walk import Limits, characteristics, evaluated, polynomials
from hepatica.stats.monitoring.search import Demands, cheapest
from hepatica.stats.monitoring.sweep import operating

LIMITS = (2, 3, 3, 3, 4, 4, 5, 5, 5, 5, 6, 6, 6, 7, 7, 7, 7, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 11, 11)
N = len(LIMITS)
RATES = np.linspace(0.01, 0.99, 2000)
MANY = np.array([[limit + more for limit in LIMITS] for more in range(12)] * 1000)
R, COMPILED = 714, 2_100_000
PRIORS = [Prior(a=mean * weight, b=(1 - mean) * weight) for mean in (0.1, 0.15, 0.2) for weight in (1, 2, 4)]
DEMANDS = Demands(p0=0.15, p1=0.4, false_stop=0.1, found=0.8)


def _rate(count: int, work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Return how many a second, of as many rounds as fit into half a second; the first is not counted."""
    work()
    rounds, start = 0, clock()
    while (spent := clock() - start) < 0.5:
        work()
        rounds += 1
    return count * rounds / spent


def _numbers() -> float:
    """Return trials a second for whose thirty outcomes the random numbers are drawn, and nothing else."""
    stream = np.random.Generator(np.random.Philox(key=1))
    return _rate(100_000, lambda: stream.integers(0, 2**64, size=(N // 2, 100_000), dtype=np.uint64))


@compiled
def _walked(limits: Limits, rate: float, n: int) -> float:
    """Walk boundaries one at a time at one rate, as the reference's compiled Python does."""
    alive, total = np.zeros(n + 2), 0.0
    for b in range(limits.shape[0]):
        alive[0] = 1.0
        top = 0
        for k in range(n):
            alive[top + 1] = 0.0
            for x in range(top + 1, 0, -1):
                alive[x] = alive[x] * (1 - rate) + alive[x - 1] * rate
            alive[0] *= 1 - rate
            top += 1
            while top >= limits[b, k]:
                total += alive[top]
                top -= 1
    return total


def _all_cores() -> float:
    """Return characteristics a second when every core takes boundaries of its own."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        parts = np.array_split(MANY, cores)

        def work() -> None:
            list(pool.map(lambda part: characteristics(part, RATES[:200]), parts))

        return _rate(len(MANY) * 200, work, time.perf_counter)


def lines() -> Iterator[str]:
    """Yield the table."""
    one = polynomials(np.array([LIMITS]))
    measured = (
        ("one rate, the scalar walk in Python", _rate(1, lambda: odds(LIMITS, 0.3))),
        ("one boundary, 2,000 rates, plain numpy walk", _rate(2000, lambda: operating(range(1, N + 1), LIMITS, RATES))),
        ("a boundary and a rate at a time, compiled walk", _rate(len(MANY), lambda: _walked(MANY, 0.3, N))),
        ("12,000 boundaries, one rate", _rate(len(MANY), lambda: characteristics(MANY, (0.3,)))),
        ("12,000 boundaries, two rates", _rate(2 * len(MANY), lambda: characteristics(MANY, (0.15, 0.3)))),
        ("one boundary enumerated once, 2,000 rates", _rate(2000, lambda: evaluated(one, RATES))),
        ("1,000 boundaries, 2,000 rates", _rate(2_000_000, lambda: characteristics(MANY[:1000], RATES))),
        (f"12,000 boundaries, 200 rates, all {os.cpu_count()} cores", _all_cores()),
    )  # fmt: skip
    yield f"| Stopping rules of {N}, exact | a second | to R's {R} | to the compiled {COMPILED:,} |"
    yield "| --- | ---: | ---: | ---: |"
    for what, rate in measured:
        yield f"| {what} | {rate:,.0f} | {rate / R:,.1f} | {rate / COMPILED:.2f} |"
    walked = cheapest(DEMANDS, PRIORS, (20, 30)).walked
    counted = _rate(len(MANY), lambda: polynomials(MANY))
    searched = _rate(walked, lambda: cheapest(DEMANDS, PRIORS, (20, 30)))
    yield ""
    yield f"Boundaries enumerated a second: {counted:,.0f}; searched for the cheapest, tables and all: {searched:,.0f}."
    floor = _numbers()
    yield (
        f"Random numbers for {floor:,.0f} trials of {N} a second; 2,000 rates of one boundary are {measured[5][1] / floor:.2f} "
        "of that, and each is exact where a trial is one draw of it."
    )
    if not is_available():
        yield "The compiler (extra `design`) is not installed: boundaries were enumerated in plain Python."


if __name__ == "__main__":
    print("\n".join(lines()))
