"""Regression to the mean: the change that a threshold for entry brings about by itself, without any treatment."""

from dataclasses import dataclass
from math import exp

import scipy


@dataclass(frozen=True, kw_only=True)
class Regression:
    """The change expected of participants chosen for a high baseline when nothing acts on them."""

    expected_change: float
    share_chosen: float
    """Share of the population above the threshold."""
    threshold: float
    correlation: float
    method: str = "regression to the mean, bivariate normal"


def regression_to_mean(*, threshold: float, mean: float, sd: float, correlation: float) -> Regression:
    """Give E[d | baseline > c] = -(1 - rho) sd λ((c - mean)/sd), λ the normal hazard, where both visits have one mean and SD.

    ``mean`` and ``sd`` are of the population before the threshold chose from it, ``correlation`` between the two visits.
    Raises ValueError for an SD that is not above 0 or a correlation outside -1 to 1. Source: Davis 1976.
    """
    if not sd > 0:
        raise ValueError(f"a standard deviation of {sd} cannot be")
    if not -1 <= correlation <= 1:
        raise ValueError(f"a correlation of {correlation} does not lie from -1 to 1")
    z = (threshold - mean) / sd
    # The logarithms keep the hazard exact far out, where the share itself vanishes.
    hazard = exp(scipy.stats.norm.logpdf(z) - scipy.stats.norm.logsf(z))
    return Regression(
        expected_change=-(1 - correlation) * sd * hazard,
        share_chosen=float(scipy.stats.norm.sf(z)),
        threshold=threshold,
        correlation=correlation,
    )
