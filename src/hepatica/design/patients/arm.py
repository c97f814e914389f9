"""What an arm plans to do, as the simulation needs it: which cells, how many, by which route, on which days."""

from dataclasses import dataclass
from typing import Literal, get_args

Route = Literal["hepatic_artery", "intravenous", "portal_vein"]
COLLECTION_DAY = 3
"""G-CSF from day 0, leukapheresis on its fourth day."""
CELLS = ("CD34", "MSC")


@dataclass(frozen=True, kw_only=True)
class ArmPlan:
    """One arm: cells in millions for each infusion, days of the infusions from the anchor (day 0, the first G-CSF dose).

    No cells and no G-CSF is standard care. Raises ValueError, in a sentence, for a plan that cannot be.
    """

    name: str
    dose_cd34: float = 0.0
    dose_msc: float = 0.0
    route: Route = "hepatic_artery"
    days: tuple[int, ...] = ()
    gcsf: bool = False
    """G-CSF without collection; arms with CD34+ cells have it in any case."""

    def __post_init__(self) -> None:
        for cells, dose in zip(CELLS, self.doses, strict=True):
            if not 0 <= dose < float("inf"):
                raise ValueError(f"arm {self.name}: {dose} million {cells} cells cannot be planned")
        if self.route not in get_args(Route):
            raise ValueError(
                f"arm {self.name}: no route is called '{self.route}'; there are {', '.join(get_args(Route))}"
            )
        if any(self.doses) != bool(self.days):
            lacking = "no day to infuse them" if any(self.doses) else "no cells for its days of infusion"
            raise ValueError(f"arm {self.name} has {lacking}")
        if list(self.days) != sorted(set(self.days)) or any(day < 0 for day in self.days):
            raise ValueError(
                f"arm {self.name}: days of infusion are from 0 on, each later than the one before"
            )
        if self.dose_cd34 and self.days[0] < COLLECTION_DAY:
            raise ValueError(
                f"arm {self.name}: CD34+ cells collected on day {COLLECTION_DAY} cannot be infused on day {self.days[0]}"
            )

    @property
    def doses(self) -> tuple[float, float]:
        """Return the planned CD34+ and mesenchymal cells of each infusion, in millions."""
        return self.dose_cd34, self.dose_msc

    @property
    def mobilised(self) -> bool:
        """Whether patients receive G-CSF."""
        return self.gcsf or self.dose_cd34 > 0

    @property
    def treated(self) -> bool:
        """Whether anything is done beside standard care."""
        return self.mobilised or bool(self.days)
