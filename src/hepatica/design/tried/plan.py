"""What a simulated trial needs of a design: arms in millions of cells, numbers, questions as contrasts, the boundary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from hepatica.design.document import Design
from hepatica.design.patients.arm import COLLECTION_DAY, ArmPlan
from hepatica.design.treatment import Arm
from hepatica.design.tried.schedule import Schedule, schedule
from hepatica.design.tried.watched import Watched, watched

Contrast = Mapping[str, float]
"""Weights by arm; they add up to nothing."""


@dataclass(frozen=True, kw_only=True)
class TrialPlan:
    """A design as one of its simulated trials plays it."""

    arms: tuple[ArmPlan, ...]
    allocated: tuple[int, ...]
    """Participants of each arm."""
    questions: Mapping[str, tuple[Contrast, ...]]
    """Each is answered yes when every one of its contrasts is in favour at the two-sided level."""
    alpha: float
    days: int
    watched: Watched | None = None
    schedule: Schedule | None = None
    """How participants are let in; None where no calendar is asked for."""

    @property
    def participants(self) -> int:
        """Return how many enter."""
        return sum(self.allocated)


def trial_plan(design: Design, *, weight_kg: float) -> TrialPlan:
    """Return the trial of a design; doses per kilogram are multiplied by ``weight_kg``, the same for everybody.

    Raises ValueError, a sentence, for a design that finds a dose or compares nothing, and for a weight that nobody has.
    """
    if design.kind == "dose_finding":
        raise ValueError(
            "A design that finds a dose is judged by `hepatica design dose-odds`; in worlds, arms are compared."
        )
    if design.control is None:
        raise ValueError(
            "This design has no arm of standard care, so no world could tell what its cells did."
        )
    if not 20 <= weight_kg <= 250:
        raise ValueError(
            f"a weight of {weight_kg:g} kg is nobody's: doses per kilogram cannot be planned with it"
        )
    return TrialPlan(
        arms=tuple(_played(arm, weight_kg) for arm in design.arms),
        allocated=tuple(design.enrolled(arm) for arm in design.arms),
        questions=_questions(design),
        alpha=float(design.sample_size.alpha or Decimal("0.05"))
        * (1 if design.sample_size.sides == 2 else 2),
        days=design.times.follow_up_days,
        watched=watched(design),
        schedule=schedule(design),
    )


def _played(arm: Arm, weight_kg: float) -> ArmPlan:
    """Return an arm in millions; infusions begin on the day of collection, in arms without collection too."""
    doses = {
        dose.cells: float(dose.planned) * (weight_kg if dose.unit == "10^6/kg" else 1) for dose in arm.doses
    }
    return ArmPlan(
        name=arm.id,
        dose_cd34=doses.get("cd34", 0.0),
        dose_msc=doses.get("msc", 0.0),
        route="hepatic_artery" if arm.route == "none" else arm.route,
        days=tuple(COLLECTION_DAY + day for day in arm.infusions),
        gcsf=arm.cells == "gcsf",
    )


def _questions(design: Design) -> Mapping[str, tuple[Contrast, ...]]:
    """Return what is asked: for a 2 × 2 its three questions told apart, and for every arm whether it beats standard care."""
    of = {arm.cells: arm.id for arm in design.arms}
    control = of["none"]
    asked_: dict[str, tuple[Contrast, ...]] = {}
    if {"cd34", "msc", "both"} <= of.keys():
        cd34, msc, both = of["cd34"], of["msc"], of["both"]
        asked_ = {
            "main effect of CD34 cells": ({both: 0.5, cd34: 0.5, msc: -0.5, control: -0.5},),
            "main effect of MSC": ({both: 0.5, msc: 0.5, cd34: -0.5, control: -0.5},),
            "both beat each alone": ({both: 1, cd34: -1}, {both: 1, msc: -1}),
            "more together than the sum": ({both: 1, cd34: -1, msc: -1, control: 1},),
        }
    alone = {
        f"{arm.id} beats {control}": ({arm.id: 1.0, control: -1.0},)
        for arm in design.arms
        if arm.id != control
    }
    return asked_ | alone
