"""From infused cells to what the course feels, under one world: points of MELD, inflammation, ratios of hazards."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hepatica.design.parameters import Parameters
from hepatica.design.patients.arm import ArmPlan
from hepatica.design.patients.course import Influence
from hepatica.design.worlds.world import Action, World

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Acting:
    """What a world does to patients: days in rows (day 0 first), patients in columns."""

    influence: Influence
    death: Floats
    """What the ln hazard of death gains at MELD 15 …"""
    death_per_point: Floats
    """… and for each point above."""
    excess: Floats
    """The share of decompensation that would not have been without the cells."""

    def put(self, who: NDArray[np.int64], other: "Acting") -> None:
        """Write what is done to some patients, by place, into this."""
        for mine, theirs in zip(_arrays(self), _arrays(other), strict=True):
            mine[:, who] = theirs


def nothing(days: int, n: int) -> Acting:
    """Give what standard care does beside itself."""
    zeros = [np.zeros((days + 1, n)) for _ in range(5)]
    return Acting(
        influence=Influence(meld=zeros[0], ln_il6=zeros[1], decompensation=np.ones((days + 1, n))),
        death=zeros[2],
        death_per_point=zeros[3],
        excess=zeros[4],
    )


def act(world: World, arm: ArmPlan, infused: Floats, days: int, parameters: Parameters) -> Acting:
    """Give what a world does to patients infused with so many million cells, (n, infusions, 2), over so many days.

    Cells act by how many are left: A = Σ dose x route x left(t), effect = points x A / (A + half), so that a second
    infusion adds less than the first. Hazard ratios scale with the cells infused by then: ratio ^ (dose / reference dose).
    G-CSF acts on whoever had it, from day 0.
    """
    time = np.arange(days + 1, dtype=np.float64)
    share = reach(world, arm, parameters)
    cd34, msc = (
        _saturation(infused[:, :, column] * share, arm.days, time, action)
        for column, action in enumerate((world.cd34, world.msc))
    )
    gcsf = world.gcsf.left(time)[:, None] * arm.mobilised
    dose = np.zeros((days + 1, len(infused)))
    for k, day in enumerate(arm.days):
        dose += (time >= day)[:, None] * infused[:, k].sum(axis=1)
    dose /= parameters.number("reference.dose")
    ratio = world.decompensation**dose
    meld = world.cd34.meld * cd34 + world.msc.meld * msc + world.interaction * cd34 * msc
    return Acting(
        influence=Influence(
            meld=meld + world.gcsf.meld * gcsf, ln_il6=world.ln_il6 * msc, decompensation=ratio
        ),
        death=np.log(world.death) * dose,
        death_per_point=np.where(dose > 0, world.death_per_point, 0.0),
        excess=np.maximum(0.0, 1 - 1 / ratio),
    )


def reach(world: World, arm: ArmPlan, parameters: Parameters) -> Floats:
    """Give the share of each infusion that acts, (infusions,): by its route, and less after the first where the world says so."""
    chosen = world.vein if arm.route == "intravenous" else None
    share = parameters.number(f"route.{arm.route}") if chosen is None else chosen
    return np.asarray([share * (world.again if k else 1.0) for k in range(len(arm.days))])


def _saturation(cells: Floats, days: tuple[int, ...], time: Floats, action: Action) -> Floats:
    """Give the share of full effect (days, n) of cells (n, infusions) infused on their days."""
    acting = np.zeros((len(time), len(cells)))
    for k, day in enumerate(days):
        acting += action.left(time - day)[:, None] * cells[:, k]
    return np.asarray(acting / (acting + action.half))


def _arrays(acting: Acting) -> tuple[Floats, ...]:
    felt = acting.influence
    return (
        felt.meld, felt.ln_il6, felt.decompensation, acting.death, acting.death_per_point, acting.excess,
    )  # fmt: skip
