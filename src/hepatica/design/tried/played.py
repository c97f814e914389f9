"""A block of simulated trials of one design in one world, counted: the work that processes share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hepatica.design.patients.endings import NEVER
from hepatica.design.replicates import Block, Tally, tally
from hepatica.design.streams import stream
from hepatica.design.tried.outcome import answers, mean_ranks, places
from hepatica.design.tried.passed import calendar_of, choice_of, first_days
from hepatica.design.tried.plan import TrialPlan
from hepatica.design.tried.watched import Watched
from hepatica.design.worlds.follow import TOGETHER, Followed, follow
from hepatica.design.worlds.simulate import Nature, cast_of
from hepatica.design.worlds.world import World

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


def play(plan: TrialPlan, world: World, supposed: Nature, seed: int, block: Block) -> Tally:
    """Simulate the trials of a block and count what became of them.

    Names: ``yes: QUESTION`` and ``survivors: QUESTION`` (answered yes, by everybody's rank and among survivors),
    ``best: ARM``, and by arm the share of patients ``died:``, ``transplanted:``, ``serious:`` (a serious event that the
    investigator called related), ``harmed:`` (a serious event that procedure or cells truly caused), ``short:`` (infused
    less than planned); ``paused`` and ``stopped`` for the layers of the safety rule, and ``exposed`` until it stops, each known
    before the next; ``chosen FACTOR: LEVEL``; and what the calendar makes of it, see ``calendar_of``.
    """
    return tally(
        {name: values.tolist() for name, values in played(plan, world, supposed, seed, block).items()}
    )


def played(plan: TrialPlan, world: World, supposed: Nature, seed: int, block: Block) -> dict[str, Floats]:
    """Give the numbers that `play` adds up, one for each trial: the same for a trial in whatever block it is played."""
    size = max(1, TOGETHER // plan.participants)
    end = block.first + block.count
    parts, lives = [], []
    for first in range(block.first, end, size):
        replicates = range(first, min(first + size, end))
        allocated = np.concatenate([_allocated(plan, seed, replicate) for replicate in replicates])
        cast = cast_of(
            plan.arms, world, plan.participants, seed=seed, replicates=replicates, days=plan.days,
            supposed=supposed, allocated=allocated,
        )  # fmt: skip
        trial = follow(cast, more=-(-(end - first) // size))
        parts.append(_counted(trial, plan) | choice_of(plan, mean_ranks(trial)))
        lives.append(_struck(trial))
    # The calendar goes from event to event: one round for all trials is quicker than one for each part.
    arm, struck = (np.concatenate(column) for column in zip(*lives, strict=True))
    calendar = calendar_of(plan, arm, struck, seed, np.arange(block.first, end))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} | calendar


def _allocated(plan: TrialPlan, seed: int, replicate: int) -> Ints:
    """Return everybody's arm: the numbers of the design, in an order of chance."""
    arm = np.repeat(np.arange(len(plan.arms)), plan.allocated)
    order: Ints = stream(seed, replicate, "allocation").permutation(arm)
    return order


def _counted(trial: Followed, plan: TrialPlan) -> dict[str, Floats]:
    everybody, survivors = answers(trial, plan.questions, plan.alpha)
    counted = {f"yes: {name}": yes.astype(np.float64) for name, yes in everybody.items()}
    counted |= {f"survivors: {name}": yes.astype(np.float64) for name, yes in survivors.items()}
    best, events, endings = mean_ranks(trial).argmax(axis=1), trial.adverse, trial.endings
    flags = {
        "died": endings.died != NEVER,
        "transplanted": endings.transplanted != NEVER,
        "serious": _who(trial, events.patient[events.serious & events.related]),
        "harmed": _who(trial, events.patient[events.serious & (events.cause > 0)]),
        "short": trial.short,
    }
    shares = {name: _shares(trial, who) for name, who in flags.items()}
    for k, arm in enumerate(plan.arms):
        counted[f"best: {arm.name}"] = (best == k).astype(np.float64)
        counted |= {f"{name}: {arm.name}": share[:, k] for name, share in shares.items()}
    return counted | (_stopped(trial, plan.watched) if plan.watched else {})


def _struck(trial: Followed) -> tuple[Ints, Floats]:
    """Give arm and day of the first serious event called related, (trials, participants)."""
    events, shape = trial.adverse, (trial.trials, -1)
    told = events.serious & events.related
    struck = first_days(events.patient[told], events.day[told], len(trial.arm))
    return trial.arm.reshape(shape), struck.reshape(shape)


def _shares(trial: Followed, who: Flags) -> Floats:
    """Give the share of each arm, (trials, arms), that is among some patients."""
    place, many = places(trial), trial.trials * len(trial.arms)
    counts = np.maximum(np.bincount(place, minlength=many), 1)
    return np.asarray(np.bincount(place[who], minlength=many) / counts).reshape(trial.trials, -1)


def _who(trial: Followed, patients: Ints) -> Flags:
    flags = np.zeros(len(trial.arm), dtype=bool)
    flags[patients] = True
    return flags


def _stopped(trial: Followed, watched: Watched) -> dict[str, Floats]:
    """Watch those who were to have cells in the order they entered, each known before the next."""
    events = trial.adverse
    first = np.array([arm.days[0] if arm.days else -1 for arm in trial.arms])[trial.arm]
    within = events.day <= first[events.patient] + watched.window_days
    struck = _who(trial, events.patient[events.serious & events.related & within])
    # By trial: nobody can be struck who has no cells, so their places only hold the count.
    given = (first >= 0).reshape(trial.trials, -1)
    treated = np.cumsum(given, axis=1)
    ill = np.cumsum(struck.reshape(trial.trials, -1) & given, axis=1)
    limits = np.asarray(watched.limits)
    counted = given & (treated <= len(limits))
    met = counted & (ill >= limits[np.clip(treated - 1, 0, len(limits) - 1)])
    stopped = met.any(axis=1)
    at = np.take_along_axis(treated, met.argmax(axis=1)[:, None], axis=1)[:, 0]
    most = np.minimum(treated[:, -1], len(limits))
    return {
        "paused": (np.where(counted, ill, 0).max(axis=1) > 0).astype(np.float64),
        "stopped": stopped.astype(np.float64),
        "exposed": np.where(stopped, at, most).astype(np.float64),
    }
