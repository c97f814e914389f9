"""Route and repetition as strata: who is told apart, how many in each, and which differences that lets one see.

A route is not more of another route, and twice is not a higher dose of once. So they never stand on one axis with a rank:
each pair of route and repetition is a stratum of its own, in which the arms are compared and then put together.
"""

from dataclasses import dataclass
from itertools import product
from math import isfinite, sqrt

import scipy

from hepatica.stats.factorial_plan import check_errors

CANNOT_SHOW = (
    "Who gets which route is not drawn by lot unless the design says so: strata differ in more than the route.",
    "A benefit in one stratum and none in another is no difference between them until the difference itself is tested.",
    "Nothing here says which route is the higher one: there is no such order, and none is computed.",
)


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """One route with one number of infusions, its participants in each arm, and the effect it could show by itself."""

    route: str
    infusions: int
    per_arm: int
    detectable: float


@dataclass(frozen=True, kw_only=True)
class StrataPlan:
    """The strata, and the effects that the whole, and differences between strata, could show."""

    strata: tuple[Stratum, ...]
    per_arm: int
    overall: float
    """Smallest effect of treatment over all strata, stratified, with the power asked."""
    between_routes: float | None
    """Smallest difference of that effect between two routes; None with one route."""
    between_repeats: float | None
    sentences: tuple[str, ...]
    cannot_show: tuple[str, ...] = CANNOT_SHOW


def strata_plan(
    routes: tuple[str, ...],
    infusions: tuple[int, ...],
    *,
    per_arm: int,
    sd: float,
    error: float = 0.05,
    power: float = 0.8,
) -> StrataPlan:
    """Return the strata of two arms of ``per_arm``, shared out as evenly as whole people allow.

    Normal approximation, one SD. Raises ValueError for routes or repetitions named twice, fewer than two participants in
    each arm of a stratum, an SD not above 0, or errors that cannot be.
    """
    check_errors(error, power)
    if not (isfinite(sd) and sd > 0):
        raise ValueError(f"a standard deviation of {sd} is not above 0")
    for values, name in ((routes, "routes"), (infusions, "numbers of infusions")):
        if not values or len(set(values)) != len(values):
            raise ValueError(f"{name} are levels side by side: at least one, each named once")
    if min(infusions) < 1:
        raise ValueError(f"{min(infusions)} infusions are no treatment: 1 is once, 2 is twice")
    pairs = list(product(routes, infusions))
    if per_arm < 2 * len(pairs):
        raise ValueError(f"{per_arm} in each arm are too few for {len(pairs)} strata: two in each, at least")
    scale = (float(scipy.stats.norm.isf(error / 2)) + float(scipy.stats.norm.ppf(power))) * sd
    whole, over = divmod(per_arm, len(pairs))
    made = []
    for place, (route, times) in enumerate(pairs):
        here = whole + (place < over)
        made.append(Stratum(route=route, infusions=times, per_arm=here, detectable=scale * sqrt(2 / here)))
    said = f"{whole} or {whole + 1}" if over else f"{whole}"
    strata, overall = tuple(made), scale * sqrt(2 / per_arm)
    return StrataPlan(
        strata=strata,
        per_arm=per_arm,
        overall=overall,
        between_routes=_between(strata, scale, "route"),
        between_repeats=_between(strata, scale, "infusions"),
        sentences=(
            (
                f"{per_arm} in each arm, over {len(strata)} strata of {said}, show an effect of "
                f"{overall:.2g}; a single stratum shows {max(s.detectable for s in strata):.2g}."
            ),
            (
                "A difference of the effect between two levels is an interaction: it must be larger than the effect itself to be "
                "seen."
            ),
        ),
    )


def _between(strata: tuple[Stratum, ...], scale: float, by: str) -> float | None:
    """Return the smallest difference of effects between the two smallest levels of a factor."""
    sizes: dict[object, int] = {}
    for one in strata:
        level = getattr(one, by)
        sizes[level] = sizes.get(level, 0) + one.per_arm
    if len(sizes) < 2:
        return None
    first, second = sorted(sizes.values())[:2]
    return scale * sqrt(2 / first + 2 / second)
