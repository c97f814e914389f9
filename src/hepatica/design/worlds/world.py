"""A world is what the cells do in it, as somebody supposed it: named, said in a sentence, and never inferred from data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from hepatica.design.parameters import Parameters, load

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Action:
    """What one treatment does to MELD: points at full effect, how fast it comes and wanes (half-lives in days)."""

    meld: float = 0.0
    half: float = 30.0
    """Millions of cells that give half of the full effect; of no meaning for G-CSF."""
    onset: float = 20.0
    wane: float = 365.0

    def __post_init__(self) -> None:
        if not isfinite(self.meld):
            raise ValueError(f"an effect of {self.meld} points cannot be")
        for name in ("half", "onset", "wane"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name}: {getattr(self, name)} is not above 0")

    def left(self, days: Floats) -> Floats:
        """Give the share of an infusion that acts so many days after it; none before."""
        since = np.maximum(days, 0.0)
        return np.where(days < 0, 0.0, (1 - 0.5 ** (since / self.onset)) * 0.5 ** (since / self.wane))


@dataclass(frozen=True, kw_only=True)
class World:
    """What is done to the treated. Ratios are at the reference dose, and 1 for nothing."""

    name: str
    code: str
    sentence: str
    cd34: Action = field(default_factory=Action)
    msc: Action = field(default_factory=Action)
    gcsf: Action = field(default_factory=Action)
    interaction: float = 0.0
    """Points of MELD where both kinds act in full, beside what each does alone."""
    ln_il6: float = 0.0
    """Shift of ln IL-6 where mesenchymal cells act in full."""
    decompensation: float = 1.0
    death: float = 1.0
    death_per_point: float = 0.0
    """What ln hazard of death of the treated gains for each point of MELD above 15."""
    vein: float | None = None
    """Share of the cells by vein that acts, those by artery as 1; None: as the file supposes for every world."""
    again: float = 1.0
    """Share of every infusion after the first that acts."""
    about: Literal["", "route", "repeats"] = ""
    """What the world tells apart: it is asked only of a design that has several of them."""

    def __post_init__(self) -> None:
        for what, ratio in (("decompensation", self.decompensation), ("death", self.death)):
            if not 0 < ratio < float("inf"):
                raise ValueError(
                    f"world {self.name}: a hazard ratio of {ratio} for {what} would make a hazard that cannot be; "
                    "ratios are above 0"
                )
        for what, share in (("vein", self.vein or 0.0), ("again", self.again)):
            if not 0 <= share < float("inf"):
                raise ValueError(f"world {self.name}: {what} is {share}; a share of cells is 0 or more")
        for what, points in (("interaction", self.interaction), ("ln_il6", self.ln_il6)):
            if not isfinite(points):
                raise ValueError(f"world {self.name}: {what} is {points}, not a number")


def worlds(parameters: Parameters | None = None) -> tuple[World, ...]:
    """Return the worlds that every design is asked in, in the order of the file. Raises ValueError for one that cannot be."""
    return tuple(world for world in _every(parameters) if not world.about)


def worlds_about(*what: str, parameters: Parameters | None = None) -> tuple[World, ...]:
    """Return the worlds that tell routes (``route``) or schedules (``repeats``) apart, in the order of the file."""
    return tuple(world for world in _every(parameters) if world.about in what)


def find_world(name: str, parameters: Parameters | None = None) -> World:
    """Return a world by its name or code. Raises ValueError, with the names there are, for an unknown one."""
    every = _every(parameters)
    for world in every:
        if name in {world.name, world.code}:
            return world
    raise ValueError(
        f"no world is called '{name}'; there are {', '.join(f'{w.name} ({w.code})' for w in every)}"
    )


def _every(parameters: Parameters | None) -> tuple[World, ...]:
    chosen = parameters or load("worlds")
    return tuple(
        _world(name, entry.value) for name, entry in chosen.entries.items() if isinstance(entry.value, dict)
    )


def _world(name: str, raw: Mapping[str, Any]) -> World:
    actions = {key: Action(**raw[key]) for key in ("cd34", "msc", "gcsf") if key in raw}
    return World(name=name, **{**raw, **actions})
