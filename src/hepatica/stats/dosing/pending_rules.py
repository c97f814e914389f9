"""Rules that decide while outcomes are pending, for many trials at once: TITE-BOIN and TITE-CRM.

A pending participant without an event counts for the share of the window followed. Source: Lin and Yuan 2020 (an effective
number for tables); Cheung and Chappell 2000 (weights in the likelihood).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

from hepatica.stats.dosing.boin import SAFE, TOXIC, limits
from hepatica.stats.dosing.courses import ENDED, Choice, Counts
from hepatica.stats.dosing.crm import PRIOR_SD
from hepatica.stats.dosing.pending import Known, PendingRule
from hepatica.stats.dosing.rules import Model, by_model, highest_tried

Array = NDArray[np.float64]


def tite_boin(
    target: float, *, cutoff: float = 0.95, safe: float = SAFE, toxic: float = TOXIC, least: float = 3
) -> PendingRule:
    """Return the rule of BOIN on effective numbers; a dose is given up from ``least`` effective participants on."""
    low, high = limits(target, safe=safe, toxic=toxic)

    def rule(known: Known) -> Counts:
        size = known.events + known.complete + _parts(known)
        above = scipy.special.betaincc(1 + known.events, 1 + size - known.events, target)
        gone = (size >= least) & (above > cutoff)
        ceiling = np.where(gone.any(axis=1), gone.argmax(axis=1), size.shape[1])
        every, dose = np.arange(known.dose.size), known.dose
        here, seen = size[every, dose], known.events[every, dose]
        rate = np.divide(seen, here, out=np.full(here.shape, (low + high) / 2), where=here > 0)
        move = np.where(rate <= low + 1e-12, 1, np.where(rate >= high - 1e-12, -1, 0))
        after = np.maximum(dose + np.where(dose + move >= ceiling, 0, move), 0)
        return np.where(ceiling == 0, ENDED, np.where(dose >= ceiling, ceiling - 1, after))

    return rule


def tite_crm(
    skeleton: Sequence[float], target: float, *, prior_sd: float = PRIOR_SD, cutoff: float | None = None
) -> tuple[PendingRule, Choice]:
    """Return the rule and the choice of a CRM whose pending participants are weighted; no dose is skipped."""
    model = Model(skeleton, target, prior_sd=prior_sd, cutoff=cutoff)
    _, choice = by_model(skeleton, target, prior_sd=prior_sd, cutoff=cutoff)

    def rule(known: Known) -> Counts:
        log = np.zeros((known.dose.size, model.parameter.size))
        if known.row.size:
            free = np.log1p(-known.weight[:, None] * model.rates[known.at])
            starts = np.flatnonzero(np.r_[True, np.diff(known.row) > 0])
            log[known.row[starts]] = np.add.reduceat(free, starts, axis=0)
        wanted = model.wanted(known.events + known.complete, known.events, log)
        return np.minimum(wanted, highest_tried(known.treated) + 1)

    def chosen(n: Counts, y: Counts) -> Counts:
        return np.minimum(choice(n, y), highest_tried(n) + 2)

    return rule, chosen


def _parts(known: Known) -> Array:
    """Return what those pending amount to, per trial and dose."""
    shape = known.treated.shape
    place = known.row * shape[1] + known.at
    found = np.bincount(place, known.weight, minlength=shape[0] * shape[1])
    return np.asarray(found.reshape(shape), float)
