"""What a two-by-two trial costs when the outcome happens or does not: the three questions on the log-odds scale.

A different scale is a different question: no interaction in log odds is one in risks, and the other way round.
"""

from dataclasses import dataclass
from math import ceil

import scipy

from hepatica.stats.factorial_cells import Cells, Four
from hepatica.stats.factorial_plan import CELLS, Question


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

    def cells(self, shares: Four = (1.0, 1.0, 1.0, 1.0)) -> Cells:
        """Return the cells on the log-odds scale: each estimate varies by 1 ÷ (p (1 − p)), over its share."""
        one, two, three, four = (
            1 / (risk * (1 - risk) * share) for risk, share in zip(self.risks, shares, strict=True)
        )
        return Cells(
            first=self.first,
            second=self.second,
            interaction=self.interaction,
            variances=(one, two, three, four),
        )


def odds_per_cell(odds: Odds, question: Question, *, error: float = 0.05, power: float = 0.8) -> int:
    """Return the participants per cell for a question, by the large-sample (Wald) variance of its log odds ratio.

    The main effect is the first treatment's, adjusted for the second; "better than each alone" needs both contrasts to
    be significant, with the correlation that their variances give. Raises ValueError where the effect asked about is 0
    or both is not better than each, and for errors that cannot be.
    """
    return max(2, ceil(odds.cells().per_cell(question, error=error, power=power) - 1e-9))


def odds_patients(odds: Odds, question: Question, *, error: float = 0.05, power: float = 0.8) -> int:
    """Return the participants of all four cells."""
    return CELLS * odds_per_cell(odds, question, error=error, power=power)
