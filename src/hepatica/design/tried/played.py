"""A block of simulated trials of one design in one world, counted: the work that processes share."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from hepatica.design.patients.endings import NEVER
from hepatica.design.replicates import Block, Tally, tally
from hepatica.design.streams import stream
from hepatica.design.tried.outcome import answers, best_arm
from hepatica.design.tried.plan import TrialPlan
from hepatica.design.tried.watched import Watched
from hepatica.design.worlds.simulate import Nature, Trial, simulate
from hepatica.design.worlds.world import World

Ints = NDArray[np.int64]


def play(plan: TrialPlan, world: World, supposed: Nature, seed: int, block: Block) -> Tally:
    """Simulate the trials of a block and count what became of them.

    Names: ``yes: QUESTION`` and ``survivors: QUESTION`` (answered yes, by everybody's rank and among survivors),
    ``best: ARM``, and by arm the share of patients ``died:``, ``transplanted:``, ``serious:`` (a serious event that the
    investigator called related), ``harmed:`` (a serious event that procedure or cells truly caused), ``short:`` (infused
    less than planned); ``paused`` and ``stopped`` for the layers of the safety rule, and ``exposed`` until it stops.
    """
    found: dict[str, list[float]] = defaultdict(list)
    for replicate in range(block.first, block.first + block.count):
        trial = simulate(
            plan.arms, world, plan.participants, seed=seed, replicate=replicate, days=plan.days,
            supposed=supposed, allocated=_allocated(plan, seed, replicate),
        )  # fmt: skip
        for name, value in _counted(trial, plan).items():
            found[name].append(value)
    return tally(found)


def _allocated(plan: TrialPlan, seed: int, replicate: int) -> Ints:
    """Return everybody's arm: the numbers of the design, in an order of chance."""
    arm = np.repeat(np.arange(len(plan.arms)), plan.allocated)
    order: Ints = stream(seed, replicate, "allocation").permutation(arm)
    return order


def _counted(trial: Trial, plan: TrialPlan) -> dict[str, float]:
    everybody, survivors = answers(trial, plan.questions, plan.alpha)
    counted = {f"yes: {name}": float(yes) for name, yes in everybody.items()}
    counted |= {f"survivors: {name}": float(yes) for name, yes in survivors.items()}
    best, events = best_arm(trial), trial.adverse
    serious = _who(trial, events.patient[events.serious & events.related])
    harmed = _who(trial, events.patient[events.serious & (events.cause > 0)])
    short = np.zeros(len(trial.arm), dtype=bool)
    for group in trial.groups:
        short[group.who] = group.doses.short
    for k, arm in enumerate(plan.arms):
        mine = trial.arm == k
        counted[f"best: {arm.name}"] = float(k == best)
        counted[f"died: {arm.name}"] = float((trial.endings.died[mine] != NEVER).mean())
        counted[f"transplanted: {arm.name}"] = float((trial.endings.transplanted[mine] != NEVER).mean())
        for name, flags in (("serious", serious), ("harmed", harmed), ("short", short)):
            counted[f"{name}: {arm.name}"] = float(flags[mine].mean())
    return counted | (_stopped(trial, plan.watched) if plan.watched else {})


def _who(trial: Trial, patients: Ints) -> NDArray[np.bool_]:
    flags = np.zeros(len(trial.arm), dtype=bool)
    flags[patients] = True
    return flags


def _stopped(trial: Trial, watched: Watched) -> dict[str, float]:
    """Watch those who were to have cells in the order they entered, each known before the next."""
    events = trial.adverse
    first = np.array([arm.days[0] if arm.days else -1 for arm in trial.arms])[trial.arm]
    within = events.day <= first[events.patient] + watched.window_days
    struck = _who(trial, events.patient[events.serious & events.related & within])
    ill = np.cumsum(struck[first >= 0])[: len(watched.limits)]
    met = ill >= np.asarray(watched.limits[: len(ill)])
    stopped = bool(met.any())
    return {
        "paused": float(ill[-1] > 0),
        "stopped": float(stopped),
        "exposed": float(met.argmax() + 1 if stopped else len(ill)),
    }
