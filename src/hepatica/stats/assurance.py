"""Assurance: the chance that a trial succeeds, averaged over what is believed of the effect, not at a hoped-for one.

The integral of the power over a prior that is a mixture of normals. Where the power at the planned effect is 80 %, the
assurance is usually far below: the prior knows that the effect may be small. Source: O'Hagan, Stevens and Campbell 2005.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, sqrt

import numpy as np
import scipy

from hepatica.stats.mixtures import NormalMixture
from hepatica.stats.quadrature import Array, between

Power = Callable[[Array], Array]
"""True effects, the sign of benefit → chance of success at each."""
REACH = 8.5
"""SDs of a part of the prior beyond which there is nothing of it."""
PIECES, NODES = 4, 60
"""Few points on short pieces: as exact here as many on one, and the points of a short rule are found at once."""
CANNOT_SHOW = (
    "Assurance is as good as its prior: an enthusiast's and a sceptic's differ, and both can be printed side by side.",
    "It counts success, not truth: a success by chance, where cells do nothing, is in it too, and is told apart below.",
)


@dataclass(frozen=True, kw_only=True)
class Assurance:
    """The chance of success before the trial, and its parts."""

    method: str
    power: float
    """At the effect planned for, beside it."""
    effect: float
    assurance: float
    ceiling: float
    """The prior chance that there is any benefit: no number of participants gives more."""
    by_luck: float
    """Part of the assurance that comes from effects of nothing or harm."""
    prior: NormalMixture
    cannot_show: tuple[str, ...] = CANNOT_SHOW


def assured(power: Power, prior: NormalMixture, *, effect: float, method: str) -> Assurance:
    """Return the assurance of any design whose power is known at every effect; positive effects are benefit.

    By Gauss-Legendre quadrature over each part of the prior, cut at 0 where the parts of the answer meet. Raises
    ValueError for a power that is not between 0 and 1, or an effect that is no number.
    """
    if not isfinite(effect):
        raise ValueError(f"an effect of {effect} cannot be planned for")
    total = luck = 0.0
    for weight, mean, sd in zip(prior.weights, prior.means, prior.sds, strict=True):
        low, high = mean - REACH * sd, mean + REACH * sd
        for a, b, harm in ((low, min(high, 0.0), True), (max(low, 0.0), high, False)):
            if weight > 0 and a < b:
                part = weight * _integral(power, mean, sd, a, b)
                total, luck = total + part, luck + part * harm
    return Assurance(
        method=method,
        power=float(power(np.array([effect]))[0]),
        effect=effect,
        assurance=total,
        ceiling=1 - float(prior.cdf(0.0)),
        by_luck=luck,
        prior=prior,
    )


def two_means(each: int, sd: float, prior: NormalMixture, *, effect: float, error: float = 0.05) -> Assurance:
    """Return the assurance of comparing two groups of ``each`` at a two-sided error, success being benefit shown.

    Exact, each part of the prior in closed form: Φ((mean − limit × error of the difference) / total spread). Raises
    ValueError for groups without participants, an SD not above 0 or an error outside 0 to 1.
    """
    if each < 1:
        raise ValueError(f"groups of {each} participants cannot be compared")
    if not (isfinite(sd) and sd > 0):
        raise ValueError(f"a standard deviation of {sd} is not above 0")
    if not 0 < error < 1:
        raise ValueError(f"an error of {error} does not lie between 0 and 1")
    se, limit = sd * sqrt(2 / each), float(scipy.stats.norm.isf(error / 2))
    found = assured(
        lambda effects: np.asarray(scipy.special.ndtr(effects / se - limit)),
        prior,
        effect=effect,
        method=f"two means, {each} in each group, normal approximation, two-sided error {error:g}",
    )
    closed = sum(
        w * float(scipy.special.ndtr((m - limit * se) / sqrt(se**2 + s**2)))
        for w, m, s in zip(prior.weights, prior.means, prior.sds, strict=True)
    )
    return Assurance(
        method=found.method,
        power=found.power,
        effect=effect,
        assurance=closed,
        ceiling=found.ceiling,
        by_luck=found.by_luck,
        prior=prior,
    )


def needed(assurance_at: Callable[[int], float], target: float, *, most: int = 100_000) -> int | None:
    """Return the smallest size whose assurance reaches ``target``; None where not even ``most`` does.

    Assurance rises with size towards the prior chance of a benefit and never beyond it. Raises ValueError for a target
    outside 0 to 1.
    """
    if not 0 < target < 1:
        raise ValueError(f"an assurance of {target} does not lie between 0 and 1")
    low, high = 1, 2
    while assurance_at(high) < target:
        low, high = high, 2 * high
        if high > most:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if assurance_at(middle) < target else (low, middle)
    return high


def _integral(power: Power, mean: float, sd: float, low: float, high: float) -> float:
    ends = np.linspace(low, high, PIECES + 1)
    x, width = np.concatenate([between(a, b, NODES) for a, b in pairwise(ends.tolist())], axis=1)
    found = power(x)
    if not np.all((found >= -1e-12) & (found <= 1 + 1e-12)):
        raise ValueError("a power that is not between 0 and 1 has no assurance")
    return float((found * scipy.stats.norm.pdf(x, mean, sd)) @ width)
