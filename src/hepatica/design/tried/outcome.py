"""What everybody in a simulated trial came to, as one order: death, then transplantation, then the change in MELD.

Nobody vanishes who died. Beside it stands the analysis that looks at survivors only, so that what it would claim is seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata
from scipy.stats import t as student

from hepatica.design.patients.endings import NEVER
from hepatica.design.worlds.simulate import Trial

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_TRANSPLANTED, _ALIVE = 1e6, 2e6
"""Above every day of a death, and above every day of a transplantation: only the order is used."""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Means of arms adjusted for the baseline, ordinary least squares; higher is better."""

    means: Floats
    covariance: Floats
    freedom: int

    def in_favour(self, weights: Floats, alpha: float) -> bool:
        """Tell whether a contrast of the arms is above 0 at a two-sided level."""
        error = float(weights @ self.covariance @ weights) ** 0.5
        return bool(weights @ self.means > student.isf(alpha / 2, self.freedom) * error)


def change(trial: Trial) -> Floats:
    """Give each patient's change in unrounded MELD from entry to the last visit that was held; 0 for none but entry."""
    seen = trial.visits.seen
    latest = seen.shape[1] - 1 - seen[:, ::-1].argmax(axis=1)
    rows = np.arange(len(seen))
    return np.asarray(trial.meld[rows, latest] - trial.meld[:, 0])


def ranks(trial: Trial) -> Floats:
    """Rank everybody, the best highest: who died by the day, who was transplanted by the day, the others by their change.

    Someone alive whose last visits were missed is ranked by the last change that was seen. Ties share their rank.
    """
    died, operated = trial.endings.died, trial.endings.transplanted
    alive = np.where(operated != NEVER, _TRANSPLANTED + operated, _ALIVE - change(trial))
    order = np.where(died != NEVER, died, alive)
    return np.asarray(rankdata(order), dtype=np.float64)


def fit(value: Floats, arm: Ints, arms: int, baseline: Floats) -> Fit | None:
    """Fit means by arm with one slope on the baseline; None where an arm is empty or too few are left to tell a spread."""
    counts = np.bincount(arm, minlength=arms)
    freedom = len(value) - arms - 1
    if counts.min() < 1 or freedom < 1:
        return None
    design = np.column_stack([np.eye(arms)[arm], baseline - baseline.mean()])
    inverse = np.linalg.pinv(design.T @ design)
    beta = inverse @ (design.T @ value)
    rest = value - design @ beta
    spread = float(rest @ rest) / freedom
    return Fit(means=beta[:arms], covariance=inverse[:arms, :arms] * spread, freedom=freedom)


def answers(
    trial: Trial, questions: Mapping[str, Sequence[Mapping[str, float]]], alpha: float
) -> tuple[dict[str, bool], dict[str, bool]]:
    """Answer each question twice: by everybody's rank, and by the change of those seen at the last visit alone."""
    arms = len(trial.arms)
    everybody = fit(ranks(trial), trial.arm, arms, np.asarray(rankdata(trial.meld[:, 0]), dtype=np.float64))
    there = trial.visits.seen[:, -1]
    survivors = fit(-change(trial)[there], trial.arm[there], arms, trial.meld[there, 0])
    places = {plan.name: k for k, plan in enumerate(trial.arms)}

    def favoured(fitted: Fit | None, contrasts: Sequence[Mapping[str, float]]) -> bool:
        return fitted is not None and all(
            fitted.in_favour(_weights(contrast, places), alpha) for contrast in contrasts
        )

    return (
        {name: favoured(everybody, contrasts) for name, contrasts in questions.items()},
        {name: favoured(survivors, contrasts) for name, contrasts in questions.items()},
    )


def best_arm(trial: Trial) -> int:
    """Return the place of the arm with the highest mean rank: what the trial would choose, whatever its tests say."""
    value = ranks(trial)
    counts = np.bincount(trial.arm, minlength=len(trial.arms))
    means = np.bincount(trial.arm, weights=value, minlength=len(trial.arms)) / np.maximum(counts, 1)
    return int(means.argmax())


def _weights(contrast: Mapping[str, float], places: Mapping[str, int]) -> Floats:
    weights = np.zeros(len(places))
    for name, weight in contrast.items():
        weights[places[name]] = weight
    return weights
