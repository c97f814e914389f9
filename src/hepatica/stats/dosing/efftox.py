"""EffTox: one dose for efficacy and toxicity together, on a contour a physician drew.

Toxicity is logistic in the coded log dose, efficacy logistic with a square, both joined by an association. The
posterior is exact by quadrature: expanding the joint likelihood in the association leaves products of a
two-dimensional and a three-dimensional integral. Source: Thall and Cook 2004; Thall et al. 2014.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import comb

import numpy as np
import scipy
from numpy.typing import NDArray

Array = NDArray[np.float64]
MOST = 4_000
"""Terms of the expansion beyond which the data are too many for it."""


@dataclass(frozen=True, kw_only=True)
class Contour:
    """Points of equal worth: efficacy without toxicity, toxicity at sure efficacy, and one between."""

    least_efficacy: float
    most_toxicity: float
    exponent: float

    def worth(self, efficacy: float, toxicity: float) -> float:
        """Return the utility: 0 on the contour, 1 at sure efficacy without toxicity."""
        far = ((1 - efficacy) / (1 - self.least_efficacy)) ** self.exponent
        return float(1 - (far + (toxicity / self.most_toxicity) ** self.exponent) ** (1 / self.exponent))


def contour(least_efficacy: float, most_toxicity: float, *, through: tuple[float, float]) -> Contour:
    """Return the contour through a third point (efficacy, toxicity); ValueError where none passes."""
    a = (1 - through[0]) / (1 - least_efficacy)
    b = through[1] / most_toxicity
    if not (0 < a < 1 and 0 < b < 1):
        raise ValueError("the middle point must lie between the two ends of the contour")
    exponent = scipy.optimize.brentq(lambda p: a**p + b**p - 1, 0.01, 100)
    return Contour(least_efficacy=least_efficacy, most_toxicity=most_toxicity, exponent=float(exponent))


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Per dose: posterior means, the odds of being acceptable, the worth, and what is recommended next."""

    toxicity: tuple[float, ...]
    efficacy: tuple[float, ...]
    tolerable: tuple[float, ...]
    """Probability that toxicity lies below its limit."""
    effective: tuple[float, ...]
    worth: tuple[float, ...]
    acceptable: tuple[bool, ...]
    dose: int | None
    """Counted from 1; None where no dose is acceptable."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What makes a dose acceptable."""

    efficacy: float
    toxicity: float
    efficacy_odds: float
    toxicity_odds: float


def efftox(
    doses: Sequence[float],
    outcomes: Sequence[tuple[int, str]],
    priors: Mapping[str, tuple[float, float]],
    limits: Limits,
    shape: Contour,
) -> Verdict:
    """Return the verdict after outcomes (dose counted from 1; N neither, E efficacy, T toxicity, B both).

    ``priors``: mean and SD of alpha, beta (toxicity), gamma, zeta, eta (efficacy) and psi (association). Raises
    ValueError for an outcome that is none of the four and for more data than the expansion holds.
    """
    if any(letter not in "NETB" or not 1 <= dose <= len(doses) for dose, letter in outcomes):
        raise ValueError("an outcome is a dose of the trial and N, E, T or B")
    coded = np.log(doses) - np.mean(np.log(doses))
    toxic, toxic_weight = _grid(priors, ("alpha", "beta"), coded, 161)
    works, works_weight = _grid(priors, ("gamma", "zeta", "eta"), coded, 61)
    total, tox, eff, safe, good = 0.0, *(np.zeros(len(doses)) for _ in range(4))
    for factor, tox_like, eff_like in _terms(outcomes, toxic, works, priors["psi"]):
        a, b = toxic_weight * tox_like, works_weight * eff_like
        mass_a, mass_b = float(a.sum()), float(b.sum())
        total += factor * mass_a * mass_b
        tox += factor * mass_b * (a @ toxic)
        safe += factor * mass_b * (a @ (toxic < limits.toxicity))
        eff += factor * mass_a * (b @ works)
        good += factor * mass_a * (b @ (works > limits.efficacy))
    tox, eff, safe, good = tox / total, eff / total, safe / total, good / total
    worth = tuple(shape.worth(float(e), float(t)) for e, t in zip(eff, tox, strict=True))
    highest = max((dose for dose, _ in outcomes), default=0)
    fit = tuple(
        bool(s > limits.toxicity_odds and g > limits.efficacy_odds and at <= highest)
        for at, (s, g) in enumerate(zip(safe, good, strict=True))
    )
    allowed = [at for at, ok in enumerate(fit) if ok]
    return Verdict(
        toxicity=tuple(map(float, tox)),
        efficacy=tuple(map(float, eff)),
        tolerable=tuple(map(float, safe)),
        effective=tuple(map(float, good)),
        worth=worth,
        acceptable=fit,
        dose=max(allowed, key=lambda at: worth[at]) + 1 if allowed else None,
    )


def _grid(
    priors: Mapping[str, tuple[float, float]], names: tuple[str, ...], coded: Array, size: int
) -> tuple[Array, Array]:
    """Return rates per grid point and dose, and the prior weight of each point."""
    z = np.linspace(-5, 5, size)
    mesh = [axis.ravel() for axis in np.meshgrid(*[z] * len(names), indexing="ij")]
    linear = sum(
        (priors[name][0] + priors[name][1] * axis)[:, None] * coded[None, :] ** power
        for power, (name, axis) in enumerate(zip(names, mesh, strict=True))
    )
    weight = np.exp(-sum(axis**2 for axis in mesh) / 2)
    return np.asarray(scipy.special.expit(linear), float), np.asarray(weight / weight.sum(), float)


def _terms(
    outcomes: Sequence[tuple[int, str]], toxic: Array, works: Array, psi: tuple[float, float]
) -> Iterator[tuple[float, Array, Array]]:
    """Yield (factor, toxicity likelihood, efficacy likelihood) of each term of the expansion."""
    cells = Counter(outcomes)
    if np.prod([count + 1 for count in cells.values()]) > MOST:
        raise ValueError("there are too many outcomes for the exact posterior")
    moments = _moments(psi, sum(cells.values()))
    for picks in product(*(range(count + 1) for count in cells.values())):
        factor, a, b = float(moments[sum(picks)]), np.ones(len(toxic)), np.ones(len(works))
        if factor == 0:
            continue
        for pick, ((dose, letter), count) in zip(picks, cells.items(), strict=True):
            t, e = toxic[:, dose - 1], works[:, dose - 1]
            has_t, has_e = letter in "TB", letter in "EB"
            factor *= comb(count, pick) * (1 if has_t == has_e else -1) ** pick
            a *= (t if has_t else 1 - t) ** (count - pick) * (t * (1 - t)) ** pick
            b *= (e if has_e else 1 - e) ** (count - pick) * (e * (1 - e)) ** pick
        yield factor, a, b


def _moments(psi: tuple[float, float], most: int) -> Array:
    """Return the prior means of tanh(psi / 2) to the powers 0 to ``most``."""
    z = np.linspace(-8, 8, 2_001)
    weight = scipy.stats.norm.pdf(z)
    value = np.tanh((psi[0] + psi[1] * z) / 2)
    return np.array([float((weight * value**k).sum() / weight.sum()) for k in range(most + 1)]).round(15)
