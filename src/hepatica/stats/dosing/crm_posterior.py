"""The whole posterior of a CRM, not its plug-in: mean and median rate per dose, and which dose is probably the one.

One parameter by quadrature on a line, two on a plane. Source: Cheung 2011; models as in Neuenschwander 2008.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

Array = NDArray[np.float64]
Model = Literal["empiric", "logistic", "logistic_gamma", "logistic2"]


@dataclass(frozen=True, kw_only=True)
class Posterior:
    """Per dose: posterior mean and median of the rate, and the probability that it lies closest to the target."""

    mean: tuple[float, ...]
    median: tuple[float, ...]
    closest: tuple[float, ...]
    above: tuple[float, ...]
    """Probability that the rate exceeds the target."""
    dose: int
    """The dose whose mean lies closest to the target, counted from 1."""


def posterior(
    skeleton: Sequence[float],
    target: float,
    treated: Sequence[int],
    events: Sequence[int],
    *,
    model: Model,
    intercept: float = 3.0,
    prior: tuple[float, ...] = (0.0, 1.34**0.5),
) -> Posterior:
    """Return the posterior of the rates given participants and events per dose.

    ``prior``: mean and SD of the log-slope; shape and rate of the slope (``logistic_gamma``); mean and SD of the
    intercept, then of the log-slope (``logistic2``). Raises ValueError for a prior that cannot be.
    """
    form = np.asarray(skeleton, float)
    n, y = np.asarray(treated, float), np.asarray(events, float)
    if n.shape != form.shape or y.shape != form.shape or (y > n).any() or (y < 0).any():
        raise ValueError("there must be a count of participants and of events for each dose")
    if len(prior) != (4 if model == "logistic2" else 2) or min(prior[1::2]) <= 0:
        raise ValueError(f"{prior} is no prior of the model {model}")
    rate, log_prior = _curve(form, model, intercept, prior)
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.where(y > 0, y * np.log(rate), 0.0) + np.where(n > y, (n - y) * np.log1p(-rate), 0.0)
    weight = np.exp(log_prior + log.sum(axis=1) - (log_prior + log.sum(axis=1)).max())
    weight /= weight.sum()
    mean = weight @ rate
    nearest = np.argmin(np.abs(rate - target), axis=1)
    return Posterior(
        mean=tuple(map(float, mean)),
        median=tuple(_median(rate[:, at], weight) for at in range(form.size)),
        closest=tuple(float(weight[nearest == at].sum()) for at in range(form.size)),
        above=tuple(float(weight[rate[:, at] > target].sum()) for at in range(form.size)),
        dose=int(np.argmin(np.abs(mean - target))) + 1,
    )


def _curve(form: Array, model: Model, intercept: float, prior: tuple[float, ...]) -> tuple[Array, Array]:
    """Return the rates on the grid of the parameters, a row per point, and the log prior there."""
    if model == "logistic2":
        a, b = (
            grid.ravel()
            for grid in np.meshgrid(np.linspace(-6, 6, 481), np.linspace(-6, 6, 481), indexing="ij")
        )
        a, b = prior[0] + a * prior[1], prior[2] + b * prior[3]
        log = -(((a - prior[0]) / prior[1]) ** 2 + ((b - prior[2]) / prior[3]) ** 2) / 2
        return np.asarray(
            scipy.special.expit(a[:, None] + np.exp(b)[:, None] * scipy.special.logit(form)), float
        ), log
    if model == "logistic_gamma":
        shape, per = prior
        slope = np.linspace(0, (shape + 40 * shape**0.5 + 10) / per, 40_001)[1:]
        log = (shape - 1) * np.log(slope) - per * slope
        dose = (scipy.special.logit(form) - intercept) / (shape / per)
        return np.asarray(scipy.special.expit(intercept + slope[:, None] * dose), float), log
    b = prior[0] + prior[1] * np.linspace(-9, 9, 20_001)
    log = -(((b - prior[0]) / prior[1]) ** 2) / 2
    if model == "empiric":
        return np.asarray(form[None, :] ** np.exp(b)[:, None], float), log
    return np.asarray(
        scipy.special.expit(intercept + np.exp(b)[:, None] * (scipy.special.logit(form) - intercept)), float
    ), log


def _median(values: Array, weight: Array) -> float:
    order = np.argsort(values)
    return float(np.interp(0.5, np.cumsum(weight[order]), values[order]))
