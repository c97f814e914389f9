"""Participants for events that exclude each other: death beside transplant, by cause-specific or subdistribution hazard.

Hazards are constant to a common horizon, so incidences are closed forms. Source: Schoenfeld 1983; Latouche 2004; Fine and
Gray 1999.
"""

from dataclasses import dataclass
from math import ceil, exp, expm1, isfinite, log, log1p

import numpy as np
import scipy

from hepatica.stats.factorial_plan import check_errors


@dataclass(frozen=True, kw_only=True)
class Hazards:
    """Constant hazards per day of the event of interest and of the one that excludes it.

    Raises ValueError for a hazard below 0 or none at all.
    """

    first: float
    second: float

    def __post_init__(self) -> None:
        """Refuse hazards that cannot be."""
        if min(self.first, self.second) < 0 or not isfinite(self.first + self.second) or self.total == 0:
            raise ValueError(
                f"hazards of {self.first} and {self.second} a day cannot be: none is negative, one is above 0"
            )

    @property
    def total(self) -> float:
        """The hazard of either."""
        return self.first + self.second

    def incidence(self, day: float) -> tuple[float, float]:
        """Return the shares who have had the first, and the second, by a day."""
        gone = -expm1(-self.total * day) / self.total
        return self.first * gone, self.second * gone

    def scaled(self, first: float, second: float = 1.0) -> "Hazards":
        """Return the hazards times ratios."""
        return Hazards(first=self.first * first, second=self.second * second)

    def days_free(self, horizon: float) -> tuple[float, float]:
        """Return mean and variance of the days free of both, up to a horizon."""
        rate = self.total
        mean = -expm1(-rate * horizon) / rate
        square = 2 * (mean / rate - horizon * exp(-rate * horizon) / rate)
        return mean, square - mean**2


def hazards_of(first: float, second: float, *, horizon: float) -> Hazards:
    """Return the constant hazards that give these shares by the horizon.

    Raises ValueError for shares below 0, together 1 or none, or a horizon that is not above 0.
    """
    if not horizon > 0:
        raise ValueError(f"a horizon of {horizon} days cannot be")
    both = first + second
    if min(first, second) < 0 or not 0 < both < 1:
        raise ValueError(
            f"shares of {first} and {second} cannot be: none is negative, together above 0 and below 1"
        )
    total = -log1p(-both) / horizon
    return Hazards(first=total * first / both, second=total * second / both)


@dataclass(frozen=True, kw_only=True)
class EventPlan:
    """Events and participants (both equal groups) for one hazard ratio."""

    hazard: str
    ratio: float
    events: int
    patients: int
    incidence: float
    """Share with the event by the horizon, mean of both groups."""


def cause_specific_plan(
    controls: Hazards, treated: Hazards, *, horizon: float, error: float = 0.05, power: float = 0.8
) -> EventPlan:
    """Return the size of a log-rank test of the first event with the second censored (cause-specific hazard)."""
    if controls.first == 0 or treated.first == 0:
        raise ValueError("without events there is no hazard ratio to show")
    ratio = treated.first / controls.first
    return _plan("cause-specific", ratio, controls, treated, horizon, error, power)


def subdistribution_plan(
    controls: Hazards, treated: Hazards, *, horizon: float, error: float = 0.05, power: float = 0.8
) -> EventPlan:
    """Return the size of a Fine–Gray test of the first event, its ratio taken from the incidences at the horizon.

    A treatment that also changes the other event changes this ratio, even where it does nothing to the first.
    """
    one, other = treated.incidence(horizon)[0], controls.incidence(horizon)[0]
    if one == 0 or other == 0:
        raise ValueError("without events there is no hazard ratio to show")
    return _plan("subdistribution", log1p(-one) / log1p(-other), controls, treated, horizon, error, power)


def _plan(
    name: str, ratio: float, controls: Hazards, treated: Hazards, horizon: float, error: float, power: float
) -> EventPlan:
    check_errors(error, power)
    if abs(log(ratio)) < 1e-9:
        raise ValueError(f"a {name} hazard ratio of 1 is no effect: no number of participants shows it")
    both = float(scipy.stats.norm.isf(error / 2)) + float(scipy.stats.norm.ppf(power))
    events = 4 * (both / log(ratio)) ** 2
    share = float(np.mean([group.incidence(horizon)[0] for group in (controls, treated)]))
    return EventPlan(
        hazard=name,
        ratio=ratio,
        events=ceil(events - 1e-9),
        patients=2 * ceil(events / share / 2 - 1e-9),
        incidence=share,
    )
