"""How a virtual patient goes on: laboratory paths, decompensation, inflammation, day by day.

Logarithms of bilirubin, INR and creatinine, albumin and sodium swing around the patient's own mean, which drifts
(a multivariate Ornstein-Uhlenbeck process, stepped exactly by a day). Decompensation comes with frailty, raises IL-6 and
creatinine, and dies down. Paths go on after death or transplant, as what would have been: `endings` says until when they are real.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hepatica.design.parameters import Parameters, load
from hepatica.design.patients.baseline import Baseline, mixed
from hepatica.design.patients.luck import EPISODES, Luck, Streams, draw_luck, scores
from hepatica.design.patients.people import ALBUMIN, BILIRUBIN, CREATININE, INR, own_of, pace_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_LOGARITHMS = slice(0, 3)


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


def meld_of_state(state: Floats) -> Floats:
    """Give the unrounded MELD of state variables whose axis 0 is the five; the same rule as `severity.meld_of`."""
    return np.asarray(
        9.57 * np.clip(state[CREATININE], 0, np.log(4))
        + 3.78 * np.maximum(state[BILIRUBIN], 0)
        + 11.20 * np.maximum(state[INR], 0)
        + 6.43
    )


def draw_course(
    patients: Baseline,
    days: int,
    luck: Streams | Luck,
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
    drawn = draw_luck(len(patients), days, luck) if isinstance(luck, Streams) else luck
    walker = _Walker(patients, days, drawn, chosen, influence)
    for day in range(days):
        walker.step(day)
    return walker.course()


class _Walker:
    """One group on its way, a day at a time; arrays are (n,) unless said."""

    def __init__(
        self,
        patients: Baseline,
        days: int,
        luck: Luck,
        parameters: Parameters,
        influence: Influence | None,
    ) -> None:
        n = len(patients)
        self.number, self.influence = parameters.number, influence
        self.person, self.pace = own_of(patients, luck.person, parameters), pace_of(parameters)
        self.swing, self.own = self.person.swing, self.person.start - self.person.swing
        self.shock, self.ascites, self.brain = (np.zeros((days + 1, n)) for _ in range(3))
        self.state, self.meld = np.empty((days + 1, 5, n)), np.empty((days + 1, n))
        self.state[0] = self.person.start
        self.meld[0] = meld_of_state(self.state[0])
        self.events: list[tuple[Ints, Ints, Ints]] = []
        self.luck, self.noise = luck, _noise(luck, days, self.pace.root)
        self.summed, self.had = np.zeros(n), np.zeros(n, np.int64)

    def step(self, day: int) -> None:
        """Go from one day to the next."""
        pace, person = self.pace, self.person
        rate = person.rate * np.exp(pace.per_point * (self.meld[day] - 15))
        if self.influence is not None:
            rate *= self.influence.decompensation[day]
        self.swing = pace.keep * self.swing + self.noise[day]
        after = day + 1
        for shock in (self.shock, self.ascites, self.brain):
            np.multiply(shock[day], pace.fade, out=shock[after])
        self.summed += rate
        hit = np.flatnonzero(self.summed >= self._next(self.luck.waits))
        if len(hit):
            self._strike(after, hit)
        state = self.state[after]
        np.add(self.own, self.swing, out=state)
        state += person.slope * after
        state += person.gain * (1 - 0.5 ** (after / pace.half))
        state[CREATININE] += pace.kidney * self.shock[after]
        if self.influence is not None:
            self._influenced(state, self.influence.meld[after])
        self.meld[after] = meld_of_state(state)

    def _next(self, numbers: Floats) -> Floats:
        """Give each patient's number for the episode to come."""
        found: Floats = numbers[np.arange(len(numbers)), self.had % EPISODES]
        return found

    def _strike(self, day: int, hit: Ints) -> None:
        """Begin episodes: each has its kind, and strikes as hard as luck would have it."""
        kind, size = self.pace.struck(self._next(self.luck.strikes)[hit])
        self.shock[day, hit] += size
        for name, sign in (("ascites", self.ascites), ("encephalopathy", self.brain)):
            sign[day, hit] += size * (kind == self.pace.kinds.index(name))
        self.summed[hit] = 0.0
        self.had[hit] += 1
        self.events.append((hit, np.full(len(hit), day), kind))

    def _influenced(self, state: Floats, points: Floats) -> None:
        """Move bilirubin and INR by so many points of MELD between them, and albumin against it."""
        share = self.number("influence.bilirubin")
        state[BILIRUBIN] += share * points / 3.78
        state[INR] += (1 - share) * points / 11.20
        state[ALBUMIN] -= self.number("influence.albumin") * points

    def course(self) -> Course:
        """Give what was walked."""
        patient, day, kind = (
            (np.concatenate(part) for part in zip(*self.events, strict=True))
            if self.events
            else (np.empty(0, np.int64) for _ in range(3))
        )
        ln_il6 = self.person.ln_il6 + self.shock
        if self.influence is not None:
            ln_il6 = ln_il6 + self.influence.ln_il6
        return Course(
            state=self.state,
            ln_il6=ln_il6,
            shock=self.shock,
            ascites_shock=self.ascites,
            encephalopathy_shock=self.brain,
            meld=self.meld,
            recovering=self.person.recovering,
            patient=patient,
            day=day,
            kind=kind,
            kinds=self.pace.kinds,
        )


def _noise(luck: Luck, days: int, root: Floats) -> Floats:
    """Give the daily steps of the swing, (days, 5, n)."""
    if luck.rest is None:
        raise ValueError("a whole course needs the luck of albumin and sodium too")
    steps = np.concatenate([luck.steps[:, :days], luck.rest[:, :days]], axis=2).transpose(2, 1, 0)
    return mixed(root, scores()[steps]).transpose(1, 0, 2)
