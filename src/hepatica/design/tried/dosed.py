"""A dose-finding design played in a world: which dose it would choose, whether that is the right one, whom it overdoses.

Each trial decides by the rule of a live trial (``design.dose``); its participants live in the world. A participant has an
event when the investigator calls a serious one in the window related, and a response when alive with the own liver and
with a MELD lower by three points. Whoever is infused less than planned of the cells that the levels differ in is replaced
for the decision. How often each happens at a level in that world is worked out beforehand, among many who are given every
level one after the other, as nobody can be: that says which dose is right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hepatica.design.dose.known import Known, Seen
from hepatica.design.dose.plan import DoseDesign, Level
from hepatica.design.dose.selected import selected
from hepatica.design.dose.step import step
from hepatica.design.patients.endings import NEVER
from hepatica.design.replicates import Block, Mean, Tally, tally
from hepatica.design.tried.dose_plan import DosePlan
from hepatica.design.tried.outcome import change
from hepatica.design.worlds.follow import TOGETHER, follow
from hepatica.design.worlds.simulate import Nature, cast_of
from hepatica.design.worlds.world import World

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

RESPONSE = 3.0
"""Points of MELD: over half of the controls of one trial fell by as much (Spahr 2013)."""
KNOWN_BY = 400
"""Participants at each level from whom its true rates are known."""
ALIKE = 0.02
"""Rates closer than this are alike."""
_APART = 2**31
"""The replicate of that crowd: no trial has its number."""
NONE = -1
Counts = tuple[tuple[int, int, int], ...]
"""Treated, with the event and with the response at each level."""


@dataclass(frozen=True, kw_only=True)
class Fates:
    """What became of everybody at every level, each (trials, levels, patients); some may come to no trial."""

    given: Flags
    """Infused as planned, near enough for the decision."""
    toxic: Flags
    response: Flags
    harmed: Flags
    """A serious event in the window that procedure or cells truly caused."""

    def of(self, trial: int) -> Fates:
        """Return those of one trial, (levels, patients)."""
        return Fates(**{one.name: getattr(self, one.name)[trial] for one in fields(self)})


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What is so at each level in a world, from so many participants."""

    toxic: tuple[Mean, ...]
    response: tuple[Mean, ...]
    harmed: tuple[Mean, ...]
    target: tuple[str, ...]
    """The levels whose rate of events is closest to the target: all that are alike, as where no dose does harm."""
    useful: str | None
    """The lowest level not too toxic whose response is within the margin of the best; None where all are too toxic."""
    too_toxic: tuple[str, ...]


def fates(plan: DosePlan, world: World, supposed: Nature, seed: int, replicates: range, n: int) -> Fates:
    """Let n patients at each level live in a world, in each of the trials; arrays are (trials, levels, n)."""
    shape = (len(replicates), len(plan.levels), n)
    trial = follow(
        cast_of(
            plan.arms, world, shape[1] * n, seed=seed, replicates=replicates, days=plan.days, supposed=supposed,
            allocated=np.tile(np.repeat(np.arange(shape[1]), n), shape[0]),
        )
    )  # fmt: skip
    events = trial.adverse
    first = np.array([arm.days[0] for arm in plan.arms])[trial.arm]
    grave = events.serious & (events.day <= first[events.patient] + plan.window_days)
    given = np.zeros(trial.arm.size, dtype=bool)
    for group in trial.groups:
        enough = group.doses.infused >= plan.trial.at_level * group.doses.planned
        given[group.who] = enough[:, :, list(plan.axes)].all(axis=(1, 2))
    alive = (trial.endings.died == NEVER) & (trial.endings.transplanted == NEVER)

    def struck(which: Flags) -> Flags:
        flags = np.zeros(trial.arm.size, dtype=bool)
        flags[events.patient[which]] = True
        return flags.reshape(shape)

    return Fates(
        given=given.reshape(shape),
        toxic=struck(grave & events.related),
        response=(alive & (change(trial) <= -RESPONSE)).reshape(shape),
        harmed=struck(grave & (events.cause > 0)),
    )


@lru_cache(maxsize=64)
def truth(plan: DosePlan, world: World, supposed: Nature, seed: int, n: int = KNOWN_BY) -> Truth:
    """Return what is so at each level, among those infused as planned of n. Raises ValueError where hardly anybody is."""
    found = _each_level(plan, world, supposed, seed, n)
    counts = found.given.sum(axis=1)
    if counts.min() < 2:
        raise ValueError(f"of {n} participants at a level next to none would be infused as planned")

    def rates(flags: Flags) -> tuple[Mean, ...]:
        shares = (flags & found.given).sum(axis=1) / counts
        return tuple(
            Mean(value=float(p), error=float((p * (1 - p) / (k - 1)) ** 0.5))
            for p, k in zip(shares, counts, strict=True)
        )

    toxic, response = rates(found.toxic), rates(found.response)
    borne = [k for k, rate in enumerate(toxic) if rate.value <= plan.high]
    best = max((response[k].value for k in borne), default=0.0)
    useful = next((k for k in borne if response[k].value >= best - plan.margin), None)
    away = [abs(rate.value - plan.target) for rate in toxic]
    return Truth(
        toxic=toxic,
        response=response,
        harmed=rates(found.harmed),
        target=tuple(name for name, far in zip(plan.levels, away, strict=True) if far <= min(away) + ALIKE),
        useful=None if useful is None else plan.levels[useful],
        too_toxic=tuple(name for k, name in enumerate(plan.levels) if k not in borne),
    )


def _each_level(plan: DosePlan, world: World, supposed: Nature, seed: int, n: int) -> Fates:
    """Let the same patients with the same luck live once at each level, (levels, patients)."""
    parts = [
        fates(replace(plan, levels=(name,), arms=(arm,)), world, supposed, seed, range(_APART, _APART + 1), n)
        for name, arm in zip(plan.levels, plan.arms, strict=True)
    ]
    return Fates(
        **{one.name: np.concatenate([getattr(p, one.name)[0] for p in parts]) for one in fields(Fates)}
    )


def play_doses(plan: DosePlan, so: Truth, world: World, supposed: Nature, seed: int, block: Block) -> Tally:
    """Simulate the trials of a block and count what became of them.

    Names: ``chosen: LEVEL`` and ``chosen: none``; ``chosen at the target``, ``chosen of use`` and ``chosen too toxic`` by
    what is so in the world; by level the mean number ``treated:``; ``treated``, ``treated too toxic``, ``treated above of
    use`` (later in the grid), ``events`` among them, ``harmed``, ``responses``, and ``not as planned``, who came and were
    replaced for the decision.
    """
    found: dict[str, list[float]] = defaultdict(list)
    size = max(1, TOGETHER // (plan.pool * len(plan.levels)))
    end = block.first + block.count
    for first in range(block.first, end, size):
        there = fates(plan, world, supposed, seed, range(first, min(first + size, end)), plan.pool)
        for trial in range(len(there.given)):
            for name, value in _counted(plan, so, there.of(trial)).items():
                found[name].append(value)
    return tally(found)


def _counted(plan: DosePlan, so: Truth, there: Fates) -> dict[str, float]:
    chosen, at, came = _trial(plan, there)
    who = np.flatnonzero(at != NONE)
    level = at[who]
    treated = np.bincount(level, minlength=len(plan.levels))
    name = "none" if chosen == NONE else plan.levels[chosen]
    wrong = [k for k, one in enumerate(plan.levels) if one in so.too_toxic]
    top = 0 if so.useful is None else plan.levels.index(so.useful) + 1
    counted = {f"chosen: {one}": float(one == name) for one in (*plan.levels, "none")}
    counted |= {
        "chosen at the target": float(name in so.target),
        "chosen of use": float(name == so.useful),
        "chosen too toxic": float(chosen in wrong),
        "treated": float(len(who)),
        "treated too toxic": float(treated[wrong].sum()),
        "treated above of use": float(treated[top:].sum()),
        "events": float(there.toxic[level, who].sum()),
        "harmed": float(there.harmed[level, who].sum()),
        "responses": float(there.response[level, who].sum()),
        "not as planned": float(came - len(who)),
    }
    return counted | {f"treated: {one}": float(k) for one, k in zip(plan.levels, treated, strict=True)}


def _trial(plan: DosePlan, there: Fates) -> tuple[int, Ints, int]:
    """Play one trial: the level chosen, the level of everybody who counts (NONE: of nobody's), and how many came."""
    trial, places = plan.trial, {level: k for k, level in enumerate(plan.trial.levels)}
    at = np.full(there.given.shape[1], NONE)
    now, came = places[trial.first], 0
    while True:
        left = np.flatnonzero(there.given[now, came:])[
            : min(trial.cohort, trial.most - int((at != NONE).sum()))
        ]
        if not len(left):  # whoever could come came: what is known must do
            counts = _counts(at, there)
            to = _next(trial, counts, trial.levels[now], whole=True) if (at != NONE).any() else None
            return (NONE if to is None else places[to[1]]), at, at.size
        at[came + left] = now
        came += int(left[-1]) + 1
        counts = _counts(at, there)
        whole = int((at != NONE).sum()) >= trial.most
        to = _next(trial, counts, trial.levels[now], whole=whole)
        if whole or to is None or to[0] == "finish":
            return (NONE if to is None else places[to[1]]), at, came
        now = places[to[1]]


def _counts(at: Ints, there: Fates) -> Counts:
    told = []
    for level in range(len(there.given)):
        who = at == level
        told.append(
            (int(who.sum()), int(there.toxic[level, who].sum()), int(there.response[level, who].sum()))
        )
    return tuple(told)


@lru_cache(maxsize=100_000)
def _next(trial: DoseDesign, counts: Counts, current: Level, *, whole: bool) -> tuple[str, Level] | None:
    """Return where the rule leads, or the dose it recommends at the end; None for none."""
    seen = tuple(
        Seen(id="", level=level, event=k < y, response=k < e, followed=1.0, received=1.0, weight=1.0)
        for level, (n, y, e) in zip(trial.levels, counts, strict=True)
        for k in range(n)
    )
    if not whole:
        found = step(trial, seen, current)
        return None if found.kind == "stop" or found.to is None else (found.kind, found.to)
    last = tuple(one for one in seen if one.level != current) + tuple(
        one for one in seen if one.level == current
    )
    everything = Known(at=(), complete=(), pending=(), below_level=(), not_infused=(), seen=last)
    stopped = step(trial, seen, current).kind == "stop"
    level = None if stopped else selected(trial, everything)[0]
    return None if level is None else ("finish", level)


def truth_told(plan: DosePlan, so: Truth) -> Mapping[str, Any]:
    """Tell what is so at each level, as plain values."""
    return {
        "at_the_target": list(so.target),
        "of_use": so.useful,
        "levels": {
            name: {
                "too_toxic": name in so.too_toxic,
                **{
                    what: {"value": getattr(so, what)[k].value, "error": getattr(so, what)[k].error}
                    for what in ("toxic", "response", "harmed")
                },
            }
            for k, name in enumerate(plan.levels)
        },
    }
