"""What each design does next, for many trials at once: tables, 3+3 and the CRM as rules on counts, and their last choice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

from hepatica.stats.dosing.boin import DoseTable
from hepatica.stats.dosing.boin_odds import closest_doses
from hepatica.stats.dosing.courses import ENDED, Choice, Counts, Rule
from hepatica.stats.dosing.crm import INTERCEPT, PRIOR_SD, Curve
from hepatica.stats.dosing.three_plus_three import three_plus_three

Array = NDArray[np.float64]
NEVER = 10**9
POINTS, REACH = 161, 6.0
"""Points of the model's quadrature and how many prior deviations they span on each side; more change no sixth digit."""
ROWS = 20_000
"""Trials whose posterior is worked out together, to bound memory."""


def by_table(table: DoseTable) -> Rule:
    """Return the rule of a table: a dose given up takes all above with it, and the lowest given up ends the trial."""
    up = np.array([-1, *(-1 if e is None else e for e in table.escalate)])
    down = np.array([NEVER, *table.deescalate])
    gone = np.array([NEVER, *(NEVER if e is None else e for e in table.eliminate)])

    def rule(n: Counts, y: Counts, dose: Counts) -> Counts:
        over = y >= gone[n]
        ceiling = np.where(over.any(axis=1), over.argmax(axis=1), n.shape[1])
        every = np.arange(dose.size)
        here, seen = n[every, dose], y[every, dose]
        rises = (seen <= up[here]) & (dose + 1 < ceiling)
        falls = (seen >= down[here]) | (dose >= ceiling)
        after = np.where(rises, dose + 1, np.where(falls, np.maximum(dose - 1, 0), dose))
        return np.asarray(np.where(ceiling == 0, ENDED, after), np.int64)

    return rule


def closest(target: float, *, cutoff: float = 0.95) -> Choice:
    """Return the choice of table designs: the isotonic estimate closest to the target, as ``select_dose`` makes it."""

    def choice(n: Counts, y: Counts) -> Counts:
        return closest_doses(n, y, target, cutoff=cutoff)

    return choice


def three(*, six: bool = False) -> tuple[Rule, Choice]:
    """Return the rule and the choice of a 3+3; its cohorts are of three, and two at each dose are enough."""

    def rule(n: Counts, y: Counts, dose: Counts) -> Counts:
        stands = [
            three_plus_three(list(a), list(b), int(at) + 1, six=six)
            for a, b, at in zip(n, y, dose, strict=True)
        ]
        return np.array([(one.next_dose or 0) - 1 for one in stands], np.int64)

    def choice(n: Counts, y: Counts) -> Counts:
        """Return the highest dose tried with nought of three or one of six at most, below any with more."""
        fit = ((n == 3) & (y == 0)) | ((n == 6) & (y <= 1))
        return np.asarray(np.cumprod(fit, axis=1).sum(axis=1), np.int64)

    return rule, choice


def by_model(
    skeleton: Sequence[float],
    target: float,
    *,
    curve: Curve = "empiric",
    prior_sd: float = PRIOR_SD,
    intercept: float = INTERCEPT,
    cutoff: float | None = None,
) -> tuple[Rule, Choice]:
    """Return the rule and the choice of a CRM: the dose whose rate at the posterior mean is closest to the target.

    No dose is skipped on the way up. With a ``cutoff`` the trial ends, and no dose is chosen, once P(rate of the
    lowest dose > target) exceeds it. Source: O'Quigley, Pepe and Fisher 1990; no skipping: Goodman 1995.
    """
    model = Model(skeleton, target, curve=curve, prior_sd=prior_sd, intercept=intercept, cutoff=cutoff)

    def pieces(n: Counts, y: Counts) -> Counts:
        parts = range(0, len(n), ROWS)
        return np.concatenate([model.wanted(n[k : k + ROWS], y[k : k + ROWS]) for k in parts])

    def rule(n: Counts, y: Counts, dose: Counts) -> Counts:
        return np.asarray(np.minimum(pieces(n, y), np.maximum(highest_tried(n), dose) + 1), np.int64)

    def choice(n: Counts, y: Counts) -> Counts:
        return pieces(n, y) + 1

    return rule, choice


class Model:
    """The curve of a CRM on a grid of its parameter, worked out once for many trials."""

    def __init__(
        self,
        skeleton: Sequence[float],
        target: float,
        *,
        curve: Curve = "empiric",
        prior_sd: float = PRIOR_SD,
        intercept: float = INTERCEPT,
        cutoff: float | None = None,
    ) -> None:
        self.form, self.target, self.cutoff = np.asarray(skeleton, float), target, cutoff
        self.curve, self.intercept = curve, intercept
        self.parameter = np.linspace(-REACH, REACH, POINTS) * prior_sd
        self.event, self.none = _logs(self.form, self.parameter, curve, intercept)
        self.prior = -((self.parameter / prior_sd) ** 2) / 2
        self.toxic = self.event[:, 0] > np.log(target)

    @property
    def rates(self) -> Array:
        """The rate of each dose (rows) at each point of the grid."""
        return np.asarray(np.exp(self.event.T))

    def wanted(self, n: Counts, y: Counts, more: Array | float = 0.0) -> Counts:
        """Return the dose, from 0, whose rate at the posterior mean is closest to the target; ENDED past the cutoff.

        ``more`` is added to the log-likelihood: a row per trial, a column per point of the grid.
        """
        log = y @ self.event.T + (n - y) @ self.none.T + self.prior + more
        weight = np.exp(log - log.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        plugged = np.exp(_logs(self.form, weight @ self.parameter, self.curve, self.intercept)[0])
        at = np.argmin(np.abs(plugged - self.target), axis=1)
        stop = np.zeros(at.size, bool) if self.cutoff is None else weight @ self.toxic > self.cutoff
        return np.asarray(np.where(stop, ENDED, at), np.int64)


def highest_tried(n: Counts) -> Counts:
    """Return the highest dose, from 0, that anybody was given in each trial."""
    return np.asarray(n.shape[1] - 1 - np.argmax(n[:, ::-1] > 0, axis=1), np.int64)


def _logs(form: Array, b: Array, curve: Curve, intercept: float) -> tuple[Array, Array]:
    """Return log(rate) and log(1 − rate), a row per parameter and a column per dose, finite wherever they can be."""
    slope = np.exp(b)[:, None]
    if curve == "empiric":
        log = slope * np.log(form)
        return log, np.log(-np.expm1(np.minimum(log, -1e-300)))
    linear = intercept + slope * (scipy.special.logit(form) - intercept)
    return -np.logaddexp(0.0, -linear), -np.logaddexp(0.0, linear)
