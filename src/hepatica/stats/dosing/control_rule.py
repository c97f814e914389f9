"""Overdose control for many trials at once: which dose follows from counts, and which is named at the end.

The posterior of ``blrm`` on a coarser grid: fewer points on each line, the same mass below a limit. A dose is never skipped
on the way up. Source: Babb, Rogatko and Zacks 1998; Neuenschwander, Branson and Gsponer 2008.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

from hepatica.stats.dosing.blrm import REACH, Prior, check_amounts, control, lines
from hepatica.stats.dosing.courses import ENDED, Choice, Counts, Rule
from hepatica.stats.dosing.rules import highest_tried

Array = NDArray[np.float64]
POINTS = 61
"""Points on each axis of the posterior: more change no decision of a trial of thirty."""
ROWS = 1_000
"""Trials whose posterior is worked out together, to bound memory."""


def by_overdose_control(
    amounts: Sequence[float],
    reference: float,
    *,
    proper: tuple[float, float] = (0.16, 0.33),
    most: float = 0.25,
    prior: Prior | None = None,
) -> tuple[Rule, Choice]:
    """Return the rule and the choice: the highest dose whose P(rate > upper limit) lies below ``most``.

    The trial ends, and names no dose, where not even the lowest is allowed; at the end no dose is named that was not
    tried. Raises ValueError for amounts, limits or a prior that cannot be.
    """
    check_amounts(amounts)
    control(reference, proper, most)
    event, none, log_prior, above = _grid(
        np.log(np.asarray(amounts, float) / reference), proper[1], prior or Prior()
    )

    def highest(n: Counts, y: Counts) -> Counts:
        log = y @ event + (n - y) @ none + log_prior
        mass = np.exp(log - log.max(axis=1, keepdims=True))
        over = (mass @ above) / mass.sum(axis=1, keepdims=True)
        allowed = over < most
        return np.where(allowed.any(axis=1), n.shape[1] - 1 - np.argmax(allowed[:, ::-1], axis=1), ENDED)

    def pieces(n: Counts, y: Counts) -> Counts:
        parts = range(0, len(n), ROWS)
        return np.concatenate([highest(n[k : k + ROWS], y[k : k + ROWS]) for k in parts])

    def rule(n: Counts, y: Counts, dose: Counts) -> Counts:
        return np.asarray(np.minimum(pieces(n, y), np.maximum(highest_tried(n), dose) + 1), np.int64)

    def choice(n: Counts, y: Counts) -> Counts:
        return np.asarray(np.minimum(pieces(n, y), highest_tried(n)) + 1, np.int64)

    return rule, choice


def _grid(log_dose: Array, limit: float, prior: Prior) -> tuple[Array, Array, Array, Array]:
    """Return log(rate) and log(1 − rate), doses by points; the log prior; and the share of each point above the limit."""
    z = np.linspace(-REACH, REACH, POINTS)
    slope, start, per = lines(z, prior)
    linear = start[:, None, None] + per * z[None, :, None] + slope[:, None, None] * log_dose
    at = (scipy.special.logit(limit) - slope[:, None] * log_dose - start[:, None]) / per
    below = np.clip((at[:, None, :] - z[None, :, None]) / (z[1] - z[0]) + 0.5, 0, 1)
    flat = linear.reshape(-1, log_dose.size).T
    log_prior = (-(z[:, None] ** 2 + z[None, :] ** 2) / 2).ravel()
    return -np.logaddexp(0, -flat), -np.logaddexp(0, flat), log_prior, (1 - below).reshape(-1, log_dose.size)
