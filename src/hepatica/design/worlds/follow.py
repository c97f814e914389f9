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
from hepatica.design.worlds.kernel import Found, Given, People, Rules, Tables, walk
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
    order = np.argsort(planned.day, axis=1, kind="stable")
    limits = cast.streams.endings.standard_exponential((n, 2))
    last = np.array([arm.days[-1] if arm.days else 0 for arm in cast.arms], dtype=np.int64)[cast.arm]
    untreated = _walked(cast, _people(own, luck, limits, planned.day, order, last), ())
    groups = cast.groups(
        fit_for(cast, untreated.episodes.patient, untreated.episodes.day, untreated.endings.last)
    )
    whole = np.full(n, cast.days, dtype=np.int64)
    walked = _walked(cast, _people(own, luck, limits, planned.day, order, whole), groups)
    ends = walked.endings.last
    groups = tuple(alive(group, ends) for group in groups)
    seen = planned.seen(walked.found.meld, walked.found.shock, ends, course)
    bilirubin, inr, creatinine = np.moveaxis(
        reported(np.exp(walked.found.state), planned.error, course), -1, 0
    )
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
    found: Found
    endings: Endings
    episodes: Episodes


def _short(groups: tuple[Group, ...], n: int) -> Flags:
    short = np.zeros(n, dtype=bool)
    for group in groups:
        short[group.who] = group.doses.short
    return short


def _walked(cast: Cast, people: People, groups: tuple[Group, ...]) -> _Walked:
    n, visits = people.visits.shape
    most = n * cast.days  # an episode a day: memory that is never touched
    found = Found(
        died=np.full(n, NEVER, dtype=np.int64),
        transplanted=np.full(n, NEVER, dtype=np.int64),
        state=np.zeros((n, visits, 3)),
        meld=np.zeros((n, visits)),
        shock=np.zeros((n, visits)),
        patient=np.empty(most, dtype=np.int64),
        day=np.empty(most, dtype=np.int64),
        kind=np.empty(most, dtype=np.int64),
        excess=np.empty(most),
    )
    count = walk(_rules(cast), people, _given(cast, groups), _tables(cast), found)
    patient, day, kind = (column[:count].copy() for column in (found.patient, found.day, found.kind))
    return _Walked(
        found=found,
        endings=Endings(died=found.died, transplanted=found.transplanted),
        episodes=Episodes(
            patient=patient,
            day=day,
            kind=kind,
            excess=found.excess[:count].copy(),
            kinds=pace_of(cast.known.course).kinds,
        ),
    )


def _people(own: Own, luck: Luck, limits: Floats, visits: Ints, order: Ints, until: Ints) -> People:
    start, swing, slope, gain = (
        np.ascontiguousarray(rows[:3].T) for rows in (own.start, own.swing, own.slope, own.gain)
    )
    return People(
        start=start,
        swing=swing,
        slope=slope,
        gain=gain,
        rate=own.rate,
        inflamed=own.ln_il6 - np.log(REFERENCE_IL6),
        limits=limits,
        steps=luck.steps,
        waits=luck.waits,
        strikes=luck.strikes,
        until=until,
        visits=visits,
        order=order,
    )


def _rules(cast: Cast) -> Rules:
    pace, number, world = pace_of(cast.known.course), cast.known.course.number, cast.world
    hazards = solve_hazards(cast.known.cohort, cast.known.course)
    return Rules(
        keep=pace.keep,
        fade=pace.fade,
        per_point=pace.per_point,
        kidney=pace.kidney,
        jump=pace.jump[0],
        jump_range=pace.jump[1] - pace.jump[0],
        bilirubin=number("influence.bilirubin"),
        death=hazards.death,
        death_meld=number("death.meld"),
        death_il6=number("death.ln_il6"),
        transplant=hazards.transplant,
        transplant_meld=number("transplant.meld"),
        available=number("transplant.availability"),
        cd34=float(world.cd34.meld),
        cd34_half=float(world.cd34.half),
        msc=float(world.msc.meld),
        msc_half=float(world.msc.half),
        interaction=float(world.interaction),
        il6=float(world.ln_il6),
        decompensation=float(np.log(world.decompensation)),
        dying=float(np.log(world.death)),
        dying_per_point=float(world.death_per_point),
    )


def _tables(cast: Cast) -> Tables:
    pace = pace_of(cast.known.course)
    return Tables(
        scores=scores(),
        root=np.ascontiguousarray(pace.root[:3, :3]),
        mended=1 - 0.5 ** (np.arange(cast.days + 1) / pace.half),
        shares=pace.shares,
    )


def _given(cast: Cast, groups: tuple[Group, ...]) -> Given:
    """Lay out what is given; no groups is nothing at all."""
    n, arms, times, known = len(cast), len(cast.arms), cast.infusions, cast.known.worlds
    time = np.arange(cast.days + 1, dtype=np.float64)
    treated = np.zeros(n, dtype=bool)
    cells, dose = np.zeros((n, times, 2)), np.zeros((n, times))
    when = np.full((arms, times), -1, dtype=np.int64)
    left, gcsf = np.zeros((arms, times, 2, cast.days + 1)), np.zeros((arms, cast.days + 1))
    for group in groups:
        place, plan = cast.arms.index(group.arm), group.arm
        many = len(plan.days)
        treated[group.who] = plan.treated
        cells[group.who, :many] = group.doses.infused * reach(cast.world, plan, known)[:, None]
        dose[group.who, :many] = group.doses.infused.sum(axis=2) / known.number("reference.dose")
        when[place, :many] = plan.days
        for k, day in enumerate(plan.days):
            left[place, k] = cast.world.cd34.left(time - day), cast.world.msc.left(time - day)
        gcsf[place] = cast.world.gcsf.meld * cast.world.gcsf.left(time) * plan.mobilised
    return Given(arm=cast.arm, treated=treated, cells=cells, dose=dose, when=when, left=left, gcsf=gcsf)
