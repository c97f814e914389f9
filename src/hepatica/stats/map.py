"""Meta-analytic-predictive priors by quadrature: what earlier studies say about the next one, without simulation.

Model: the outcome of study h has parameter theta_h ~ N(beta, tau); beta ~ N(mean, sd); tau ~ half-normal(scale); the
prior for a new study is the posterior distribution of its theta. Source: Neuenschwander 2010; Schmidli 2014.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.special import expit, logit
from scipy.stats import norm

from hepatica.stats.marginal import Marginal
from hepatica.stats.quadrature import Array, between, log_binomial_normal, standard_normal

TAUS = 48
STEP, REACH = 0.5, 10.0
"""Spacing and reach of the points of beta in its own standard deviations: trapezium sums of such curves are exact."""
CELLS = 400
NEGLIGIBLE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Events:
    """The control arm of one study: r of n had the event. Raises ValueError for counts that cannot be."""

    study: str
    r: int
    n: int

    def __post_init__(self) -> None:
        """Refuse counts that are no proportion."""
        if self.n < 1 or not 0 <= self.r <= self.n:
            raise ValueError(f"{self.study}: {self.r} of {self.n} is not a proportion")


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The control arm of one study: an estimate with its standard error. Raises ValueError for an error not above 0."""

    study: str
    y: float
    se: float

    def __post_init__(self) -> None:
        """Refuse a standard error that claims certainty."""
        if not (isfinite(self.y) and isfinite(self.se) and self.se > 0):
            raise ValueError(f"{self.study}: {self.y} with a standard error of {self.se} is not an estimate")


@dataclass(frozen=True, kw_only=True)
class Hyperprior:
    """What is believed before the studies: beta ~ N(mean, sd), tau ~ half-normal(tau_scale), on the model's scale.

    Raises ValueError for a spread that is not above 0.
    """

    tau_scale: float
    mean: float = 0.0
    sd: float = 2.0

    def __post_init__(self) -> None:
        """Refuse spreads that no distribution has."""
        if not (isfinite(self.tau_scale) and self.tau_scale > 0):
            raise ValueError(
                f"a half-normal prior of scale {self.tau_scale} is not a prior: it must be above 0"
            )
        if not (isfinite(self.sd) and self.sd > 0 and isfinite(self.mean)):
            raise ValueError(f"N({self.mean}, {self.sd}) is not a prior: the sd must be above 0")


@dataclass(frozen=True, kw_only=True, eq=False)
class MapPrior:
    """What the studies say together, and about the next one."""

    method: str
    outcome: Literal["binomial", "normal"]
    studies: tuple[str, ...]
    hyperprior: Hyperprior
    beta: Marginal
    """Mean of all studies: log-odds where the outcome is binomial."""
    tau: Marginal
    """Spread between studies, on the same scale as beta."""
    new: Marginal
    """The next study: a probability where the outcome is binomial."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Slices:
    """The posterior, cut at points of tau: ``weight`` per slice; in each, points of beta with masses adding to 1."""

    tau: Array  # (m,)
    weight: Array  # (m,)
    density: Array  # (m,) of tau
    beta: Array  # (m, j)
    mass: Array  # (m, j)


_LogLikelihood = Callable[[Array, Array], Array]
"""Of all studies, at beta (m, j) and tau (m, 1)."""


def map_binomial(studies: Sequence[Events], hyperprior: Hyperprior) -> MapPrior:
    """Give the prior for the event probability of a new study's controls; log-odds are exchangeable.

    Raises ValueError without studies. The predictive distribution is exact to about five digits, in tens of
    milliseconds.
    """
    r = np.array([s.r for s in studies], dtype=float)
    n = np.array([s.n for s in studies], dtype=float)

    def likelihood(beta: Array, tau: Array) -> Array:
        total: Array = log_binomial_normal(r, n, beta[..., None], tau[..., None]).sum(axis=-1)
        return total

    rough = np.log((r + 0.5) / (n - r + 0.5)), 1 / (r + 0.5) + 1 / (n - r + 0.5)
    slices = _slices(likelihood, rough, hyperprior, studies)
    return _prior("binomial", studies, hyperprior, slices)


def map_normal(studies: Sequence[Estimate], hyperprior: Hyperprior) -> MapPrior:
    """Give the prior for the mean of a new study's controls, from estimates with known standard errors.

    Raises ValueError without studies.
    """
    y = np.array([s.y for s in studies], dtype=float)
    variance = np.array([s.se for s in studies], dtype=float) ** 2

    def likelihood(beta: Array, tau: Array) -> Array:
        total = variance + tau[..., None] ** 2
        summed: Array = (-0.5 * np.log(total) - 0.5 * (y - beta[..., None]) ** 2 / total).sum(axis=-1)
        return summed

    slices = _slices(likelihood, (y, variance), hyperprior, studies)
    return _prior("normal", studies, hyperprior, slices)


def _slices(
    likelihood: _LogLikelihood,
    rough: tuple[Array, Array],
    prior: Hyperprior,
    studies: Sequence[Events | Estimate],
) -> _Slices:
    if not studies:
        raise ValueError("a meta-analytic prior needs at least one study")

    def cut(tau: Array) -> tuple[Array, Array, Array]:
        """Log density at each tau, and points of beta with their masses."""
        y, variance = rough
        precision = 1 / (variance + tau[:, None] ** 2)
        spread = 1 / np.sqrt(precision.sum(axis=1) + 1 / prior.sd**2)
        centre = ((precision * y).sum(axis=1) + prior.mean / prior.sd**2) * spread**2
        z = np.arange(-REACH, REACH + STEP / 2, STEP)
        beta = centre[:, None] + spread[:, None] * z
        log_density = (
            likelihood(beta, tau[:, None])
            - 0.5 * ((beta - prior.mean) / prior.sd) ** 2
            - 0.5 * (tau[:, None] / prior.tau_scale) ** 2
        )
        top = log_density.max(axis=1, keepdims=True)
        mass = np.exp(log_density - top)
        total = mass.sum(axis=1, keepdims=True)
        return (top + np.log(total))[:, 0] + np.log(spread * STEP), beta, mass / total

    low, high = _range_of_tau(lambda tau: cut(tau)[0], prior.tau_scale)
    tau, width = between(low, high, TAUS)
    log_density, beta, mass = cut(tau)
    density = np.exp(log_density - log_density.max())
    total = float((density * width).sum())
    return _Slices(tau=tau, weight=density * width / total, density=density / total, beta=beta, mass=mass)


def _range_of_tau(log_density: Callable[[Array], Array], scale: float) -> tuple[float, float]:
    """Where tau has any posterior probability: half-normal tails end at six scales."""
    coarse = np.concatenate([[scale * 1e-6], np.geomspace(scale * 1e-3, 6 * scale, 40)])
    there = np.flatnonzero((found := log_density(coarse)) > found.max() - 25)
    low = 0.0 if there[0] == 0 else coarse[there[0] - 1]
    return float(low), float(coarse[min(there[-1] + 1, len(coarse) - 1)])


def _prior(
    outcome: Literal["binomial", "normal"],
    studies: Sequence[Events | Estimate],
    prior: Hyperprior,
    slices: _Slices,
) -> MapPrior:
    return MapPrior(
        method="meta-analytic-predictive prior by quadrature",
        outcome=outcome,
        studies=tuple(s.study for s in studies),
        hyperprior=prior,
        beta=_beta(slices),
        tau=_tau(slices),
        new=_new(slices, outcome == "binomial"),
    )


def _tau(slices: _Slices) -> Marginal:
    mean = float(slices.weight @ slices.tau)
    sd = float(np.sqrt(slices.weight @ (slices.tau - mean) ** 2))
    log_density = CubicSpline(slices.tau, np.log(np.maximum(slices.density, 1e-300)))
    grid = np.linspace(max(0.0, 2 * slices.tau[0] - slices.tau[1]), slices.tau[-1], CELLS + 1)
    density = np.exp(log_density(grid))
    cdf = CubicSpline(grid, density).antiderivative()(grid)
    return Marginal(
        name="tau",
        grid=grid,
        density=density / cdf[-1],
        cdf=np.maximum.accumulate(cdf) / cdf[-1],
        mean=mean,
        sd=sd,
    )


def _beta(slices: _Slices) -> Marginal:
    mean = float(slices.weight @ (slices.mass * slices.beta).sum(axis=1))
    sd = float(np.sqrt(slices.weight @ (slices.mass * (slices.beta - mean) ** 2).sum(axis=1)))
    grid = np.linspace(mean - 8 * sd, mean + 8 * sd, CELLS + 1)
    density, cdf = np.zeros_like(grid), np.zeros_like(grid)
    for k, weight in enumerate(slices.weight):
        if weight > NEGLIGIBLE:
            at, below = _slice(slices, k)
            density += weight * at(grid)
            cdf += weight * below(grid)
    return Marginal(name="beta", grid=grid, density=density, cdf=np.maximum.accumulate(cdf), mean=mean, sd=sd)


def _new(slices: _Slices, is_logit: bool) -> Marginal:
    z, w = standard_normal(31)
    drawn = slices.beta[:, :, None] + slices.tau[:, None, None] * z
    values = expit(drawn) if is_logit else drawn
    share = slices.weight[:, None, None] * slices.mass[:, :, None] * w
    mean = float((share * values).sum())
    sd = float(np.sqrt((share * (values - mean) ** 2).sum()))
    middle = float((share * drawn).sum())
    spread = float(np.sqrt((share * (drawn - middle) ** 2).sum()))
    theta = np.linspace(middle - 8 * spread, middle + 8 * spread, CELLS + 1)
    density, cdf = np.zeros_like(theta), np.zeros_like(theta)
    for k, weight in enumerate(slices.weight):
        if weight > NEGLIGIBLE:
            at, below = _drawn(slices, k, theta)
            density += weight * at
            cdf += weight * below
    if is_logit:
        grid = expit(theta)
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


def _slice(slices: _Slices, k: int) -> tuple[Callable[[Array], Array], Callable[[Array], Array]]:
    """Density and distribution function of beta in one slice, 0 and 1 beyond its points."""
    points = slices.beta[k]
    curve = CubicSpline(points, slices.mass[k] / (points[1] - points[0]))
    area = curve.antiderivative()
    low, high = points[0], points[-1]

    def at(x: Array) -> Array:
        found: Array = np.where((x > low) & (x < high), np.maximum(curve(np.clip(x, low, high)), 0.0), 0.0)
        return found

    def below(x: Array) -> Array:
        found: Array = np.clip(area(np.clip(x, low, high)) / area(high), 0.0, 1.0)
        return found

    return at, below


def _drawn(slices: _Slices, k: int, theta: Array) -> tuple[Array, Array]:
    """Density and distribution function of beta + tau z in one slice.

    The sum runs over whichever of the two is the narrower, so that neither is ever a row of spikes.
    """
    tau = slices.tau[k]
    points = slices.beta[k]
    if tau > points[1] - points[0]:
        z = (theta[:, None] - points) / tau
        return (norm.pdf(z) / tau) @ slices.mass[k], norm.cdf(z) @ slices.mass[k]
    at, below = _slice(slices, k)
    z, w = standard_normal()
    shifted = theta[:, None] - tau * z
    return at(shifted) @ w, below(shifted) @ w


def log_odds(probability: float) -> float:
    """Give the log-odds of a probability. Raises ValueError at or beyond 0 and 1, where they are infinite."""
    if not 0 < probability < 1:
        raise ValueError(f"a probability of {probability} has no finite log-odds")
    return float(logit(probability))
