"""The dose recommended at the end: by the same rule that led the trial, once every outcome is known."""

from __future__ import annotations

from hepatica.design.dose.known import Known, at, counted
from hepatica.design.dose.plan import DoseDesign, Level
from hepatica.design.dose.rules import BoinPairs, Crm, Optimum, OverdoseControl, ThreePlusThree, TiteCrm
from hepatica.design.dose.step import pairs_gone, pairs_seen, posterior, step
from hepatica.stats.dosing.isotonic import select_dose
from hepatica.stats.dosing.obd import plateau
from hepatica.stats.dosing.pairs import best_pair


def selected(design: DoseDesign, seen: Known) -> tuple[Level | None, str]:
    """Return the level recommended at the end, None for none, and the sentence that says how it was chosen."""
    rule, each = design.rule, seen.seen
    if isinstance(rule, Crm | TiteCrm | ThreePlusThree):
        found = step(design, each, each[-1].level)
        return (None if found.kind == "stop" else found.to), found.reason
    if isinstance(rule, BoinPairs):
        pair = best_pair(*pairs_seen(design, each), gone=pairs_gone(design, rule, each), target=rule.target)
        level: Level | None = None if pair is None else (pair[0] + 1, pair[1] + 1)
        return level, f"The isotonic estimate of this pair is the closest to {rule.target:.0%}."
    if isinstance(rule, OverdoseControl):
        tried = max(one.level[0] for one in each)
        best = posterior(design, rule, each).dose
        return (
            None if best is None else (min(best, tried),)
        ), "It is the highest dose tried that overdose control allows."
    if isinstance(rule, Optimum):
        dose = plateau(*counted(each, design.levels), rule.aims).dose
        said = f"It is the lowest acceptable dose whose efficacy is within {rule.margin:.0%} of the best."
        return (None if dose is None else (dose,)), said
    sizes = [at(each, level) for level in design.levels]
    dose = select_dose(
        [one.size for one in sizes], [one.events for one in sizes], rule.target, cutoff=rule.cutoff
    ).dose
    return (None if dose is None else (dose,)), f"Its isotonic estimate is the closest to {rule.target:.0%}."
