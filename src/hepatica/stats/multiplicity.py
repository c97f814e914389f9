"""Several p values of one family, adjusted together: which family, by which method, is part of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Adjustment = Literal["Bonferroni", "Holm", "Hochberg"]


@dataclass(frozen=True, kw_only=True)
class AdjustedP:
    """One p value before and after."""

    name: str
    p: float
    adjusted: float
    floor: float = 0.0
    """The smallest p the test itself could give; an adjusted p is never smaller."""


@dataclass(frozen=True, kw_only=True)
class AdjustedFamily:
    """A family of p values; ``each`` in the order given."""

    family: str
    each: tuple[AdjustedP, ...]
    method: Adjustment


def adjust(
    p_values: Mapping[str, float],
    *,
    family: str,
    method: Adjustment = "Holm",
    floors: Mapping[str, float] | None = None,
) -> AdjustedFamily:
    """Adjust the p values of one named family so that the chance of any false finding stays below the level.

    Holm needs no assumption and is never weaker than Bonferroni; Hochberg assumes that the tests do not depend on each
    other negatively. ``floors`` are the smallest attainable p by name. Raises ValueError without a family's name, without p values, or for one outside 0 to 1.
    Sources: Holm 1979; Hochberg 1988.
    """
    if not family.strip():
        raise ValueError("name the family: an adjustment without it cannot be judged")
    if not p_values:
        raise ValueError(f"the family {family} has no p value to adjust")
    for name, p in p_values.items():
        if not 0 <= p <= 1:
            raise ValueError(f"{p} is not a p value: {name} of the family {family}")
    ascending = sorted(p_values, key=lambda name: p_values[name])
    m = len(ascending)
    adjusted: dict[str, float] = {}
    match method:
        case "Bonferroni":
            adjusted = {name: min(1.0, m * p_values[name]) for name in ascending}
        case "Holm":
            running = 0.0
            for place, name in enumerate(ascending):
                running = max(running, min(1.0, (m - place) * p_values[name]))
                adjusted[name] = running
        case "Hochberg":
            running = 1.0
            for place, name in reversed(list(enumerate(ascending))):
                running = min(running, (m - place) * p_values[name])
                adjusted[name] = running
    least = floors or {}
    each = tuple(
        AdjustedP(name=name, p=p, adjusted=adjusted[name], floor=least.get(name, 0.0))
        for name, p in p_values.items()
    )
    return AdjustedFamily(family=family, each=each, method=method)
