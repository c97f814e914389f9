"""Rules of the successor, per second on one core, beside plain numpy doing nothing but the arithmetic.

Run apart: `python -m tests.bench.bench_design_next`. Processor seconds, printed, never asserted. The reference prints 0.3
meta-analytic-predictive fits a second by simulation and 37 by compiled quadrature.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
from scipy.special import ndtr

from hepatica.design.next.course import Benefit, Course
from hepatica.design.next.endpoints import endpoint_table
from hepatica.stats.assurance import two_means
from hepatica.stats.drift import Means, drift_of_means
from hepatica.stats.factorial_plan import Outcome, Question, power_curve
from hepatica.stats.map import Events, Hyperprior, map_binomial
from hepatica.stats.mixtures import NormalMixture
from hepatica.stats.quadrature import log_binomial_normal
from hepatica.stats.sequential.plan import sequential_plan

CONTROLS = ((23, 107), (12, 44), (19, 51), (9, 39), (39, 139), (6, 20), (9, 78), (10, 35))
EFFECTS = np.linspace(-2.0, 6.0, 20_000)
COMPILED_FITS = 37
EARLIER = NormalMixture.single(-0.5, 1.0)
DRIFTS = tuple(np.linspace(-3, 3, 13))


def _rate(work: Callable[[], object], *, least: float = 0.5) -> float:
    """Return calls per processor second, of as many as fit into half a second."""
    work()
    calls, start = 0, time.process_time()
    while (spent := time.process_time() - start) < least:
        work()
        calls += 1
    return calls / spent


def _map() -> tuple[float, float]:
    """Return fits a second, and of the likelihood alone on as many points."""
    arms = [Events(study=f"study {k}", r=r, n=n) for k, (r, n) in enumerate(CONTROLS, 1)]
    r, n = (np.array(column, float) for column in zip(*CONTROLS, strict=True))
    beta, tau = np.meshgrid(np.linspace(-3, 1, 41), np.linspace(0.01, 3, 48))

    def floor() -> None:
        log_binomial_normal(r, n, beta[..., None], tau[..., None]).sum(axis=-1)

    return _rate(lambda: map_binomial(arms, Hyperprior(tau_scale=1.0))), _rate(floor)


def _factorial() -> tuple[float, float]:
    """Return designs a second whose three questions are answered, one effect each, and of bare normal tails."""
    outcome, limit = Outcome(delta=2, sd=4), 1.959964

    def ours() -> None:
        for question in Question:
            power_curve(outcome, question, 32, EFFECTS)

    def floor() -> None:
        for variance in (1, 2, 4):
            ndtr(EFFECTS / 4 * (32 / variance) ** 0.5 - limit)

    return EFFECTS.size * _rate(ours), EFFECTS.size * _rate(floor)


def lines() -> Iterator[str]:
    """Yield a table of what was measured."""
    yield "Successor, one core                   ours/s    numpy alone/s   ratio"
    for name, (ours, floor) in (
        ("MAP fits, eight studies", _map()),
        ("2 × 2 designs, three questions", _factorial()),
    ):
        yield f"{name:<34}{ours:>12,.0f} {floor:>16,.0f} {floor / ours:>7.1f}"
        if name.startswith("MAP"):
            yield f"… reference, compiled {COMPILED_FITS:>24,} {'':>16} {ours / COMPILED_FITS:>6.1f}×"
    trial = Means(n_controls=40, n_treated=40, sd=4, effect=2)
    for name, work in (
        (
            "drift curves of 13 points",
            lambda: drift_of_means(trial, EARLIER, DRIFTS, weight=0.2, vague=(0, 10)),
        ),
        ("group-sequential plans, two looks", lambda: sequential_plan(2, 5, (0.5, 1.0))),
        ("assurances", lambda: two_means(50, 4, EARLIER, effect=2)),
        ("tables of nine endpoints", lambda: endpoint_table(Course(), Benefit(meld=2, death=0.7))),
    ):
        yield f"{name:<34}{_rate(work):>12,.1f}"


if __name__ == "__main__":
    print(*lines(), sep="\n")
