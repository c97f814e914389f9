"""The optimal biological dose: toxicity as a limit, efficacy that may reach a plateau, and the lowest dose on it.

More cells are not more effect for ever, and toxicity that belongs to the procedure does not rise with their number. So
the dose sought is the lowest whose efficacy is within a margin of the best among tolerable ones; on the way the next
dose is the most desirable neighbour. Source: Lin, Zhou, Yan, Li and Yuan 2020, JCO Precis Oncol 4:1393 (BOIN12: the
utility, its benchmark and the moves); Zang, Lee and Yuan 2014, Clin Trials 11:319 (isotonic efficacy and the plateau).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from hepatica.stats.dosing.boin import limits
from hepatica.stats.dosing.isotonic import PSEUDO


@dataclass(frozen=True, kw_only=True)
class Aims:
    """What a dose must keep and reach."""

    most_toxicity: float = 0.35
    least_efficacy: float = 0.25
    margin: float = 0.10
    """How far below the best efficacy a dose may lie and still be on the plateau."""
    toxicity_odds: float = 0.95
    """A dose is given up once P(toxicity > limit) exceeds this."""
    efficacy_odds: float = 0.90
    """… or once P(efficacy < least) exceeds this."""
    weight: float = 0.6
    """Worth of efficacy; that of no toxicity is the rest. 0.6 gives 100, 60, 40 and 0 to the four outcomes."""
    enough: int = 6
    """Participants at a dose from which a rate between the limits of BOIN no longer leads up."""

    def __post_init__(self) -> None:
        """Refuse what no dose could keep."""
        for name in ("most_toxicity", "least_efficacy", "margin", "toxicity_odds", "efficacy_odds", "weight"):
            if not 0 < getattr(self, name) < 1:
                said = name.replace("_", " ")
                raise ValueError(f"{said} of {getattr(self, name)} does not lie between 0 and 1")
        if self.enough < 1:
            raise ValueError(f"{self.enough} participants are not enough for anything: at least 1")

    @property
    def benchmark(self) -> float:
        """Half-way between the worth of a dose just at both limits and the best there is."""
        just = self.weight * self.least_efficacy + (1 - self.weight) * (1 - self.most_toxicity)
        return just + (1 - just) / 2


@dataclass(frozen=True, kw_only=True)
class Plateau:
    """Per dose: what was seen, the odds of both aims, its desirability; and the lowest dose on the plateau."""

    toxicity: tuple[float | None, ...]
    """Isotonic estimates; None where nobody was treated."""
    efficacy: tuple[float | None, ...]
    too_toxic: tuple[float, ...]
    """P(toxicity > limit)."""
    too_weak: tuple[float, ...]
    """P(efficacy < least)."""
    desirability: tuple[float, ...]
    """P(worth > benchmark)."""
    acceptable: tuple[bool, ...]
    on_plateau: tuple[bool, ...]
    dose: int | None
    """Counted from 1; None where no dose tried is acceptable."""


def plateau(
    treated: Sequence[int], toxic: Sequence[int], responded: Sequence[int], aims: Aims | None = None
) -> Plateau:
    """Return the verdict on participants, those with toxicity and those with a response per dose.

    A dose above one that is too toxic is not acceptable either. Raises ValueError for counts that cannot be.
    """
    goal = aims or Aims()
    n, t, e = _counts(treated, toxic, responded)
    bad = scipy.stats.beta.sf(goal.most_toxicity, 1 + t, 1 + n - t)
    weak = scipy.stats.beta.cdf(goal.least_efficacy, 1 + e, 1 + n - e)
    worth = goal.weight * e + (1 - goal.weight) * (n - t)
    fit = (np.cumsum(bad > goal.toxicity_odds) == 0) & (weak <= goal.efficacy_odds)
    toxicity, efficacy = _rising(t, n), _rising(e, n)
    best = max((v for v, ok in zip(efficacy, fit, strict=True) if ok and v is not None), default=None)
    near = [
        bool(ok and v is not None and best is not None and v >= best - goal.margin - 1e-12)
        for v, ok in zip(efficacy, fit, strict=True)
    ]
    return Plateau(
        toxicity=toxicity,
        efficacy=efficacy,
        too_toxic=tuple(map(float, bad)),
        too_weak=tuple(map(float, weak)),
        desirability=tuple(map(float, scipy.stats.beta.sf(goal.benchmark, 1 + worth, 1 + n - worth))),
        acceptable=tuple(map(bool, fit)),
        on_plateau=tuple(near),
        dose=near.index(True) + 1 if True in near else None,
    )


def next_by_worth(
    treated: Sequence[int],
    toxic: Sequence[int],
    responded: Sequence[int],
    current: int,
    aims: Aims | None = None,
) -> int | None:
    """Return the next dose, counted from 1; None where no neighbour is acceptable.

    Too many events: one down. Between the limits with enough treated: the more desirable of this dose and the one
    below. Otherwise the most desirable of this dose and both neighbours; of equals the lowest.
    """
    goal = aims or Aims()
    seen = plateau(treated, toxic, responded, goal)
    if not 1 <= current <= len(treated) or not treated[current - 1]:
        raise ValueError(f"nobody was treated at the dose {current}")
    low, high = limits(goal.most_toxicity)
    rate = toxic[current - 1] / treated[current - 1]
    if rate >= high:
        around = [current - 1]
    elif rate > low and treated[current - 1] >= goal.enough:
        around = [current - 1, current]
    else:
        around = [current - 1, current, current + 1]
    open_to = [dose for dose in around if 1 <= dose <= len(treated) and seen.acceptable[dose - 1]]
    if not open_to and rate >= high and current == 1 and seen.acceptable[0]:
        return 1  # there is no dose below the lowest
    return max(open_to, key=lambda dose: (seen.desirability[dose - 1], -dose)) if open_to else None


def _counts(*parts: Sequence[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n, t, e = (np.asarray(part, float) for part in parts)
    if not n.size or not n.shape == t.shape == e.shape or min(n.min(), t.min(), e.min()) < 0:
        raise ValueError("there must be a count of participants, of events and of responses for each dose")
    if (t > n).any() or (e > n).any():
        at = int(np.flatnonzero((t > n) | (e > n))[0]) + 1
        raise ValueError(f"there are more events or responses than participants at the dose {at}")
    if not n.any():
        raise ValueError("nobody has been treated")
    return n, t, e


def _rising(count: np.ndarray, n: np.ndarray) -> tuple[float | None, ...]:
    tried = np.flatnonzero(n)
    raw = (count[tried] + PSEUDO) / (n[tried] + 2 * PSEUDO)
    found: list[float | None] = [None] * n.size
    for place, value in zip(tried, scipy.optimize.isotonic_regression(raw, weights=n[tried]).x, strict=True):
        found[place] = float(value)
    return tuple(found)
