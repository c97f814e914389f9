"""Adverse events in the windows of their procedures, and of the disease itself, each with the cause it truly has.

An investigator sees the event and guesses its cause, with error; the true cause is kept beside it, so that a rule which
watches a trial can be judged against the truth.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy
from numpy.typing import NDArray

from hepatica.design.parameters import Parameters
from hepatica.design.patients.arm import COLLECTION_DAY, ArmPlan
from hepatica.design.patients.baseline import Baseline
from hepatica.design.patients.endings import Endings
from hepatica.design.patients.luck import EPISODES, Streams
from hepatica.design.streams import Chance, codes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

CAUSES = ("disease", "procedure", "cells")
_DISEASE, _PROCEDURE, _CELLS = range(3)
PAIN = "marrow_pain"
_PREFIX = "kind."


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
    """(3 or 4, events): grade, relatedness, seriousness; of the disease also the cause."""
    grades: Floats
    cause: int | Ints
    always_serious: bool = False


def kinds_of(parameters: Parameters, episodes: tuple[str, ...]) -> tuple[str, ...]:
    """List every kind of event: of procedures, then of the disease."""
    procedures = tuple(name.removeprefix(_PREFIX) for name in parameters.entries if name.startswith(_PREFIX))
    return (PAIN, *procedures, *episodes)


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


@dataclass(frozen=True, kw_only=True)
class Episodes:
    """Decompensations, one place an episode, each patient's in the order of days."""

    patient: Ints
    day: Ints
    kind: Ints
    """Place in ``kinds``."""
    excess: Floats
    """The share of such episodes that would not have been without the cells."""
    kinds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Treated:
    """Who was in which arm, and whether infused: patients in rows."""

    arms: tuple[ArmPlan, ...]
    arm: Ints
    """(n,): the place of the arm."""
    infused: Flags
    """(n, the most infusions of an arm): whether any cells were."""

    def at(self, procedure: str, k: int) -> tuple[Flags, Ints]:
        """Tell who had a procedure for the k-th time, and on which day."""
        plans = [procedures_of(arm)[procedure] for arm in self.arms]
        day = np.array([days[k] if k < len(days) else -1 for days in plans], dtype=np.int64)[self.arm]
        had = day >= 0
        return (had & self.infused[:, k] if procedure in {"artery", "infusion"} else had), day


def draw_events(
    treated: Treated,
    patients: Baseline,
    episodes: Episodes,
    endings: Endings,
    parameters: Parameters,
    streams: Streams,
) -> Adverse:
    """Draw every adverse event of a trial, until each patient's death or transplantation. Source: ``data/events.yaml``."""
    n, kinds = len(patients), kinds_of(parameters, episodes.kinds)
    variance = parameters.number("frailty")
    frail = streams.open("frailty").standard_normal((n,))
    frailty = (
        scipy.special.gammaincinv(1 / variance, scipy.special.ndtr(frail)) * variance
        if variance
        else np.ones(n)
    )
    parts = []
    for procedure, times in _times(treated.arms).items():
        listed = [
            (place, kind)
            for place, kind in enumerate(kinds)
            if (entry := parameters.entries.get(_PREFIX + kind)) and entry.value["procedure"] == procedure
        ]
        for k in range(times if listed else 0):
            there, day = treated.at(procedure, k)
            who = np.flatnonzero(there)
            # All kinds of one procedure from one stream: a row of numbers for each patient, there or not.
            uniform = streams.open(procedure, k).random((n, len(listed), 5))[who].transpose(1, 2, 0)
            parts += [
                _of_kind(kind, place, who, day[who], patients, frailty[who], uniform[row], parameters)
                for row, (place, kind) in enumerate(listed)
            ]
    vas = np.full(n, np.nan)
    sore = np.flatnonzero(np.array([arm.dose_msc > 0 for arm in treated.arms])[treated.arm])
    if len(sore):
        z = streams.open(PAIN).standard_normal((n, 5))[sore]
        vas[sore] = np.clip(parameters.number("pain.mean") + parameters.number("pain.sd") * z[:, 0], 0, 10)
        parts.append(_pain(vas[sore], sore, scipy.special.ndtr(z[:, 1:]), parameters))
    parts.append(_of_disease(episodes, streams.open("disease"), n, parameters, kinds))
    found = _table(parts, endings.last, kinds, vas, parameters)
    return _fatal(found, endings.died, len(kinds) - len(episodes.kinds), parameters)


def _times(arms: Sequence[ArmPlan]) -> dict[str, int]:
    """Give how often each procedure is done at most."""
    every = [procedures_of(arm) for arm in arms]
    return {name: max(len(days[name]) for days in every) for name in every[0]}


def _of_kind(
    kind: str,
    place: int,
    who: Ints,
    day: Ints,
    patients: Baseline,
    frailty: Floats,
    uniform: Floats,
    parameters: Parameters,
) -> _Part:
    entry = parameters.table(_PREFIX + kind)
    ratio = frailty * np.where(patients.female[who], entry["female"], 1.0)
    if entry["platelets"]:
        ratio = ratio * (100 / patients.platelets[who]) ** entry["platelets"]
    if entry["inr"]:
        ratio = ratio * patients.inr[who] ** entry["inr"]
    hit = np.flatnonzero(uniform[0] < 1 - (1 - entry["probability"]) ** ratio)
    first, last = entry["window"]
    return _Part(
        patient=who[hit],
        day=day[hit] + first + np.floor(uniform[1, hit] * (last - first + 1)).astype(np.int64),
        kind=place,
        uniform=uniform[2:, hit],
        grades=np.asarray(entry["grades"]),
        cause=_CELLS if kind == "infusion_reaction" else _PROCEDURE,
    )


def _pain(vas: Floats, who: Ints, uniform: Floats, parameters: Parameters) -> _Part:
    hit = np.flatnonzero(vas > parameters.number("pain.limit"))
    return _Part(
        patient=who[hit],
        day=np.zeros(len(hit), np.int64),
        kind=0,
        uniform=uniform[hit].T,
        grades=parameters.numbers("pain.grades"),
        cause=_PROCEDURE,
    )


def _of_disease(
    episodes: Episodes, rng: Chance, n: int, parameters: Parameters, kinds: tuple[str, ...]
) -> _Part:
    # Each patient has the own numbers, one row an episode, so that nobody's grade hangs on another's episodes.
    order = np.lexsort((episodes.day, episodes.patient))
    begins = np.searchsorted(episodes.patient[order], np.arange(n))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order)) - begins[episodes.patient[order]]
    drawn = codes(rng, (n, EPISODES, 4))[episodes.patient, place % EPISODES].T
    uniform = (drawn + 0.5) / 2**16
    return _Part(
        patient=episodes.patient,
        day=episodes.day,
        kind=episodes.kind + len(kinds) - len(episodes.kinds),
        uniform=uniform,
        grades=parameters.numbers("decompensation.grades"),
        cause=np.where(uniform[3] < episodes.excess, _CELLS, _DISEASE),
        always_serious=True,
    )


def _table(
    parts: list[_Part],
    last: Ints,
    kinds: tuple[str, ...],
    vas: Floats,
    parameters: Parameters,
) -> Adverse:
    patient, day = (np.concatenate([getattr(p, name) for p in parts]) for name in ("patient", "day"))
    columns = [_column(part, parameters) for part in parts]
    kind, grade, cause, related, serious = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.lexsort((kind, day, patient))
    # What would have come after death or transplant did not come.
    order = order[day[order] <= last[patient[order]]]
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
