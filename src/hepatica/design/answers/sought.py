"""What one question of one endpoint costs: participants per arm for a power, and the power of a number, in closed form.

Two means by the t test; a 2 × 2 by the normal approximation of published tables, both against each alone by the joint
normal, and beside it what the t test adds; two rates by the score test (Farrington and Manning 1990); ranks by Noether
1987; events beside what excludes them by their subdistribution hazards (Fine and Gray 1999, Latouche 2004).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log, log1p, sqrt

import scipy

from hepatica.design.engines import QUESTIONS
from hepatica.stats.factorial_plan import MOST, Outcome, check_errors, cost, per_cell, power_of
from hepatica.stats.means_plan import means_power, means_size
from hepatica.stats.ranked_plan import noether
from hepatica.stats.sequential.sample_size import two_rates

MEANS, RANKS = frozenset({"continuous", "days_alive"}), frozenset({"door", "win_ratio", "ordinal"})
UNEQUAL = "Arms of unequal shares in a 2 × 2 have no closed form here: `hepatica design play` counts it."
BINARY = "Rates in a 2 × 2 are asked on the log-odds scale: `hepatica design factorial --risk --ratios`."
RANKED = "Ranks in a 2 × 2 have no closed form: `hepatica design play` counts it."
EVENTS = "Competing events in a 2 × 2 have no closed form: `hepatica design play` counts them."
EVENTS_BORNE = (
    "A margin for competing events has no closed form here: say it as a rate, of a binary endpoint."
)


@dataclass(frozen=True, kw_only=True)
class Sought:
    """A question with its numbers. Raises ValueError, a sentence, where it is asked for what cannot be."""

    asks: str
    type: str
    delta: float
    """The difference worth finding, or the margin of non-inferiority; of ranks, the win probability above a half."""
    sd: float = 0.0
    rate: float = 0.0
    """Under standard care."""
    falls: bool = True
    """Whether less is better."""
    correlation: float = 0.0
    """Of the baseline that is adjusted for; 0 where none is."""
    error: float = 0.05
    """Two-sided."""
    power: float = 0.8
    shares: tuple[float, float] = (1.0, 1.0)
    """Of the arm that is compared, and of standard care."""

    @property
    def exact(self) -> float:
        """Participants with a value in an arm of share 1, not rounded."""
        check_errors(self.error, self.power)
        if self.type in MEANS:
            return self._means()
        if self.type in RANKS:
            return noether(0.5 + self.delta, error=self.error, power=self.power) * self._unequal
        if self.type == "competing":
            both = float(scipy.stats.norm.isf(self.error / 2) + scipy.stats.norm.ppf(self.power))
            return both**2 / self._seen
        return self._rates(self.power)

    @property
    def per_arm(self) -> int:
        """Participants with a value in an arm of share 1: at least two."""
        found = self.exact
        if not found <= MOST:
            raise ValueError(f"an effect of {self.delta:g} needs {found:.3g} in each arm: no trial shows it")
        return max(2, ceil(found - 1e-9))

    def power_at(self, n: float) -> float:
        """Return the power with ``n`` of them: the chance to be significant in the right direction."""
        limit = float(scipy.stats.norm.isf(self.error / 2))
        if self.type in MEANS and self.asks in QUESTIONS:
            return power_of(self._outcome, QUESTIONS[self.asks], n, error=self.error)
        if self.type in MEANS:
            return means_power(
                n, self._effect, shares=self.shares, baselines=self._baselines, error=self.error
            )
        if self.type in RANKS:
            return float(scipy.stats.norm.cdf(self.delta * sqrt(6 * n / self._unequal) - limit))
        if self.type == "competing":
            return float(scipy.stats.norm.cdf(sqrt(n * self._seen) - limit))
        return self._rates_power(n)

    @property
    def t_adds(self) -> str:
        """What estimating the spread from the trial adds to a number of a 2 × 2, a sentence; '' for all else."""
        if self.type not in MEANS or self.asks not in QUESTIONS:
            return ""
        found = cost(self._outcome, QUESTIONS[self.asks], error=self.error, power=self.power)
        more = found.per_cell_t - found.per_cell
        if not more:
            return f"Normal approximation, as published tables; the t test needs no more than {found.per_cell} either."
        return f"Normal approximation, as published tables; the t test needs {found.per_cell_t}, {more} more in each arm."

    @property
    def _effect(self) -> float:
        """The difference in standard deviations that are left when the baseline is adjusted for."""
        return self.delta / self._outcome.spread

    @property
    def _baselines(self) -> int:
        return int(self.correlation != 0)

    @property
    def _outcome(self) -> Outcome:
        return Outcome(delta=self.delta, sd=self.sd, correlation=self.correlation)

    @property
    def _unequal(self) -> float:
        """What unequal shares cost beside two arms of share 1."""
        return (1 / self.shares[0] + 1 / self.shares[1]) / 2

    def _means(self) -> float:
        if self.asks in QUESTIONS:
            return per_cell(self._outcome, QUESTIONS[self.asks], error=self.error, power=self.power)
        return means_size(
            self._effect, shares=self.shares, baselines=self._baselines, error=self.error, power=self.power
        )

    @property
    def _treated(self) -> float:
        """The rate that the difference makes of that under standard care."""
        found = self.rate + (-self.delta if self.falls else self.delta)
        if not 0 < found < 1:
            raise ValueError(
                f"a rate of {self.rate:g} cannot change by {self.delta:g}: it would be {found:g}"
            )
        return found

    @property
    def _seen(self) -> float:
        """Squared drift of the test of subdistribution hazards, for each participant in an arm of share 1."""
        one, other = self.shares
        events = (one * self._treated + other * self.rate) * one * other / (one + other) ** 2
        return events * log(log1p(-self._treated) / log1p(-self.rate)) ** 2

    def _rates(self, power: float) -> float:
        margin = self.asks == "non_inferiority"
        found = two_rates(
            self.rate if margin else self._treated,
            self.rate,
            margin=(self.delta if self.falls else -self.delta) if margin else 0.0,
            ratio=self.shares[1] / self.shares[0],
            error=self.error / 2,
            power=power,
        )
        return found.first / self.shares[0]

    def _rates_power(self, n: float) -> float:
        low, high = self.error / 2 * (1 + 1e-9), 1 - 1e-9
        if self._rates(high) <= n:
            return 1.0
        if self._rates(low) >= n:
            return self.error / 2
        return float(scipy.optimize.brentq(lambda power: self._rates(power) - n, low, high, xtol=1e-9))


def unanswered(asks: str, kind: str, shares: frozenset[int]) -> str:
    """Return why a question of an endpoint of a type has no closed form; '' where it has one."""
    if asks not in QUESTIONS:
        return EVENTS_BORNE if kind == "competing" and asks == "non_inferiority" else ""
    if kind not in MEANS:
        return RANKED if kind in RANKS else EVENTS if kind == "competing" else BINARY
    return UNEQUAL if len(shares) > 1 else ""
