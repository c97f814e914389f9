"""How a virtual patient goes on: laboratory paths, decompensation, inflammation, day by day.

Logarithms of bilirubin, INR and creatinine, albumin and sodium swing around the patient's own mean, which drifts
(a multivariate Ornstein-Uhlenbeck process, stepped exactly by a day). Decompensation comes with frailty, raises IL-6 and
creatinine, and dies down. Paths go on after death or transplant, as what would have been: `endings` says until when they are real.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtr

from hepatica.design.parameters import Parameters, load
from hepatica.design.patients.baseline import Baseline, check_correlation, draw_baseline
from hepatica.design.streams import stream

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

LABORATORY = ("bilirubin", "inr", "creatinine", "albumin", "sodium")
_BILIRUBIN, _INR, _CREATININE, _ALBUMIN, _SODIUM = range(5)
_LOGARITHMS = slice(0, 3)
YEAR = 365.25
_REFERENCE = 20_000
_BLOCK = 60
"""Days drawn from one stream: a longer course begins as a shorter one of the same patient."""


@dataclass(frozen=True, kw_only=True)
class Influence:
    """What is done to patients, as the course feels it: days in rows (day 0 first), patients in columns."""

    meld: Floats
    """Points by which reserve moves MELD, below 0 for better; through bilirubin, INR and albumin."""
    ln_il6: Floats
    """Shift of ln IL-6."""
    decompensation: Floats
    """Ratio of rates."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """Latent paths: days in rows (day 0 first), patients in columns."""

    state: Floats
    """(days + 1, 5, n): ln bilirubin, ln INR, ln creatinine, albumin, sodium."""
    ln_il6: Floats
    shock: Floats
    """What is left of the jumps of ln IL-6."""
    ascites_shock: Floats
    encephalopathy_shock: Floats
    meld: Floats
    recovering: Flags
    """(n,): alcohol-related and abstinent, on the mend."""
    patient: Ints
    """Of each decompensation, in order of days: the patient …"""
    day: Ints
    """… the day …"""
    kind: Ints
    """… and its kind, by place in `kinds`."""
    kinds: tuple[str, ...]

    @property
    def days(self) -> int:
        """Return the last day of the paths."""
        return len(self.meld) - 1

    def laboratory(self, day: Ints) -> Floats:
        """Return the five values (n, 5) in mg/dL, ratio, mg/dL, g/dL, mmol/L of each patient on a day of the own."""
        values = self.state[day, :, np.arange(len(day))]
        values[:, _LOGARITHMS] = np.exp(values[:, _LOGARITHMS])
        return values


@dataclass(frozen=True, kw_only=True)
class _Swing:
    """Constants of the swing: correlated root, how a deviation on day 0 follows from the value seen then."""

    root: Floats
    sd: Floats
    centre: Floats
    gain: Floats
    rest: Floats


def state_of(patients: Baseline) -> Floats:
    """Give the five state variables (n, 5) of patients at entry."""
    return np.column_stack(
        [
            np.log(patients.bilirubin),
            np.log(patients.inr),
            np.log(patients.creatinine),
            patients.albumin,
            patients.sodium,
        ]
    )


def meld_of_state(state: Floats) -> Floats:
    """Give the unrounded MELD of state variables whose axis 0 is the five; the same rule as `severity.meld_of`."""
    return np.asarray(
        9.57 * np.clip(state[_CREATININE], 0, np.log(4))
        + 3.78 * np.maximum(state[_BILIRUBIN], 0)
        + 11.20 * np.maximum(state[_INR], 0)
        + 6.43
    )


def draw_course(
    patients: Baseline,
    days: int,
    luck: "Streams | Luck",
    parameters: Parameters | None = None,
    influence: Influence | None = None,
) -> Course:
    """Carry patients from entry through so many days; ``influence`` is what the world does to them, none for nothing.

    The value at entry is part own mean and part swing of that day, in the proportion that the cohort and the swing imply:
    patients chosen for a high MELD therefore regress to their means. Raises ValueError for fewer than one day.
    Source: ``data/course.yaml``.
    """
    if days < 1:
        raise ValueError(f"a course of {days} days cannot be: at least one")
    chosen = parameters or load("course")
    drawn = draw_luck(len(patients), days, luck, chosen) if isinstance(luck, Streams) else luck
    walker = _Walker(patients, days, drawn, chosen, influence)
    for day in range(days):
        walker.step(day)
    return walker.course()


@dataclass(frozen=True, kw_only=True)
class Streams:
    """The streams of a group of patients, each drawn patient by patient: one added arm, patient or day moves nothing else."""

    path: tuple[int | str, ...]
    """The seed, then what names the group."""

    @classmethod
    def of(cls, seed: int, *path: int | str) -> "Streams":
        """Name them for one replicate."""
        return cls(path=(seed, *path))

    def open(self, *purpose: int | str) -> Generator:
        """Open one of them, at its beginning."""
        return stream(int(self.path[0]), *self.path[1:], *purpose)

    @property
    def endings(self) -> Generator:
        """Open the stream of death and transplant."""
        return self.open("endings")


@dataclass(frozen=True, kw_only=True)
class Luck:
    """All chance in the courses of a group, drawn once: the same patients can then be walked untreated and treated."""

    person: Floats
    """(12, n): normal scores of what is a patient's own."""
    noise: Floats
    """(days, 5, n): steps of the swing."""
    chance: Floats
    """(days, n): uniform; an episode begins where it is below the chance of one."""


def draw_luck(n: int, days: int, streams: Streams, parameters: Parameters) -> Luck:
    """Draw the chance in n courses of so many days, patient by patient."""
    swing = _swing(parameters)
    keep = _kept(parameters)
    root = swing.root.T * swing.sd * np.sqrt(1 - keep**2)
    noise, chance = [], []
    for block in range(-(-days // _BLOCK)):
        steps = streams.open("noise", block).standard_normal((n, _BLOCK, 5)) @ root
        noise.append(steps.transpose(1, 2, 0))
        chance.append(streams.open("episodes", block).random((n, _BLOCK)).T)
    return Luck(
        person=np.ascontiguousarray(streams.open("person").standard_normal((n, 12)).T),
        noise=np.concatenate(noise)[:days],
        chance=np.concatenate(chance)[:days],
    )


def _kept(parameters: Parameters) -> float:
    """Give what a day leaves of a swing."""
    return float(np.exp(-1 / parameters.number("within.time")))


class _Walker:
    """One group on its way; arrays are (n,) unless said."""

    def __init__(
        self,
        patients: Baseline,
        days: int,
        luck: Luck,
        parameters: Parameters,
        influence: Influence | None,
    ) -> None:
        n = len(patients)
        self.number, self.parameters, self.influence = parameters.number, parameters, influence
        self.start, self.frozen_il6 = state_of(patients).T, np.log(patients.il6)
        person = luck.person
        self._person(patients, person)
        swing = _swing(parameters)
        self.keep, self.noise, self.chance = _kept(parameters), luck.noise, luck.chance
        self.swing = swing.gain @ (self.start - swing.centre[:, None]) + swing.rest @ person[:5]
        self.own = self.start - self.swing
        self.shock, self.ascites, self.brain = (np.zeros((days + 1, n)) for _ in range(3))
        self.state, self.meld = np.empty((days + 1, 5, n)), np.empty((days + 1, n))
        self.state[0] = self.start
        self.meld[0] = meld_of_state(self.start)
        self.events: list[tuple[Ints, Ints, Ints]] = []
        self.kinds = parameters.table("decompensation.kinds")
        self.shares = np.cumsum(list(self.kinds.values()))
        self._episodes()

    def _person(self, patients: Baseline, person: Floats) -> None:
        """Draw what is a patient's own: frailty, slope, recovery."""
        variance = self.number("decompensation.frailty")
        self.frailty = (
            gammaincinv(1 / variance, ndtr(person[5])) * variance if variance else np.ones(len(patients))
        )
        mean, sd = self.parameters.numbers("drift.mean"), self.parameters.numbers("drift.sd")
        self.slope = (mean[:, None] + sd[:, None] * person[6:11]) / YEAR
        self.recovering = patients.alcohol & (ndtr(person[11]) < self.number("recovery.share"))
        goal = self.parameters.numbers("recovery.towards")[:, None]
        distance = np.where(np.isnan(goal), 0, goal - self.start)
        # Who stands better than the goal already does not move away from it.
        worse = np.where(np.arange(5)[:, None] < _ALBUMIN, distance < 0, distance > 0)
        self.gain = distance * worse * self.recovering * self.number("recovery.fraction")

    def _episodes(self) -> None:
        number = self.number
        self.rate = number("decompensation.rate") / YEAR * self.frailty
        self.per_point = np.log(number("decompensation.meld"))
        self.jump = np.log(self.parameters.numbers("decompensation.il6"))
        self.fade = np.exp(-1 / number("decompensation.decay"))
        self.kidney, self.half = number("decompensation.creatinine"), number("recovery.half_life")

    def step(self, day: int) -> None:
        """Go from one day to the next."""
        rate = self.rate * np.exp(self.per_point * (self.meld[day] - 15))
        if self.influence is not None:
            rate *= self.influence.decompensation[day]
        chance = -np.expm1(-rate)
        self.swing = self.keep * self.swing + self.noise[day]
        after = day + 1
        for shock in (self.shock, self.ascites, self.brain):
            np.multiply(shock[day], self.fade, out=shock[after])
        hit = np.flatnonzero(self.chance[day] < chance)
        if len(hit):
            self._strike(after, hit, self.chance[day, hit] / chance[hit])
        state = self.state[after]
        np.add(self.own, self.swing, out=state)
        state += self.slope * after
        state += self.gain * (1 - 0.5 ** (after / self.half))
        state[_CREATININE] += self.kidney * self.shock[after]
        if self.influence is not None:
            self._influenced(state, self.influence.meld[after])
        self.meld[after] = meld_of_state(state)

    def _strike(self, day: int, hit: Ints, where: Floats) -> None:
        """Begin episodes; ``where`` is uniform given that one began: its kind, and how hard it strikes."""
        kind = np.minimum(np.searchsorted(self.shares, where, side="right"), len(self.shares) - 1)
        below = np.concatenate([[0.0], self.shares])[kind]
        share = np.clip((where - below) / (self.shares[kind] - below), 0, 1)
        size = self.jump[0] + share * (self.jump[1] - self.jump[0])
        self.shock[day, hit] += size
        for name, sign in (("ascites", self.ascites), ("encephalopathy", self.brain)):
            sign[day, hit] += size * (kind == list(self.kinds).index(name))
        self.events.append((hit, np.full(len(hit), day), kind))

    def _influenced(self, state: Floats, points: Floats) -> None:
        """Move bilirubin and INR by so many points of MELD between them, and albumin against it."""
        share = self.number("influence.bilirubin")
        state[_BILIRUBIN] += share * points / 3.78
        state[_INR] += (1 - share) * points / 11.20
        state[_ALBUMIN] -= self.number("influence.albumin") * points

    def course(self) -> Course:
        """Give what was walked."""
        patient, day, kind = (
            (np.concatenate(part) for part in zip(*self.events, strict=True))
            if self.events
            else (np.empty(0, np.int64) for _ in range(3))
        )
        ln_il6 = self.frozen_il6 + self.shock
        if self.influence is not None:
            ln_il6 = ln_il6 + self.influence.ln_il6
        return Course(
            state=self.state,
            ln_il6=ln_il6,
            shock=self.shock,
            ascites_shock=self.ascites,
            encephalopathy_shock=self.brain,
            meld=self.meld,
            recovering=self.recovering,
            patient=patient,
            day=day,
            kind=kind,
            kinds=tuple(self.kinds),
        )


@cache
def _swing(parameters: Parameters) -> _Swing:
    """Work out which part of a value seen on one day is that day's swing, by the cohort's own spread."""
    sd = parameters.numbers("within.sd")
    correlation = parameters.numbers("within.correlation")
    root = check_correlation(correlation)
    within = correlation * np.outer(sd, sd)
    seen = state_of(draw_baseline(_REFERENCE, stream(0, "course", "reference")))
    gain = within @ np.linalg.inv(np.cov(seen.T))
    rest = within - gain @ within
    smallest = np.linalg.eigvalsh((rest + rest.T) / 2).min()
    if smallest < -1e-9:
        raise ValueError("course.yaml: a value swings more within a patient than it varies between patients")
    return _Swing(
        root=root,
        sd=sd,
        centre=seen.mean(axis=0),
        gain=gain,
        rest=np.asarray(np.linalg.cholesky((rest + rest.T) / 2 + 1e-12 * np.eye(5)), dtype=np.float64),
    )
