"""Dose-finding trials a second on one core, beside plain numpy, the random numbers alone, and the reference's compiled rates.

Run apart: `python -m tests.bench.bench_design_dose`. Processor seconds, printed, never asserted. Five doses, thirty
participants in cohorts of three, rates from 5 % to 60 %. The states of a design are prepared once for all rates; that
time stands in a line of its own. The reference counts 60,600 BOIN trials in R and 3.0 million compiled, 136 and 141,000
of the CRM, and 43 million trials for the random numbers alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np

from hepatica.stats.dosing.boin import boin
from hepatica.stats.dosing.courses import BLOCK, MANY, Choice, Courses, Rule, courses, walked
from hepatica.stats.dosing.crm import skeleton
from hepatica.stats.dosing.dose_odds import exact_odds
from hepatica.stats.dosing.keyboard import keyboard
from hepatica.stats.dosing.obd_odds import played as optimum
from hepatica.stats.dosing.pairs import boin_pairs
from hepatica.stats.dosing.pending import Calendar, played
from hepatica.stats.dosing.pending_rules import tite_boin, tite_crm
from hepatica.stats.dosing.rules import by_model, by_table, closest

RATES = (0.05, 0.15, 0.30, 0.45, 0.60)
TARGET, SIZE, COHORTS = 0.30, 3, 10
FEW = 1_000_000
COMPILED = {"BOIN": 3_000_000, "CRM": 141_000}
"""Trials a second that the reference's compiled Python simulates."""


def _stream() -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=1))


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _numbers() -> float:
    """Return trials a second for whose outcomes the random numbers are drawn, and nothing else."""
    stream = _stream()

    def work() -> None:
        for _ in range(0, FEW, BLOCK):
            stream.integers(0, 2**64, size=((COHORTS + 1) // 2, BLOCK), dtype=np.uint64)

    return FEW / min(_seconds(work) for _ in range(3))


def _designs() -> Iterator[tuple[str, Rule, Choice]]:
    most = SIZE * COHORTS
    yield "BOIN", by_table(boin(TARGET, most)), closest(TARGET)
    yield "keyboard", by_table(keyboard(TARGET, most)), closest(TARGET)
    yield "CRM", *by_model(skeleton(0.05, TARGET, 3, len(RATES), curve="empiric"), TARGET)


def _walked(made: Courses, trials: int) -> float:
    """Return simulated trials a second: by numpy below MANY, compiled from there on (once before it is timed)."""
    walked(made, RATES, trials, _stream())
    return trials / min(_seconds(lambda: walked(made, RATES, trials, _stream())) for _ in range(2))


def lines() -> Iterator[str]:
    """Yield a table of what was measured."""
    alone = _numbers()
    yield (
        "Dose-finding, one core     compiled/s   reference/s   ratio   of the bound   plain numpy/s   states  "
        "prepared, ms  exact odds, ms"
    )
    for name, rule, choice in _designs():
        before = time.process_time()
        made = courses(len(RATES), SIZE, COHORTS, rule, choice)
        prepared = time.process_time() - before
        rate, plain = _walked(made, MANY), _walked(made, FEW)
        exact = _seconds(lambda made=made: exact_odds(made, RATES, TARGET))  # type: ignore[misc]
        reference = COMPILED.get(name)
        beside = f"{reference:>13,} {rate / reference:>6.1f}×" if reference else f"{'':>13} {'':>7}"
        yield (
            f"{name:<22}{rate:>15,.0f} {beside} {rate / alone:>13.0%} {plain:>15,.0f} {made.dose.size:>8,} "
            f"{1000 * prepared:>13.0f} {1000 * exact:>15.1f}"
        )
    yield f"random numbers alone  {alone:>15,.0f}  (the bound: 32 bits for each cohort)"

    yield from _simulated()


def _simulated() -> Iterator[str]:
    """Yield trials a second of the designs whose states are not followed: pairs, pending outcomes, the optimal dose."""
    pairs = ((0.05, 0.1, 0.2, 0.3), (0.1, 0.2, 0.3, 0.45), (0.15, 0.3, 0.45, 0.6))
    calendar, guessed = Calendar(window=90, every=20), skeleton(0.05, TARGET, 3, len(RATES), curve="empiric")
    works, most = (0.2, 0.4, 0.55, 0.55, 0.55), SIZE * COHORTS
    each: tuple[tuple[str, int, Callable[[int], object]], ...] = (
        ("BOIN for pairs, 3 × 4", 8_192, lambda n: boin_pairs(
            pairs, TARGET, cohorts=20, size=SIZE, trials=n, stream=_stream(), enough=12)),
        ("TITE-BOIN", 4_096, lambda n: played(
            RATES, calendar, tite_boin(TARGET), size=SIZE, most=most, trials=n, stream=_stream())),
        ("TITE-CRM", 2_048, lambda n: played(
            RATES, calendar, tite_crm(guessed, TARGET)[0], size=SIZE, most=most, trials=n, stream=_stream())),
        ("optimal dose", 16_384, lambda n: optimum(
            RATES, works, cohorts=COHORTS, size=SIZE, trials=n, stream=_stream())),
    )  # fmt: skip
    for name, trials, work in each:
        rate = trials / min(_seconds(lambda n=trials, do=work: do(n)) for _ in range(2))  # type: ignore[misc]
        yield f"{name:<22}{rate:>15,.0f}"


if __name__ == "__main__":
    print(*lines(), sep="\n")
