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
from hepatica.design.patients.baseline import Baseline, joined
from hepatica.design.patients.course import Course, draw_course
from hepatica.design.patients.doses import Doses, draw_doses
from hepatica.design.patients.eligible import Entered, Windows, draw_eligible
from hepatica.design.patients.endings import Endings, draw_endings, solve_hazards
from hepatica.design.patients.events import Adverse, Episodes, Treated, draw_events
from hepatica.design.patients.luck import Luck, Streams, draw_luck
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
    def seen(self) -> Flags:
        """Return which visits (n, visits) were held."""
        return self.visits.seen

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
    cast = cast_of(
        arms, world, n, seed=seed, replicates=range(replicate, replicate + 1), days=days, supposed=supposed,
        allocated=allocated,
    )  # fmt: skip
    return trial_of(cast)


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who plays, of one trial or of several that lie one after another, and in which world."""

    arms: tuple[ArmPlan, ...]
    arm: Ints
    entered: Entered
    days: int
    world: World
    known: Nature
    seed: int
    streams: Streams

    def __len__(self) -> int:
        return len(self.arm)

    def groups(self, fit: Flags) -> tuple[Group, ...]:
        """Draw the doses of each arm; ``fit`` (n, the most infusions) is who was alive and well enough for each."""
        scores = self.streams.open("doses").standard_normal((len(self), 5))
        found = []
        for k, plan in enumerate(self.arms):
            if len(who := np.flatnonzero(self.arm == k)):
                doses = draw_doses(plan, fit[who, : len(plan.days)], scores[who], self.known.events)
                found.append(Group(arm=plan, who=who, doses=doses))
        return tuple(found)

    def adverse(self, groups: Sequence[Group], episodes: Episodes, endings: Endings) -> Adverse:
        """Draw the adverse events."""
        infused = np.zeros((len(self), self.infusions), dtype=bool)
        for group in groups:
            infused[group.who, : len(group.arm.days)] = (group.doses.infused > 0).any(axis=2)
        treated = Treated(arms=self.arms, arm=self.arm, infused=infused)
        return draw_events(treated, self.entered.patients, episodes, endings, self.known.events, self.streams)

    @property
    def infusions(self) -> int:
        """Return the most infusions of an arm."""
        return max(len(arm.days) for arm in self.arms)


def cast_of(
    arms: Sequence[ArmPlan],
    world: World,
    n: int,
    *,
    seed: int,
    replicates: range,
    days: int = 180,
    supposed: Nature | None = None,
    allocated: Sequence[int] | Ints | None = None,
) -> Cast:
    """Draw n patients for each of several trials; ``allocated`` holds everybody's arm. Raises ValueError as `simulate`."""
    _check(arms, n, days)
    known = supposed or nature()
    entered = [
        draw_eligible(n, stream(seed, replicate, "entry"), known.windows, known.baseline, india=known.india)
        for replicate in replicates
    ]
    if allocated is None:
        allocated = np.concatenate([_allocation(len(arms), n, seed, replicate) for replicate in replicates])
    arm = np.asarray(allocated, dtype=np.int64)
    if arm.shape != (n * len(replicates),) or not np.isin(arm, range(len(arms))).all():
        raise ValueError(f"an allocation names one of {len(arms)} arms for each of {n} patients")
    return Cast(
        arms=tuple(arms),
        arm=arm,
        entered=Entered(
            patients=joined([one.patients for one in entered]), screened=sum(one.screened for one in entered)
        ),
        days=days,
        world=world,
        known=known,
        seed=seed,
        streams=Streams.several(seed, replicates),
    )


def trial_of(cast: Cast) -> Trial:
    """Play everybody's whole course: first as it would be untreated, to know who is fit, then as it is."""
    known, patients, days = cast.known, cast.entered.patients, cast.days
    luck = draw_luck(len(cast), days, cast.streams)
    untreated, endings = _fate(None, cast, luck)
    groups = cast.groups(fit_for(cast, untreated.patient, untreated.day, endings.last))
    acting = nothing(days, len(cast))
    for group in groups:
        acting.put(group.who, act(cast.world, group.arm, group.doses.infused, days, known.worlds))
    course, endings = _fate(acting, cast, luck)
    groups = tuple(alive(group, endings.last) for group in groups)
    episodes = Episodes(
        patient=course.patient, day=course.day, kind=course.kind, kinds=course.kinds,
        excess=acting.excess[course.day, course.patient],
    )  # fmt: skip
    return Trial(
        label=Label(
            world=cast.world.name, seed=cast.seed, parameters=digest_of(known.digest, repr(cast.world))
        ),
        sentence=cast.world.sentence,
        arms=cast.arms,
        arm=cast.arm,
        days=days,
        screened=cast.entered.screened,
        baseline=patients,
        course=course,
        endings=endings,
        visits=hold_visits(
            patients, course, endings.last, cast.streams.open("visits"), known.course, known.baseline
        ),
        adverse=cast.adverse(groups, episodes, endings),
        groups=groups,
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


def _fate(acting: Acting | None, cast: Cast, luck: Luck) -> tuple[Course, Endings]:
    """Walk everybody's course and find its end, by the same luck each time: only what is done differs."""
    known = cast.known
    influence = acting.influence if acting else None
    course = draw_course(cast.entered.patients, cast.days, luck, known.course, influence)
    extra = acting.death[:-1] + acting.death_per_point[:-1] * (course.meld[:-1] - 15) if acting else 0.0
    hazards = solve_hazards(known.cohort, known.course)
    return course, draw_endings(course, hazards, cast.streams.endings, known.course, extra)


def fit_for(cast: Cast, patient: Ints, struck: Ints, last: Ints) -> Flags:
    """Tell who is alive with the own liver and without a fresh episode, struck on a day, on each day of infusion."""
    quiet = cast.known.events.number("infusion.quiet_days")
    fit = np.ones((len(cast), cast.infusions), dtype=bool)
    for place, arm in enumerate(cast.arms):
        mine = cast.arm == place
        for k, day in enumerate(arm.days):
            well = last > day
            well[patient[(struck <= day) & (struck > day - quiet)]] = False
            fit[mine, k] = well[mine]
    return fit


def alive(group: Group, last: Ints) -> Group:
    """Take back the infusions that the course under treatment left nobody alive to receive."""
    there = np.asarray(group.arm.days, dtype=np.int64) <= last[group.who][:, None]
    infused = group.doses.infused * there[:, :, None]
    return replace(group, doses=replace(group.doses, infused=infused))
