"""From a design as it is written to the dose-finding trial that ``decide`` runs: the same rule, grid, cohorts and window."""

from __future__ import annotations

from decimal import Decimal

from hepatica.design.document import Design
from hepatica.design.dose.plan import DoseDesign
from hepatica.design.dose.rules import (
    CUTOFF,
    MOST,
    Boin,
    BoinPairs,
    Crm,
    Keyboard,
    MtpiTwo,
    Optimum,
    OverdoseControl,
    Rule,
    ThreePlusThree,
    TiteBoin,
    TiteCrm,
)
from hepatica.design.proceeding import Decision
from hepatica.stats.dosing.blrm import INDEPENDENT
from hepatica.stats.dosing.boin import SAFE, TOXIC

Grid = tuple[float, ...]
_BOIN: dict[str, type[Boin | TiteBoin | BoinPairs]] = {
    "boin": Boin,
    "tite_boin": TiteBoin,
    "boin_comb": BoinPairs,
}


def decides(design: Design) -> bool:
    """Say whether the design decides on a dose."""
    return design.decision.family != "none" and bool(design.grid) and design.cohorts is not None


def dose_design(design: Design) -> DoseDesign:
    """Return the trial of a design whose doses are decided; ValueError, a sentence, for one without such a decision.

    Where the grid varies one cell type only, that one is the axis and the other is given to all alike.
    """
    if not decides(design) or design.cohorts is None:
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
    if min(len(set(cd34)), len(set(msc))) > 1:
        raise ValueError(
            f"both cell types vary over the grid, and '{design.decision.family}' finds one number: use boin_comb"
        )
    kind, axis = ("cd34", cd34) if len(set(cd34)) > 1 or None in msc else ("msc", msc)
    doses = _amounts(axis)
    if len(doses) != len(axis):
        raise ValueError(
            f"the design {design.id}: two levels of the grid have the same number of {kind} cells"
        )
    return (kind,), doses, (), doses.index(float(axis[at] or 0)) + 1


def _amounts(values: list[Decimal | None]) -> Grid:
    return tuple(sorted({float(value) for value in values if value is not None}))


def _rule(said: Decision) -> Rule:
    """Return the rule of a decision: rates beside the target become the engine's multiples or half-width."""
    if said.family == "3+3":
        return ThreePlusThree()
    if said.family == "blrm":
        return _overdose_control(said)
    if said.target is None:
        raise ValueError(f"the rule {said.family} needs a target")
    target, cutoff = float(said.target), CUTOFF if said.overdose is None else float(said.overdose)
    if said.family in _BOIN:
        kind = _BOIN[said.family]
        safe, toxic = _multiples(said, said.target)
        return kind(target=target, cutoff=cutoff, safe=safe, toxic=toxic, least=said.least_treated or 3)
    if said.family in {"keyboard", "mtpi2"}:
        interval = Keyboard if said.family == "keyboard" else MtpiTwo
        half = _half(said, said.target)
        return interval(target=target, half_width=half, cutoff=cutoff, least=said.least_treated or 1)
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


def _overdose_control(said: Decision) -> OverdoseControl:
    means, sds = _two(said.prior_means, "prior_means"), _two(said.prior_sds, "prior_sds")
    rows = [_two(row, "correlation") for row in said.correlation or ()] or list(INDEPENDENT)
    if len(rows) != 2:
        raise ValueError(f"a correlation matrix of two unknowns has two rows, not {len(rows)}")
    return OverdoseControl(
        reference=float(said.reference_dose or 0),
        proper=(float(said.low or 0), float(said.high or 0)),
        most=MOST if said.overdose is None else float(said.overdose),
        mean=means,
        sd=sds,
        correlation=(rows[0], rows[1]),
    )


def _two(values: tuple[Decimal, ...] | None, name: str) -> tuple[float, float]:
    if values is None or len(values) != 2:
        raise ValueError(f"the curve of overdose control has two unknowns: '{name}' needs two numbers")
    return float(values[0]), float(values[1])


def _multiples(said: Decision, target: Decimal) -> tuple[float, float]:
    return (
        SAFE if said.low is None else float(said.low / target),
        TOXIC if said.high is None else float(said.high / target),
    )


def _half(said: Decision, target: Decimal) -> float:
    """Return how far the key reaches on both sides of the target. Raises ValueError where the sides differ."""
    low, high = said.low or Decimal(0), said.high or Decimal(1)
    if target - low != high - target:
        raise ValueError(
            f"the key must reach as far below the target {target} as above it: {low} and {high} do not"
        )
    return float(target - low)
