"""CD34 in paired biopsies: what living cells would add to the share on a slide, what a core misses, what a few pairs can show.

The share read before and after is that of the liver (own CD34 of the sinusoids, which drifts, and what the cells add), seen
through one core of some fields: places of a liver differ, fields of a core differ, nuclei are counted. All three are
beta-binomial. The sizes are assumed, and the label goes with them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.random import Generator
from numpy.typing import NDArray

from hepatica.design.label import Label
from hepatica.design.mechanism.model import Infusion, Paths, run
from hepatica.design.mechanism.priors import draw_priors
from hepatica.design.parameters import Parameters, load
from hepatica.design.replicates import Mean
from hepatica.design.streams import stream
from hepatica.stats.counts import smallest_attainable_p

Floats = NDArray[np.float64]
Quantiles = tuple[float, float, float]

_LEVELS = (0.05, 0.5, 0.95)
MOST_PAIRS, MOST_FIELDS = 200, 1000
READINGS = 10_000_000
"""Fields of all pairs of all trials that fit the memory."""
LARGEST = 20.0
"""Percentage points beyond which nobody asks."""
ASSUMES = (
    "Every biopsy is one core, before and after in another place of the same liver, and both are read without their time.",
    "What infused cells add is their living number, times what each stands for, over the cells of a liver.",
    "A patient's own CD34 drifts by chance and not with the disease.",
)
CANNOT_SHOW = (
    "Whether CD34 on a slide is an infused cell: sinusoids of a cirrhotic liver stain too, so a rise can be disease.",
    "Whether it matters to the patient: no share on a slide is a benefit.",
    "What those would show who died, were transplanted or refused the second biopsy.",
)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a slide is read. Raises ValueError for what cannot be counted."""

    fields: int = 10
    expansion: float = 1.0
    """CD34 cells that a living infused one stands for, itself included: 1 is that none divides or calls others."""

    def __post_init__(self) -> None:
        if not 1 <= self.fields <= MOST_FIELDS:
            raise ValueError(f"{self.fields} fields cannot be read: 1 to {MOST_FIELDS}")
        if not 1 <= self.expansion < 1e9:
            raise ValueError(f"a living cell stands for {self.expansion:g} cells: itself at least")


@dataclass(frozen=True, kw_only=True)
class Living:
    """What one treatment leaves on the day of the second biopsy, by the priors: quantiles 5, 50, 95 %."""

    name: str
    cells: Quantiles
    """Living infused CD34 cells in the liver, millions."""
    points: Quantiles
    """Percentage points that they add to the share of CD34."""


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """What so many pairs could show."""

    pairs: int
    smallest_p: float
    """Two-sided, of the exact signed-rank test: no data give less."""
    chance: Mean
    """That the test reaches the level although nothing was given."""
    all_rise: Mean
    """That every pair rises by chance alone."""
    detectable: float | None
    """Percentage points that cells must add to be shown with the power; None where none would do."""
    standing_for: float | None
    """CD34 cells that each living one must stand for, so that cells infused once would add as much; None as above."""


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Paired biopsies planned: what cells would add, what a core misses and what pairs could show."""

    label: Label
    day: int
    reading: Reading
    alpha: float
    power: float
    baseline: float
    """Median % before."""
    core_sd: float
    """SD of one reading around the liver's own share at the baseline, percentage points."""
    living: tuple[Living, ...]
    pairs: tuple[Pairs, ...]
    assumes: tuple[str, ...] = ASSUMES
    cannot_show: tuple[str, ...] = CANNOT_SHOW


def added(paths: Paths, reading: Reading, parameters: Parameters | None = None) -> Floats:
    """Give the percentage points that living CD34 cells add to the liver's share, times in rows."""
    number = (parameters or load("mechanism")).number
    return np.asarray(100 * reading.expansion * paths.cd34 / number("biopsy.cells"))


def read(share: Floats, reading: Reading, rng: Generator, parameters: Parameters | None = None) -> Floats:
    """Read livers with these shares (0 to 1) from one core each: shares as counted, of the same shape."""
    number = (parameters or load("mechanism")).number
    core = _scattered(share, number("biopsy.core"), rng)
    fields = _scattered(np.broadcast_to(core, (reading.fields, *share.shape)), number("biopsy.field"), rng)
    nuclei = int(number("biopsy.nuclei"))
    return np.asarray(rng.binomial(nuclei, fields).mean(axis=0) / nuclei)


def outlook(
    pairs: tuple[int, ...] = (5, 8, 12, 20),
    *,
    day: int = 180,
    reading: Reading | None = None,
    alpha: float = 0.05,
    power: float = 0.8,
    seed: int = 1,
    draws: int = 2_000,
    trials: int = 1_000,
    parameters: Parameters | None = None,
) -> Outlook:
    """Return what paired biopsies on day 0 and ``day`` could show, for each number of pairs.

    Raises ValueError, a sentence, for pairs, errors or a day that cannot be.
    """
    if not pairs or not all(1 <= n <= MOST_PAIRS for n in pairs):
        raise ValueError(
            f"pairs of biopsies are 1 to {MOST_PAIRS}, not {', '.join(map(str, pairs)) or 'none'}"
        )
    if not (0 < alpha < 1 and 0 < power < 1):
        raise ValueError(f"a level of {alpha:g} and a power of {power:g} do not both lie between 0 and 1")
    if not 1 <= day <= 3_650:
        raise ValueError(f"a second biopsy on day {day} cannot be: 1 to 3,650")
    if trials < 100:
        raise ValueError(f"{trials} trials tell no chance: at least 100")
    known, how = parameters or load("mechanism"), reading or Reading()
    if how.fields * max(pairs) * trials > READINGS:
        raise ValueError(
            f"{how.fields} fields of {max(pairs)} pairs in {trials:,} trials are more than fit side by side"
        )
    median = float(known.numbers("biopsy.baseline")[0])
    at_rest = np.full(20_000, median / 100)
    seen = read(at_rest, how, stream(seed, "biopsy", "core"), known)
    living = _living(day, how, draws, seed, known)
    each = living[0].points[1] / how.expansion
    return Outlook(
        label=Label(world="of the mechanism's priors", seed=seed, parameters=known.digest),
        day=day,
        reading=how,
        alpha=alpha,
        power=power,
        baseline=median,
        core_sd=float(100 * seen.std()),
        living=living,
        pairs=tuple(_shown(n, how, each, alpha, power, trials, seed, known) for n in pairs),
    )


def signed_rank_p(differences: Floats) -> Floats:
    """Give the two-sided p of the exact signed-rank test for each row of differences, (trials,).

    A difference of nothing speaks for neither side; equal sizes share their rank, which makes p approximate there.
    Source: Wilcoxon 1945; the null distribution by adding ranks one after the other.
    """
    n = differences.shape[1]
    ranks = scipy.stats.rankdata(np.abs(differences), axis=1)
    rises = (ranks * (differences > 0)).sum(axis=1)
    falls = (ranks * (differences < 0)).sum(axis=1)
    ways = np.ones(1)
    for rank in range(1, n + 1):
        ways = np.pad(ways, (0, rank)) + np.pad(ways, (rank, 0))
    above = np.cumsum((ways / 2.0**n)[::-1])[::-1]
    most = np.ceil(np.maximum(rises, falls) - 1e-9).astype(np.int64)
    return np.asarray(np.minimum(1.0, 2 * above[most]))


def _scattered(share: Floats, part: float, rng: Generator) -> Floats:
    """Draw shares around shares with this part of p(1 - p) as variance: beta."""
    size = 1 / part - 1
    inside = np.clip(share, 1e-9, 1 - 1e-9)
    return np.asarray(rng.beta(inside * size, (1 - inside) * size))


def _living(day: int, reading: Reading, draws: int, seed: int, known: Parameters) -> tuple[Living, ...]:
    drawn, number = draw_priors(draws, seed, known), known.number
    cd34, msc = number("reference.cd34"), number("reference.msc")
    arms = {
        "CD34 cells": (Infusion(day=0, cd34=cd34),),
        "CD34 cells and MSC": (Infusion(day=0, cd34=cd34, msc=msc),),
        "CD34 cells twice": (Infusion(day=0, cd34=cd34), Infusion(day=min(30, day), cd34=cd34)),
    }
    found = []
    for name, infusions in arms.items():
        paths = run(drawn, infusions, (float(day),), parameters=known)
        found.append(
            Living(
                name=name, cells=_quantiles(paths.cd34[0]), points=_quantiles(added(paths, reading, known)[0])
            )
        )
    return tuple(found)


def _shown(
    n: int,
    reading: Reading,
    each: float,
    alpha: float,
    power: float,
    trials: int,
    seed: int,
    known: Parameters,
) -> Pairs:
    """Return what n pairs could show; ``each`` is the points that cells add for each that a living one stands for."""

    def differences(points: float) -> Floats:
        return _differences(n, points, reading, trials, stream(seed, "biopsy", "pairs", n), known)

    nothing = differences(0.0)
    smallest = smallest_attainable_p(n)

    def power_at(points: float) -> float:
        return float((signed_rank_p(differences(points)) <= alpha).mean())

    least = _least(power_at, power) if smallest <= alpha else None
    return Pairs(
        pairs=n,
        smallest_p=smallest,
        chance=_mean(signed_rank_p(nothing) <= alpha),
        all_rise=_mean((nothing > 0).all(axis=1)),
        detectable=least,
        standing_for=None if least is None else least / each,
    )


def _differences(
    n: int, points: float, reading: Reading, trials: int, rng: Generator, known: Parameters
) -> Floats:
    """Draw after minus before in percentage points, (trials, pairs), where cells add so many points."""
    median, spread = map(float, known.numbers("biopsy.baseline"))
    own = median / 100 * np.exp(spread * rng.standard_normal((trials, n)))
    later = own * np.exp(known.number("biopsy.drift") * rng.standard_normal((trials, n))) + points / 100
    before = read(np.minimum(own, 1.0), reading, rng, known)
    return np.asarray(100 * (read(np.minimum(later, 1.0), reading, rng, known) - before))


def _least(power_at: Callable[[float], float], power: float) -> float | None:
    """Halve the way to the fewest points with the power; None beyond the largest."""
    low, high = 0.0, LARGEST
    if power_at(high) < power:
        return None
    for _ in range(8):
        middle = (low + high) / 2
        low, high = (low, middle) if power_at(middle) >= power else (middle, high)
    return high


def _mean(told: NDArray[np.bool_] | np.bool_) -> Mean:
    hits = np.asarray(told)
    share = float(hits.mean())
    return Mean(value=share, error=float((share * (1 - share) / (hits.size - 1)) ** 0.5))


def _quantiles(values: Floats) -> Quantiles:
    low, middle, high = (float(one) for one in np.quantile(values, _LEVELS))
    return low, middle, high
