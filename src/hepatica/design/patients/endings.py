"""Death and transplant as competing hazards that follow the patient's MELD and IL-6 of the day.

The two baseline hazards are never written down: they are solved so that a named cohort dies and is transplanted as often
as it did. Cohorts differ two-fold at the same MELD, so the cohort is a parameter.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from hepatica.design.parameters import Parameters, load
from hepatica.design.patients.course import Course, draw_course
from hepatica.design.patients.eligible import Windows, draw_eligible
from hepatica.design.patients.luck import Streams
from hepatica.design.streams import Chance, stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEVER = -1
_REFERENCE = 4000
REFERENCE_IL6, REFERENCE_MELD = 15.0, 15.0
_STEPS = 60


@dataclass(frozen=True, kw_only=True)
class Hazards:
    """ln of both hazards a day at MELD 15 and IL-6 15 pg/mL, as solved for a cohort."""

    death: float
    transplant: float
    cohort: str


@dataclass(frozen=True, kw_only=True)
class Endings:
    """The day of death and of transplant of each patient, -1 for never within the course; at most one of the two."""

    died: Ints
    transplanted: Ints

    @property
    def last(self) -> Ints:
        """Return the day either came, or a day beyond any course."""
        ended = np.maximum(self.died, self.transplanted)
        return np.where(ended == NEVER, np.iinfo(np.int64).max, ended)


def solve_hazards(cohort: str = "leipzig", parameters: Parameters | None = None) -> Hazards:
    """Solve both baseline hazards for the cumulative incidences of a named cohort, once for each set of parameters.

    Expected incidences, not drawn ones, over a fixed sample of untreated patients. Raises ValueError for an unknown cohort
    and for incidences that cannot be.
    """
    return _solved(cohort, parameters or load("course"))


def incidences(course: Course, hazards: Hazards, parameters: Parameters) -> tuple[float, float]:
    """Give the expected share that dies, and that is transplanted, within the course: exact given the paths."""
    death, transplant = daily_hazards(course, hazards, parameters)
    both = death + transplant
    gone = np.exp(-np.cumsum(both, axis=0))
    before = np.vstack([np.ones(both.shape[1]), gone[:-1]])
    leaving = (before - gone) / both
    return float((leaving * death).sum(axis=0).mean()), float((leaving * transplant).sum(axis=0).mean())


def daily_hazards(
    course: Course, hazards: Hazards, parameters: Parameters, extra: Floats | float = 0.0
) -> tuple[Floats, Floats]:
    """Give the hazards a day of death and of transplant, (days, n), from MELD and IL-6 of the day before.

    ``extra`` is added to the ln hazard of death: what a world does to the treated.
    """
    number = parameters.number
    above = course.meld[:-1] - REFERENCE_MELD
    inflamed = course.ln_il6[:-1] - np.log(REFERENCE_IL6)
    death = np.exp(hazards.death + number("death.meld") * above + number("death.ln_il6") * inflamed + extra)
    transplant = number("transplant.availability") * np.exp(
        hazards.transplant + number("transplant.meld") * above
    )
    return death, transplant


def draw_endings(
    course: Course,
    hazards: Hazards,
    rng: Chance,
    parameters: Parameters | None = None,
    extra: Floats | float = 0.0,
) -> Endings:
    """Draw on which day each patient dies or is transplanted, whichever is first.

    A patient's two thresholds are drawn once: a higher hazard brings the same death forward, never another patient's.
    """
    death, transplant = daily_hazards(course, hazards, parameters or load("course"), extra)
    limits = rng.standard_exponential((death.shape[1], 2)).T
    died = _crossed(death, limits[0])
    transplanted = _crossed(transplant, limits[1])
    # On the same day the death is not seen: the operation came first.
    first = (transplanted != NEVER) & ((died == NEVER) | (transplanted <= died))
    return Endings(died=np.where(first, NEVER, died), transplanted=np.where(first, transplanted, NEVER))


def mortality_by_band(
    meld: Floats, endings: Endings, bands: tuple[tuple[float, float], ...], *, day: int
) -> tuple[float, ...]:
    """Give the share that died by a day within each band of rounded MELD at entry; not a number where nobody stands."""
    rounded, dead = np.floor(meld + 0.5), (endings.died != NEVER) & (endings.died <= day)
    inside = [(rounded >= low) & (rounded <= high) for low, high in bands]
    return tuple(float(dead[chosen].mean()) if chosen.any() else float("nan") for chosen in inside)


def _crossed(hazard: Floats, limit: Floats) -> Ints:
    """Give the day on which each patient's summed hazard passes the limit, or never."""
    passed = np.cumsum(hazard, axis=0) >= limit
    return np.where(passed[-1], passed.argmax(axis=0) + 1, NEVER)


@cache
def _solved(cohort: str, parameters: Parameters) -> Hazards:
    targets = parameters.table("targets")
    if cohort not in targets:
        raise ValueError(f"no cohort is called '{cohort}'; there are {', '.join(targets)}")
    target = targets[cohort]
    died, transplanted = target["died"], target["transplanted"]
    if not (died > 0 and transplanted > 0 and died + transplanted < 1):
        raise ValueError(
            f"cohort {cohort}: {died} dead and {transplanted} transplanted cannot be shares of one cohort"
        )
    low, high = target["meld"]
    patients = draw_eligible(_REFERENCE, stream(0, "endings", cohort), Windows(meld=(low, high))).patients
    course = draw_course(patients, target["day"], Streams.of(0, "endings", cohort), parameters)
    found = Hazards(death=-7.0, transplant=-8.0, cohort=cohort)
    for _ in range(_STEPS):
        dead, operated = incidences(course, found, parameters)
        found = Hazards(
            death=found.death + float(np.log(died / dead)),
            transplant=found.transplant + float(np.log(transplanted / operated)),
            cohort=cohort,
        )
        if abs(dead - died) + abs(operated - transplanted) < 1e-6:
            return found
    raise ValueError(f"cohort {cohort}: no hazards give {died} dead and {transplanted} transplanted")
