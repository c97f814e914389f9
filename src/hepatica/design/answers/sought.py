"""What one question of one endpoint costs: participants per arm for a power, and the power of a number, in closed form.

Two means by the t test; a 2 × 2 of means by the normal approximation of published tables, both against each alone by
the joint normal, and beside it what the t test adds; a 2 × 2 of rates on the log-odds scale, of events by the logarithm
of their hazards, in large samples; two rates by the score test (Farrington and Manning 1990); ranks by Noether 1987;
events beside what excludes them by their subdistribution hazards (Fine and Gray 1999, Latouche 2004).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, exp, expm1, log, log1p, sqrt

import scipy

from hepatica.design.engines import QUESTIONS
from hepatica.stats.factorial_binary import Odds
from hepatica.stats.factorial_cells import Cells, Four
from hepatica.stats.factorial_plan import MOST, Outcome, Question, check_errors, cost, per_cell, power_of
from hepatica.stats.means_plan import means_power, means_size
from hepatica.stats.ranked_plan import noether
from hepatica.stats.sequential.sample_size import two_rates

MEANS, RANKS = frozenset({"continuous", "days_alive"}), frozenset({"door", "win_ratio", "ordinal"})
RANKED = "Ranks in a 2 × 2 have no closed form: `hepatica design play` counts it."
SCALES = {"binary": "log odds", "competing": "log hazards"}
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
    cells: Four = (1.0, 1.0, 1.0, 1.0)
    """Shares of the cells of a 2 × 2: standard care, the first treatment, the second, both."""

    @property
    def exact(self) -> float:
        """Participants with a value in an arm of share 1, not rounded."""
        check_errors(self.error, self.power)
        if self._by_cells:
            return max(one.per_cell(self._question, error=self.error, power=self.power) for one in self._ways)
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
        if self._by_cells:
            return min(one.power(self._question, n, error=self.error) for one in self._ways)
        if self.type in MEANS and self.asks in QUESTIONS:
            return power_of(self._outcome, self._question, n, error=self.error)
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
    def by(self) -> str:
        """What a number of a 2 × 2 rests on, a sentence; '' for all else."""
        if self.asks not in QUESTIONS:
            return ""
        if self.type not in MEANS:
            none, one, _, both = (f"{share:.0%}".replace("%", " %") for share in self._risks)
            return f"Large samples, on the scale of {SCALES[self.type]}: {none} under standard care, {one} with either, {both} with both."
        if self._by_cells:
            return "Normal approximation for arms of unequal shares; the t test needs a little more."
        found = cost(self._outcome, self._question, error=self.error, power=self.power)
        more = found.per_cell_t - found.per_cell
        if not more:
            return f"Normal approximation, as published tables; the t test needs no more than {found.per_cell} either."
        return f"Normal approximation, as published tables; the t test needs {found.per_cell_t}, {more} more in each arm."

    @property
    def _question(self) -> Question:
        return QUESTIONS[self.asks]

    @property
    def _by_cells(self) -> bool:
        """Whether the cells of a 2 × 2 differ, in their shares or in what one participant tells."""
        return self.asks in QUESTIONS and (self.type not in MEANS or len(set(self.cells)) > 1)

    @property
    def _ways(self) -> tuple[Cells, ...]:
        """The cells, and for main effects the other treatment's too: the harder counts."""
        cells = self._cells
        return (cells, cells.swapped) if self._question is Question.MAIN else (cells,)

    @property
    def _cells(self) -> Cells:
        """What each treatment does alone, and in the question of an interaction once more for both, on the scale of the analysis."""
        if self.type == "binary":
            return self._odds.cells(self.cells)
        step = self._outcome.delta if self.type in MEANS else self._log_hazards
        each = (self._outcome.spread**2,) * 4 if self.type in MEANS else tuple(1 / one for one in self._risks)
        one, two, three, four = (value / share for value, share in zip(each, self.cells, strict=True))
        return Cells(
            first=step, second=step, interaction=self._more * step, variances=(one, two, three, four)
        )

    @property
    def _more(self) -> float:
        return float(self._question is Question.INTERACTION)

    @property
    def _odds(self) -> Odds:
        step = float(scipy.special.logit(self._treated) - scipy.special.logit(self.rate))
        return Odds(risk=self.rate, first=step, second=step, interaction=self._more * step)

    @property
    def _log_hazards(self) -> float:
        """Logarithm of the ratio of subdistribution hazards that one treatment makes."""
        return log(log1p(-self._treated) / log1p(-self.rate))

    @property
    def _risks(self) -> Four:
        """Rates, or shares with the event by the day, in the four cells."""
        if self.type == "binary":
            return self._odds.risks
        steps = (0.0, self._log_hazards, self._log_hazards, (2 + self._more) * self._log_hazards)
        one, two, three, four = (-expm1(exp(step) * log1p(-self.rate)) for step in steps)
        return one, two, three, four

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
            return per_cell(self._outcome, self._question, error=self.error, power=self.power)
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
        return events * self._log_hazards**2

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


def unanswered(asks: str, kind: str) -> str:
    """Return why a question of an endpoint of a type has no closed form; '' where it has one."""
    if asks in QUESTIONS:
        return RANKED if kind in RANKS else ""
    return EVENTS_BORNE if kind == "competing" and asks == "non_inferiority" else ""
