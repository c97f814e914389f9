"""Virtual patients a second on one core, beside the random numbers that they are made of.

Run apart: `python -m tests.bench.bench_design_patients`. Processor seconds, printed, never asserted. The reference counts 49 million
patient-days a second of a mechanism of one state in plain numpy.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from hepatica.design.mechanism.model import Infusion, run
from hepatica.design.mechanism.priors import draw_priors
from hepatica.design.patients.arm import ArmPlan
from hepatica.design.patients.baseline import draw_baseline
from hepatica.design.patients.course import Streams, draw_course
from hepatica.design.patients.eligible import Windows, draw_eligible
from hepatica.design.patients.endings import solve_hazards
from hepatica.design.streams import stream
from hepatica.design.worlds.simulate import simulate
from hepatica.design.worlds.world import find_world

MANY, FEW, DAYS, BATCH = 200_000, 4_000, 180, 4096
SCORES = 15
"""Normal scores that make one patient at entry."""
LABORATORY = 5


def _rate(count: int, work: Callable[[], object]) -> float:
    """Return how many a second, the better of two runs."""
    work()
    times = []
    for _ in range(2):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return count / min(times)


def _normals(count: int, each: int) -> float:
    rng = stream(1)

    def work() -> None:
        for _ in range(0, count, BATCH):
            rng.standard_normal((BATCH, each))

    return _rate(count, work)


def _line(what: str, rate: float, floor: float) -> str:
    return f"{what:<52}{rate:>14,.0f} {floor:>16,.0f} {rate / floor:>8.0%}"


def lines() -> Iterator[str]:
    """Yield a table of what was measured."""
    yield f"{'Virtual patients, one core':<52}{'a second':>14} {'random numbers':>16} {'of them':>8}"
    floor = _normals(MANY, SCORES)
    yield _line("patients at entry", _rate(MANY, lambda: draw_baseline(MANY, stream(1))), floor)
    windows = Windows(meld=(10, 25), child_pugh=(7, 11))
    chosen = _rate(MANY // 10, lambda: draw_eligible(MANY // 10, stream(1), windows))
    yield _line("eligible patients (MELD 10-25, Child-Pugh 7-11)", chosen, floor)
    patients = draw_baseline(FEW, stream(1))
    floor = _normals(FEW * DAYS, LABORATORY + 1)
    walked = _rate(FEW * DAYS, lambda: draw_course(patients, DAYS, Streams.of(1)))
    yield _line("patient-days of the laboratory", walked, floor)
    arms = (
        ArmPlan(name="care"),
        ArmPlan(name="CD34+", dose_cd34=50, days=(4,)),
        ArmPlan(name="MSC", dose_msc=50, days=(30,)),
        ArmPlan(name="both", dose_cd34=50, dose_msc=50, days=(30,)),
    )
    solve_hazards()
    world = find_world("additive")
    played = _rate(FEW * DAYS, lambda: simulate(arms, world, FEW, seed=1, days=DAYS))
    yield _line("patient-days of whole trials, four arms", played, floor)
    draws = draw_priors(10_000, seed=1)
    both = (Infusion(day=0, cd34=40, msc=50),)
    stepped = _rate(len(draws) * DAYS, lambda: run(draws, both, (DAYS,)))
    yield f"{'patient-days of the mechanism, six states':<52}{stepped:>14,.0f}"
    alone = _rate(len(draws) * DAYS, lambda: run(draws, (Infusion(day=0, cd34=40),), (DAYS,)))
    yield f"{'… CD34+ alone, two states':<52}{alone:>14,.0f}"


if __name__ == "__main__":
    print(*lines(), sep="\n")
