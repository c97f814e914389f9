"""How long a design's trial lasts and whom it exposes at a true rate of harm, over many trials that differ by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hepatica.design.document import Design
from hepatica.design.label import Label, digest_of
from hepatica.design.replicates import Mean
from hepatica.design.stagger import Onset, Uniform
from hepatica.design.streams import stream
from hepatica.design.treatment import CELLS_OF
from hepatica.design.tried.calendar import (
    ASSUMES,
    CANNOT_SHOW,
    NEVER,
    Flags,
    Floats,
    Spread,
    arrivals,
    delay,
    live,
    onset_days,
    spread,
)
from hepatica.design.tried.schedule import Schedule, schedule
from hepatica.stats.monitoring.walk import check_rates

LARGEST = 5_000_000
"""Participants of all trials of a rate, beyond which memory would run out."""


@dataclass(frozen=True, kw_only=True)
class Timing:
    """What becomes of trials at one true rate of related serious events within the window."""

    rate: float
    months: Spread
    """From the opening to the last visit."""
    entered: Spread
    exposed: Spread
    """Given cells."""
    harmed: Spread
    """Of these, with the event."""
    late: Spread
    """Given cells although the boundary was met already, by outcomes nobody could know yet."""
    reviews: Spread
    stopped: Mean
    """Share of trials that the boundary stops."""
    exposed_if_stopped: Spread | None
    harmed_if_stopped: Spread | None
    """None where too few trials are stopped to tell."""


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The calendar of a design."""

    label: Label
    planned_months: float
    """What participants divided by pace, and the follow-up, come to."""
    delayed: Spread
    """Months by which gaps and waiting for a decision put off the last entry, whatever the rate."""
    schedule: Schedule
    trials: int
    rates: tuple[Timing, ...]
    assumes: tuple[str, ...] = ASSUMES
    cannot_show: tuple[str, ...] = CANNOT_SHOW


def calendar(
    design: Design,
    rates: Sequence[float],
    *,
    trials: int = 2_000,
    seed: int = 1,
    onset: Onset | None = None,
    plan: Schedule | None = None,
) -> Calendar:
    """Return the calendar of a design at true rates; the same trials, with the same luck, at each rate.

    ``onset`` is when events begin, any time of the window alike where nothing is said; ``plan`` replaces the design's own
    schedule. Raises ValueError, a sentence, for rates, trials or a size that cannot be.
    """
    known, n = plan or schedule(design), design.participants
    check_rates((), n)
    for rate in rates:
        check_rates((rate,), n)
    if trials < 2:
        raise ValueError(f"{trials} trials tell no spread: at least 2")
    if trials * n > LARGEST:
        raise ValueError(
            f"{trials:,} trials of {n} participants are more than fit side by side: at most {LARGEST // n:,} trials"
        )
    ready = arrivals(known, n, trials, stream(seed, "calendar", "arrivals"))
    treated = _treated(design, trials, seed)
    luck = stream(seed, "calendar", "events").random((2, trials, n))
    begins = onset_days(onset or Uniform(start=0, end=known.window), luck[1])
    return Calendar(
        label=Label(
            world="of chosen rates of harm", seed=seed, parameters=digest_of(repr(known), repr(onset))
        ),
        planned_months=float(design.months),
        delayed=spread(delay(known, ready, treated)),
        schedule=known,
        trials=trials,
        rates=tuple(
            _timing(known, rate, ready, treated, np.where(luck[0] < rate, begins, NEVER)) for rate in rates
        ),
    )


def _treated(design: Design, trials: int, seed: int) -> Flags:
    """Return who is given cells, (trials, n): the numbers of the design in an order of chance."""
    given = np.concatenate([np.full(design.enrolled(arm), bool(CELLS_OF[arm.cells])) for arm in design.arms])[
        : design.participants
    ]
    if given.all() or not given.any():
        return np.ones((trials, len(given)), dtype=bool)
    rng = stream(seed, "calendar", "allocation")
    return np.asarray(rng.permuted(np.broadcast_to(given, (trials, len(given))), axis=1))


def _timing(plan: Schedule, rate: float, ready: Floats, treated: Flags, onset: Floats) -> Timing:
    lived = live(plan, ready, treated, onset)
    stopped = np.isfinite(lived.stopped)
    told = stopped.sum() > 1
    return Timing(
        rate=rate,
        months=spread(lived.months),
        entered=spread(lived.entered.sum(axis=1)),
        exposed=spread(lived.exposed),
        harmed=spread(lived.harmed),
        late=spread(lived.late),
        reviews=spread(lived.reviews),
        stopped=spread(stopped).mean,
        exposed_if_stopped=spread(lived.exposed[stopped]) if told else None,
        harmed_if_stopped=spread(lived.harmed[stopped]) if told else None,
    )
