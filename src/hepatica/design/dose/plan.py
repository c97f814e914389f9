"""A dose-finding trial as a value: the grid of planned doses, cohorts, the window of observation, and the rule."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product

from hepatica.design.dose.rules import BoinPairs, Crm, Rule, ThreePlusThree, TiteCrm

Level = tuple[int, ...]
"""The dose of each cell type, counted from 1: (2,), or (2, 1) for two together."""


@dataclass(frozen=True, kw_only=True)
class DoseDesign:
    """What is fixed before the first participant. Raises ValueError, a sentence, for what is no trial."""

    rule: Rule
    doses: tuple[float, ...]
    """Planned amounts, rising."""
    second: tuple[float, ...] = ()
    """Planned amounts of a second cell type given together with the first."""
    unit: str = "cells/kg"
    cohort: int = 3
    most: int = 30
    """Participants treated at most."""
    window_days: float
    """How long a participant is watched before the outcome is known."""
    at_level: float = 0.8
    """Whoever was infused less than this share of the planned amount is not at the planned level."""
    start: int = 1
    route: str | None = None
    infusions: int | None = None
    """The stratum this trial decides in; None where the data hold one only."""

    def __post_init__(self) -> None:
        """Refuse what is no trial."""
        _rising(self.doses, "doses")
        if self.second:
            _rising(self.second, "doses of the second cell type")
        if bool(self.second) != isinstance(self.rule, BoinPairs):
            raise ValueError(
                "two cell types together need the rule boin_comb, and that rule needs both grids"
            )
        if isinstance(self.rule, Crm | TiteCrm) and len(self.rule.skeleton) != len(self.doses):
            raise ValueError(f"a skeleton of {len(self.rule.skeleton)} does not fit {len(self.doses)} doses")
        if self.cohort < 1 or self.most < self.cohort:
            raise ValueError(f"cohorts of {self.cohort} among at most {self.most} are no trial")
        if isinstance(self.rule, ThreePlusThree) and self.cohort != 3:
            raise ValueError(f"the cohorts of a 3+3 are of three, not of {self.cohort}")
        if not self.window_days > 0:
            raise ValueError(f"a window of {self.window_days} days cannot be")
        if not 0 < self.at_level <= 1:
            raise ValueError(f"a share of {self.at_level} of the planned dose does not lie between 0 and 1")
        if not 1 <= self.start <= len(self.doses):
            raise ValueError(f"the starting dose {self.start} is none of the {len(self.doses)} doses")

    @property
    def grids(self) -> tuple[tuple[float, ...], ...]:
        """The planned amounts of each cell type."""
        return (self.doses, self.second) if self.second else (self.doses,)

    @property
    def levels(self) -> tuple[Level, ...]:
        """Every level of the trial, the lowest first."""
        return tuple(product(*(range(1, len(grid) + 1) for grid in self.grids)))

    @property
    def first(self) -> Level:
        """The level of the first cohort."""
        return (self.start, 1) if self.second else (self.start,)

    def planned(self, level: Level) -> tuple[float, ...]:
        """Return the planned amount of each cell type at a level."""
        return tuple(grid[at - 1] for grid, at in zip(self.grids, level, strict=True))

    def named(self, level: Level) -> str:
        """Return the amounts as a person reads them: ``2e+06 cells/kg``."""
        return " + ".join(f"{amount:g}" for amount in self.planned(level)) + f" {self.unit}"


def _rising(grid: tuple[float, ...], name: str) -> None:
    if not grid or not grid[0] > 0:
        raise ValueError(f"the {name} must be a rising list of amounts above 0")
    for low, high in pairwise(grid):
        if not low < high:
            raise ValueError(f"the {name} do not rise: {high:g} follows {low:g}")
