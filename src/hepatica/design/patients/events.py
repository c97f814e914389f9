"""Adverse events in the windows of their procedures, and of the disease itself, each with the cause it truly has.

An investigator sees the event and guesses its cause, with error; the true cause is kept beside it, so that a rule which
watches a trial can be judged against the truth.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtr

from hepatica.design.parameters import Parameters
from hepatica.design.patients.arm import COLLECTION_DAY, ArmPlan
from hepatica.design.patients.baseline import Baseline
from hepatica.design.patients.course import Course
from hepatica.design.patients.endings import Endings
from hepatica.design.streams import stream

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

CAUSES = ("disease", "procedure", "cells")
_DISEASE, _PROCEDURE, _CELLS = range(3)
PAIN = "marrow_pain"
_PREFIX = "kind."
_EPISODES = 16
"""Episodes of a patient that have numbers of their own; hardly anybody has more."""


@dataclass(frozen=True, kw_only=True)
class Adverse:
    """Events in the order of patients and days; one place an event."""

    patient: Ints
    day: Ints
    kind: Ints
    """Place in ``kinds``."""
    grade: Ints
    """CTCAE, 1 to 5."""
    cause: Ints
    """The true one, by place in CAUSES."""
    related: Flags
    """What the investigator says: caused by procedure or cells."""
    serious: Flags
    kinds: tuple[str, ...]
    vas: Floats
    """(n,): pain at the aspiration, not a number for who had none."""


@dataclass(frozen=True, kw_only=True)
class _Part:
    patient: Ints
    day: Ints
    kind: int | Ints
    uniform: Floats
    """(4, events): grade, relatedness, seriousness, cause."""
    grades: Floats
    cause: int | Ints
    always_serious: bool = False


def kinds_of(parameters: Parameters, course: Course) -> tuple[str, ...]:
    """List every kind of event: of procedures, then of the disease."""
    procedures = tuple(name.removeprefix(_PREFIX) for name in parameters.entries if name.startswith(_PREFIX))
    return (PAIN, *procedures, *course.kinds)


def procedures_of(arm: ArmPlan) -> dict[str, tuple[int, ...]]:
    """Give the days of each procedure of an arm."""
    collected = (COLLECTION_DAY,) if arm.dose_cd34 else ()
    return {
        "aspiration": (0,) if arm.dose_msc else (),
        "gcsf": (0,) if arm.mobilised else (),
        "leukapheresis": collected,
        "artery": arm.days if arm.route == "hepatic_artery" else (),
        "infusion": arm.days,
    }


def draw_events(
    arm: ArmPlan,
    patients: Baseline,
    course: Course,
    endings: Endings,
    infused: Flags,
    excess: Floats,
    members: Flags,
    parameters: Parameters,
    path: tuple[int, ...],
) -> Adverse:
    """Draw the events of one arm's ``members`` up to the end of each with the own liver.

    ``infused`` (n, infusions) is who went to the infusion; ``excess`` (days + 1, n) the share of decompensation that the
    world's cells cause; ``path`` names the streams, its first part the seed. Source: ``data/events.yaml``.
    """
    n, kinds = len(patients), kinds_of(parameters, course)
    seed = path[0]
    variance = parameters.number("frailty")
    frail = stream(seed, *path[1:], "frailty").standard_normal(n)
    frailty = gammaincinv(1 / variance, ndtr(frail)) * variance if variance else np.ones(n)
    parts = []
    vas = np.full(n, np.nan)
    for procedure, days in procedures_of(arm).items():
        for k, day in enumerate(days):
            there = infused[:, k] if procedure in {"artery", "infusion"} else np.ones(n, dtype=bool)
            parts += [
                _of_kind(
                    kind, number, day, there, patients, frailty, stream(seed, *path[1:], kind, k), parameters
                )
                for number, kind in enumerate(kinds)
                if (entry := parameters.entries.get(_PREFIX + kind)) and entry.value["procedure"] == procedure
            ]
    if arm.dose_msc:
        z = stream(seed, *path[1:], PAIN).standard_normal((n, 5))
        vas = np.clip(parameters.number("pain.mean") + parameters.number("pain.sd") * z[:, 0], 0, 10)
        parts.append(_pain(vas, ndtr(z[:, 1:]), parameters))
    parts.append(_of_disease(course, excess, stream(seed, *path[1:], "disease"), parameters, kinds))
    found = _table(parts, endings.last, members, kinds, np.where(members, vas, np.nan), parameters)
    return _fatal(found, endings.died, len(kinds) - len(course.kinds), parameters)


def _of_kind(
    kind: str,
    number: int,
    day: int,
    there: Flags,
    patients: Baseline,
    frailty: Floats,
    rng: np.random.Generator,
    parameters: Parameters,
) -> _Part:
    entry = parameters.table(_PREFIX + kind)
    ratio = frailty * np.where(patients.female, entry["female"], 1.0)
    ratio = ratio * (100 / patients.platelets) ** entry["platelets"] * patients.inr ** entry["inr"]
    uniform = rng.random((len(there), 6)).T
    hit = np.flatnonzero(there & (uniform[0] < 1 - (1 - entry["probability"]) ** ratio))
    first, last = entry["window"]
    return _Part(
        patient=hit,
        day=day + first + np.floor(uniform[1, hit] * (last - first + 1)).astype(np.int64),
        kind=number,
        uniform=uniform[2:, hit],
        grades=np.asarray(entry["grades"]),
        cause=_CELLS if kind == "infusion_reaction" else _PROCEDURE,
    )


def _pain(vas: Floats, uniform: Floats, parameters: Parameters) -> _Part:
    hit = np.flatnonzero(vas > parameters.number("pain.limit"))
    return _Part(
        patient=hit,
        day=np.zeros(len(hit), np.int64),
        kind=0,
        uniform=uniform[hit].T,
        grades=parameters.numbers("pain.grades"),
        cause=_PROCEDURE,
    )


def _of_disease(
    course: Course, excess: Floats, rng: np.random.Generator, parameters: Parameters, kinds: tuple[str, ...]
) -> _Part:
    # Each patient has the own numbers, one row an episode, so that nobody's grade hangs on another's episodes.
    n = course.meld.shape[1]
    order = np.lexsort((course.day, course.patient))
    begins = np.searchsorted(course.patient[order], np.arange(n))
    episode = np.empty(len(order), np.int64)
    episode[order] = np.arange(len(order)) - begins[course.patient[order]]
    uniform = rng.random((n, _EPISODES, 4))[course.patient, episode % _EPISODES].T
    return _Part(
        patient=course.patient,
        day=course.day,
        kind=course.kind + len(kinds) - len(course.kinds),
        uniform=uniform,
        grades=parameters.numbers("decompensation.grades"),
        cause=np.where(uniform[3] < excess[course.day, course.patient], _CELLS, _DISEASE),
        always_serious=True,
    )


def _table(
    parts: list[_Part],
    last: Ints,
    members: Flags,
    kinds: tuple[str, ...],
    vas: Floats,
    parameters: Parameters,
) -> Adverse:
    patient, day = (np.concatenate([getattr(p, name) for p in parts]) for name in ("patient", "day"))
    columns = [_column(part, parameters) for part in parts]
    kind, grade, cause, related, serious = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.lexsort((kind, day, patient))
    # What would have come after death or transplant did not come.
    order = order[(day[order] <= last[patient[order]]) & members[patient[order]]]
    return Adverse(
        patient=patient[order],
        day=day[order],
        kind=kind[order],
        grade=grade[order],
        cause=cause[order],
        related=related[order],
        serious=serious[order],
        kinds=kinds,
        vas=vas,
    )


def _fatal(found: Adverse, died: Ints, first: int, parameters: Parameters) -> Adverse:
    """Raise to grade 5 the last episode of the disease that came shortly before a death."""
    gap = died[found.patient] - found.day
    near = (found.kind >= first) & (gap >= 0) & (gap <= parameters.number("fatal.days"))
    rows = np.flatnonzero(near)
    # Rows are in the order of patients and days: the last of a patient is followed by another's.
    final = rows[np.append(found.patient[rows][1:] != found.patient[rows][:-1], True)] if len(rows) else rows
    grade = found.grade.copy()
    grade[final] = 5
    return replace(found, grade=grade)


def _column(part: _Part, parameters: Parameters) -> tuple[Ints, Ints, Ints, Flags, Flags]:
    count = len(part.patient)
    grade = 1 + np.minimum(np.searchsorted(np.cumsum(part.grades), part.uniform[0], side="right"), 4)
    cause = np.broadcast_to(part.cause, count)
    called = np.where(
        cause == _DISEASE,
        1 - parameters.number("related.specificity"),
        parameters.number("related.sensitivity"),
    )
    serious = (part.uniform[2] < parameters.numbers("serious")[grade - 1]) | part.always_serious
    return (
        np.broadcast_to(part.kind, count).astype(np.int64),
        grade.astype(np.int64),
        cause.astype(np.int64),
        part.uniform[1] < called,
        serious,
    )


def joined(tables: list[Adverse]) -> Adverse:
    """Put the events of several arms of one trial into one table, in the order of patients and days."""
    patient, day = (np.concatenate([getattr(t, name) for t in tables]) for name in ("patient", "day"))
    order = np.lexsort((day, patient))
    columns = {
        name: np.concatenate([getattr(t, name) for t in tables])[order]
        for name in ("patient", "day", "kind", "grade", "cause", "related", "serious")
    }
    vas = tables[0].vas
    for table in tables[1:]:
        vas = np.where(np.isnan(vas), table.vas, vas)
    return Adverse(**columns, kinds=tables[0].kinds, vas=vas)
