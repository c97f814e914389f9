"""What is a patient's own before the first day is walked: mean and swing, drift, recovery, frailty; and the pace all share."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy
from numpy.typing import NDArray

from hepatica.design.parameters import Parameters
from hepatica.design.patients.baseline import Baseline, check_correlation, draw_baseline, mixed
from hepatica.design.streams import stream

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LABORATORY = ("bilirubin", "inr", "creatinine", "albumin", "sodium")
BILIRUBIN, INR, CREATININE, ALBUMIN, SODIUM = range(5)
YEAR = 365.25
_REFERENCE = 20_000


@dataclass(frozen=True, kw_only=True)
class Own:
    """What is a patient's own; five rows are ln bilirubin, ln INR, ln creatinine, albumin, sodium, columns are patients."""

    start: Floats
    """(5, n): as seen at entry."""
    swing: Floats
    """(5, n): what of it is that day's swing around the own mean."""
    slope: Floats
    """(5, n): drift a day."""
    gain: Floats
    """(5, n): where recovery leads in the end, from entry; 0 for who does not recover."""
    recovering: Flags
    """(n,): alcohol-related and abstinent, on the mend."""
    rate: Floats
    """(n,): episodes a day at MELD 15."""
    ln_il6: Floats
    """(n,): at entry, which the disease alone does not change."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What a day does to everybody."""

    keep: float
    """What it leaves of a swing …"""
    root: Floats
    """… and what scatters it anew: the lower root that normal scores are multiplied by."""
    fade: float
    """What it leaves of the jump of an episode."""
    per_point: float
    """ln rate of episodes by point of MELD."""
    half: float
    """Days to half of a recovery."""
    kidney: float
    """ln creatinine by ln of the jump in IL-6."""
    jump: tuple[float, float]
    """The least and the greatest ln of the jump."""
    kinds: tuple[str, ...]
    shares: Floats
    """Of the kinds of episode, summed up."""

    def struck(self, luck: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Give kind and ln of the jump of episodes from uniform luck."""
        kind = np.minimum(np.searchsorted(self.shares, luck, side="right"), len(self.shares) - 1)
        below = np.concatenate([[0.0], self.shares])[kind]
        share = np.clip((luck - below) / (self.shares[kind] - below), 0, 1)
        return kind, self.jump[0] + share * (self.jump[1] - self.jump[0])


@dataclass(frozen=True, kw_only=True)
class _Swing:
    """How a deviation on day 0 follows from the value seen then."""

    root: Floats
    sd: Floats
    centre: Floats
    gain: Floats
    rest: Floats


def state_of(patients: Baseline) -> Floats:
    """Give the five state variables (n, 5) of patients at entry."""
    logarithms = (np.log(value) for value in (patients.bilirubin, patients.inr, patients.creatinine))
    return np.column_stack([*logarithms, patients.albumin, patients.sodium])


def own_of(patients: Baseline, person: Floats, parameters: Parameters) -> Own:
    """Draw what is each patient's own from normal scores (n, 12). Source: ``data/course.yaml``."""
    number, z = parameters.number, person.T
    start, swing = state_of(patients).T, _swing(parameters)
    variance = number("decompensation.frailty")
    frailty = (
        scipy.special.gammaincinv(1 / variance, scipy.special.ndtr(z[5])) * variance
        if variance
        else np.ones(len(patients))
    )
    mean, sd = parameters.numbers("drift.mean"), parameters.numbers("drift.sd")
    recovering = patients.alcohol & (scipy.special.ndtr(z[11]) < number("recovery.share"))
    goal = parameters.numbers("recovery.towards")[:, None]
    distance = np.where(np.isnan(goal), 0, goal - start)
    # Who stands better than the goal already does not move away from it.
    worse = np.where(np.arange(5)[:, None] < ALBUMIN, distance < 0, distance > 0)
    return Own(
        start=start,
        swing=mixed(swing.gain, start - swing.centre[:, None]) + mixed(swing.rest, z[:5]),
        slope=(mean[:, None] + sd[:, None] * z[6:11]) / YEAR,
        gain=distance * worse * recovering * number("recovery.fraction"),
        recovering=recovering,
        rate=number("decompensation.rate") / YEAR * frailty,
        ln_il6=np.log(patients.il6),
    )


@cache
def pace_of(parameters: Parameters) -> Pace:
    """Work out what a day does to everybody, once."""
    number, swing = parameters.number, _swing(parameters)
    keep = float(np.exp(-1 / number("within.time")))
    kinds = parameters.table("decompensation.kinds")
    low, high = np.log(parameters.numbers("decompensation.il6"))
    return Pace(
        keep=keep,
        root=swing.root * swing.sd[:, None] * np.sqrt(1 - keep**2),
        fade=float(np.exp(-1 / number("decompensation.decay"))),
        per_point=float(np.log(number("decompensation.meld"))),
        half=number("recovery.half_life"),
        kidney=number("decompensation.creatinine"),
        jump=(float(low), float(high)),
        kinds=tuple(kinds),
        shares=np.cumsum(list(kinds.values())),
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
