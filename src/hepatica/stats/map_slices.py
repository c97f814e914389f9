"""The posterior of a random-effects model, cut at points of the spread between studies."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import pi, sqrt

import numpy as np
import numpy.typing as npt
import scipy

from hepatica.stats.marginal import Marginal
from hepatica.stats.quadrature import Array, between, standard_normal

TAUS = 48
STEP, REACH = 0.5, 10.0
"""Spacing and reach of the points of beta in its own standard deviations: trapezium sums of such curves are exact."""
ROUGH_STEP = 2.0
CELLS = 400
KNOT, WIDE, DEGREE = 4, 4.0, 9
"""Slices wider than so many knots are read at every fourth point of the grid only: the spline adds 1e-11 to them."""
NEGLIGIBLE, UNFELT = 1e-9, 1e-15
"""Weights below which a slice is left out, and of a point in a slice, which no double of the sum would feel."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Slices:
    """The posterior, cut at points of tau: ``weight`` per slice; in each, points of beta with masses adding to 1."""

    tau: Array  # (m,)
    weight: Array  # (m,)
    density: Array  # (m,) of tau
    beta: Array  # (m, j)
    mass: Array  # (m, j)

    @cached_property
    def curves(self) -> "Curves":
        """Density and distribution function of beta in the slices, made once for all who read them."""
        return _curves(self)


LogLikelihood = Callable[[Array, Array], Array]
"""Of all studies, at beta (m, j) and tau (m, 1)."""


def slices_of(
    likelihood: LogLikelihood, rough: tuple[Array, Array], *, tau_scale: float, mean: float, sd: float
) -> Slices:
    """Cut the posterior under beta ~ N(mean, sd) and tau ~ half-normal(tau_scale).

    ``rough`` are the studies' estimates and variances on the scale of beta: they only place the points.
    """

    def cut(tau: Array, step: float) -> tuple[Array, Array, Array]:
        """Log density at each tau, and points of beta with their masses."""
        y, variance = rough
        precision = 1 / (variance + tau[:, None] ** 2)
        spread = 1 / np.sqrt(precision.sum(axis=1) + 1 / sd**2)
        centre = ((precision * y).sum(axis=1) + mean / sd**2) * spread**2
        z = np.arange(-REACH, REACH + step / 2, step)
        beta = centre[:, None] + spread[:, None] * z
        log_density = (
            likelihood(beta, tau[:, None])
            - 0.5 * ((beta - mean) / sd) ** 2
            - 0.5 * (tau[:, None] / tau_scale) ** 2
        )
        top = log_density.max(axis=1, keepdims=True)
        mass = np.exp(log_density - top)
        total = mass.sum(axis=1, keepdims=True)
        return (top + np.log(total))[:, 0] + np.log(spread * step), beta, mass / total

    low, high = _range_of_tau(lambda tau: cut(tau, ROUGH_STEP)[0], tau_scale)
    tau, width = between(low, high, TAUS)
    log_density, beta, mass = cut(tau, STEP)
    density = np.exp(log_density - log_density.max())
    total = float((density * width).sum())
    return Slices(tau=tau, weight=density * width / total, density=density / total, beta=beta, mass=mass)


def _range_of_tau(log_density: Callable[[Array], Array], scale: float) -> tuple[float, float]:
    """Where tau has any posterior probability: half-normal tails end at six scales."""
    coarse = np.concatenate([[scale * 1e-6], np.geomspace(scale * 1e-3, 6 * scale, 40)])
    there = np.flatnonzero((found := log_density(coarse)) > found.max() - 25)
    low = 0.0 if there[0] == 0 else coarse[there[0] - 1]
    return float(low), float(coarse[min(there[-1] + 1, len(coarse) - 1)])


def marginal_tau(slices: Slices) -> Marginal:
    """Give the spread between studies."""
    mean = float(slices.weight @ slices.tau)
    sd = float(np.sqrt(slices.weight @ (slices.tau - mean) ** 2))
    log_density = scipy.interpolate.CubicSpline(slices.tau, np.log(np.maximum(slices.density, 1e-300)))
    grid = np.linspace(max(0.0, 2 * slices.tau[0] - slices.tau[1]), slices.tau[-1], CELLS + 1)
    density = np.exp(log_density(grid))
    cdf = scipy.interpolate.CubicSpline(grid, density).antiderivative()(grid)
    return Marginal(
        name="tau",
        grid=grid,
        density=density / cdf[-1],
        cdf=np.maximum.accumulate(cdf) / cdf[-1],
        mean=mean,
        sd=sd,
    )


def marginal_beta(slices: Slices) -> Marginal:
    """Give the mean of all studies."""
    mean = float(slices.weight @ (slices.mass * slices.beta).sum(axis=1))
    sd = float(np.sqrt(slices.weight @ (slices.mass * (slices.beta - mean) ** 2).sum(axis=1)))
    grid = np.linspace(mean - 8 * sd, mean + 8 * sd, CELLS + 1)
    counts = np.flatnonzero(slices.weight > NEGLIGIBLE)
    at, below = slices.curves(counts[:, None], grid)
    density, cdf = slices.weight[counts] @ at, slices.weight[counts] @ below
    return Marginal(name="beta", grid=grid, density=density, cdf=np.maximum.accumulate(cdf), mean=mean, sd=sd)


def marginal_new(slices: Slices, *, is_logit: bool) -> Marginal:
    """Give a new study's parameter; a probability where the model is one of log-odds."""
    middle = float(slices.weight @ (slices.mass * slices.beta).sum(axis=1))
    apart = (slices.mass * (slices.beta - middle) ** 2).sum(axis=1) + slices.tau**2
    spread = float(np.sqrt(slices.weight @ apart))
    mean, sd = _of_probability(slices) if is_logit else (middle, spread)
    theta = np.linspace(middle - 8 * spread, middle + 8 * spread, CELLS + 1)
    density, cdf = _sum_of_drawn(slices, theta)
    if is_logit:
        grid = scipy.special.expit(theta)
        return Marginal(
            name="event probability of a new study", grid=grid, density=density / (grid * (1 - grid)),
            cdf=np.maximum.accumulate(cdf), mean=mean, sd=sd,
        )  # fmt: skip
    return Marginal(
        name="mean of a new study",
        grid=theta,
        density=density,
        cdf=np.maximum.accumulate(cdf),
        mean=mean,
        sd=sd,
    )


def _of_probability(slices: Slices) -> tuple[float, float]:
    """Mean and standard deviation of a new study's probability."""
    z, w = standard_normal(31)
    values = scipy.special.expit(slices.beta[:, :, None] + slices.tau[:, None, None] * z)
    share = slices.weight[:, None] * slices.mass
    mean = float((share * (values @ w)).sum())
    values -= mean
    return mean, float(np.sqrt((share * (np.square(values, out=values) @ w)).sum()))


Curves = Callable[[npt.NDArray[np.intp] | np.intp, Array], tuple[Array, Array]]
"""Numbers of slices and points, of shapes that broadcast → density and distribution function of beta there."""


def _curves(slices: Slices) -> Curves:
    """Density and distribution function of beta in the slices, 0 and 1 beyond their points: one spline for all.

    In each slice the points of beta are evenly spaced, so the spline runs over their numbers.
    """
    start, step = slices.beta[:, 0], slices.beta[:, 1] - slices.beta[:, 0]
    last = slices.beta.shape[1] - 1
    curve = scipy.interpolate.CubicSpline(np.arange(last + 1), slices.mass, axis=1)
    area = curve.antiderivative()
    whole = area(last)
    heights, areas = (of.c.reshape(len(of.c), -1) for of in (curve, area))

    def read(k: npt.NDArray[np.intp] | np.intp, x: Array) -> tuple[Array, Array]:
        place = (x - start[k]) / step[k]
        inside = np.clip(place, 0.0, last)
        cell = np.minimum(inside.astype(int), last - 1)
        over, row = inside - cell, cell * len(start) + k
        height, below = np.zeros_like(over), np.zeros_like(over)
        for coefficient in heights:
            height = height * over + coefficient.take(row)
        for coefficient in areas:
            below = below * over + coefficient.take(row)
        at = np.where((place > 0) & (place < last), np.maximum(height, 0.0), 0.0)
        return at / step[k], np.clip(below / whole[k], 0.0, 1.0)

    return read


def _sum_of_drawn(slices: Slices, theta: Array) -> tuple[Array, Array]:
    """Density and distribution function of a new study's parameter: all slices, each by its weight."""
    knots = theta[::KNOT]
    everywhere, at_knots = np.zeros((2, len(theta))), np.zeros((2, len(knots)))
    for k in np.flatnonzero(slices.weight > NEGLIGIBLE):
        if slices.tau[k] > WIDE * (knots[1] - knots[0]):
            at_knots += slices.weight[k] * _drawn(slices, k, knots)
        else:
            everywhere += slices.weight[k] * _drawn(slices, k, theta)
    everywhere += scipy.interpolate.make_interp_spline(knots, at_knots, k=DEGREE, axis=1)(theta)
    return np.maximum(everywhere[0], 0.0), everywhere[1]


def _drawn(slices: Slices, k: np.intp, theta: Array) -> Array:
    """Density and distribution function (2, points) of beta + tau z in one slice.

    The sum runs over whichever of the two is the narrower, so that neither is ever a row of spikes.
    """
    tau, points = slices.tau[k], slices.beta[k]
    if tau <= points[1] - points[0]:
        z, w = standard_normal()
        return np.stack(slices.curves(k, theta[:, None] - tau * z)) @ w
    felt = slices.mass[k] > UNFELT
    z, mass = (theta[:, None] - points[felt]) / tau, slices.mass[k][felt]
    bell = np.exp(-0.5 * z**2) / (tau * sqrt(2 * pi))
    return np.stack((bell @ mass, scipy.special.ndtr(z) @ mass))
