"""What a simulated dose-finding trial needs of a design: each level as an arm in millions of cells, the rule, the window."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hepatica.design.document import Design
from hepatica.design.dose.plan import DoseDesign
from hepatica.design.dose.planned import dose_design
from hepatica.design.patients.arm import COLLECTION_DAY, ArmPlan
from hepatica.design.proceeding import Decision
from hepatica.stats.dosing.boin import TOXIC

POOL = 3
"""Participants who could come for each that is needed: whoever is not infused as planned is replaced for the decision."""
MARGIN = 0.10
"""How much less than the best response a dose may have and still be of use, where the design names no plateau."""


@dataclass(frozen=True, kw_only=True)
class DosePlan:
    """A dose-finding design as one of its simulated trials plays it."""

    levels: tuple[str, ...]
    arms: tuple[ArmPlan, ...]
    """Each level as an arm, in the order of the levels."""
    trial: DoseDesign
    axes: tuple[int, ...]
    """Which cells the levels differ in: 0 CD34, 1 MSC."""
    target: float
    """The rate of dose-limiting events aimed at, or the highest that is borne."""
    high: float
    """A level whose true rate is above this is too toxic."""
    margin: float
    window_days: int
    days: int

    @property
    def participants(self) -> int:
        """Return how many are treated as planned at most."""
        return self.trial.most

    @property
    def pool(self) -> int:
        """Return how many could come to one trial."""
        return POOL * self.trial.most


def dose_plan(design: Design, *, weight_kg: float) -> DosePlan:
    """Return the trial of a design that decides on a dose; doses per kilogram are multiplied by ``weight_kg``.

    Raises ValueError, a sentence, for a design that decides on none, and for a weight that nobody has.
    """
    if not 20 <= weight_kg <= 250:
        raise ValueError(
            f"a weight of {weight_kg:g} kg is nobody's: doses per kilogram cannot be planned with it"
        )
    trial, decision = dose_design(design), design.decision
    target, high = _rates(decision)
    arms = {arm.id: arm for arm in design.arms}
    played = []
    for level in design.grid:
        arm = arms[level.arm]
        kilograms = {
            dose.cells: Decimal(str(weight_kg)) if dose.unit == "10^6/kg" else Decimal(1)
            for dose in arm.doses
        }
        played.append(
            ArmPlan(
                name=level.id,
                dose_cd34=float((level.cd34 or 0) * kilograms.get("cd34", 1)),
                dose_msc=float((level.msc or 0) * kilograms.get("msc", 1)),
                route="hepatic_artery" if arm.route == "none" else arm.route,
                days=tuple(COLLECTION_DAY + day for day in arm.infusions),
            )
        )
    return DosePlan(
        levels=tuple(level.id for level in design.grid),
        arms=tuple(played),
        trial=trial,
        axes=(0, 1) if trial.second else (0,) if len({level.cd34 for level in design.grid}) > 1 else (1,),
        target=target,
        high=high,
        margin=MARGIN if decision.plateau is None else float(decision.plateau),
        window_days=decision.window_days or design.times.window_days,
        days=design.times.follow_up_days,
    )


def _rates(decision: Decision) -> tuple[float, float]:
    """Return the rate aimed at and that above which a dose is too toxic; a 3+3 bears a third and never says so."""
    low, high = decision.low, decision.high
    if decision.target is not None:
        target = float(decision.target)
        return target, float(high) if high is not None else min(0.99, TOXIC * target)
    if low is not None and high is not None:
        return float(low + high) / 2, float(high)
    return 0.25, 1 / 3
