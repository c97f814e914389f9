"""What a two-by-two trial costs, by question: a main effect, better than each alone, or an interaction.

Four equal cells: standard care, the first treatment, the second, both. The three questions differ only in the variance
of the contrast they ask about, and that is why one costs four times the other. Source: Montgomery, Peters and Little
2003; Berger 1982 (both claims at once need no correction); Borm 2007 (what a baseline saves).
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import ceil, isfinite, sqrt

import numpy as np
import scipy

from hepatica.stats.joint_normal import both_above, both_t_above
from hepatica.stats.quadrature import Array

CELLS = 4
MOST = 1e7
"""Participants per cell beyond which nobody is asked to search."""
WIDEST = 1e6
"""SDs to an effect, or effects to an SD, that no trial is made for."""
SHARED_ARM = 0.5
"""Correlation of two contrasts of equal arms with one arm in common."""


class Question(StrEnum):
    """What the trial is to answer."""

    MAIN = "main effect"
    EACH = "better than each alone"
    INTERACTION = "interaction"


VARIANCE = {Question.MAIN: 1.0, Question.EACH: 2.0, Question.INTERACTION: 4.0}
"""Variance of the contrast, times participants per cell, for an outcome of SD 1."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A continuous outcome: the effect sought, one participant's SD, what a baseline explains, who has no value.

    ``correlation`` is between baseline and outcome, ``dropout`` the share without a value (death, transplant). The sign
    of ``delta`` is of no account. Raises ValueError for numbers no sample can show.
    """

    delta: float
    sd: float
    correlation: float = 0.0
    dropout: float = 0.0

    def __post_init__(self) -> None:
        """Refuse an outcome without an effect or a spread."""
        if not isfinite(self.delta) or self.delta == 0:
            raise ValueError(f"an effect of {self.delta} is none: no number of participants shows it")
        if not (isfinite(self.sd) and self.sd > 0):
            raise ValueError(f"a standard deviation of {self.sd} is not above 0")
        if not 1 / WIDEST <= abs(self.delta) / self.sd <= WIDEST:
            raise ValueError(
                f"an effect of {self.delta:g} beside an SD of {self.sd:g} is no effect a trial is made for"
            )
        if not -1 < self.correlation < 1:
            raise ValueError(f"a correlation of {self.correlation} does not lie between −1 and 1")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"a share without a value of {self.dropout} does not lie between 0 and 1")

    @property
    def factor(self) -> float:
        """The share of the variance that is left when the baseline is adjusted for."""
        return 1 - self.correlation**2

    @property
    def spread(self) -> float:
        """The SD that is left then."""
        return self.sd * sqrt(self.factor)


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one question costs: participants with a value per cell, and everybody who must be randomised."""

    question: Question
    exact: float
    """Per cell by the normal approximation, not rounded."""
    per_cell: int
    per_cell_t: int
    """Per cell when the spread is estimated from the trial: the t test needs a few more."""
    enrolled_per_cell: int
    patients: int
    """All four cells, with those who will have no value."""
    power: float
    """Of the t test with ``per_cell_t``."""


def per_cell(outcome: Outcome, question: Question, *, error: float = 0.05, power: float = 0.8) -> float:
    """Return the participants with a value per cell, not rounded, by the normal approximation; ``error`` is two-sided.

    For "better than each alone" both contrasts must be significant, with their exact correlation of a half. Raises
    ValueError for a power that does not lie between the error and 1.
    """
    check_errors(error, power)
    unit = (outcome.spread / outcome.delta) ** 2
    return VARIANCE[question] * unit * _drift(question, error, power) ** 2


@lru_cache(maxsize=256)
def _drift(question: Question, error: float, power: float) -> float:
    """Return the standard errors that the effect must lie from none; designs that are compared share it."""
    limit = float(scipy.stats.norm.isf(error / 2))
    if question is not Question.EACH:
        return limit + float(scipy.stats.norm.ppf(power))

    def missing(mean: float) -> float:
        return both_above(mean - limit, mean - limit, SHARED_ARM) - power

    return float(scipy.optimize.brentq(missing, 0.0, 40.0, xtol=1e-12))


def power_of(
    outcome: Outcome, question: Question, n: float, *, error: float = 0.05, by_t: bool = False
) -> float:
    """Return the power with ``n`` participants with a value per cell: the chance to be significant the right way.

    ``by_t`` estimates the spread from the trial, with one degree of freedom for each cell and one for a baseline.
    Raises ValueError for fewer than two per cell or an error outside 0 to 1.
    """
    if not 2 <= n <= MOST:
        raise ValueError(f"{n:g} participants per cell cannot be planned: between 2 and {MOST:,.0f}")
    check_errors(error)
    mean = abs(outcome.delta) / outcome.spread * sqrt(n / VARIANCE[question])
    if not by_t:
        return float(power_curve(outcome, question, n, np.array([abs(outcome.delta)]), error=error)[0])
    df = CELLS * (n - 1) - (outcome.correlation != 0)
    limit = float(scipy.stats.t.isf(error / 2, df))
    if question is Question.EACH:
        return both_t_above(mean, mean, SHARED_ARM, limit, df)
    return float(scipy.stats.nct.sf(limit, df, mean))


def power_curve(
    outcome: Outcome, question: Question, n: float, effects: Array, *, error: float = 0.05
) -> Array:
    """Return the power at many true effects at once, normal approximation; a negative effect is harm and wins nothing."""
    limit = float(scipy.stats.norm.isf(error / 2))
    means = effects / outcome.spread * sqrt(n / VARIANCE[question]) - limit
    found: Array = (
        both_above(means, means, SHARED_ARM) if question is Question.EACH else scipy.special.ndtr(means)
    )
    return found


def cost(outcome: Outcome, question: Question, *, error: float = 0.05, power: float = 0.8) -> Cost:
    """Return what a question costs in participants. Raises ValueError for more than ten million per cell."""
    exact = per_cell(outcome, question, error=error, power=power)
    if exact > MOST:
        raise ValueError(
            f"an effect of {outcome.delta} beside an SD of {outcome.sd} needs {exact:.3g} per cell"
        )
    whole = max(2, ceil(exact - 1e-9))
    by_t = whole
    while (reached := power_of(outcome, question, by_t, error=error, by_t=True)) < power:
        by_t += 1
    enrolled = ceil(whole / (1 - outcome.dropout) - 1e-9)
    return Cost(
        question=question,
        exact=exact,
        per_cell=whole,
        per_cell_t=by_t,
        enrolled_per_cell=enrolled,
        patients=CELLS * enrolled,
        power=reached,
    )


def detectable(
    outcome: Outcome, question: Question, n: float, *, error: float = 0.05, power: float = 0.8
) -> float:
    """Return the smallest effect that ``n`` per cell show with this power, normal approximation."""
    needed = per_cell(outcome, question, error=error, power=power)
    return abs(outcome.delta) * sqrt(needed / n)


def check_errors(error: float, power: float | None = None) -> None:
    """Refuse errors that cannot be, in a sentence."""
    if not 0 < error < 1:
        raise ValueError(f"an error of {error} does not lie between 0 and 1")
    if power is not None and not error < power < 1:
        raise ValueError(f"a power of {power} does not lie between the error of {error} and 1")
