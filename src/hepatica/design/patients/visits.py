"""What the trial sees: visits that come early or late or not at all, and laboratories that err and round.

Who is sick misses more visits, so what is seen is better than what is. The day of entry is seen by everybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from hepatica.design.parameters import Parameters, load
from hepatica.design.patients.baseline import Baseline, ascites_of, encephalopathy_of
from hepatica.design.patients.course import Course
from hepatica.design.patients.people import LABORATORY
from hepatica.design.patients.severity import Codes, child_pugh_of, meld_of
from hepatica.design.streams import Chance
from hepatica.scores.inputs import ASCITES, ENCEPHALOPATHY
from hepatica.scores.registry import compute
from hepatica.scores.score import Value

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_KEYS = ("bilirubin_mg_dl", "inr", "creatinine_mg_dl", "albumin_g_dl", "sodium_mmol_l")
_LEAST = np.array([0.1, 0.5, 0.1, 0.5, 90.0])
"""What a laboratory prints at least, so that rounding leaves no zero."""


@dataclass(frozen=True, kw_only=True)
class Visits:
    """Visits in columns (n, visits): the day they were held, what was reported, and the scores of it; not a number if missed."""

    planned: tuple[int, ...]
    day: Ints
    seen: Flags
    missed: Flags
    """Not seen though alive with the own liver: missing data, not an event."""
    laboratory: Floats
    """(n, visits, 5): mg/dL, ratio, mg/dL, g/dL, mmol/L."""
    ascites: Codes
    encephalopathy: Codes
    meld: Floats
    """Unrounded, of the reported values."""
    child_pugh: Floats
    true_meld: Floats
    """Of the latent path, whether seen or not and whether alive or not."""

    def inputs(self) -> Iterator[tuple[int, int, dict[str, object]]]:
        """Yield patient, visit and the inputs of its scores as a form would hold them, for every visit that was held."""
        for patient, visit in np.argwhere(self.seen):
            values = self.laboratory[patient, visit]
            yield (
                int(patient),
                int(visit),
                {
                    **{key: float(value) for key, value in zip(_KEYS, values, strict=True)},
                    "ascites": ASCITES.codes[self.ascites[patient, visit]],
                    "encephalopathy": ENCEPHALOPATHY.codes[self.encephalopathy[patient, visit]],
                },
            )


def score_visits(visits: Visits) -> Iterator[tuple[int, int, Value, Value]]:
    """Score every visit by the code that runs the trial: patient, visit, unrounded MELD, Child-Pugh points."""
    for patient, visit, inputs in visits.inputs():
        meld = {key: inputs[key] for key in _KEYS[:3]}
        child_pugh = {key: inputs[key] for key in (*_KEYS[:2], _KEYS[3], "ascites", "encephalopathy")}
        yield (
            patient,
            visit,
            compute("MELD_I_UNROUNDED", meld).value,
            compute("CHILD_PUGH", child_pugh).value,
        )


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When each patient's visits would be held, and the chance in them: (n, visits), whoever is still there to come."""

    planned: tuple[int, ...]
    day: Ints
    chance: Floats
    """Uniform: a visit is missed where it is below the chance of that."""
    error: Floats
    """(n, visits, 5): normal scores of the laboratory's error; 0 on the day of entry."""

    @property
    def entry(self) -> Flags:
        """Tell which visits are on the day of entry."""
        return np.asarray(self.day == 0)

    def seen(self, meld: Floats, shock: Floats, last: Ints, parameters: Parameters) -> Flags:
        """Tell which are seen, of patients of that latent MELD and shock who were last there on a day; the sick miss more."""
        attended = (self.chance >= _missing(meld, shock, parameters)) | self.entry
        return np.asarray((self.day <= last[:, None]) & attended)


def draw_schedule(n: int, days: int, rng: Chance, parameters: Parameters) -> Schedule:
    """Draw the visits that lie within so many days. Raises ValueError where none does. Source: ``data/course.yaml``."""
    every = parameters.numbers("visits.days")
    planned = [int(day) for day in every if day <= days]
    if not planned:
        raise ValueError(f"no visit lies within {days} days")
    # Every visit of the schedule has its numbers, so that a shorter course shows the same first visits.
    drawn = rng.standard_normal((n, len(every), len(LABORATORY) + 2))
    z = drawn[:, : len(planned)].transpose(2, 0, 1)
    limit = parameters.numbers("visits.window")[: len(planned)]
    late = np.clip(parameters.numbers("visits.jitter")[: len(planned)] * z[-1], -limit, limit)
    day = np.clip(np.asarray(planned) + np.rint(late), 0, days).astype(np.int64)
    error = np.moveaxis(np.where(day == 0, 0, z[:-2]), 0, -1)
    return Schedule(planned=tuple(planned), day=day, chance=scipy.special.ndtr(z[-2]), error=error)


def hold_visits(
    patients: Baseline,
    course: Course,
    last: Ints,
    rng: Chance,
    parameters: Parameters | None = None,
    baseline: Parameters | None = None,
) -> Visits:
    """Hold the planned visits that lie within the course; ``last`` is the day each patient was last alive with the own liver.

    Source: ``data/course.yaml``. Raises ValueError where no visit lies within the course.
    """
    chosen = parameters or load("course")
    planned = draw_schedule(len(patients), course.days, rng, chosen)
    day, rows = planned.day, np.arange(len(patients))[:, None]
    seen = planned.seen(course.meld[day, rows], course.shock[day, rows], last, chosen)
    latent = course.state[day, :, rows]
    latent[..., :3] = np.exp(latent[..., :3])
    laboratory = reported(latent, planned.error, chosen)
    ascites, brain = _signs(patients, course, latent, day, rows, baseline or load("baseline"), chosen)
    b, i, c, a, _ = np.moveaxis(laboratory, -1, 0)
    points = child_pugh_of(b, a, i, ascites, brain)
    return Visits(
        planned=planned.planned,
        day=day,
        seen=seen,
        missed=(day <= last[:, None]) & ~seen,
        laboratory=np.where(seen[..., None], laboratory, np.nan),
        ascites=ascites,
        encephalopathy=brain,
        meld=np.where(seen, meld_of(b, i, c), np.nan),
        child_pugh=np.where(seen, points, np.nan),
        true_meld=course.meld[day, rows],
    )


def reported(latent: Floats, error: Floats, parameters: Parameters) -> Floats:
    """Give what the laboratory prints of true values, (…, the first of the five): each errs, is rounded, and is above nothing."""
    many = latent.shape[-1]
    spread, decimals = (parameters.numbers(f"laboratory.{name}")[:many] for name in ("error", "decimals"))
    measured = latent * np.exp(spread * error[..., :many])
    values = [np.round(measured[..., k], int(places)) for k, places in enumerate(decimals)]
    return np.asarray(np.maximum(np.stack(values, axis=-1), _LEAST[:many]))


def _missing(meld: Floats, shock: Floats, parameters: Parameters) -> Floats:
    number = parameters.number
    quiet = number("visits.missed")
    if not 0 <= quiet < 1:
        raise ValueError(f"course.yaml: {quiet} of the visits cannot be missed")
    if quiet == 0:
        return np.zeros(meld.shape)
    logit = (
        np.log(quiet / (1 - quiet))
        + number("visits.missed_meld") * (meld - 15)
        + number("visits.missed_shock") * shock
    )
    return np.asarray(1 / (1 + np.exp(-logit)))


def _signs(
    patients: Baseline,
    course: Course,
    latent: Floats,
    day: Ints,
    rows: Ints,
    baseline: Parameters,
    parameters: Parameters,
) -> tuple[Codes, Codes]:
    sign = parameters.number("decompensation.sign")
    b, i, _, a, sodium = np.moveaxis(latent, -1, 0)
    belly = patients.ascites_score[:, None] + sign * course.ascites_shock[day, rows]
    brain = patients.encephalopathy_score[:, None] + sign * course.encephalopathy_shock[day, rows]
    return ascites_of(b, a, i, belly, baseline), encephalopathy_of(b, sodium, brain, baseline)
