"""A design's rules as the engines take them: a boundary by name, a dose-finding trial; one document, one meaning."""

from __future__ import annotations

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
from hepatica.design.proceeding import Decision, StopRule
from hepatica.design.treatment import CELLS_OF, Arm
from hepatica.stats.dosing.boin import SAFE, TOXIC
from hepatica.stats.factorial_plan import Outcome, Question, power_of
from hepatica.stats.monitoring.beta_binomial import Prior
from hepatica.stats.monitoring.rules import SOURCES, Asked

QUESTIONS = {
    "main_effects": Question.MAIN,
    "beats_each": Question.EACH,
    "interaction": Question.INTERACTION,
}
"""Question of an endpoint of a 2 × 2 → the engine's own."""


def asked(rule: StopRule, n: int) -> Asked | None:
    """Return a stopping rule as the exact engine takes it; None for a review and for rules that are no count by number.

    Raises ValueError, a sentence, for what the engine refuses.
    """
    name = rule.family.replace("_", "-")
    if name not in SOURCES or rule.p0 is None or rule.alpha is None:
        return None
    prior = None
    if rule.prior_a is not None and rule.prior_b is not None:
        prior = Prior(a=float(rule.prior_a), b=float(rule.prior_b))
    shape = None if rule.shape is None else float(rule.shape)
    return Asked(
        rule=name,
        n=n,
        p0=float(rule.p0),
        alpha=float(rule.alpha),
        prior=prior,
        p1=None if rule.p1 is None else float(rule.p1),
        nu=shape if name == "chen-chaloner" else None,
        delta=shape if name == "wang-tsiatis" else None,
    )


def outcome(design: Design, *, adjusted: bool) -> Outcome | None:
    """Return the continuous outcome a 2 × 2 design is sized for; None for any other design, or arms of unequal shares.

    ``adjusted`` takes off what the baseline explains. Raises ValueError, a sentence, for what the engine refuses.
    """
    one = next((e for e in design.endpoints if e.id == design.sample_size.endpoint), None)
    if (
        one is None
        or one.question not in QUESTIONS
        or one.type != "continuous"
        or one.delta is None
        or one.sd is None
    ):
        return None
    if len({arm.share for arm in design.arms}) > 1:
        return None
    correlation = float(one.correlation or 0) if adjusted else 0.0
    return Outcome(delta=float(one.delta), sd=float(one.sd), correlation=correlation)


def power(design: Design, question: str, *, adjusted: bool) -> float | None:
    """Return the power of a 2 × 2 design for a question of ``QUESTIONS``, normal approximation; None as ``outcome``."""
    size, known = design.sample_size, outcome(design, adjusted=adjusted)
    if known is None or size.alpha is None:
        return None
    error = float(size.alpha) * (1 if size.sides == 2 else 2)
    return power_of(known, QUESTIONS[question], size.per_arm, error=error)


def dose_design(design: Design) -> DoseDesign | None:
    """Return the dose-finding trial of a design, or None where it decides on no dose.

    Its doses are the planned numbers of the cell type that the grid varies; of two together, CD34 cells stand first.
    Raises ValueError, a sentence, for what the engine refuses.
    """
    decision, cohorts = design.decision, design.cohorts
    if decision.family == "none" or cohorts is None or not design.grid:
        return None
    arm = next((arm for arm in design.arms if arm.id == design.grid[0].arm), None)
    if arm is None:
        return None
    grids = {
        cells: tuple(
            sorted({float(number) for level in design.grid if (number := getattr(level, cells)) is not None})
        )
        for cells in CELLS_OF[arm.cells]
    }
    varied = [cells for cells, grid in grids.items() if len(grid) > 1] or list(grids)[:1]
    if decision.family == "boin_comb":
        varied = list(grids)
    elif len(varied) > 1:
        raise ValueError(
            f"both cell types vary over the grid, and '{decision.family}' finds one number: use boin_comb"
        )
    first = next((one for one in design.grid if one.id == cohorts.first_level), design.grid[0])
    return DoseDesign(
        rule=_rule(decision),
        doses=grids[varied[0]],
        second=grids[varied[1]] if len(varied) > 1 else (),
        unit=" and ".join(dict.fromkeys(_unit(arm, cells) for cells in varied)),
        cohort=cohorts.size,
        most=cohorts.size * cohorts.count,
        window_days=float(decision.window_days or design.times.window_days),
        start=grids[varied[0]].index(float(getattr(first, varied[0]))) + 1,
        route=arm.route,
        infusions=len(arm.infusions),
    )


def _unit(arm: Arm, cells: str) -> str:
    dose = arm.dose(cells)
    return dose.unit if dose is not None else "10^6"


def _rule(decision: Decision) -> Rule:
    """Return the rule of a decision: rates beside the target become the engine's multiples or half-width."""
    target = float(decision.target or 0)
    cutoff = CUTOFF if decision.overdose is None else float(decision.overdose)
    skeleton, prior_sd = tuple(map(float, decision.skeleton)), float(decision.prior_sd or 0)
    match decision.family:
        case "boin" | "boin_comb":
            safe = SAFE if decision.low is None else float(decision.low / (decision.target or 1))
            toxic = TOXIC if decision.high is None else float(decision.high / (decision.target or 1))
            kind = Boin if decision.family == "boin" else BoinPairs
            return kind(target=target, cutoff=cutoff, safe=safe, toxic=toxic)
        case "keyboard" | "mtpi2":
            half = Keyboard if decision.family == "keyboard" else MtpiTwo
            return half(target=target, half_width=_half_width(decision), cutoff=cutoff)
        case "crm":
            return Crm(target=target, skeleton=skeleton, prior_sd=prior_sd, cutoff=_cutoff(decision))
        case "tite_crm":
            return TiteCrm(target=target, skeleton=skeleton, prior_sd=prior_sd, cutoff=_cutoff(decision))
        case "obd":
            return Optimum(
                most_toxicity=target,
                least_efficacy=float(decision.least_efficacy or 0),
                margin=float(decision.plateau or 0),
            )
        case _:
            return ThreePlusThree()


def _cutoff(decision: Decision) -> float | None:
    return None if decision.overdose is None else float(decision.overdose)


def _half_width(decision: Decision) -> float:
    """Return how far the key reaches on both sides of the target. Raises ValueError where the sides differ."""
    target, low, high = decision.target or 0, decision.low or 0, decision.high or 0
    if target - low != high - target:
        raise ValueError(
            f"the key must reach as far below the target {target} as above it: {low} and {high} do not"
        )
    return float(target - low)
