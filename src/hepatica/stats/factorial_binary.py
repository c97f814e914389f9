"""What a two-by-two trial costs when the outcome happens or does not: the three questions on the log-odds scale.

A different scale is a different question: no interaction in log odds is one in risks, and the other way round.
"""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
import scipy

from hepatica.stats.factorial_plan import CELLS, Question, check_errors
from hepatica.stats.joint_normal import both_above


@dataclass(frozen=True, kw_only=True)
class Odds:
    """The risk under standard care and the log odds ratios of both treatments and of their interaction.

    Raises ValueError for a risk outside 0 to 1, or one that leaves no double between it and certainty.
    """

    risk: float
    first: float
    second: float
    interaction: float = 0.0

    def __post_init__(self) -> None:
        """Refuse risks that leave nothing to estimate."""
        if not 0 < self.risk < 1:
            raise ValueError(f"a risk of {self.risk} does not lie between 0 and 1")
        if not all(1e-9 < risk < 1 - 1e-9 for risk in self.risks):
            raise ValueError(
                "these odds ratios leave a cell in which the outcome is certain, or never happens"
            )

    @property
    def risks(self) -> tuple[float, float, float, float]:
        """The risks of the cells: neither, the first, the second, both."""
        base = float(scipy.special.logit(self.risk))
        steps = (0.0, self.first, self.second, self.first + self.second + self.interaction)
        one, two, three, four = (float(scipy.special.expit(base + step)) for step in steps)
        return one, two, three, four


def odds_per_cell(odds: Odds, question: Question, *, error: float = 0.05, power: float = 0.8) -> int:
    """Return the participants per cell for a question, by the large-sample (Wald) variance of its log odds ratio.

    The main effect is the first treatment's, adjusted for the second; "better than each alone" needs both contrasts to
    be significant, with the correlation that their variances give. Raises ValueError where the effect asked about is 0
    or both is not better than each, and for errors that cannot be.
    """
    check_errors(error, power)
    effects, variances, correlation = _contrasts(odds, question)
    if any(effect == 0 for effect in effects) or (question is Question.EACH and effects[0] * effects[1] < 0):
        raise ValueError(f"{question}: an effect of none, or of opposite directions, is shown by no number")
    limit = float(scipy.stats.norm.isf(error / 2))
    sizes = [abs(effect) / sqrt(variance) for effect, variance in zip(effects, variances, strict=True)]

    def missing(root: float) -> float:
        means = [size * root - limit for size in sizes]
        reached = (
            both_above(means[0], means[1], correlation)
            if len(means) > 1
            else float(scipy.special.ndtr(means[0]))
        )
        return reached - power

    return max(2, ceil(float(scipy.optimize.brentq(missing, 0.0, 60.0 / min(sizes), xtol=1e-10)) ** 2 - 1e-9))


def _contrasts(odds: Odds, question: Question) -> tuple[tuple[float, ...], tuple[float, ...], float]:
    """Return effects, their variances times participants per cell, and the correlation of two."""
    inverse = [1 / (risk * (1 - risk)) for risk in odds.risks]
    neither, first, second, both = inverse
    if question is Question.INTERACTION:
        return (odds.interaction,), (sum(inverse),), 0.0
    if question is Question.EACH:
        effects = (odds.second + odds.interaction, odds.first + odds.interaction)
        pair = (both + first, both + second)
        return effects, pair, both / sqrt(pair[0] * pair[1])
    # The first treatment's effect is estimated within each level of the second and weighted by precision.
    precision = np.array([1 / (neither + first), 1 / (second + both)])
    within = np.array([odds.first, odds.first + odds.interaction])
    return (float(within @ precision / precision.sum()),), (1 / float(precision.sum()),), 0.0


def odds_patients(odds: Odds, question: Question, *, error: float = 0.05, power: float = 0.8) -> int:
    """Return the participants of all four cells."""
    return CELLS * odds_per_cell(odds, question, error=error, power=power)
