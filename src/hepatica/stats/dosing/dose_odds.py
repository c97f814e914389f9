"""Operating characteristics of a design that finds a dose: exact where every state can be followed, else simulated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hepatica.stats.dosing.courses import Choice, Counts, Courses, chances, walked
from hepatica.stats.dosing.obd import Aims
from hepatica.stats.dosing.obd_odds import Found
from hepatica.stats.dosing.pending import Played

Array = NDArray[np.float64]
OVER = 0.6
"""Share of a trial's participants above the right dose that counts as a trial that overdosed (Zhou et al. 2018)."""
CANNOT_SHOW = (
    "The odds hold at the true rates that were supposed; they do not say what those rates are.",
    "Each outcome is known before the next cohort, and everybody receives the planned dose.",
    "Participants at a dose share one risk; toxicity that does not rise with the dose leaves no highest tolerated dose to find.",
)
CANNOT_SHOW_PENDING = (
    CANNOT_SHOW[0],
    "Participants arrive at a steady pace, nobody is lost, and everybody receives the planned dose.",
    CANNOT_SHOW[2],
)
CANNOT_SHOW_OPTIMUM = (
    CANNOT_SHOW[0],
    CANNOT_SHOW[1],
    "Event and response are independent, and a response is no effect: without a control the disease may have made it.",
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
    """The dose whose true rate is closest to the target (of two the lower), or the optimum; from 1, 0 where there is none."""
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
    responses: tuple[Measured, ...] = ()
    """Expected responses per dose, where the design decides on them."""
    days: Measured | None = None
    """From the first participant to the last outcome, where the trial has a calendar."""
    cannot_show: tuple[str, ...] = CANNOT_SHOW


@dataclass(frozen=True, kw_only=True)
class _Ends:
    """How trials end, a row each with its weight, the weights adding up to 1."""

    treated: Counts
    events: Counts
    chosen: Counts
    weight: Array
    planned: int
    """Participants at most."""
    trials: int = 0
    """Simulated; 0 where the rows are all there can be."""
    responded: Counts | None = None
    days: Array | None = None


def exact_odds(made: Courses, rates: Sequence[float], target: float) -> DoseOdds:
    """Return the exact odds: every state the trial can end in, weighted by its probability."""
    return _odds(_ended(made, chances(made, rates), trials=0), rates, target)


def simulated_odds(
    made: Courses, rates: Sequence[float], target: float, *, trials: int, stream: np.random.Generator
) -> DoseOdds:
    """Return the odds among simulated trials, each with its standard error. Same stream, same numbers."""
    ends = walked(made, rates, trials, stream)
    return _odds(_ended(made, ends / trials, trials=trials), rates, target)


def pending_odds(found: Played, choice: Choice, rates: Sequence[float], target: float) -> DoseOdds:
    """Return the odds among trials played on a calendar, each with its standard error."""
    trials, planned = found.dose.shape
    n, y = found.counts(len(rates))
    ends = _Ends(
        treated=n, events=y, chosen=found.chosen(choice, len(rates)), weight=np.full(trials, 1 / trials),
        planned=planned, trials=trials, days=found.days,
    )  # fmt: skip
    return _odds(ends, rates, target, cannot_show=CANNOT_SHOW_PENDING)


def optimum_odds(
    found: Found, toxicity: Sequence[float], efficacy: Sequence[float], aims: Aims, *, planned: int
) -> DoseOdds:
    """Return the odds among trials for the optimal dose, each with its standard error."""
    trials = len(found.chosen)
    ends = _Ends(
        treated=found.treated, events=found.toxic, chosen=found.chosen, weight=np.full(trials, 1 / trials),
        planned=planned, trials=trials, responded=found.responded,
    )  # fmt: skip
    right = optimum(toxicity, efficacy, aims)
    return _odds(ends, toxicity, aims.most_toxicity, right=right, cannot_show=CANNOT_SHOW_OPTIMUM)


def optimum(toxicity: Sequence[float], efficacy: Sequence[float], aims: Aims) -> int:
    """Return the optimal dose at true rates, from 1: the lowest that keeps both aims and is on the plateau; 0 for none."""
    pairs = list(zip(toxicity, efficacy, strict=True))
    fit = [e for t, e in pairs if t <= aims.most_toxicity and e >= aims.least_efficacy]
    best = max(fit, default=0.0) - aims.margin - 1e-12
    return next(
        (
            at
            for at, (t, e) in enumerate(pairs, 1)
            if t <= aims.most_toxicity and e >= max(aims.least_efficacy, best)
        ),
        0,
    )


def _ended(made: Courses, weight: Array, *, trials: int) -> _Ends:
    ended = np.flatnonzero(weight)
    return _Ends(
        treated=made.treated[ended],
        events=made.events[ended],
        chosen=made.chosen[ended],
        weight=weight[ended],
        planned=made.size * (len(made.starts) - 2),
        trials=trials,
    )


def _odds(
    ends: _Ends,
    rates: Sequence[float],
    target: float,
    *,
    right: int | None = None,
    cannot_show: tuple[str, ...] = CANNOT_SHOW,
) -> DoseOdds:
    if not 0 < target < 1:
        raise ValueError(f"a target of {target} does not lie between 0 and 1")
    n, y, total = ends.treated, ends.events, ends.treated.sum(axis=1)
    closest = int(np.argmin(np.abs(np.asarray(rates) - target))) + 1 if right is None else right
    here = n[:, closest - 1] if closest else np.zeros(len(n), np.int64)

    def mean(values: NDArray[np.generic]) -> Measured:
        x = values.astype(float)
        found = float(ends.weight @ x)
        spread = max(0.0, float(ends.weight @ (x - found) ** 2))
        return Measured(value=found, error=(spread / ends.trials) ** 0.5 if ends.trials else 0.0)

    doses = range(n.shape[1])
    gained = ends.responded
    return DoseOdds(
        rates=tuple(map(float, rates)),
        target=target,
        right=closest,
        trials=ends.trials,
        selected=tuple(mean(ends.chosen == dose + 1) for dose in doses),
        none=mean(ends.chosen == 0),
        treated=tuple(mean(n[:, dose]) for dose in doses),
        events=tuple(mean(y[:, dose]) for dose in doses),
        total=mean(total),
        event_rate=mean(y.sum(axis=1) / total),
        overdosed=mean(n[:, closest:].sum(axis=1) > OVER * total),
        poor=mean(here * len(doses) < ends.planned) if closest else Measured(value=0.0),
        responses=() if gained is None else tuple(mean(gained[:, dose]) for dose in doses),
        days=None if ends.days is None else mean(ends.days),
        cannot_show=cannot_show,
    )
