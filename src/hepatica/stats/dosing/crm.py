"""The continual reassessment method, also with participants still under observation (TITE-CRM).

The event rate at a dose follows from one parameter: skeleton ^ exp(b) (empiric), or a logistic curve with a fixed
intercept. Source: O'Quigley, Pepe and Fisher 1990; Cheung and Chappell 2000 for the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

Curve = Literal["empiric", "logistic"]
Array = NDArray[np.float64]
INTERCEPT = 3.0
PRIOR_SD = 1.34**0.5
GRID = np.linspace(-10.0, 10.0, 40_001)


@dataclass(frozen=True, kw_only=True)
class Fit:
    """The parameter, its variance, and the event rate per dose with an interval, by plugging the parameter in."""

    estimate: float
    variance: float
    rates: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    dose: int
    """The dose whose rate lies closest to the target, counted from 1."""
    method: str
    lowest_above: float | None = None
    """P(rate of the lowest dose > target); None for a maximum, which has no posterior."""


def rates(skeleton: Array, parameter: Array, curve: Curve, intercept: float = INTERCEPT) -> Array:
    """Return event rates: one row per parameter, one column per dose."""
    slope = np.exp(np.atleast_1d(parameter))[:, None]
    if curve == "empiric":
        return np.asarray(skeleton[None, :] ** slope, float)
    return np.asarray(
        scipy.special.expit(intercept + slope * (scipy.special.logit(skeleton) - intercept)[None, :]), float
    )


def crm(
    skeleton: Sequence[float],
    target: float,
    doses: Sequence[int],
    events: Sequence[int],
    *,
    weights: Sequence[float] | None = None,
    curve: Curve = "empiric",
    method: Literal["bayes", "mle"] = "bayes",
    prior_sd: float = PRIOR_SD,
    intercept: float = INTERCEPT,
    level: float = 0.90,
) -> Fit:
    """Fit the curve to the dose (from 1) and outcome of each participant; ``weights`` for partial follow-up.

    ``bayes`` takes the posterior mean under a normal prior, by quadrature; ``mle`` the maximum, which exists only with
    both an event and a participant without. Raises ValueError with a sentence for what cannot be.
    """
    form, dose, event, weight = _checked(skeleton, target, doses, events, weights, prior_sd)

    def loglik(parameter: Array) -> Array:
        p = rates(form, parameter, curve, intercept)[:, dose] * weight[None, :]
        with np.errstate(divide="ignore"):
            return np.asarray(np.where(event[None, :], np.log(p), np.log1p(-p)).sum(axis=1), float)

    above: float | None = None
    if method == "bayes":
        estimate, variance, mass = _posterior(loglik, prior_sd)
        above = float(mass[rates(form[:1], GRID, curve, intercept)[:, 0] > target].sum())
    else:
        if event.all() or not event.any():
            raise ValueError("the likelihood has no maximum before both outcomes were seen")
        estimate, variance = _maximum(loglik)
    half = float(scipy.stats.norm.ppf((1 + level) / 2)) * variance**0.5
    plugged = rates(form, np.array([estimate, estimate + half, estimate - half]), curve, intercept)
    return Fit(
        estimate=estimate,
        variance=variance,
        rates=tuple(map(float, plugged[0])),
        lower=tuple(map(float, plugged[1])),
        upper=tuple(map(float, plugged[2])),
        dose=int(np.argmin(np.abs(plugged[0] - target))) + 1,
        method=f"CRM, {curve}, {method}",
        lowest_above=above,
    )


def _checked(
    skeleton: Sequence[float],
    target: float,
    doses: Sequence[int],
    events: Sequence[int],
    weights: Sequence[float] | None,
    prior_sd: float,
) -> tuple[Array, NDArray[np.int64], NDArray[np.bool_], Array]:
    form = np.asarray(skeleton, float)
    if form.size == 0 or not ((form > 0) & (form < 1)).all() or (np.diff(form) <= 0).any():
        raise ValueError("a skeleton is a rising list of rates between 0 and 1")
    if not 0 < target < 1:
        raise ValueError(f"a target of {target} does not lie between 0 and 1")
    if not prior_sd > 0:
        raise ValueError(f"a prior standard deviation of {prior_sd} cannot be")
    dose = np.asarray(doses, np.int64) - 1
    if len(doses) != len(events) or (dose < 0).any() or (dose >= form.size).any():
        raise ValueError(f"each participant needs an outcome and a dose from 1 to {form.size}")
    weight = np.ones(len(doses)) if weights is None else np.asarray(weights, float)
    if weight.shape != dose.shape or (weight < 0).any() or (weight > 1).any():
        raise ValueError("there must be a weight from 0 to 1 for each participant")
    return form, dose, np.asarray(events) > 0, weight


def _posterior(loglik: Callable[[Array], Array], prior_sd: float) -> tuple[float, float, Array]:
    """Return mean and variance of the parameter, and the probability that lies at each point of the grid."""
    log = loglik(GRID) - GRID**2 / (2 * prior_sd**2)
    density = np.exp(log - log.max())
    mass = np.trapezoid(density, GRID)
    mean = np.trapezoid(GRID * density, GRID) / mass
    variance = float(np.trapezoid((GRID - mean) ** 2 * density, GRID) / mass)
    return float(mean), variance, np.asarray(density / density.sum(), float)


def _maximum(loglik: Callable[[Array], Array]) -> tuple[float, float]:
    found = scipy.optimize.minimize_scalar(
        lambda b: -loglik(np.array([b]))[0], bounds=(-10, 10), method="bounded", options={"xatol": 1e-10}
    )
    at = float(found.x)
    log = loglik(GRID)
    density = np.exp(log - log.max())
    return at, float(np.trapezoid((GRID**2 - at**2) * density, GRID) / np.trapezoid(density, GRID))


def linear_weights(follow_up: Sequence[float], window: float) -> Array:
    """Return the share of the window each participant was followed, at most 1."""
    return np.asarray(np.minimum(np.asarray(follow_up, float) / window, 1.0), float)


def adaptive_weights(follow_up: Sequence[float], events: Sequence[int], window: float) -> Array:
    """Return weights that follow the times at which events came. Source: Cheung and Chappell 2000."""
    time, event = np.asarray(follow_up, float), np.asarray(events) > 0
    support = np.sort(time[event])
    if support.size == 0:
        return linear_weights(follow_up, window)
    steps = np.array([0.0, *support, window])
    before = np.searchsorted(support, time, side="right")
    width = steps[before + 1] - steps[before]
    part = np.divide(time - steps[before], width, out=np.ones_like(time), where=width > 0)
    return np.asarray(np.minimum((before + part) / (support.size + 1), 1.0), float)


def tite_crm(
    skeleton: Sequence[float],
    target: float,
    doses: Sequence[int],
    events: Sequence[int],
    follow_up: Sequence[float],
    window: float,
    *,
    adaptive: bool = False,
    curve: Curve = "empiric",
    prior_sd: float = PRIOR_SD,
) -> tuple[Fit, Array]:
    """Fit a CRM with participants weighted by their follow-up; whoever had the event counts whole. Returns both."""
    if not window > 0:
        raise ValueError(f"a window of {window} cannot be")
    chosen = adaptive_weights(follow_up, events, window) if adaptive else linear_weights(follow_up, window)
    weight = np.where(np.asarray(events) > 0, 1.0, chosen)
    fit = crm(skeleton, target, doses, events, weights=list(weight), curve=curve, prior_sd=prior_sd)
    return fit, weight


def skeleton(
    half_width: float,
    target: float,
    at: int,
    doses: int,
    *,
    curve: Curve = "logistic",
    intercept: float = INTERCEPT,
) -> tuple[float, ...]:
    """Return a skeleton by indifference intervals: the rate at dose ``at`` is the target.

    A neighbouring dose is chosen until its rate differs from the target by more than ``half_width``. Source: Lee and
    Cheung 2009.
    """
    low, high = target - half_width, target + half_width
    if not 0 < low < high < 1 or not 1 <= at <= doses:
        raise ValueError(f"an interval of {half_width} around {target} at dose {at} of {doses} cannot be")
    if curve == "empiric":
        return _empiric(low, high, target, at, doses)

    label = [0.0] * doses
    label[at - 1] = scipy.special.logit(target) - intercept
    # At the parameter where two neighbours are equally good, the lower has the lower edge and the upper the upper one.
    for k in range(at - 1, 0, -1):
        b = np.log((scipy.special.logit(high) - intercept) / label[k])
        label[k - 1] = (scipy.special.logit(low) - intercept) / np.exp(b)
    for k in range(at - 1, doses - 1):
        b = np.log((scipy.special.logit(low) - intercept) / label[k])
        label[k + 1] = (scipy.special.logit(high) - intercept) / np.exp(b)
    return tuple(float(scipy.special.expit(intercept + x)) for x in label)


def _empiric(low: float, high: float, target: float, at: int, doses: int) -> tuple[float, ...]:
    rate = [0.0] * doses
    rate[at - 1] = target
    for k in range(at - 1, 0, -1):
        b = np.log(np.log(high) / np.log(rate[k]))
        rate[k - 1] = float(np.exp(np.log(low) / np.exp(b)))
    for k in range(at - 1, doses - 1):
        b = np.log(np.log(low) / np.log(rate[k]))
        rate[k + 1] = float(np.exp(np.log(high) / np.exp(b)))
    return tuple(rate)
