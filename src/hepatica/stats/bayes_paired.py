"""The Bayesian paired model: differences around a mean by Student's t with four degrees, by quadrature, never drawn.

With five patients the prior is visible in the answer, so two priors are shown side by side and never one alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
import scipy
from numpy.polynomial import legendre

from hepatica.stats.differences import Floats, Number, differences
from hepatica.stats.quadrature import between

FREEDOM = 4.0
MOST = 200
NODES = 6
SPREADS = 160
"""Panels' worth of points for ln s: the answer does not move in its seventh digit beyond it."""
NARROWEST = 1e-6
"""The finest spread looked at, as a share of the widest scale in sight."""


@dataclass(frozen=True, kw_only=True)
class PairedPrior:
    """Beliefs before the data: mean change ~ N(mean, sd²), spread between participants ~ half-normal(noise_scale)."""

    mean: float
    sd: float
    noise_scale: float

    def __post_init__(self) -> None:
        """Refuse a prior that is no distribution."""
        if not isfinite(self.mean):
            raise ValueError(f"a prior mean of {self.mean} is not a number")
        for name, value in (("standard deviation", self.sd), ("scale of the spread", self.noise_scale)):
            if not (value > 0 and isfinite(value)):
                raise ValueError(f"a prior {name} of {value} is impossible: it must be above 0 and finite")


WEAK = PairedPrior(mean=0.0, sd=2.0, noise_scale=3.0)
SCEPTICAL = PairedPrior(mean=0.0, sd=1.0, noise_scale=3.0)
"""Two to print side by side: N(0, 2²), which lets the data speak, and N(0, 1²), which doubts a large change."""


@dataclass(frozen=True, kw_only=True)
class PairedPosterior:
    """What is believed of the mean change after the data, with the prior that it stands on."""

    mean: float
    sd: float
    lower: float
    upper: float
    level: float
    below: tuple[tuple[float, float], ...]
    """Each threshold with the probability that the mean change lies below it."""
    prior: PairedPrior
    n: int
    method: str = "Bayesian paired t model with 4 degrees of freedom, by quadrature"


def bayes_paired(
    values: Sequence[Number],
    prior: PairedPrior = WEAK,
    *,
    level: float = 0.95,
    thresholds: Sequence[float] = (0.0, -1.0),
) -> PairedPosterior:
    """Give the posterior of the mean difference under d ~ t₄(μ, s), μ ~ N(m, sd²), s ~ half-normal(scale).

    The interval is equal-tailed. One pair is enough, since the prior carries the rest. Raises ValueError for no pair, more
    than 200, differences so alike that the spread has no posterior (all of them equal), or an impossible prior. Source:
    Lange, Little and Taylor 1989 for the model; Gelman 2006 for the half-normal prior.
    """
    if not 0 < level < 1:
        raise ValueError(f"a level of {level} does not lie between 0 and 1")
    d = differences(values, least=1)
    _check_spread(d)
    edges = _edges(d, prior, thresholds)
    unit, share = between(0.0, 1.0, NODES)
    width = np.diff(edges)[:, None]
    points, weights = edges[:-1, None] + width * unit, width * share
    log_density = _log_marginal(d, prior, points.ravel()).reshape(points.shape)
    mass = weights * np.exp(log_density - log_density.max())
    mass /= mass.sum()
    below = np.concatenate([[0.0], np.cumsum(mass.sum(axis=1))])
    below /= below[-1]  # its sum ends at 1 but for the last digit
    mean = float((mass * points).sum())
    lower, upper = (
        _quantile(edges, mass / share, below, tail) for tail in ((1 - level) / 2, (1 + level) / 2)
    )
    return PairedPosterior(
        mean=mean,
        sd=float(np.sqrt((mass * (points - mean) ** 2).sum())),
        lower=lower,
        upper=upper,
        level=level,
        below=tuple((c, float(np.interp(c, edges, below))) for c in thresholds),
        prior=prior,
        n=d.size,
    )


def _check_spread(d: Floats) -> None:
    """Refuse where the likelihood runs to infinity as s shrinks: k equal of n leave s^(4n - 5k + 1) near s = 0."""
    if d.size > MOST:
        raise ValueError(f"{d.size} pairs: this model is computed for at most {MOST}")
    alike = int(np.unique(d, return_counts=True)[1].max())
    if d.size > 1 and 5 * alike >= 4 * d.size + 2:
        raise ValueError(
            f"{alike} of {d.size} differences are equal: the spread between participants has no posterior"
        )


def _edges(d: Floats, prior: PairedPrior, thresholds: Sequence[float]) -> Floats:
    """Lay panels for the mean: fine at the differences and the prior mean, out to ten prior SDs beyond both."""
    low, high = min(prior.mean, *d) - 10 * prior.sd, max(prior.mean, *d) + 10 * prior.sd
    width = high - low
    unique = np.unique(d)
    centres = unique if unique.size <= 16 else np.quantile(d, np.linspace(0, 1, 16))
    steps = width * 2.0 ** np.arange(-22, 1)
    around = (centres[:, None] + np.concatenate([-steps, [0.0], steps])).ravel()
    even = np.linspace(low, high, 240)
    near = prior.mean + prior.sd * np.linspace(-6, 6, 60)
    middle = np.median(d) + _scale(d, prior) * np.linspace(-8, 8, 80)
    edges = np.concatenate([around, even, near, middle, [c for c in thresholds if low < c < high]])
    return np.asarray(np.unique(edges[(edges >= low) & (edges <= high)]), dtype=np.float64)


def _scale(d: Floats, prior: PairedPrior) -> float:
    return float(d.std()) / max(1.0, d.size**0.5) or prior.noise_scale


def _log_marginal(d: Floats, prior: PairedPrior, mu: Floats) -> Floats:
    """Return the log density of the mean, up to a constant, with the spread integrated out over its logarithm."""
    widest = max(prior.noise_scale * 9, float(np.ptp(d)))
    log_s, weights = between(np.log(widest * NARROWEST), np.log(widest), SPREADS)
    s = np.exp(log_s)
    # Half-normal prior, and ds = s d(ln s).
    whole = (log_s - 0.5 * (s / prior.noise_scale) ** 2 + np.log(weights) - d.size * log_s)[None, :]
    whole = np.repeat(whole, mu.size, axis=0)
    for one in d:
        whole -= (FREEDOM + 1) / 2 * np.log1p(((one - mu)[:, None] / s[None, :]) ** 2 / FREEDOM)
    return np.asarray(
        scipy.special.logsumexp(whole, axis=1) - 0.5 * ((mu - prior.mean) / prior.sd) ** 2, dtype=np.float64
    )


def _quantile(edges: Floats, density: Floats, below: Floats, tail: float) -> float:
    """Find where the cumulative probability reaches ``tail``: the polynomial through its panel's points, integrated."""
    panel = min(int(np.searchsorted(below, tail)) - 1, len(density) - 1)
    at = 2 * between(0.0, 1.0, NODES)[0] - 1
    rising = legendre.legint(legendre.legfit(at, density[panel] / 2, NODES - 1), lbnd=-1)
    missing = tail - below[panel]
    place = scipy.optimize.brentq(lambda x: legendre.legval(x, rising) - missing, -1, 1)
    return float(edges[panel] + (edges[panel + 1] - edges[panel]) * (place + 1) / 2)
