"""What of a simulated trial's people becomes numbers of its calendar and of its choice, for one trial or for many together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hepatica.design.streams import stream
from hepatica.design.tried.calendar import NEVER, arrivals, live
from hepatica.design.tried.choice import chosen, factors
from hepatica.design.tried.plan import TrialPlan

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def first_days(patient: Ints, day: Ints, n: int) -> Floats:
    """Give the day of each patient's first event, (n,); infinite for who has none."""
    first = np.full(n, NEVER)
    np.minimum.at(first, patient, day)
    return first


def calendar_of(plan: TrialPlan, arm: Ints, struck: Floats, seed: int, replicates: Ints) -> dict[str, Floats]:
    """Give what the calendar makes of trials: each number (trials,).

    ``arm`` (trials, n) is everybody's arm in the order of entry, ``struck`` (trials, n) the day from the anchor of the
    first serious event called related, infinite for none; ``replicates`` name the streams. ``months`` to the last visit,
    ``entered``, ``given cells``, ``given cells and struck``, ``given cells too late`` (the boundary was met, by outcomes that
    nobody could know) and ``reviews``: with pauses and the stop, as people live them. Nothing where the plan has no schedule.
    """
    if plan.schedule is None:
        return {}
    known, n = plan.schedule, arm.shape[1]
    first = np.array([one.days[0] if one.days else -1 for one in plan.arms])[arm]
    # What collection caused is known before the infusion: it counts from its day.
    onset = np.where(first >= 0, np.maximum(struck - first, 0), NEVER)
    ready = np.concatenate([arrivals(known, n, 1, stream(seed, int(one), "arrivals")) for one in replicates])
    lived = live(known, ready, first >= 0, onset)
    return {
        "months": lived.months,
        "entered": lived.entered.sum(axis=1).astype(np.float64),
        "given cells": lived.exposed.astype(np.float64),
        "given cells and struck": lived.harmed.astype(np.float64),
        "given cells too late": lived.late.astype(np.float64),
        "reviews": lived.reviews.astype(np.float64),
    }


def choice_of(plan: TrialPlan, means: Floats) -> dict[str, Floats]:
    """Give which level of each factor the trials would choose by the arms' mean ranks (trials, arms), higher for better."""
    return chosen(factors(plan.arms), means)
