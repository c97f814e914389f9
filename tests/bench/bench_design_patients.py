"""Virtual patients and whole trials a second, beside the random numbers that they are made of and plain numpy.

Run apart: `python -m tests.bench.bench_design_patients`. Processor seconds (all cores: seconds on the wall), printed, never
asserted. The floor of a line draws the chance that it draws, from the same streams, and does nothing with it. The reference
counts 49 million patient-days a second of a mechanism of one state in plain numpy.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from importlib.resources import files
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

import numpy as np

from hepatica.design.load import examine
from hepatica.design.mechanism.model import Infusion, run
from hepatica.design.mechanism.priors import draw_priors
from hepatica.design.patients.baseline import draw_baseline
from hepatica.design.patients.course import draw_course
from hepatica.design.patients.eligible import Windows, draw_eligible
from hepatica.design.patients.endings import solve_hazards
from hepatica.design.patients.luck import Streams, draw_luck, scores
from hepatica.design.replicates import Block
from hepatica.design.streams import stream
from hepatica.design.tried.plan import TrialPlan, trial_plan
from hepatica.design.tried.played import play
from hepatica.design.worlds.follow import of_trial
from hepatica.design.worlds.simulate import cast_of, nature, trial_of
from hepatica.design.worlds.world import find_world
from hepatica.stats.compiled import is_available

MANY, FEW, DAYS, BATCH, TRIALS = 200_000, 4_000, 180, 4096, 60
SCORES = 15
"""Normal scores that make one patient at entry."""
LABORATORY = 5


def _rate(count: int, work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Return how many a second, the better of two runs."""
    work()
    times = []
    for _ in range(2):
        start = clock()
        work()
        times.append(clock() - start)
    return count / min(times)


def _normals(count: int, each: int) -> float:
    rng = stream(1)

    def work() -> None:
        for _ in range(0, count, BATCH):
            rng.standard_normal((BATCH, each))

    return _rate(count, work)


def _plan() -> TrialPlan:
    raw = files("hepatica.designs").joinpath("factorial.yaml").read_bytes()
    design = examine("factorial.yaml", raw).design
    if design is None:
        raise SystemExit("factorial.yaml is not a design")
    return trial_plan(design, weight_kg=60)


def _line(what: str, rate: float, floor: float) -> str:
    return f"{what:<58}{rate:>14,.0f} {floor:>16,.0f} {rate / floor:>8.0%}"


def _entry() -> Iterator[str]:
    floor = _normals(MANY, SCORES)
    yield _line("patients at entry", _rate(MANY, lambda: draw_baseline(MANY, stream(1))), floor)
    windows, few = Windows(meld=(10, 25), child_pugh=(7, 11)), MANY // 10
    screened = draw_eligible(few, stream(1), windows).screened
    rate = _rate(few, lambda: draw_eligible(few, stream(1), windows))
    yield _line("eligible patients (MELD 10-25, Child-Pugh 7-11)", rate, floor)
    yield _line("… candidates seen for them", rate * screened / few, floor)


def _days() -> Iterator[str]:
    """Days of the laboratory with every path kept, beside the normal scores a textbook would draw for them."""
    floor = _normals(FEW * DAYS, LABORATORY)
    patients = draw_baseline(FEW, stream(1))
    walked = _rate(FEW * DAYS, lambda: draw_course(patients, DAYS, Streams.of(1)))
    yield _line("patient-days of the laboratory, every path kept", walked, floor)

    def plain() -> None:
        rng, swing = stream(1), np.zeros((LABORATORY, FEW))
        for _ in range(DAYS):
            swing = 0.99 * swing + rng.standard_normal((LABORATORY, FEW))
            np.exp(0.1 * swing[0]).sum()

    yield _line("… plain numpy: five swings and one hazard", _rate(FEW * DAYS, plain), floor)
    lucky = _rate(FEW * DAYS, lambda: scores()[draw_luck(FEW, DAYS, Streams.of(1), whole=False).steps])
    yield _line("… the steps that decide, drawn and read", lucky, floor)


def _trials() -> Iterator[str]:
    """Whole trials of the 2 x 2 of 336, played and judged."""
    plan, supposed, world = _plan(), nature(), find_world("additive")
    n, replicates = plan.participants, range(6)
    solve_hazards()

    def chance() -> None:
        for replicate in range(TRIALS):
            one = Streams.of(1, replicate)
            draw_luck(n, plan.days, one, whole=False)
            for purpose, each in (("entry", 60), ("visits", 35), ("doses", 5)):
                one.open(purpose).standard_normal((n, each))
            one.open("events").random((n, 85))

    def whole() -> None:
        for replicate in replicates:
            of_trial(
                trial_of(
                    cast_of(
                        plan.arms,
                        world,
                        n,
                        seed=1,
                        replicates=range(replicate, replicate + 1),
                        supposed=supposed,
                    )
                )
            )

    floor = _rate(TRIALS, chance)
    block = Block(first=0, count=TRIALS)
    bare = replace(plan, schedule=None)
    yield _line(
        "trials of 336 followed and judged",
        _rate(TRIALS, lambda: play(bare, world, supposed, 1, block)),
        floor,
    )
    yield _line(
        "… with the calendar of entry and reviews",
        _rate(TRIALS, lambda: play(plan, world, supposed, 1, block)),
        floor,
    )
    yield _line("… simulated whole in numpy, one at a time", _rate(len(replicates), whole), floor)
    cores = os.cpu_count() or 1
    spawned, work = get_context("spawn"), partial(play, plan, world, supposed, 1)
    warmed = (work, spawned.Barrier(cores))
    with ProcessPoolExecutor(cores, mp_context=spawned, initializer=_warm, initargs=warmed) as pool:
        blocks = [Block(first=TRIALS * k, count=TRIALS) for k in range(cores)]
        every = _rate(TRIALS * cores, lambda: list(pool.map(work, blocks)), time.perf_counter)
    yield _line(f"… with the calendar, all {cores} cores", every, floor * cores)


def _warm(work: Callable[[Block], object], all_ready: Barrier) -> None:
    """Let a worker compile before any is given work, or the quickest takes all and the others compile on the clock."""
    work(Block(first=0, count=1))
    all_ready.wait()


def lines() -> Iterator[str]:
    """Yield a table of what was measured."""
    yield f"{'Virtual patients, one core':<58}{'a second':>14} {'random numbers':>16} {'of them':>8}"
    yield from _entry()
    yield from _days()
    yield from _trials()
    draws = draw_priors(10_000, seed=1)
    both = (Infusion(day=0, cd34=40, msc=50),)
    stepped = _rate(len(draws) * DAYS, lambda: run(draws, both, (DAYS,)))
    yield f"{'patient-days of the mechanism, six states':<58}{stepped:>14,.0f}"
    alone = _rate(len(draws) * DAYS, lambda: run(draws, (Infusion(day=0, cd34=40),), (DAYS,)))
    yield f"{'… CD34+ alone, two states':<58}{alone:>14,.0f}"
    if not is_available():
        yield "The compiler (extra `design`) is not installed: trials were simulated whole."


if __name__ == "__main__":
    print(*lines(), sep="\n")
