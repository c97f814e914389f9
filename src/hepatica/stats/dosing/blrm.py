"""Overdose control: a logistic curve in the log dose, and no dose whose rate is probably too high.

logit(rate) = log a + b log(dose / reference), with (log a, log b) bivariate normal. A dose is allowed while P(rate above
the limit) stays below a quarter. The posterior is by quadrature: a grid over log b, and along each line of it the mass
of log a below the value at which the rate passes a limit. Source: Neuenschwander, Branson and Gsponer 2008, Stat Med
27:2420; overdose control: Babb, Rogatko and Zacks 1998, Stat Med 17:1103.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy
from numpy.typing import NDArray

Array = NDArray[np.float64]
Matrix = tuple[tuple[float, float], tuple[float, float]]
POINTS, REACH = 321, 6.0
INDEPENDENT: Matrix = ((1.0, 0.0), (0.0, 1.0))


@dataclass(frozen=True, kw_only=True)
class Prior:
    """Means and standard deviations of log a and log b, and the matrix of their correlation."""

    mean: tuple[float, float] = (-1.0986122886681098, 0.0)  # a quarter at the reference dose
    sd: tuple[float, float] = (2.0, 1.0)
    correlation: Matrix = INDEPENDENT

    def __post_init__(self) -> None:
        """Refuse what is no prior."""
        if min(self.sd) <= 0:
            raise ValueError(
                f"standard deviations of {self.sd[0]} and {self.sd[1]} cannot be: both are above 0"
            )
        (one, across), (down, other) = self.correlation
        if one != 1 or other != 1 or across != down or not -1 < across < 1:
            raise ValueError(
                f"{[list(row) for row in self.correlation]} is no correlation matrix: 1 on its diagonal, and the same "
                "number between -1 and 1 on both sides of it"
            )


@dataclass(frozen=True, kw_only=True)
class Overdose:
    """Per dose: the posterior of its rate in three parts, and whether overdose control allows it."""

    mean: tuple[float, ...]
    under: tuple[float, ...]
    """P(rate below the proper interval)."""
    proper: tuple[float, ...]
    over: tuple[float, ...]
    """P(rate above the proper interval)."""
    allowed: tuple[bool, ...]
    dose: int | None
    """The highest dose allowed, counted from 1; None where not even the lowest is."""


def overdose_control(
    amounts: Sequence[float],
    reference: float,
    doses: Sequence[int],
    events: Sequence[int],
    *,
    weights: Sequence[float] | None = None,
    proper: tuple[float, float] = (0.16, 0.33),
    most: float = 0.25,
    prior: Prior | None = None,
) -> Overdose:
    """Return the posterior per dose given each participant's dose (from 1), outcome and weight.

    ``amounts`` rise and are above 0; a weight below 1 stands for partial follow-up or a partial dose. Raises ValueError
    with a sentence for what cannot be.
    """
    weight = [1.0] * len(doses) if weights is None else list(weights)
    _check(amounts, reference, doses, events, weight, proper, most)
    log_dose = np.log(np.asarray(amounts, float) / reference)
    z = np.linspace(-REACH, REACH, POINTS)
    given = prior or Prior()
    slope, start, per = lines(z, given)
    intercept = start[:, None] + per * z[None, :]
    log = -(z[:, None] ** 2 + z[None, :] ** 2) / 2
    for (dose, event, share), many in Counter(zip(doses, map(bool, events), weight, strict=True)).items():
        linear = intercept + (slope * log_dose[dose - 1])[:, None]
        log = log + many * _outcome(linear, share, event=event)
    mass = np.exp(log - log.max())
    mass /= mass.sum()
    rate = [scipy.special.expit(intercept + (slope * x)[:, None]) for x in log_dose]
    low, high = (
        np.array([_below(mass, z, (scipy.special.logit(limit) - slope * x - start) / per) for x in log_dose])
        for limit in proper
    )
    allowed = [bool(1 - below < most) for below in high]
    best = [at for at, fit in enumerate(allowed) if fit]
    return Overdose(
        mean=tuple(float((mass * p).sum()) for p in rate),
        under=tuple(map(float, low)),
        proper=tuple(map(float, high - low)),
        over=tuple(float(1 - below) for below in high),
        allowed=tuple(allowed),
        dose=best[-1] + 1 if best else None,
    )


def _outcome(linear: Array, share: float, *, event: bool) -> Array:
    """Return the log-likelihood of one outcome, finite however large the rate: log(rate) or log(1 − share · rate)."""
    if event:
        return np.asarray(-np.logaddexp(0, -linear))
    return np.asarray(
        -np.logaddexp(0, linear) if share == 1 else np.log1p(-share * scipy.special.expit(linear))
    )


def lines(z: Array, prior: Prior) -> tuple[Array, Array, float]:
    """Return b on each line, log a at the middle of the line, and how far log a moves with one standard deviation."""
    across = prior.correlation[0][1]
    slope = np.exp(prior.mean[1] + prior.sd[1] * z)
    return slope, prior.mean[0] + prior.sd[0] * across * z, prior.sd[0] * (1 - across**2) ** 0.5


def _below(mass: Array, z: Array, limit: Array) -> float:
    """Return the mass below a limit that differs from line to line, with half of each point's mass on its left."""
    step = z[1] - z[0]
    edges = np.concatenate([np.zeros((z.size, 1)), np.cumsum(mass, axis=1)], axis=1)
    at = np.clip((limit - z[0]) / step + 0.5, 0, z.size)
    left = np.minimum(at.astype(np.int64), z.size - 1)
    every = np.arange(z.size)
    return float((edges[every, left] + (at - left) * mass[every, left]).sum())


def check_amounts(amounts: Sequence[float]) -> None:
    """Refuse doses that do not rise from above 0."""
    rises = all(a < b for a, b in pairwise(amounts))
    if not amounts or amounts[0] <= 0 or not rises:
        raise ValueError(f"the doses {', '.join(f'{a:g}' for a in amounts)} do not rise from above 0")


def control(reference: float, proper: tuple[float, float], most: float) -> None:
    """Refuse an anchor, an interval of rates or a probability that cannot be."""
    if not reference > 0:
        raise ValueError(f"a reference dose of {reference} cannot be: it is above 0")
    if not 0 < proper[0] < proper[1] < 1 or not 0 < most < 1:
        raise ValueError(
            f"an interval from {proper[0]} to {proper[1]} with {most} above it cannot be: rates lie between 0 and 1"
        )


def _check(
    amounts: Sequence[float],
    reference: float,
    doses: Sequence[int],
    events: Sequence[int],
    weights: Sequence[float],
    proper: tuple[float, float],
    most: float,
) -> None:
    check_amounts(amounts)
    control(reference, proper, most)
    if not len(doses) == len(events) == len(weights) or any(not 1 <= dose <= len(amounts) for dose in doses):
        raise ValueError(f"each participant needs an outcome, a weight and a dose from 1 to {len(amounts)}")
    if any(not 0 <= weight <= 1 for weight in weights):
        raise ValueError("there must be a weight from 0 to 1 for each participant")
