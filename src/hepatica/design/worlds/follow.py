"""What a trial counts, of several simulated trials at once and without their paths: for operating characteristics.

By the same streams as `simulate`, so that replicate 17 is the same trial whichever way it is played, and with whom.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hepatica.design.patients.arm import ArmPlan
from hepatica.design.patients.endings import NEVER, REFERENCE_IL6, Endings, solve_hazards
from hepatica.design.patients.events import Adverse, Episodes
from hepatica.design.patients.luck import Luck, draw_luck, scores
from hepatica.design.patients.people import Own, own_of, pace_of
from hepatica.design.patients.severity import meld_of
from hepatica.design.patients.visits import draw_schedule, reported
from hepatica.design.worlds.influence import reach
from hepatica.design.worlds.kernel import RULES, Found, Given, People, Tables, walk
from hepatica.design.worlds.simulate import Cast, Group, Trial, alive, fit_for, trial_of
from hepatica.stats.compiled import is_available

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

WORTH_COMPILING = 300_000
"""Patient-days below which plain numpy is done sooner than a compiler."""
TOGETHER = 2048
"""Patients that are followed at once: what fits the processor's memory. Changes no number."""


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What is counted of trials of one size; every array is by patient, one trial after another."""

    arms: tuple[ArmPlan, ...]
    arm: Ints
    trials: int
    seen: Flags
    """(n, visits)."""
    meld: Floats
    """(n, visits): unrounded, as reported; not a number where it was not seen."""
    endings: Endings
    adverse: Adverse
    short: Flags
    """Infused less than planned."""
    groups: tuple[Group, ...]
    """By arm: the cells of its patients."""


def follow(cast: Cast, *, more: int = 1) -> Followed:
    """Follow everybody of a cast: compiled where that is worth while, by whole courses otherwise; the numbers are the same.

    ``more`` is how many such casts are still to be followed, this one too.
    """
    if walk.is_ready or (is_available() and len(cast) * cast.days * more > WORTH_COMPILING):
        return swiftly(cast)
    return of_trial(trial_of(cast), len(cast.streams.paths))


def of_trial(trial: Trial, trials: int = 1) -> Followed:
    """Give what is counted of a trial that was simulated whole, or of several that lie one after another."""
    return Followed(
        arms=trial.arms,
        arm=trial.arm,
        trials=trials,
        seen=trial.visits.seen,
        meld=trial.meld,
        endings=trial.endings,
        adverse=trial.adverse,
        short=_short(trial.groups, len(trial.arm)),
        groups=trial.groups,
    )


def swiftly(cast: Cast) -> Followed:
    """Follow everybody by the compiled walk: until the last infusion untreated, to know who is fit, then as it is."""
    n, course = len(cast), cast.known.course
    luck = draw_luck(n, cast.days, cast.streams, whole=False)
    own = own_of(cast.entered.patients, luck.person, course)
    planned = draw_schedule(n, cast.days, cast.streams.open("visits"), course)
    people = _people(own, luck, cast.streams.endings.standard_exponential((n, 2)), planned.day)
    last = np.array([arm.days[-1] if arm.days else 0 for arm in cast.arms], dtype=np.int64)[cast.arm]
    untreated = _walked(cast, people._replace(until=last), ())
    struck = untreated.episodes
    groups = cast.groups(fit_for(cast, struck.patient, struck.day, untreated.endings.last))
    walked = _walked(cast, people, groups)
    last = walked.endings.last
    groups = tuple(alive(group, last) for group in groups)
    seen = planned.seen(walked.seen[..., 3], walked.seen[..., 4], last, course)
    printed = reported(np.exp(walked.seen[..., :3]), planned.error, course)
    bilirubin, inr, creatinine = np.moveaxis(printed, -1, 0)
    return Followed(
        arms=cast.arms,
        arm=cast.arm,
        trials=len(cast.streams.paths),
        seen=seen,
        meld=np.where(seen, meld_of(bilirubin, inr, creatinine), np.nan),
        endings=walked.endings,
        adverse=cast.adverse(groups, walked.episodes, walked.endings),
        short=_short(groups, n),
        groups=groups,
    )


@dataclass(frozen=True, kw_only=True)
class _Walked:
    seen: Floats
    """(n, visits, 5): what each visit would find."""
    endings: Endings
    episodes: Episodes


def _short(groups: tuple[Group, ...], n: int) -> Flags:
    short = np.zeros(n, dtype=bool)
    for group in groups:
        short[group.who] = group.doses.short
    return short


def _walked(cast: Cast, people: People, groups: tuple[Group, ...]) -> _Walked:
    _, n, visits = people.visits.shape
    most = n * cast.days  # an episode a day: memory that is never touched
    found = Found(
        ends=np.full((n, 2), NEVER, dtype=np.int64),
        seen=np.zeros((n, visits, 5)),
        episodes=np.empty((most, 3), dtype=np.int64),
        excess=np.empty(most),
    )
    count = walk(_rules(cast), people, _given(cast, groups), _tables(cast), found)
    patient, day, kind = found.episodes[:count].T.copy()
    kinds = pace_of(cast.known.course).kinds
    return _Walked(
        seen=found.seen,
        endings=Endings(died=found.ends[:, 0], transplanted=found.ends[:, 1]),
        episodes=Episodes(
            patient=patient, day=day, kind=kind, excess=found.excess[:count].copy(), kinds=kinds
        ),
    )


def _people(own: Own, luck: Luck, limits: Floats, visits: Ints) -> People:
    rows = (own.swing[:3], own.start[:3], own.slope[:3], own.gain[:3])
    inflamed = own.ln_il6 - np.log(REFERENCE_IL6)
    return People(
        own=np.ascontiguousarray(np.vstack([*rows, own.rate, inflamed, limits.T]).T),
        steps=luck.steps,
        luck=np.stack([luck.waits, luck.strikes], axis=1),
        until=np.full(len(visits), luck.days, dtype=np.int64),
        visits=np.stack([visits, np.argsort(visits, axis=1, kind="stable")]),
    )


def _rules(cast: Cast) -> np.void:
    pace, number, world = pace_of(cast.known.course), cast.known.course.number, cast.world
    hazards = solve_hazards(cast.known.cohort, cast.known.course)
    rules = np.zeros(1, dtype=RULES)
    for name, value in {
        "keep": pace.keep,
        "fade": pace.fade,
        "per_point": pace.per_point,
        "kidney": pace.kidney,
        "jump": pace.jump[0],
        "jump_range": pace.jump[1] - pace.jump[0],
        "bilirubin": number("influence.bilirubin"),
        "death": hazards.death,
        "death_meld": number("death.meld"),
        "death_il6": number("death.ln_il6"),
        "transplant": hazards.transplant,
        "transplant_meld": number("transplant.meld"),
        "available": number("transplant.availability"),
        "cd34": world.cd34.meld,
        "cd34_half": world.cd34.half,
        "msc": world.msc.meld,
        "msc_half": world.msc.half,
        "interaction": world.interaction,
        "il6": world.ln_il6,
        "decompensation": np.log(world.decompensation),
        "dying": np.log(world.death),
        "dying_per_point": world.death_per_point,
    }.items():
        rules[name] = value
    found: np.void = rules[0]
    return found


def _tables(cast: Cast) -> Tables:
    pace = pace_of(cast.known.course)
    return Tables(scores=scores(), root=np.ascontiguousarray(pace.root[:3, :3]), shares=pace.shares)


def _given(cast: Cast, groups: tuple[Group, ...]) -> Given:
    """Lay out what is given; no groups is nothing at all."""
    n, arms, times, known = len(cast), len(cast.arms), cast.infusions, cast.known.worlds
    time = np.arange(cast.days + 1, dtype=np.float64)
    arm, cells = np.full(n, -1, dtype=np.int64), np.zeros((n, times, 3))
    when = np.full((arms, times), -1, dtype=np.int64)
    left, daily = np.zeros((arms, times, 2, cast.days + 1)), np.zeros((1 + arms, cast.days + 1))
    daily[0] = 1 - 0.5 ** (time / pace_of(cast.known.course).half)
    for group in groups:
        place, plan = cast.arms.index(group.arm), group.arm
        many = len(plan.days)
        if plan.treated:
            arm[group.who] = place
        cells[group.who, :many, :2] = group.doses.infused * reach(cast.world, plan, known)[:, None]
        cells[group.who, :many, 2] = group.doses.infused.sum(axis=2) / known.number("reference.dose")
        when[place, :many] = plan.days
        for k, day in enumerate(plan.days):
            left[place, k] = cast.world.cd34.left(time - day), cast.world.msc.left(time - day)
        daily[1 + place] = cast.world.gcsf.meld * cast.world.gcsf.left(time) * plan.mobilised
    return Given(arm=arm, cells=cells, when=when, left=left, daily=daily)
