"""One door to a design played in worlds, whether it compares arms or finds a dose: its plan, its worlds, its work, its record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from hepatica.design.document import Design
from hepatica.design.dose.planned import decides
from hepatica.design.label import digest_of
from hepatica.design.replicates import Block, Tally
from hepatica.design.tried.choice import factors
from hepatica.design.tried.dose_plan import DosePlan, dose_plan
from hepatica.design.tried.dose_told import dose_told
from hepatica.design.tried.dosed import play_doses, truth
from hepatica.design.tried.plan import TrialPlan, trial_plan
from hepatica.design.tried.played import play
from hepatica.design.tried.told import told
from hepatica.design.worlds.simulate import Nature
from hepatica.design.worlds.world import World, worlds, worlds_about
from hepatica.design.written import sha256

Plan = TrialPlan | DosePlan


def plan_of(design: Design, *, weight_kg: float) -> Plan:
    """Return how a design is played. Raises ValueError, a sentence, for one that no world can judge, or an unlikely weight."""
    return (
        dose_plan(design, weight_kg=weight_kg) if decides(design) else trial_plan(design, weight_kg=weight_kg)
    )


def worlds_of(plan: Plan) -> tuple[World, ...]:
    """Return the worlds a design is asked in: those for all, and those that tell its routes or its schedules apart."""
    asked = () if isinstance(plan, DosePlan) else [one.name for one in factors(plan.arms)]
    return (*worlds(), *worlds_about(*asked))


def work_of(plan: Plan, world: World, supposed: Nature, seed: int) -> Callable[[Block], Tally]:
    """Return what plays a block of trials; processes can be handed it."""
    if isinstance(plan, DosePlan):
        return partial(play_doses, plan, truth(plan, world, supposed, seed), world, supposed, seed)
    return partial(play, plan, world, supposed, seed)


def named_of(design: Design, plan: Plan, world: World, supposed: Nature, seed: int) -> str:
    """Name everything that the numbers hang on in one short hash."""
    return digest_of(sha256(design), repr(plan), repr(world), supposed.digest, str(seed))


def told_of(
    design: Design, plan: Plan, found: Mapping[World, Tally], supposed: Nature, seed: int, weight: float
) -> dict[str, Any]:
    """Tell what trials came to in each world, as plain values: see ``told`` and ``dose_told``."""
    if isinstance(plan, DosePlan):
        return dose_told(design, plan, found, supposed, seed, weight)
    return told(design, plan, found, seed, weight)
