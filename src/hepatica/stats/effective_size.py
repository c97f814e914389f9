"""How many participants a prior is worth: three definitions that differ, so each result carries its own name."""

from dataclasses import dataclass
from math import fsum
from typing import Literal

import numpy as np
import scipy

from hepatica.stats.mixtures import BetaMixture, Mixture, NormalMixture
from hepatica.stats.quadrature import Array, between, over_log_odds

Kind = Literal["elir", "moment", "morita"]
POINTS = 200
FLAT = 100.0
"""How much flatter than one observation Morita's reference prior is."""


@dataclass(frozen=True, kw_only=True)
class EffectiveSize:
    """A number of participants and how it was defined."""

    participants: float
    method: str


def effective_size(prior: Mixture, kind: Kind = "elir", *, sigma: float | None = None) -> EffectiveSize:
    """Give the effective sample size of a prior; a single Beta(a, b) is worth a + b by the first two definitions.

    ``sigma`` is one participant's standard deviation, needed for a normal prior. ELIR, the expected local-information
    ratio, alone adds up as data come; moments are lower and Morita's, taken at the mode, higher when the parts
    disagree. Raises ValueError without sigma, or for ELIR of a Beta with a parameter below 1, where it is infinite.
    Source: Neuenschwander 2020; Morita 2008.
    """
    if isinstance(prior, BetaMixture):
        return EffectiveSize(participants=_of_beta(prior, kind), method=_NAMES[kind])
    if sigma is None or not sigma > 0:
        raise ValueError(f"the size of a normal prior needs one participant's sd above 0, not {sigma}")
    return EffectiveSize(participants=_of_normal(prior, kind, sigma), method=_NAMES[kind])


_NAMES: dict[Kind, str] = {
    "elir": "expected local-information ratio",
    "moment": "moments",
    "morita": "Morita, at the mode",
}


def _of_beta(prior: BetaMixture, kind: Kind) -> float:
    if kind == "moment":
        return prior.mean * (1 - prior.mean) / prior.sd**2 - 1
    if kind == "morita":
        mode = prior.mode
        flat = (mode / FLAT - 1) / mode**2 + ((1 - mode) / FLAT - 1) / (1 - mode) ** 2
        none, one = prior.predictive(1)
        expected = none / (1 - mode) ** 2 + one / mode**2
        return (float(_beta_information(prior, np.array([mode]))[0]) - flat) / expected
    if min(*prior.a, *prior.b) < 1:
        raise ValueError(
            "the expected local-information ratio of a Beta with a parameter below 1 is infinite"
        )
    return _ratio_of_beta(prior)


def _ratio_of_beta(prior: BetaMixture) -> float:
    """Mean of minus the curvature of the log density times p (1 - p), integrated by parts over the log-odds.

    By parts, because curvature itself is not integrable near 0 and 1 where a parameter is close to 1.
    """
    theta, width = over_log_odds()
    a, b = np.array(prior.a)[:, None], np.array(prior.b)[:, None]
    log_density = (
        (a - 1) * scipy.special.log_expit(theta)
        + (b - 1) * scipy.special.log_expit(-theta)
        - scipy.special.betaln(a, b)
    )
    parts = np.array(prior.weights)[:, None] * np.exp(log_density)
    slopes = (a - 1) * scipy.special.expit(-theta) - (b - 1) * scipy.special.expit(theta)
    density = parts.sum(axis=0)
    flux = np.divide((parts * slopes).sum(axis=0) ** 2, density, out=np.zeros_like(theta), where=density > 0)
    ends = fsum(
        w * ((a == 1) * b + (b == 1) * a) for w, a, b in zip(prior.weights, prior.a, prior.b, strict=True)
    )
    return float(flux @ width) + 2 - ends


def _of_normal(prior: NormalMixture, kind: Kind, sigma: float) -> float:
    if kind == "moment":
        return sigma**2 / prior.sd**2
    if kind == "morita":
        flat = 1 / (FLAT * max(prior.sds) ** 2)
        return sigma**2 * (float(_normal_information(prior, np.array([prior.mode]))[0]) - flat)
    total = 0.0
    for weight, mean, sd in zip(prior.weights, prior.means, prior.sds, strict=True):
        if weight > 0:
            z, width = between(-9.0, 9.0, POINTS)
            total += weight * float(
                (_normal_information(prior, mean + sd * z) * scipy.stats.norm.pdf(z)) @ width
            )
    return total * sigma**2


def _beta_information(prior: BetaMixture, p: Array) -> Array:
    """Minus the second derivative of the log density."""
    a, b = np.array(prior.a)[:, None], np.array(prior.b)[:, None]
    slope = (a - 1) / p - (b - 1) / (1 - p)
    bend = -(a - 1) / p**2 - (b - 1) / (1 - p) ** 2
    return _information(np.array(prior.weights)[:, None], scipy.stats.beta.logpdf(p, a, b), slope, bend)


def _normal_information(prior: NormalMixture, x: Array) -> Array:
    means, sds = np.array(prior.means)[:, None], np.array(prior.sds)[:, None]
    slope = (means - x) / sds**2
    bend = np.broadcast_to(-1 / sds**2, slope.shape)
    return _information(np.array(prior.weights)[:, None], scipy.stats.norm.logpdf(x, means, sds), slope, bend)


def _information(weights: Array, log_density: Array, slope: Array, bend: Array) -> Array:
    share = weights * np.exp(log_density - log_density.max(axis=0))
    share = share / share.sum(axis=0)
    found: Array = (share * slope).sum(axis=0) ** 2 - (share * (bend + slope**2)).sum(axis=0)
    return found
