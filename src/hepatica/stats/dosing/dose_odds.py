"""Operating characteristics of a design that finds a dose: exact where every state can be followed, simulated beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hepatica.stats.dosing.courses import Courses, chances, walked

Array = NDArray[np.float64]
OVER = 0.6
"""Share of a trial's participants above the right dose that counts as a trial that overdosed (Zhou et al. 2018)."""
CANNOT_SHOW = (
    "The odds hold at the true rates that were supposed; they do not say what those rates are.",
    "Each outcome is known before the next cohort, and everybody receives the planned dose.",
    "Participants at a dose share one risk; toxicity that does not rise with the dose leaves no highest tolerated dose to find.",
)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A number and its Monte-Carlo standard error; 0 where the number is exact."""

    value: float
    error: float = 0.0


@dataclass(frozen=True, kw_only=True)
class DoseOdds:
    """What a design does at given true rates; chances are between 0 and 1."""

    rates: tuple[float, ...]
    target: float
    right: int
    """The dose whose true rate is closest to the target, counted from 1; of two the lower."""
    trials: int
    """Trials simulated; 0 where all numbers are exact."""
    selected: tuple[Measured, ...]
    """Chance that each dose is chosen."""
    none: Measured
    """Chance that no dose is chosen."""
    treated: tuple[Measured, ...]
    """Expected participants per dose."""
    events: tuple[Measured, ...]
    total: Measured
    """Expected participants."""
    event_rate: Measured
    """Chance that a participant of the trial has an event: the mean over trials of events by participants."""
    overdosed: Measured
    """Chance that more than 60 % of the participants are treated above the right dose."""
    poor: Measured
    """Chance that fewer participants are treated at the right dose than if all doses had equal numbers."""
    cannot_show: tuple[str, ...] = CANNOT_SHOW


def exact_odds(made: Courses, rates: Sequence[float], target: float) -> DoseOdds:
    """Return the exact odds: every state the trial can end in, weighted by its probability."""
    return _odds(made, chances(made, rates), rates, target, trials=0)


def simulated_odds(
    made: Courses, rates: Sequence[float], target: float, *, trials: int, stream: np.random.Generator
) -> DoseOdds:
    """Return the odds among simulated trials, each with its standard error. Same stream, same numbers."""
    ends = walked(made, rates, trials, stream)
    return _odds(made, ends / trials, rates, target, trials=trials)


def _odds(made: Courses, weight: Array, rates: Sequence[float], target: float, *, trials: int) -> DoseOdds:
    if not 0 < target < 1:
        raise ValueError(f"a target of {target} does not lie between 0 and 1")
    ended = np.flatnonzero(weight)
    weight, n, y = weight[ended], made.treated[ended], made.events[ended]
    chosen, total = made.chosen[ended], n.sum(axis=1)
    right = int(np.argmin(np.abs(np.asarray(rates) - target)))
    planned = made.size * (len(made.starts) - 2)

    def mean(values: NDArray[np.generic]) -> Measured:
        x = values.astype(float)
        found = float(weight @ x)
        spread = max(0.0, float(weight @ (x - found) ** 2))
        return Measured(value=found, error=(spread / trials) ** 0.5 if trials else 0.0)

    doses = range(n.shape[1])
    return DoseOdds(
        rates=tuple(map(float, rates)),
        target=target,
        right=right + 1,
        trials=trials,
        selected=tuple(mean(chosen == dose + 1) for dose in doses),
        none=mean(chosen == 0),
        treated=tuple(mean(n[:, dose]) for dose in doses),
        events=tuple(mean(y[:, dose]) for dose in doses),
        total=mean(total),
        event_rate=mean(y.sum(axis=1) / total),
        overdosed=mean(n[:, right + 1 :].sum(axis=1) > OVER * total),
        poor=mean(n[:, right] * len(doses) < planned),
    )
