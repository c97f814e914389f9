"""What happens to one participant of a design, as days from the first infusion: collection, infusions, visits.

A design names infusions and endpoints. The days before them stand in the protocol that follows; until it is written they
are those of the study folder of NCT04243681: marrow five weeks before, a biopsy in the week before, G-CSF from day −3.
"""

from __future__ import annotations

from dataclasses import dataclass

from hepatica.design.document import Design
from hepatica.design.patients.arm import COLLECTION_DAY
from hepatica.design.treatment import CELLS_OF, Arm
from hepatica.design.words import ROUTES

MARROW, BIOPSY = -35, -5
"""Days of the marrow and of the biopsy before the infusion, in the schedule of NCT04243681."""
TISSUE = frozenset({"CD34", "CD34_SINUSOIDS"})
"""Variables that are read in a piece of the liver."""
_NTH = ("", "second", "third", "fourth", "fifth", "sixth")


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something that happens, from its first to its last day (counted from the first infusion, 0)."""

    first: int
    last: int
    what: str
    how: str = ""

    @property
    def days(self) -> str:
        """Write when: ``day −3 to 0``."""
        first, last = (f"{day}".replace("-", "\N{MINUS SIGN}") for day in (self.first, self.last))
        return f"day {first}" if first == last else f"day {first} to {last}"

    @property
    def said(self) -> str:
        """Write when and how, in one line."""
        return ", ".join(part for part in (self.days, self.how) if part)


def fullest(design: Design) -> Arm:
    """Return the arm to which most is done: most cell products, then most infusions, then the first."""
    return max(
        design.arms, key=lambda arm: (len(CELLS_OF[arm.cells]), len(arm.infusions), arm.cells == "gcsf")
    )


def biopsied(design: Design) -> bool:
    """Tell whether the design asks for a piece of the liver that care does not need."""
    return any(one.variable in TISSUE for one in design.endpoints)


def moments(design: Design) -> tuple[Moment, ...]:
    """Return what happens to a participant of the fullest arm, in order."""
    arm = fullest(design)
    found = [*_before(design, arm), *_infusions(arm), *_after(design)]
    return tuple(sorted(found, key=lambda one: (one.first, one.last)))


def _before(design: Design, arm: Arm) -> list[Moment]:
    found = []
    if "msc" in CELLS_OF[arm.cells]:
        found.append(Moment(first=MARROW, last=MARROW, what="marrow taken"))
    if biopsied(design):
        found.append(Moment(first=BIOPSY, last=BIOPSY, what="first biopsy"))
    if arm.cells == "gcsf":
        found.append(Moment(first=-COLLECTION_DAY, last=0, what="G-CSF"))
    return found


def _infusions(arm: Arm) -> list[Moment]:
    """Return infusions; the first with G-CSF and collection where CD34 cells are part of it."""
    found = []
    way = f"by the {ROUTES[arm.route]}" if arm.route != "none" else ""
    for number, day in enumerate(arm.infusions):
        collected = number == 0 and "cd34" in CELLS_OF[arm.cells]
        nth = f"{_NTH[number]} infusion".strip() if number < len(_NTH) else f"infusion {number + 1}"
        what = "G-CSF, leukapheresis, infusion" if collected else nth
        found.append(Moment(first=day - COLLECTION_DAY if collected else day, last=day, what=what, how=way))
    return found


def _after(design: Design) -> list[Moment]:
    end = design.times.follow_up_days
    days = sorted({one.day for one in design.endpoints if 0 < one.day <= end} | {end})
    tissue = {one.day for one in design.endpoints if one.variable in TISSUE}
    found = []
    for day in days:
        parts = ["end of follow-up" if day == end else "visit", *(["second biopsy"] if day in tissue else [])]
        found.append(Moment(first=day, last=day, what=", ".join(reversed(parts))))
    return found
