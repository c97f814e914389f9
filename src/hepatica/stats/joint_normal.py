"""The chance that two correlated statistics both pass their limits: the test that both of two claims hold."""

from math import sqrt
from typing import overload

import numpy as np
import scipy

from hepatica.stats.quadrature import Array, between, standard_normal

NODES = 121
"""Gauss-Hermite points: ten digits up to a correlation of 0.9, beside scipy's bivariate normal."""
SPREADS = 24
"""Gauss-Legendre points over the share of an estimated spread."""
TAIL = 1e-9


@overload
def both_above(first: float, second: float, correlation: float) -> float: ...
@overload
def both_above(first: Array, second: Array, correlation: float) -> Array: ...


def both_above(first: float | Array, second: float | Array, correlation: float) -> float | Array:
    """Return P(Z₁ > −first, Z₂ > −second) for standard normals: ``first`` and ``second`` are means less their limits.

    Equal means have a closed form in Owen's T; others are conditioned on the part both share, so the correlation lies
    between 0 and 0.9, as of two contrasts with an arm in common; anything else raises ValueError. Arrays broadcast
    together. Source: Owen 1956.
    """
    if not 0 <= correlation <= 0.9:
        raise ValueError(
            f"a correlation of {correlation} between two contrasts does not lie between 0 and 0.9"
        )
    if np.array_equal(first, second):
        equal = scipy.special.ndtr(first) - 2 * scipy.special.owens_t(
            first, sqrt((1 - correlation) / (1 + correlation))
        )
        return float(equal) if np.ndim(equal) == 0 else equal
    u, weight = standard_normal(NODES)
    own = sqrt(1 - correlation)
    shared = sqrt(correlation) * u
    one = scipy.special.ndtr((np.asarray(first)[..., None] + shared) / own)
    two = scipy.special.ndtr((np.asarray(second)[..., None] + shared) / own)
    found = (one * two) @ weight
    return float(found) if np.ndim(found) == 0 else found


def both_t_above(first: float, second: float, correlation: float, limit: float, df: float) -> float:
    """Return the chance that two t statistics with a common estimate of spread both exceed ``limit``.

    ``first`` and ``second`` are their noncentralities. Integrated over the estimate, which is σ √(χ²/df). Raises
    ValueError as `both_above`, or for fewer than one degree of freedom.
    """
    if not df >= 1:
        raise ValueError(f"{df} degrees of freedom estimate no spread")
    share, width = between(TAIL, 1 - TAIL, SPREADS)
    ratio = np.sqrt(scipy.stats.chi2.ppf(share, df) / df)
    return float(both_above(first - limit * ratio, second - limit * ratio, correlation) @ width)
