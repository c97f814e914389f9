"""What a running trial knows of each participant when it decides: four amounts of cells, follow-up, event, response."""

from __future__ import annotations

from dataclasses import dataclass

from hepatica.design.dose.plan import DoseDesign, Level


@dataclass(frozen=True, kw_only=True)
class Cells:
    """One cell type: what was planned, made, released and infused, in the unit of the design. They differ."""

    planned: float
    manufactured: float | None = None
    released: float | None = None
    infused: float | None = None
    """None, or 0, where nothing has been infused."""


@dataclass(frozen=True, kw_only=True)
class Participant:
    """One participant at the moment of the decision, in the order of treatment."""

    id: str
    cells: tuple[Cells, ...]
    route: str
    infusions: int = 1
    followed_days: float
    """Since the first infusion, at most counted to the end of the window."""
    event: bool = False
    """A dose-limiting event within the window."""
    response: bool | None = None
    """Whether the cells did what they were given for; None while not known."""

    @property
    def infused(self) -> bool:
        """Whether any cells were given."""
        return any(one.infused for one in self.cells)

    @property
    def received(self) -> float:
        """The share of the planned amount that was infused, of the cell type with the smallest; at most 1."""
        return min(min(1.0, (one.infused or 0.0) / one.planned) for one in self.cells)


def checked(design: DoseDesign, participants: tuple[Participant, ...]) -> dict[str, Level]:
    """Return the planned level of each participant by id; ValueError, a sentence with the id, for what cannot be.

    Route and repeats are strata, not doses: participants of two strata are refused, never ranked on one axis.
    """
    found: dict[str, Level] = {}
    for one in participants:
        if one.id in found:
            raise ValueError(f"the participant {one.id} stands twice in the data")
        found[one.id] = _level(design, one)
        _amounts(one)
    _one_stratum(design, participants)
    return found


def _level(design: DoseDesign, one: Participant) -> Level:
    if len(one.cells) != len(design.grids):
        raise ValueError(f"{one.id}: {len(one.cells)} cell types, but the design has {len(design.grids)}")
    level = []
    for cells, grid in zip(one.cells, design.grids, strict=True):
        if cells.planned not in grid:
            known = ", ".join(f"{amount:g}" for amount in grid)
            raise ValueError(f"{one.id}: a planned dose of {cells.planned:g} is none of the doses {known}")
        level.append(grid.index(cells.planned) + 1)
    return tuple(level)


def _amounts(one: Participant) -> None:
    for cells in one.cells:
        chain = (
            ("manufactured", cells.manufactured),
            ("released", cells.released),
            ("infused", cells.infused),
        )
        before: tuple[str, float] | None = None
        for name, amount in chain:
            if amount is None:
                continue
            if amount < 0:
                raise ValueError(f"{one.id}: {amount:g} {name} cannot be")
            if before and amount > before[1]:
                raise ValueError(f"{one.id}: {amount:g} {name} is more than the {before[1]:g} {before[0]}")
            before = (name, amount)
    if one.followed_days < 0 or one.infusions < 1:
        raise ValueError(f"{one.id}: {one.followed_days:g} days after {one.infusions} infusions cannot be")
    if not one.infused and (one.event or one.response):
        raise ValueError(f"{one.id}: an outcome of cells that were not infused is none of this trial's")


def _one_stratum(design: DoseDesign, participants: tuple[Participant, ...]) -> None:
    strata = {(one.route, one.infusions) for one in participants}
    if len(strata) > 1:
        said = "; ".join(f"{route}, {many} infusion{'s' * (many > 1)}" for route, many in sorted(strata))
        raise ValueError(
            f"the participants belong to {len(strata)} strata ({said}): route and repeats are not doses, "
            "so each stratum is decided apart"
        )
    for route, many in strata:
        if design.route not in {None, route} or design.infusions not in {None, many}:
            raise ValueError(
                f"the participants had {route} with {many} infusions, but this design decides for "
                f"{design.route or 'any route'} with {design.infusions or 'any number of'} infusions"
            )
