"""What a trial would choose, factor by factor: which cells, which route, once or repeatedly; and what is right in a world.

Cells, route and repetition are told apart and never stand on one axis: routes are compared among arms that differ in
nothing else, each pair of cells and repetition counting alike, and so on. Where no arms allow that, nothing is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hepatica.design.parameters import Parameters, load
from hepatica.design.patients.arm import ArmPlan
from hepatica.design.patients.events import procedures_of
from hepatica.design.worlds.influence import act
from hepatica.design.worlds.world import World

Floats = NDArray[np.float64]

SAME = 0.1
"""Points of MELD below which two are alike; and of a log hazard."""
RULE = (
    "right: what lowers MELD most in this world without more harm, or harms least without a higher MELD; of equals what needs "
    "the fewest procedures. Where one helps more and harms more, nothing is called right. An arm is right with all that is done in "
    "it: where G-CSF is what helps, so is an arm whose cells do nothing."
)


@dataclass(frozen=True, kw_only=True)
class Factor:
    """One thing to choose: its levels, and with which weights the arms speak for each."""

    name: str
    levels: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]
    """(levels, arms); each row adds up to 1."""


def factors(arms: Sequence[ArmPlan]) -> tuple[Factor, ...]:
    """Return what arms allow to be chosen: ``cells``, ``route``, ``repeats``, each only where it has two levels or more."""
    known = [_levels(arm) for arm in arms]
    found = [_factor(name, at, known) for at, name in enumerate(("cells", "route", "repeats"))]
    return tuple(one for one in found if one is not None)


def chosen(asked: Sequence[Factor], means: Floats) -> dict[str, Floats]:
    """Return by ``chosen FACTOR: LEVEL`` whether it has the highest mean: 1 or 0 for each trial.

    ``means`` is (..., arms), the mean rank of each arm, higher for better; of equals the first is chosen.
    """
    told: dict[str, Floats] = {}
    for one in asked:
        best = (means @ np.asarray(one.weights).T).argmax(axis=-1)
        for k, level in enumerate(one.levels):
            told[f"chosen {one.name}: {level}"] = np.asarray(best == k, dtype=np.float64)
    return told


def right(arms: Sequence[ArmPlan], world: World, days: int) -> Mapping[str, str | None]:
    """Return which level of each factor is right in a world after so many days, as ``RULE`` says; None for none."""
    parameters = load("worlds")
    worth = np.array([_worth(arm, world, days, parameters) for arm in arms])
    return {one.name: _best(one.levels, np.asarray(one.weights) @ worth) for one in factors(arms)}


def _levels(arm: ArmPlan) -> tuple[str, str, str]:
    """Return the cells, the route and the number of infusions of an arm."""
    kinds = [name for name, dose in zip(("cd34", "msc"), arm.doses, strict=True) if dose]
    cells = "both" if len(kinds) == 2 else kinds[0] if kinds else "gcsf" if arm.gcsf else "none"
    return cells, arm.route if kinds else "none", str(len(arm.days))


def _factor(name: str, at: int, known: Sequence[tuple[str, str, str]]) -> Factor | None:
    """Return a factor with its weights: arms that agree in the others, in every level; None where there are none such.

    Arms without cells have no route: they are a level of the cells alone, whatever the others'.
    """
    groups: dict[str, dict[tuple[str, ...], int]] = {}
    for arm, levels in enumerate(known):
        idle = levels[1] == "none"
        if idle and name != "cells":
            continue
        rest = () if idle else tuple(level for k, level in enumerate(levels) if k != at)
        groups.setdefault(levels[at], {}).setdefault(rest, arm)
    crossed = [set(group) for group in groups.values() if () not in group]
    shared = set.intersection(*crossed) if crossed else set()
    if len(groups) < 2 or not (shared or all(() in group for group in groups.values())):
        return None
    rows = []
    for group in groups.values():
        mine = [group[rest] for rest in ([()] if () in group else sorted(shared))]
        row = np.zeros(len(known))
        row[mine] = 1 / len(mine)
        rows.append(tuple(map(float, row)))
    return Factor(name=name, levels=tuple(groups), weights=tuple(rows))


def _worth(arm: ArmPlan, world: World, days: int, parameters: Parameters) -> tuple[float, float, float]:
    """Return what an arm does as planned: points of MELD on the last day, log hazards added up, and procedures."""
    infused = np.broadcast_to(np.asarray(arm.doses), (1, len(arm.days), 2))
    done = act(world, arm, infused, days, parameters)
    harm = done.death[-1, 0] + done.death_per_point[-1, 0] + np.log(done.influence.decompensation[-1, 0])
    return float(done.influence.meld[-1, 0]), float(harm), float(sum(map(len, procedures_of(arm).values())))


def _best(levels: Sequence[str], worth: Floats) -> str | None:
    """Return the level that no other beats in MELD or in harm, the one of fewest procedures among such; None for none."""
    fit = [k for k in range(len(levels)) if (worth[k, :2] <= worth[:, :2].min(axis=0) + SAME).all()]
    return levels[min(fit, key=lambda k: worth[k, 2])] if fit else None
