"""Power of endpoints that compare everybody with everybody: win ratio, DOOR, rank tests, for any two outcome distributions.

An outcome is a finite list of what can happen; a table says for each pair which is better. Then the shares of pairs won
and lost, and the variance of their difference with and without an effect, are sums, not simulations. Source: Noether 1987;
Bebu and Lachin 2016; Yu and Ganju 2022.
"""

from dataclasses import dataclass
from math import ceil, isfinite, sqrt

import numpy as np
import scipy

from hepatica.stats.factorial_plan import check_errors
from hepatica.stats.quadrature import Array

ADDS_TO = 1e-6


@dataclass(frozen=True, kw_only=True)
class RankedPlan:
    """What the comparison of two distributions is like; ``null`` and ``real`` are SDs per √(participants in a group)."""

    win: float
    loss: float
    null: float
    """SD of the net benefit where both groups are as their mixture, times √n in each group."""
    real: float
    """The same where each group is as supposed."""

    @property
    def tie(self) -> float:
        """Share of pairs that nothing decides."""
        return max(0.0, 1 - self.win - self.loss)

    @property
    def net_benefit(self) -> float:
        """Share of pairs won less share lost."""
        return self.win - self.loss

    @property
    def win_probability(self) -> float:
        """A win, or half a tie: the DOOR probability."""
        return (1 + self.net_benefit) / 2

    @property
    def win_ratio(self) -> float:
        """Pairs won for each pair lost; infinite where none is lost."""
        return self.win / self.loss if self.loss else float("inf")

    @property
    def win_odds(self) -> float:
        """As the win ratio with ties shared by half."""
        return self.win_probability / (1 - self.win_probability)

    def power(self, each: float, *, error: float = 0.05) -> float:
        """Return the chance that ``each`` in both groups show a benefit at a two-sided error."""
        check_errors(error)
        if not each >= 1:
            raise ValueError(f"groups of {each} participants cannot be compared")
        limit = float(scipy.stats.norm.isf(error / 2)) * self.null
        return float(scipy.stats.norm.cdf((self.net_benefit * sqrt(each) - limit) / self.real))

    def size(self, *, error: float = 0.05, power: float = 0.8) -> int:
        """Return the participants in each of two equal groups.

        Raises ValueError where the treated do not do better: no number shows what is not there.
        """
        check_errors(error, power)
        if not self.net_benefit > 1e-9:
            raise ValueError(
                f"a net benefit of {self.net_benefit:.3g} is none: no number of participants shows it"
            )
        reach = (
            float(scipy.stats.norm.isf(error / 2)) * self.null
            + float(scipy.stats.norm.ppf(power)) * self.real
        )
        return max(2, ceil((reach / self.net_benefit) ** 2 - 1e-9))


def ranked_plan(better: Array, treated: Array, controls: Array) -> RankedPlan:
    """Return the comparison: ``better[i, j]`` is 1 where outcome i beats j, −1 where it loses, 0 for a tie.

    ``treated`` and ``controls`` are the chances of the outcomes, in one order, adding up to 1. Fractions in ``better``
    stand for outcomes lumped together. Raises ValueError for shapes or chances that cannot be.
    """
    p, q = np.asarray(treated, float), np.asarray(controls, float)
    if better.shape != (p.size, p.size) or q.size != p.size:
        raise ValueError(f"{p.size} and {q.size} outcomes do not fit a table of {better.shape}")
    for chances in (p, q):
        if not (np.all(chances >= 0) and abs(float(chances.sum()) - 1) < ADDS_TO):
            raise ValueError("the chances of the outcomes are not below 0 and add up to 1")
    if not np.allclose(better, -better.T):
        raise ValueError(
            "of two outcomes one is better and the other worse, or neither: the table contradicts itself"
        )
    decided = np.abs(better)
    net, won = float(p @ better @ q), float(p @ decided @ q)
    mixed = (p + q) / 2
    return RankedPlan(
        win=(won + net) / 2,
        loss=(won - net) / 2,
        null=sqrt(2 * _variance(mixed, better @ mixed)),
        real=sqrt(max(_variance(p, better @ q) + _variance(q, p @ better), 1e-18)),
    )


def ordinal_plan(treated: Array, controls: Array) -> RankedPlan:
    """Return the comparison of ordered categories, the best first: DOOR, Child–Pugh class."""
    order = np.arange(np.asarray(treated).size)
    return ranked_plan(np.sign(order[None, :] - order[:, None]).astype(float), treated, controls)


def noether(win_probability: float, *, ties: float = 0.0, error: float = 0.05, power: float = 0.8) -> int:
    """Return participants in each of two groups from the win probability alone: a rough size, for a rank test.

    ``ties`` is the share of tied pairs, by which the null variance shrinks as if they were of one category's making.
    Raises ValueError for a probability that is not above a half. Source: Noether 1987.
    """
    check_errors(error, power)
    if not (isfinite(win_probability) and 0.5 < win_probability < 1) or not 0 <= ties < 1:
        raise ValueError(f"a win probability of {win_probability} does not lie between a half and 1")
    both = float(scipy.stats.norm.isf(error / 2) + scipy.stats.norm.ppf(power))
    shrunk = 1 - ties * sqrt(ties)
    return ceil(both**2 * shrunk / (6 * (win_probability - 0.5) ** 2) - 1e-9)


def _variance(chances: Array, values: Array) -> float:
    mean = float(chances @ values)
    return float(chances @ (values - mean) ** 2)
