"""The restricted likelihood of a linear mixed model, profiled over all but the spread between participants.

The algorithm is that of lme4 (Bates 2015, section 3): the spread enters as the Cholesky factor of its covariance
relative to the noise, so that the edge where it is nil belongs to the search and is found, not stumbled over.
"""

from dataclasses import dataclass
from math import log, pi

import numpy as np
import scipy
from numpy.typing import NDArray

from hepatica.stats.risk_table import Floats

ABOVE_NIL = 0.1
STARTS = (1.0, 0.2, 5.0)
"""Relative spreads from which the search begins."""
WIDEST = 1e5
"""Relative spread beyond which numbers of this length lose the noise."""
ITERATIONS = 500
MEETING = 1e-6
"""Two searches whose criteria differ by less have found the same place."""


@dataclass(frozen=True, kw_only=True)
class RemlFit:
    """Where the restricted likelihood is highest."""

    fixed: Floats
    errors: Floats
    relative: Floats
    """Covariance of the participants' effects relative to the noise variance."""
    noise: float
    criterion: float
    """−2 times the restricted log-likelihood, constants included."""
    converged: bool


class Profile:
    """The criterion as a function of the relative spread; holds what each participant contributes."""

    def __init__(self, values: Floats, design: Floats, effects: Floats, member: NDArray[np.intp]) -> None:
        whole = np.column_stack([design, values])
        groups = [member == i for i in range(int(member.max()) + 1)]
        self.total = whole.T @ whole
        self.own = np.array([effects[mine].T @ effects[mine] for mine in groups])
        self.shared = np.array([effects[mine].T @ whole[mine] for mine in groups])
        self.free = len(values) - design.shape[1]
        self.size = effects.shape[1]

    def factor(self, theta: Floats) -> Floats:
        """Return the lower triangle that theta fills column by column."""
        factor = np.zeros((self.size, self.size))
        columns, rows = np.triu_indices(self.size)  # of the transpose: the lower triangle by columns
        factor[rows, columns] = theta
        return factor

    def solve(self, theta: Floats) -> tuple[float, Floats, Floats, float]:
        """Return criterion, fixed effects, their unscaled covariance and the noise variance at one relative spread."""
        criterion, fixed, cross, noise = self._profile(theta)
        return criterion, fixed, np.asarray(np.linalg.inv(cross), dtype=np.float64), noise

    def criterion(self, theta: Floats) -> float:
        """Return −2 times the profiled restricted log-likelihood."""
        return self._profile(theta)[0]

    def _profile(self, theta: Floats) -> tuple[float, Floats, Floats, float]:
        factor = self.factor(theta)
        inner = np.eye(self.size) + factor.T @ self.own @ factor
        reach = factor.T @ self.shared
        moment = self.total - (reach.transpose(0, 2, 1) @ np.linalg.solve(inner, reach)).sum(axis=0)
        cross, toward = moment[:-1, :-1], moment[:-1, -1]
        fixed = np.linalg.solve(cross, toward)
        noise = max(float(moment[-1, -1] - toward @ fixed), 1e-300) / self.free
        determinants = float(np.log(np.linalg.det(inner)).sum() + np.linalg.slogdet(cross)[1])
        criterion = determinants + self.free * (1 + log(2 * pi * noise))
        return criterion, fixed, np.asarray(cross, dtype=np.float64), noise


def fit_reml(values: Floats, design: Floats, effects: Floats, member: NDArray[np.intp]) -> RemlFit:
    """Search from one spread after another until the two best searches meet; no optimiser's own word is taken.

    ``design`` (n × p) holds the fixed effects' columns, ``effects`` (n × q) those that vary between the participants
    numbered in ``member``. Columns and values are best of about unit size.
    """
    profile = Profile(values, design, effects, member)
    searches: list[tuple[float, Floats]] = []
    for start in STARTS:
        searches = sorted([*searches, _search(profile, start)], key=lambda one: one[0])
        if len(searches) > 1 and searches[1][0] - searches[0][0] < MEETING:
            break
    (lowest, theta), (next_lowest, _) = searches[:2]
    criterion, fixed, covariance, noise = profile.solve(theta)
    factor = profile.factor(theta)
    return RemlFit(
        fixed=fixed,
        errors=np.sqrt(noise * np.diag(covariance)),
        relative=factor @ factor.T,
        noise=noise,
        criterion=criterion,
        converged=next_lowest - lowest < MEETING,
    )


def _search(profile: Profile, start: float) -> tuple[float, Floats]:
    """Search downhill from one spread; a step that lands on nil is tried again from just above it.

    At nil the slope of the criterion is 0 from either side, likely or not, and a search would stop there.
    """
    columns, rows = np.triu_indices(profile.size)
    on = rows == columns
    criterion, theta = _downhill(profile, start * on, on)
    if (theta[on] < ABOVE_NIL).any():
        again = _downhill(profile, np.where(on, np.maximum(theta, ABOVE_NIL), theta), on)
        criterion, theta = min((criterion, theta), again, key=lambda one: one[0])
    return criterion, theta


def _downhill(profile: Profile, start: Floats, on: NDArray[np.bool_]) -> tuple[float, Floats]:
    found = scipy.optimize.minimize(
        profile.criterion,
        start,
        method="L-BFGS-B",
        jac="3-point",
        bounds=[(0.0 if each else -WIDEST, WIDEST) for each in on],
        options={"maxiter": ITERATIONS, "ftol": 1e-15, "gtol": 1e-6},
    )
    return float(found.fun), np.asarray(found.x, dtype=np.float64)
