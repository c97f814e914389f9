"""Plays a trial's patients in one world, from the first day to the last: what was planned, what happened, what was seen.

Everything about a patient is drawn from streams of its own purpose, patient by patient. So patient 17 of a seed is the same
person with the same bad luck in every arm, world and design: what differs between two runs is what was done.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hepatica.design.label import Label, digest_of
from hepatica.design.parameters import Parameters, load
from hepatica.design.patients.arm import ArmPlan
from hepatica.design.patients.baseline import Baseline
from hepatica.design.patients.course import Course, Luck, Streams, draw_course, draw_luck
from hepatica.design.patients.doses import Doses, draw_doses
from hepatica.design.patients.eligible import Windows, draw_eligible
from hepatica.design.patients.endings import Endings, draw_endings, solve_hazards
from hepatica.design.patients.events import Adverse, draw_events, joined
from hepatica.design.patients.visits import Visits, hold_visits
from hepatica.design.streams import stream
from hepatica.design.worlds.influence import Acting, act, nothing
from hepatica.design.worlds.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


TRIAL_LIKE = Windows(meld=(10, 25), child_pugh=(7, 11), age=(18, 65))
"""Who would enter a trial such as the reference one: proposed, as the registry record names no such limits."""


@dataclass(frozen=True, kw_only=True)
class Nature:
    """Everything that is supposed about patients: the parameter files, the cohort that dies at its rate, the windows."""

    baseline: Parameters
    course: Parameters
    events: Parameters
    worlds: Parameters
    cohort: str = "leipzig"
    windows: Windows = TRIAL_LIKE
    india: bool = False

    @property
    def digest(self) -> str:
        """Return the hash that the label prints."""
        files = (self.baseline, self.course, self.events, self.worlds)
        return digest_of(*(p.digest for p in files), repr((self.cohort, self.windows, self.india)))


@dataclass(frozen=True, kw_only=True)
class Group:
    """One arm's patients, and their cells: doses by patient of the group."""

    arm: ArmPlan
    who: Ints
    """Which of the trial's patients they are."""
    doses: Doses


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One simulated trial; every array is by patient, in order of entry."""

    label: Label
    sentence: str
    """What is so in this world."""
    arms: tuple[ArmPlan, ...]
    arm: Ints
    """The place of each patient's arm."""
    days: int
    screened: int
    baseline: Baseline
    course: Course
    """Latent paths, which go on after death or transplant as what would have been."""
    endings: Endings
    visits: Visits
    adverse: Adverse
    groups: tuple[Group, ...]
    """By arm, those without a patient left out."""

    @property
    def meld(self) -> Floats:
        """Return the unrounded MELD (n, visits) as reported; not a number where it was not seen."""
        return self.visits.meld

    @property
    def child_pugh(self) -> Floats:
        """Return the Child-Pugh points (n, visits) as reported; not a number where they were not seen."""
        return self.visits.child_pugh

    @property
    def days_alive(self) -> Ints:
        """Return the days each patient lived with the own liver."""
        return np.minimum(self.endings.last, self.days)

    def decompensations(self) -> tuple[Ints, Ints]:
        """Return patient and day of each decompensation that came before death or transplant."""
        real = self.course.day <= self.endings.last[self.course.patient]
        return self.course.patient[real], self.course.day[real]


def nature(**changes: Any) -> Nature:
    """Return what the package supposes about patients, with some of it changed."""
    files: dict[str, Any] = {name: load(name) for name in ("baseline", "course", "events", "worlds")}
    return Nature(**(files | changes))


def simulate(
    arms: Sequence[ArmPlan],
    world: World,
    n: int,
    *,
    seed: int,
    replicate: int = 0,
    days: int = 180,
    supposed: Nature | None = None,
    allocated: Sequence[int] | Ints | None = None,
) -> Trial:
    """Play n patients through one world for so many days, allocated to the arms in blocks, or as ``allocated`` says.

    Equal seed and replicate give equal patients whatever the arms; playing the same seed with everybody in one arm gives
    each patient's course under that arm. Raises ValueError for no arms, two of one name, no patients, an allocation that
    does not fit, or an infusion after the last day.
    """
    _check(arms, n, days)
    known = supposed or nature()
    entered = draw_eligible(
        n, stream(seed, replicate, "entry"), known.windows, known.baseline, india=known.india
    )
    arm = _allocation(len(arms), n, seed, replicate) if allocated is None else np.asarray(allocated)
    if arm.shape != (n,) or not np.isin(arm, range(len(arms))).all():
        raise ValueError(f"an allocation names one of {len(arms)} arms for each of {n} patients")
    patients, path = entered.patients, (seed, replicate)
    luck = draw_luck(n, days, Streams.of(*path), known.course)
    untreated, endings = _fate(None, patients, luck, known, path)
    groups, acting = [], nothing(days, n)
    for k, plan in enumerate(arms):
        who = np.flatnonzero(arm == k)
        if len(who):
            fit = _fit(plan, untreated, endings, known.events)
            doses = draw_doses(plan, fit, stream(*path, "doses"), known.events).take(who)
            acting.put(who, act(world, plan, doses.infused, days, known.worlds))
            groups.append(Group(arm=plan, who=who, doses=doses))
    course, endings = _fate(acting, patients, luck, known, path)
    groups = [replace(group, doses=_alive(group, endings.last)) for group in groups]
    visits = hold_visits(
        patients, course, endings.last, stream(*path, "visits"), known.course, known.baseline
    )
    return Trial(
        label=Label(world=world.name, seed=seed, parameters=digest_of(known.digest, repr(world))),
        sentence=world.sentence,
        arms=tuple(arms),
        arm=arm,
        days=days,
        screened=entered.screened,
        baseline=entered.patients,
        course=course,
        endings=endings,
        visits=visits,
        adverse=_adverse(groups, patients, course, endings, acting.excess, known.events, path),
        groups=tuple(groups),
    )


def _check(arms: Sequence[ArmPlan], n: int, days: int) -> None:
    if not arms:
        raise ValueError("a trial has at least one arm")
    names = [arm.name for arm in arms]
    if len(set(names)) < len(names):
        raise ValueError(f"two arms have one name: {', '.join(names)}")
    if n < 1:
        raise ValueError(f"a trial of {n} patients cannot be: at least one")
    for arm in arms:
        if arm.days and arm.days[-1] > days:
            raise ValueError(f"arm {arm.name} infuses on day {arm.days[-1]}, after the last day of {days}")


def _allocation(arms: int, n: int, seed: int, replicate: int) -> Ints:
    """Allocate in blocks of one patient an arm, each block shuffled."""
    blocks = -(-n // arms)
    order = stream(seed, replicate, "allocation").random((blocks, arms)).argsort(axis=1)
    return np.asarray(order.ravel()[:n], dtype=np.int64)


def _fate(
    acting: Acting | None, patients: Baseline, luck: Luck, known: Nature, path: tuple[int, int]
) -> tuple[Course, Endings]:
    """Walk everybody's course and find its end, by the same luck each time: only what is done differs."""
    course = draw_course(patients, len(luck.noise), luck, known.course, acting.influence if acting else None)
    extra = acting.death[:-1] + acting.death_per_point[:-1] * (course.meld[:-1] - 15) if acting else 0.0
    hazards = solve_hazards(known.cohort, known.course)
    return course, draw_endings(course, hazards, Streams.of(*path).endings, known.course, extra)


def _fit(arm: ArmPlan, course: Course, endings: Endings, parameters: Parameters) -> Flags:
    """Tell who is alive with the own liver and without a fresh episode on each day of infusion."""
    quiet = parameters.number("infusion.quiet_days")
    fit = np.ones((course.meld.shape[1], len(arm.days)), dtype=bool)
    for k, day in enumerate(arm.days):
        fit[:, k] = endings.last > day
        fit[course.patient[(course.day <= day) & (course.day > day - quiet)], k] = False
    return fit


def _alive(group: Group, last: Ints) -> Doses:
    """Take back the infusions that the course under treatment left nobody alive to receive."""
    there = np.asarray(group.arm.days, dtype=np.int64) <= last[group.who][:, None]
    return replace(group.doses, infused=group.doses.infused * there[:, :, None])


def _adverse(
    groups: Sequence[Group],
    patients: Baseline,
    course: Course,
    endings: Endings,
    excess: Floats,
    parameters: Parameters,
    path: tuple[int, int],
) -> Adverse:
    tables = []
    for group in groups:
        members = np.zeros(len(patients), dtype=bool)
        members[group.who] = True
        infused = np.zeros((len(patients), len(group.arm.days)), dtype=bool)
        infused[group.who] = (group.doses.infused > 0).any(axis=2)
        tables.append(
            draw_events(group.arm, patients, course, endings, infused, excess, members, parameters, path)
        )
    return joined(tables)
