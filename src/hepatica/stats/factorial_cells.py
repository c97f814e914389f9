"""The three questions of a two-by-two trial where its cells differ in size or in what one participant tells.

Each cell is an estimate with a variance of its own: a mean, log odds, the log of a subdistribution hazard. The questions
are contrasts of the four; with equal cells of equal variance they are those of `factorial_plan`. Large samples.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite, sqrt

import scipy

from hepatica.stats.factorial_plan import Question, check_errors
from hepatica.stats.joint_normal import both_above

Four = tuple[float, float, float, float]
"""Of neither treatment, the first alone, the second alone, both."""


@dataclass(frozen=True, kw_only=True)
class Cells:
    """What the treatments do on the scale of the analysis, and what a cell's estimate varies by.

    ``first`` and ``second`` are the effects of each alone, ``interaction`` what both do beyond their sum; ``variances``
    are those of the four estimates, times the participants in a cell of share 1. Raises ValueError for a variance that
    is not above 0.
    """

    first: float
    second: float
    interaction: float = 0.0
    variances: Four

    def __post_init__(self) -> None:
        """Refuse cells from which nothing is learned, or everything."""
        if not all(isfinite(one) and one > 0 for one in self.variances):
            raise ValueError("the estimate of each cell must have a variance above 0")

    def per_cell(self, question: Question, *, error: float = 0.05, power: float = 0.8) -> float:
        """Return the participants in a cell of share 1, not rounded; ``error`` is two-sided.

        Raises ValueError where the effect asked about is none, where both is not better than each, and for errors that
        cannot be.
        """
        check_errors(error, power)
        return _per_cell(self.contrast(question), error, power)

    def power(self, question: Question, n: float, *, error: float = 0.05) -> float:
        """Return the power with ``n`` in a cell of share 1: to be significant in the direction of the effect."""
        check_errors(error)
        return _power(self.contrast(question), sqrt(n), error)

    @property
    def swapped(self) -> "Cells":
        """The same trial with the second treatment named first."""
        neither, first, second, both = self.variances
        return replace(self, first=self.second, second=self.first, variances=(neither, second, first, both))

    def contrast(self, question: Question) -> "Contrast":
        """Return what must be shown.

        The main effect is the first treatment's, estimated within each level of the second and weighted by precision.
        "Better than each alone" is one pair, with the correlation that the shared cell gives.
        """
        neither, first, second, both = self.variances
        if question is Question.INTERACTION:
            return Contrast(effects=(self.interaction,), variances=(sum(self.variances),))
        if question is Question.EACH:
            pair = (both + first, both + second)
            effects = (self.second + self.interaction, self.first + self.interaction)
            return Contrast(effects=effects, variances=pair, correlation=both / sqrt(pair[0] * pair[1]))
        precise = (1 / (neither + first), 1 / (second + both))
        mean = (self.first * precise[0] + (self.first + self.interaction) * precise[1]) / sum(precise)
        return Contrast(effects=(mean,), variances=(1 / sum(precise),))


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """One effect, or two that must both be shown, with their variances in a cell of one participant."""

    effects: tuple[float, ...]
    variances: tuple[float, ...]
    correlation: float = 0.0

    @property
    def steps(self) -> tuple[float, ...]:
        """Each effect in standard errors of a trial of one per cell; negative where both point the other way."""
        return tuple(
            effect / sqrt(variance) for effect, variance in zip(self.effects, self.variances, strict=True)
        )


def _power(contrast: Contrast, root: float, error: float) -> float:
    """Return the chance that all is shown in the direction of the first effect, at the root of the participants."""
    limit, sign = float(scipy.stats.norm.isf(error / 2)), -1.0 if contrast.effects[0] < 0 else 1.0
    means = [sign * step * root - limit for step in contrast.steps]
    if len(means) == 1:
        return float(scipy.special.ndtr(means[0]))
    return both_above(means[0], means[1], contrast.correlation)


@lru_cache(maxsize=256)
def _per_cell(contrast: Contrast, error: float, power: float) -> float:
    """Return the participants at which one contrast is shown with its power."""
    if not min(contrast.effects) * max(contrast.effects) > 0:
        raise ValueError("an effect of none, or of opposite directions, is shown by no number")
    highest = 60.0 / min(map(abs, contrast.steps))

    def missing(root: float) -> float:
        return _power(contrast, root, error) - power

    return float(scipy.optimize.brentq(missing, 0.0, highest, xtol=1e-10)) ** 2
