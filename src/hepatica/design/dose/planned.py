"""From a design as it is written to the dose-finding trial that ``decide`` runs: the same rule, grid, cohorts and window."""

from __future__ import annotations

from decimal import Decimal

from hepatica.design.document import Design
from hepatica.design.dose.plan import DoseDesign
from hepatica.design.dose.rules import (
    CUTOFF,
    Boin,
    BoinPairs,
    Crm,
    Keyboard,
    MtpiTwo,
    Optimum,
    Rule,
    ThreePlusThree,
    TiteCrm,
)
from hepatica.design.proceeding import Decision
from hepatica.stats.dosing.boin import SAFE, TOXIC

Grid = tuple[float, ...]


def dose_design(design: Design) -> DoseDesign:
    """Return the trial of a design whose doses are decided; ValueError, a sentence, for one without such a decision.

    Where the grid varies one cell type only, that one is the axis and the other is given to all alike.
    """
    if design.decision.family == "none" or not design.grid or design.cohorts is None:
        raise ValueError(f"the design {design.id} decides on no dose: it has no rule, no grid or no cohorts")
    arm = next(one for one in design.arms if one.id == design.grid[0].arm)
    cells, doses, second, start = _grids(design)
    return DoseDesign(
        rule=_rule(design.decision),
        doses=doses,
        second=second,
        unit=" + ".join(f"{dose.unit} {kind}" for kind in cells if (dose := arm.dose(kind))),
        cohort=design.cohorts.size,
        most=design.cohorts.size * design.cohorts.count,
        window_days=float(design.decision.window_days or design.times.window_days),
        start=start,
        route=arm.route,
        infusions=len(arm.infusions),
    )


def _grids(design: Design) -> tuple[tuple[str, ...], Grid, Grid, int]:
    """Return the cell types of the axes, both grids and the first dose, counted from 1."""
    cd34 = [level.cd34 for level in design.grid]
    msc = [level.msc for level in design.grid]
    first = design.cohorts.first_level if design.cohorts else None
    at = next((k for k, level in enumerate(design.grid) if level.id == first), 0)
    if design.decision.family == "boin_comb":
        both = _amounts(cd34), _amounts(msc)
        if at and design.grid[at] != design.grid[0]:
            raise ValueError(f"the design {design.id}: a trial of pairs starts with the lowest pair")
        return ("cd34", "msc"), *both, 1
    kind, axis = ("cd34", cd34) if len(set(cd34)) > 1 else ("msc", msc)
    doses = _amounts(axis)
    if len(doses) != len(axis):
        raise ValueError(
            f"the design {design.id}: two levels of the grid have the same number of {kind} cells"
        )
    return (kind,), doses, (), doses.index(float(axis[at] or 0)) + 1


def _amounts(values: list[Decimal | None]) -> Grid:
    return tuple(sorted({float(value) for value in values if value is not None}))


def _rule(said: Decision) -> Rule:
    if said.family == "3+3":
        return ThreePlusThree()
    if said.target is None:
        raise ValueError(f"the rule {said.family} needs a target")
    target, cutoff = float(said.target), CUTOFF if said.overdose is None else float(said.overdose)
    if said.family in {"boin", "boin_comb"}:
        kind = Boin if said.family == "boin" else BoinPairs
        safe, toxic = _multiples(said, target)
        return kind(target=target, cutoff=cutoff, safe=safe, toxic=toxic, least=said.least_treated or 3)
    if said.family in {"keyboard", "mtpi2"}:
        interval = Keyboard if said.family == "keyboard" else MtpiTwo
        return interval(
            target=target, half_width=_half(said, target), cutoff=cutoff, least=said.least_treated or 1
        )
    if said.family == "obd":
        return Optimum(
            most_toxicity=target,
            least_efficacy=float(said.least_efficacy or 0),
            margin=float(said.plateau or 0),
            toxicity_odds=cutoff,
        )
    model = Crm if said.family == "crm" else TiteCrm
    return model(
        target=target,
        skeleton=tuple(map(float, said.skeleton)),
        prior_sd=float(said.prior_sd or 0),
        cutoff=None if said.overdose is None else cutoff,
    )


def _multiples(said: Decision, target: float) -> tuple[float, float]:
    low = SAFE if said.low is None else float(said.low) / target
    return low, TOXIC if said.high is None else float(said.high) / target


def _half(said: Decision, target: float) -> float:
    low, high = float(said.low or 0), float(said.high or 1)
    if abs((target - low) - (high - target)) > 1e-9:
        raise ValueError(f"the interval {low} to {high} does not lie evenly around the target of {target}")
    return (high - low) / 2
