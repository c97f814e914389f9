"""What changes from one design to another, in words: nothing that differs stays unsaid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hepatica.design.document import Design
from hepatica.study.diff_walk import Edit, edits
from hepatica.study.diff_words import Vocabulary, plain

SECTIONS = {
    "arms": "Arms",
    "strata": "Strata",
    "allocation": "Allocation",
    "grid": "Doses",
    "cohorts": "Cohorts",
    "stagger": "Stagger",
    "accrual": "Accrual",
    "times": "Times",
    "decision": "Decisions on the dose",
    "stopping": "Stopping rules",
    "endpoints": "Endpoints",
    "sample_size": "Sample size",
    "looks": "Interim looks",
    "borrowing": "Borrowing",
    "priors": "Priors",
    "analysis": "Analysis",
    "assumptions": "Assumptions",
    "simulation": "Simulation",
    "cannot_show": "What it cannot show",
}
"""Field of the design → heading."""
PARTS = {
    "Arm": "arm", "CellDose": "dose", "Assumed": "assumption", "Level": "level", "Stratum": "stratum",
    "StratumLevel": "level of the stratum", "Allocation": "allocation", "Cohorts": "cohorts", "Stagger": "stagger",
    "Accrual": "accrual", "Times": "times", "Decision": "decision rule", "StopRule": "rule", "StopOutcome": "outcome",
    "Endpoint": "endpoint", "SampleSize": "sample size", "Looks": "interim looks", "Prior": "prior",
    "Borrowing": "borrowing", "Analysis": "analysis", "Assumption": "assumption", "Simulation": "simulation",
    "Follows": "study it follows",
}  # fmt: skip
FIELDS = {
    "SampleSize.per_arm": "participants for each arm", "SampleSize.alpha": "alpha", "SampleSize.power": "power",
    "SampleSize.sides": "sides of the test", "SampleSize.dropout": "dropout", "SampleSize.endpoint": "endpoint",
    "Endpoint.delta": "difference worth finding", "Endpoint.sd": "standard deviation", "Endpoint.rate": "rate under standard care",
    "Endpoint.correlation": "correlation with the baseline", "Endpoint.question": "question", "Endpoint.day": "day",
    "Endpoint.death": "strategy for death", "Endpoint.transplant": "strategy for transplantation", "Endpoint.role": "role",
    "Endpoint.type": "type", "Endpoint.variable": "variable", "Endpoint.margin": "margin", "Endpoint.ranks": "ranks",
    "Arm.cells": "cells", "Arm.route": "route", "Arm.infusions": "days of infusion", "Arm.share": "share of the allocation",
    "CellDose.planned": "planned dose", "CellDose.unit": "unit", "CellDose.cells": "cells", "Assumed.fraction": "share",
    "Assumed.mean": "mean", "Assumed.sd": "standard deviation", "Level.msc": "MSC", "Level.cd34": "CD34 cells",
    "Level.arm": "arm", "Stagger.days": "days between participants", "Stagger.sentinel_days": "days after the first",
    "Stagger.participants": "participants it holds for", "Accrual.per_month": "participants a month", "Accrual.sites": "sites",
    "Times.follow_up_days": "days of follow-up", "Times.window_days": "days of the window", "Cohorts.size": "size",
    "Cohorts.count": "number", "Cohorts.first_level": "first level", "Decision.family": "rule", "Decision.target": "target rate",
    "Decision.low": "rate that is too low", "Decision.high": "rate that is too high", "Decision.skeleton": "skeleton",
    "StopRule.family": "family", "StopRule.p0": "rate that is borne", "StopRule.alpha": "chance of a false stop",
    "StopRule.needs": "events that call for a review", "StopRule.counts": "events that count", "StopRule.layer": "layer",
    "StopRule.prior_a": "prior, a", "StopRule.prior_b": "prior, b", "StopRule.window_days": "days of the window",
    "Looks.fractions": "information at the looks", "Looks.spending": "spending", "Looks.futility": "futility",
    "Borrowing.robust_weight": "weight of the vague part", "Borrowing.ess_cap": "most patients it may stand for",
    "Borrowing.studies": "studies", "Borrowing.outcome": "outcome", "Borrowing.months": "months", "Prior.mean": "mean",
    "Prior.sd": "standard deviation", "Prior.observed": "published value", "Prior.family": "family", "Prior.a": "a", "Prior.b": "b",
    "Allocation.method": "method", "Allocation.blocks": "block sizes", "Allocation.masking": "masking",
    "Analysis.method": "method", "Analysis.adjusts_for": "adjusts for", "Analysis.population": "population",
    "Analysis.missing": "missing values", "Assumption.value": "value", "Assumption.low": "low end", "Assumption.high": "high end",
    "Simulation.replicates": "replicates", "Simulation.seed": "seed", "Stratum.levels": "levels", "Stratum.ranked": "ranked",
    "Design.id": "id", "Design.version": "version", "Design.kind": "kind", "Design.cannot_show": "what it cannot show",
    "Design.follows": "the study it follows", "Design.cohorts": "cohorts", "Design.looks": "interim looks",
    "Design.borrowing": "borrowing", "Design.simulation": "simulation", "Follows.sha256": "hash",
    "source": "source", "reference": "reference", "title": "title", "reason": "reason", "version": "version",
}  # fmt: skip
WORDS = Vocabulary(whole="The design", parts=PARTS, fields=FIELDS)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One difference between two designs: where it stands, and what was and is."""

    section: str
    sentence: str
    path: tuple[str, ...]
    what: str
    """changed, added, removed or moved."""

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for ``--json``."""
        return {
            "section": self.section,
            "sentence": self.sentence,
            "path": ".".join(self.path),
            "what": self.what,
        }


def differences(old: Design, new: Design) -> tuple[Difference, ...]:
    """Return every difference between two designs in the order of the document; none only where they are equal."""
    return tuple(_told(edit) for edit in edits(old, new))


def _told(edit: Edit) -> Difference:
    section = SECTIONS.get(edit.path[0], "The design")
    return Difference(section=section, sentence=plain(edit, WORDS), path=edit.path, what=edit.what)
