"""A stated number of participants gives the power it states, or the finding says which number would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import ceil, log, log1p, sqrt

from scipy.optimize import brentq
from scipy.stats import nct, norm, t

from hepatica.design.answers.questions import adjusting, sought
from hepatica.design.answers.sought import MEANS, Sought
from hepatica.design.document import Design
from hepatica.design.engines import QUESTIONS
from hepatica.design.inference import COMPARES, Endpoint
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

    Means of two arms by the t test, adjusted for the baseline where the analysis adjusts; a 2 × 2 by the normal
    contrast; rates by the score test; ranks by Noether; events by their subdistribution hazards. Looks that may end the
    trial early cost what their spending costs. Raises ValueError, a sentence, for what no sample can show.
    """
    size = design.sample_size
    one = next((e for e in design.endpoints if e.id == size.endpoint), None)
    if one is None or one.question not in COMPARES or size.power is None or size.alpha is None:
        return None
    power_at = _power_of(design, one)
    if power_at is None:
        return None
    inflation = _inflation(design)
    return Sized(
        power=power_at(size.per_arm / inflation),
        needed=ceil(inflation * _least(power_at, float(size.power)) - 1e-6),
    )


def _power_of(design: Design, one: Endpoint) -> Callable[[float], float] | None:
    """Return the power as a function of the participants in an arm of share 1, at a single look."""
    if one.type == "competing":
        return _events(design, one) if one.question not in QUESTIONS else None
    known = sought(design, one, one.question)
    if known is None:
        return None
    known = replace(known, correlation=adjusting(design, one))
    if one.type in MEANS and one.question not in QUESTIONS:
        return _by_t(known)
    return known.power_at


def _by_t(known: Sought) -> Callable[[float], float]:
    """Return the power of the t test, or of the analysis of covariance with one baseline."""
    spread = known.sd * sqrt(1 - known.correlation**2)
    first, second = known.shares

    def power(n: float) -> float:
        df = max(1.0, n * (first + second) - 2 - (known.correlation != 0))
        centre = known.delta / spread / sqrt(1 / (n * first) + 1 / (n * second))
        return float(nct.sf(t.isf(known.error / 2, df), df, centre))

    return power


def _events(design: Design, one: Endpoint) -> Callable[[float], float] | None:
    """Return the power for a share with the event by the endpoint's day, beside what excludes it (Fine and Gray 1999)."""
    size, control = design.sample_size, design.control
    if one.rate is None or one.delta is None or control is None:
        return None
    before = float(one.rate)
    after = before + float(one.delta) * (1 if one.better == "higher" else -1)
    if not 0 < after < 1:
        raise ValueError(f"a rate of {before:g} cannot change by {one.delta}: it would be {after:g}")
    share, own = min(arm.share for arm in design.arms if arm is not control), control.share
    seen = (share * after + own * before) * share * own / (share + own) ** 2
    ratio = abs(log(log1p(-after) / log1p(-before)))
    limit = float(norm.isf(float(size.alpha or 0) / size.sides))
    return lambda n: float(norm.cdf(ratio * sqrt(n * seen) - limit))


def _least(power_at: Callable[[float], float], power: float) -> float:
    """Return the smallest number with the power, not rounded, at a single look."""
    if power_at(2.0) >= power:
        return 2.0
    if power_at(MOST) < power:
        raise ValueError(f"no number of participants has a power of {power:g} for this question")
    return float(brentq(lambda n: power_at(n) - power, 2.0, MOST, xtol=1e-6))


def _inflation(design: Design) -> float:
    """Return how many more participants the looks cost for the same power."""
    looks, size = design.looks, design.sample_size
    if looks is None or looks.spending == "none" or len(looks.fractions) < 2:
        return 1.0
    spends = {"obrien_fleming": obrien_fleming_like, "pocock": pocock_like}.get(looks.spending)
    spending = spends or hwang_shih_decani(float(looks.gamma or 0))
    bounds = spent_by(tuple(map(float, looks.fractions)), float(size.alpha or 0) / size.sides, spending)
    return powered(bounds, float(size.power or 0)).inflation
