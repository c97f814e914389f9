"""A Bayesian random-intercept model by quadrature: a sensitivity analysis where five participants leave REML four degrees."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from hepatica.stats.longitudinal import Longitudinal, Measurement, longitudinal
from hepatica.stats.refusal import Refused
from hepatica.stats.risk_table import Floats

POINTS = 160
"""Points per standard deviation's grid; twice as many change no printed digit."""
REACH = 6.0
"""How far the grid of the between-participant SD reaches, in prior scales and in what the data could hold."""


@dataclass(frozen=True, kw_only=True)
class BayesianSlope:
    """Posterior of the slope common to everybody, and of the spread between participants beside its prior."""

    participants: int
    observations: int
    slope: float  # posterior mean, value per unit of time
    sd: float
    lower: float
    upper: float
    probability_below_zero: float
    between: float  # posterior mean of the between-participant SD
    between_prior_mean: float
    noise: float  # posterior mean of the residual SD
    level: float
    prior: str
    method: str = "Bayesian random intercept by quadrature: sensitivity analysis"


def bayesian_slope(
    measurements: Sequence[Measurement], *, between_scale: float = 2.0, level: float = 0.95
) -> BayesianSlope | Refused:
    """Give the posterior of b1 in value = b0 + b1 time + participant's own + noise, on a fixed grid of the two SDs.

    Flat priors on b0, b1 and the log of the noise SD; half-normal(``between_scale``) on the spread between
    participants. Deterministic: the same record gives the same digits. Refused where nobody was measured twice, at one
    time only, or without noise. Raises ValueError for a prior or value that cannot be. Source: Gelman 2006.
    """
    if not between_scale > 0:
        raise ValueError(
            f"a prior scale of {between_scale} cannot be: the spread between participants is positive"
        )
    if not 0 < level < 1:
        raise ValueError(f"a credible level of {level} does not lie between 0 and 1")
    data = longitudinal(measurements)
    lacking = _lacking(data)
    if lacking:
        return Refused(method=BayesianSlope.method, kind="not_estimable", reason=lacking)
    between, noise = _grid(data, between_scale)
    mean, sd, log_density = _conditional(data, between, noise)
    # half-normal on the spread; the noise grid is even in its logarithm, where its prior is flat
    log_density = log_density - 0.5 * (between / between_scale) ** 2
    weight = np.exp(log_density - log_density.max())
    weight /= weight.sum()
    centre = float((weight * mean).sum())
    spread = float((weight * (sd**2 + (mean - centre) ** 2)).sum()) ** 0.5
    tail = (1 - level) / 2
    return BayesianSlope(
        participants=len(data.participants),
        observations=len(data.values),
        slope=centre,
        sd=spread,
        lower=_quantile(tail, weight, mean, sd),
        upper=_quantile(1 - tail, weight, mean, sd),
        probability_below_zero=float((weight * scipy.stats.norm.cdf(-mean / sd)).sum()),
        between=float((weight * between).sum()),
        between_prior_mean=between_scale * (2 / np.pi) ** 0.5,
        noise=float((weight * noise).sum()),
        level=level,
        prior=f"spread between participants half-normal({between_scale:g}); flat otherwise",
    )


def _lacking(data: Longitudinal) -> str:
    people, observations = len(data.participants), len(data.values)
    if np.ptp(data.times) == 0:
        return "everything was measured at one time: there is no slope"
    if observations - people < 2:
        return f"{observations} measurements of {people} participants leave nothing to tell noise from slope"
    if _within(data) == 0:
        return "every participant's values lie on one line: there is no noise to estimate"
    return ""


def _centred(data: Longitudinal, what: Floats) -> Floats:
    counts = np.bincount(data.member)
    means = np.bincount(data.member, weights=what) / counts
    return np.asarray(what - means[data.member], dtype=np.float64)


def _within(data: Longitudinal) -> float:
    """Residual SD around parallel lines, one per participant; 0 where there is none."""
    t, y = _centred(data, data.times), _centred(data, data.values)
    spread = float(t @ t)
    left = y - t * (float(t @ y) / spread if spread else 0.0)
    free = max(len(y) - len(data.participants) - 1, 1)
    residual = float(left @ left)
    return 0.0 if residual <= 1e-18 * float(data.values @ data.values) else (residual / free) ** 0.5


def _grid(data: Longitudinal, between_scale: float) -> tuple[Floats, Floats]:
    """Points of both SDs, flattened: the spread evenly from 0, the noise evenly in its logarithm."""
    within, overall = _within(data), float(data.values.std())
    furthest = REACH * min(between_scale, max(2 * overall, within))
    spread = (np.arange(POINTS) + 0.5) * furthest / POINTS
    decades = 3.0 if len(data.values) < 15 else 1.5
    noise = np.geomspace(within * np.exp(-decades), max(within, overall) * np.exp(decades), POINTS)
    both = np.meshgrid(spread, noise, indexing="ij")
    return both[0].ravel(), both[1].ravel()


def _conditional(data: Longitudinal, between: Floats, noise: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean and SD of the slope at each point, and the log density of the data with b0 and b1 integrated out."""
    counts = np.bincount(data.member).astype(float)
    columns = (np.ones_like(data.times), data.times - data.times.mean(), data.values)
    within = [_centred(data, column) for column in columns]
    means = [np.bincount(data.member, weights=column) / counts for column in columns]
    precision = 1 / noise**2
    # Within participants only the noise counts; between their means the spread does too.
    among = counts / ((noise**2)[:, None] + counts * (between**2)[:, None])

    def product(i: int, j: int) -> Floats:
        inside = float(within[i] @ within[j])
        return np.asarray(precision * inside + among @ (means[i] * means[j]), dtype=np.float64)

    a, b, d = product(0, 0), product(0, 1), product(1, 1)
    p, q, r = product(0, 2), product(1, 2), product(2, 2)
    determinant = a * d - b**2
    mean = (a * q - b * p) / determinant
    first = (d * p - b * q) / determinant
    residual = r - first * p - mean * q
    log_covariance = 2 * len(data.values) * np.log(noise) + np.log1p(
        counts * (between**2 / noise**2)[:, None]
    ).sum(axis=1)
    log_density = -0.5 * (log_covariance + np.log(determinant) + residual)
    return mean, np.sqrt(a / determinant), log_density


def _quantile(share: float, weight: Floats, mean: Floats, sd: Floats) -> float:
    heavy = weight > 1e-12
    w, m, s = weight[heavy], mean[heavy], sd[heavy]
    low, high = float((m - 12 * s).min()), float((m + 12 * s).max())
    return float(
        scipy.optimize.brentq(
            lambda x: float((w * scipy.stats.norm.cdf((x - m) / s)).sum()) - share, low, high, xtol=1e-12
        )
    )
