"""What everybody in simulated trials came to, as one order: death, then transplantation, then the change in MELD.

Nobody vanishes who died. Beside it stands the analysis that looks at survivors only, so that what it would claim is seen.
Several trials of one size are judged at once; their patients lie one trial after another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import scipy
from numpy.typing import NDArray

from hepatica.design.patients.endings import NEVER, Endings
from hepatica.design.worlds.follow import Followed

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Contrasts = Sequence[Mapping[str, float]]

_TRANSPLANTED, _ALIVE = 1e6, 2e6
"""Above every day of a death, and above every day of a transplantation: only the order is used."""


class Seen(Protocol):
    """What visits told: (n, visits)."""

    @property
    def seen(self) -> Flags:
        """Return which were held."""

    @property
    def meld(self) -> Floats:
        """Return the unrounded MELD; not a number where it was not seen."""


class Ended(Seen, Protocol):
    """What visits told of patients whose ends are known."""

    @property
    def endings(self) -> Endings:
        """Return the days of death and transplantation."""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Means of arms adjusted for the baseline, ordinary least squares, trials in rows; higher is better."""

    means: Floats
    """(trials, arms): the mean of each arm as its patients would have had it at the mean baseline."""
    counts: Floats
    apart: Floats
    """(trials, arms): how far the baseline of each arm lies from the mean, in roots of its sum of squares within arms."""
    spread: Floats
    """(trials,): variance of a value within arms."""
    freedom: Floats
    """(trials,): degrees of freedom; 0 where an arm is empty or too few are left to tell a spread."""

    def in_favour(self, weights: Floats, alpha: float) -> Flags:
        """Tell in which trials a contrast of the arms is above 0 at a two-sided level; in none that has no answer."""
        able = self.freedom > 0
        shares = (weights**2 / np.maximum(self.counts, 1)).sum(axis=1)
        error = np.sqrt(self.spread * (shares + (self.apart * weights).sum(axis=1) ** 2))
        limit = -scipy.special.stdtrit(np.where(able, self.freedom, 1), alpha / 2)
        return np.asarray(able & ((self.means * weights).sum(axis=1) > limit * error))


def change(trial: Seen) -> Floats:
    """Give each patient's change in unrounded MELD from entry to the last visit that was held; 0 for none but entry."""
    latest = trial.seen.shape[1] - 1 - trial.seen[:, ::-1].argmax(axis=1)
    rows = np.arange(len(trial.seen))
    return np.asarray(trial.meld[rows, latest] - trial.meld[:, 0], dtype=np.float64)


def ranks(trial: Ended, trials: int = 1) -> Floats:
    """Rank everybody within each trial, the best highest: who died or was transplanted by the day, the others by their change.

    Someone alive whose last visits were missed is ranked by the last change that was seen. Ties share their rank.
    """
    died, operated = trial.endings.died, trial.endings.transplanted
    alive = np.where(operated != NEVER, _TRANSPLANTED + operated, _ALIVE - change(trial))
    return ranked(np.where(died != NEVER, died, alive), trials)


def ranked(value: Floats, trials: int) -> Floats:
    """Rank values within each of the trials; ties share their rank."""
    found = np.asarray(scipy.stats.rankdata(value.reshape(trials, -1), axis=1), dtype=np.float64)
    return found.ravel()


def fit(value: Floats, place: Ints, shape: tuple[int, int], baseline: Floats) -> Fit:
    """Fit means by arm with one slope on the baseline; ``place`` is trial x arms + arm, ``shape`` how many of both."""

    def added(numbers: Floats) -> Floats:
        found: Floats = np.asarray(
            np.bincount(place, weights=numbers, minlength=shape[0] * shape[1]), dtype=np.float64
        )
        return found.reshape(shape)

    counts = np.bincount(place, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
    present = np.maximum(counts, 1)
    y, x = added(value) / present, added(baseline) / present
    dy, dx = value - y.ravel()[place], baseline - x.ravel()[place]
    xx, xy, yy = (added(product).sum(axis=1) for product in (dx * dx, dx * dy, dy * dy))
    flat = xx <= 1e-12 * np.maximum(1.0, added(baseline**2).sum(axis=1))  # nothing to adjust by
    xx = np.where(flat, 1.0, xx)
    slope = np.where(flat, 0.0, xy / xx)
    freedom = np.where(counts.min(axis=1) > 0, np.maximum(counts.sum(axis=1) - shape[1] - 1, 0), 0)
    middle = (x * counts).sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
    off = np.where(flat[:, None], 0.0, x - middle[:, None])
    rest = np.maximum(yy - slope * xy, 0.0)
    return Fit(
        means=y - slope[:, None] * off,
        counts=counts,
        apart=off / np.sqrt(xx)[:, None],
        spread=rest / np.maximum(freedom, 1),
        freedom=freedom,
    )


def answers(
    trial: Followed, questions: Mapping[str, Contrasts], alpha: float
) -> tuple[dict[str, Flags], dict[str, Flags]]:
    """Answer each question in each trial twice: by everybody's rank, and by the change of those seen at the last visit."""
    shape = (trial.trials, len(trial.arms))
    place, there = places(trial), trial.seen[:, -1]
    entry = trial.meld[:, 0]
    everybody = fit(ranks(trial, trial.trials), place, shape, ranked(entry, trial.trials))
    survivors = fit(-change(trial)[there], place[there], shape, entry[there])
    names = {plan.name: k for k, plan in enumerate(trial.arms)}

    def favoured(fitted: Fit, contrasts: Contrasts) -> Flags:
        found = [fitted.in_favour(_weights(contrast, names), alpha) for contrast in contrasts]
        return np.asarray(np.all(found, axis=0))

    return (
        {name: favoured(everybody, contrasts) for name, contrasts in questions.items()},
        {name: favoured(survivors, contrasts) for name, contrasts in questions.items()},
    )


def mean_ranks(trial: Followed) -> Floats:
    """Give the mean rank of each arm, (trials, arms): what a trial would choose by, whatever its tests say; 0 for an empty arm."""
    place, many = places(trial), trial.trials * len(trial.arms)
    total = np.bincount(place, weights=ranks(trial, trial.trials), minlength=many)
    return np.asarray(total / np.maximum(np.bincount(place, minlength=many), 1)).reshape(trial.trials, -1)


def places(trial: Followed) -> Ints:
    """Give each patient's place among all arms of all trials."""
    one = len(trial.arm) // trial.trials
    return np.asarray(np.arange(len(trial.arm)) // one * len(trial.arms) + trial.arm)


def _weights(contrast: Mapping[str, float], places: Mapping[str, int]) -> Floats:
    weights = np.zeros(len(places))
    for name, weight in contrast.items():
        weights[places[name]] = weight
    return weights
