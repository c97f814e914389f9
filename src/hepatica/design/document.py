"""A design as one frozen value: what ``design.yaml`` holds. Typed, linted, hashed and told apart like a study."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Literal

from hepatica.design.inference import (
    Analysis,
    Assumption,
    Borrowing,
    Endpoint,
    Looks,
    Prior,
    SampleSize,
    Simulation,
)
from hepatica.design.proceeding import Accrual, Cohorts, Decision, Stagger, StopRule, Times
from hepatica.design.treatment import CELLS_OF, Allocation, Arm, Level, Stratum
from hepatica.study.form import Identifier
from hepatica.study.text import Frozen, Text

Kind = Literal["single_arm", "dose_finding", "two_arm", "factorial"]


class Follows(Frozen):
    """The study a design was derived from, so that the evidence it rests on can be found again."""

    study: str
    version: str
    sha256: str


class Design(Frozen):
    """A whole trial before it is one: arms, rules, endpoints, numbers, and what it leans on."""

    id: Identifier
    version: str
    title: Text
    kind: Kind
    follows: Follows | None = None
    arms: tuple[Arm, ...]
    strata: tuple[Stratum, ...] = ()
    allocation: Allocation
    grid: tuple[Level, ...] = ()
    """Doses in the order in which they are tried; for two cell types together, every pair."""
    cohorts: Cohorts | None = None
    stagger: Stagger
    accrual: Accrual
    times: Times
    decision: Decision
    stopping: tuple[StopRule, ...]
    endpoints: tuple[Endpoint, ...]
    sample_size: SampleSize
    looks: Looks | None = None
    borrowing: Borrowing | None = None
    priors: tuple[Prior, ...] = ()
    analysis: Analysis
    assumptions: tuple[Assumption, ...] = ()
    simulation: Simulation | None = None
    cannot_show: tuple[Text, ...]
    """What this design cannot show, whatever it finds."""

    @property
    def control(self) -> Arm | None:
        """The arm under standard care alone, or None."""
        return next((arm for arm in self.arms if arm.cells == "none"), None)

    @property
    def randomised(self) -> bool:
        """Whether chance decides who comes to which arm."""
        return self.allocation.method in {"permuted_blocks", "minimisation"}

    def enrolled(self, arm: Arm) -> int:
        """Return how many are enrolled in an arm: its share of ``per_arm``, more by those expected to drop out.

        Raises ValueError for a dropout that leaves nobody, which lint refuses.
        """
        size = self.sample_size
        if not 0 <= size.dropout < 1:
            raise ValueError(f"a dropout of {size.dropout} is not a share below 1")
        kept = 1 - size.dropout
        return int((Decimal(size.per_arm * arm.share) / kept).to_integral_value(ROUND_CEILING))

    @property
    def participants(self) -> int:
        """How many are enrolled at most: by cohorts where decisions choose the dose, else over the arms."""
        if self.allocation.method == "by_dose_decision" and self.cohorts is not None:
            return self.cohorts.size * self.cohorts.count
        return sum(map(self.enrolled, self.arms))

    @property
    def exposed(self) -> int:
        """How many a stopping rule watches: those who are given cells, or all where nobody is."""
        given = sum(self.enrolled(arm) for arm in self.arms if CELLS_OF[arm.cells])
        return min(given, self.participants) or self.participants

    @property
    def months(self) -> Decimal:
        """How long it lasts: accrual at the assumed pace, and the follow-up of the last participant."""
        return Decimal(self.participants) / self.accrual.per_month + Decimal(
            self.times.follow_up_days
        ) * 12 / Decimal("365.25")
