"""A stated number of participants gives the power it states, or the finding says which number would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from hepatica.design.answers.questions import adjusting, sought
from hepatica.design.answers.sought import Sought
from hepatica.design.document import Design
from hepatica.design.inference import COMPARES
from hepatica.stats.factorial_plan import MOST
from hepatica.stats.sequential.boundaries import powered, spent_by
from hepatica.stats.sequential.spending import hwang_shih_decani, obrien_fleming_like, pocock_like
from hepatica.study.lines import Finding

ROUNDED = 0.005
"""A power is stated to two decimals: what falls short by less is the rounding's."""
PLACE = ("sample_size", "per_arm")


@dataclass(frozen=True, kw_only=True)
class Sized:
    """What a number of participants in an arm of share 1 achieves for the question it was chosen for."""

    power: float
    needed: int
    """The smallest number that has the power stated; looks are counted in."""


def lint(design: Design) -> Iterator[Finding]:
    """Yield a number that lacks the power it says, and the refusal of an engine."""
    size = design.sample_size
    if size.power is None:
        return
    try:
        found = sized(design)
    except ValueError as refusal:
        yield Finding(PLACE, str(refusal), ("endpoints",))
        return
    if found is not None and found.power < float(size.power) - ROUNDED:
        said = (
            f"{size.per_arm} for each arm give a power of {found.power:.2f} for this question, not the {size.power} "
            f"it says: {found.needed} would"
        )
        yield Finding(PLACE, said, ("endpoints",))


def sized(design: Design) -> Sized | None:
    """Return the power of the stated number, and the number for the stated power; None where no closed form holds.

    By the formulas of `Sought`, adjusted for the baseline where the analysis adjusts. Looks that may end the trial early
    cost what their spending costs. Raises ValueError, a sentence, for what no sample can show.
    """
    size = design.sample_size
    one = next((e for e in design.endpoints if e.id == size.endpoint), None)
    if one is None or one.question not in COMPARES or size.power is None or size.alpha is None:
        return None
    known = sought(design, one, one.question)
    if known is None:
        return None
    known, inflation = replace(known, correlation=adjusting(design, one)), _inflation(design)
    return Sized(
        power=known.power_at(size.per_arm / inflation),
        needed=ceil(inflation * _least(known) - 1e-6),
    )


def _least(known: Sought) -> float:
    """Return the smallest number with the power, not rounded, at a single look."""
    found = known.exact
    if not found <= MOST:
        raise ValueError(f"no number of participants has a power of {known.power:g} for this question")
    return max(2.0, found)


def _inflation(design: Design) -> float:
    """Return how many more participants the looks cost for the same power."""
    looks, size = design.looks, design.sample_size
    if looks is None or looks.spending == "none" or len(looks.fractions) < 2:
        return 1.0
    spends = {"obrien_fleming": obrien_fleming_like, "pocock": pocock_like}.get(looks.spending)
    spending = spends or hwang_shih_decani(float(looks.gamma or 0))
    bounds = spent_by(tuple(map(float, looks.fractions)), float(size.alpha or 0) / size.sides, spending)
    return powered(bounds, float(size.power or 0)).inflation
