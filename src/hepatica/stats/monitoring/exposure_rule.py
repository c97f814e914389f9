"""A calibrated rule over exposure time and what it does at any true probability: exact under a Poisson process."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from hepatica.stats.monitoring.exposure import ExposureFamily, Plan
from hepatica.stats.quadrature import Array
from hepatica.stats.root import crossing

Stages = Sequence[tuple[float, int]]


@dataclass(frozen=True, kw_only=True)
class ExposureOperating:
    """What a rule does at one true probability of an event within tau."""

    p: float
    p_stop: float
    expected_events: float
    expected_exposure: float


@dataclass(frozen=True, kw_only=True)
class ExposureRule:
    """Stop at the d-th event when the exposure of all participants is then at most that of its stage."""

    method: str
    stages: tuple[tuple[float, int], ...]
    """(latest exposure, events), rising."""
    plan: Plan
    alpha: float

    def operating(self, probabilities: Sequence[float]) -> tuple[ExposureOperating, ...]:
        """Give what the rule does at each true probability. Raises ValueError for one outside 0 to 1."""
        return tuple(self._operating(p) for p in probabilities)

    def _operating(self, p: float) -> ExposureOperating:
        if not 0 <= p < 1:
            raise ValueError(f"a probability of {p} does not lie between 0 and 1")
        stopped, going = _stops(self.stages, self.plan.rate(p))
        events, exposure = np.array([d for _, d in self.stages]), np.array([u for u, _ in self.stages])
        p_stop = float(stopped.sum())
        return ExposureOperating(
            p=p,
            p_stop=p_stop,
            expected_events=float(stopped @ events + going @ np.arange(len(going))),
            expected_exposure=float(stopped @ exposure + (1 - p_stop) * exposure[-1]),
        )


def calibrated_exposure_rule(family: ExposureFamily, plan: Plan, alpha: float) -> ExposureRule:
    """Give the rule of a family whose chance of a false stop at p0 is ``alpha`` within the plan's exposure.

    The rule goes on to the longest possible exposure, where the chance is slightly larger. The critical value is
    solved to 2^-13. Raises ValueError for a level outside 0 to 1, or when no critical value gives it.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"a chance of a false stop of {alpha} does not lie between 0 and 1")
    if alpha >= plan.n * plan.p0:
        raise ValueError(
            f"{plan.n} participants are too few: only {plan.n * plan.p0:g} events are expected of them"
        )
    rate = plan.rate(plan.p0)

    def excess(critical: float) -> float:
        within = [(min(u, plan.most), d) for u, d in family.stages(critical, plan)]
        return float(_stops(within, rate)[0].sum()) - alpha

    critical = crossing(excess, *family.bracket(plan, alpha), widen=True)
    return ExposureRule(
        method=f"{family.name} boundary over exposure time",
        stages=tuple(family.stages(critical, plan)),
        plan=plan,
        alpha=alpha,
    )


def _stops(stages: Stages, rate: float) -> tuple[Array, Array]:
    """Probability of stopping in each stage, and of every number of events where no stage stopped."""
    most = stages[-1][1]
    alive = np.zeros(most)
    alive[0] = 1.0
    left, before = [1.0], 0.0
    for exposure, d in stages:
        arrivals = scipy.stats.poisson.pmf(np.arange(most), rate * (exposure - before))
        alive = np.convolve(alive, arrivals)[:most]
        alive[d:] = 0.0
        left.append(float(alive.sum()))
        before = exposure
    return -np.diff(left), alive
