"""Group-sequential designs: boundaries by a shape or by spending, futility that does not bind, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import scipy

from hepatica.stats.sequential.process import Crossing, Walk, crossing
from hepatica.stats.sequential.spending import Spending


@dataclass(frozen=True, kw_only=True)
class Boundaries:
    """Boundaries of the standardised statistic at the shares of information."""

    shares: tuple[float, ...]
    upper: tuple[float, ...]
    lower: tuple[float, ...] | None = None
    error: float
    """One-sided; futility does not lower it, so that it may be overruled."""

    @property
    def spent(self) -> tuple[float, ...]:
        """Return the error spent at each look when nothing happens and futility is overruled."""
        return crossing(self.shares, self.upper, 0.0).upper


@dataclass(frozen=True, kw_only=True)
class Design:
    """Boundaries with the information that gives them their power, as a multiple of a single look's."""

    boundaries: Boundaries
    power: float
    inflation: float
    drift: float
    """Drift per unit of the single look's information: the sum of both normal quantiles."""

    @property
    def information(self) -> tuple[float, ...]:
        """Return the information at each look, in the single look's."""
        return tuple(self.inflation * share for share in self.boundaries.shares)

    def at(self, part: float) -> Crossing:
        """Return the crossings when the truth is this part of the effect planned for: 0 nothing, 1 all."""
        b = self.boundaries
        return crossing(self.information, b.upper, part * self.drift, lower=b.lower)

    def expected(self, part: float) -> float:
        """Return the mean information at the end, in the single look's."""
        return self.at(part).expected(self.information)


def equally_spaced(looks: int) -> tuple[float, ...]:
    """Return the shares of information of looks at equal distances."""
    if looks < 1:
        raise ValueError(f"{looks} looks cannot be")
    return tuple((k + 1) / looks for k in range(looks))


def _checked(shares: Sequence[float], error: float) -> tuple[float, ...]:
    found = tuple(map(float, shares))
    if (
        not found
        or not all(map(isfinite, found))
        or abs(found[-1] - 1) > 1e-9
        or any(b <= a for a, b in zip((0.0, *found), found, strict=False))
    ):
        raise ValueError("shares of information rise from above 0 to 1")
    if not 0 < error < 0.5:
        raise ValueError(f"a one-sided error of {error} does not lie between 0 and a half")
    return found


def shaped(shares: Sequence[float], error: float, *, delta: float) -> Boundaries:
    """Return boundaries c × share^(delta − ½): O'Brien-Fleming at 0, Pocock at ½, Wang-Tsiatis between. Source: 1987."""
    times = _checked(shares, error)

    def overspent(c: float) -> float:
        return sum(crossing(times, [c * t ** (delta - 0.5) for t in times], 0.0).upper) - error

    c = float(scipy.optimize.brentq(overspent, scipy.stats.norm.isf(error) * 0.9, 8.0, xtol=1e-11))
    return Boundaries(shares=times, upper=tuple(c * t ** (delta - 0.5) for t in times), error=error)


def spent_by(shares: Sequence[float], error: float, spending: Spending) -> Boundaries:
    """Return boundaries that spend the error by a function of the share of information."""
    times = _checked(shares, error)
    walk, upper, before = Walk(0.0), [], 0.0
    for at, share in enumerate(times):
        spend = spending(error, share)
        upper.append(_upper(walk, share, spend - before))
        before = spend
        if at + 1 < len(times):
            walk.move_on(share, float("-inf"), upper[-1])
    return Boundaries(shares=times, upper=tuple(upper), error=error)


def _upper(walk: Walk, share: float, spend: float) -> float:
    if spend <= 1e-15:
        return 20.0
    return float(scipy.optimize.brentq(lambda z: walk.beyond(share, z) - spend, -10.0, 20.0, xtol=1e-11))


def powered(boundaries: Boundaries, power: float, *, futility: Spending | None = None) -> Design:
    """Return the design with the information it needs; ``futility`` spends the other error on lower boundaries.

    Raises ValueError for a power that cannot be.
    """
    if not boundaries.error < power < 1:
        raise ValueError(f"a power of {power} does not lie between the error and 1")
    drift = float(scipy.stats.norm.isf(boundaries.error) + scipy.stats.norm.ppf(power))

    def missing(inflation: float) -> float:
        info = [inflation * share for share in boundaries.shares]
        if futility is None:
            return sum(crossing(info, boundaries.upper, drift).upper) - power
        lower = _futility(info, boundaries, drift, 1 - power, futility)
        return boundaries.upper[-1] - lower[-1]

    inflation = float(scipy.optimize.brentq(missing, 0.5, 4.0, xtol=1e-11))
    if futility is not None:
        info = [inflation * share for share in boundaries.shares]
        lower = _futility(info, boundaries, drift, 1 - power, futility)
        boundaries = Boundaries(
            shares=boundaries.shares,
            upper=boundaries.upper,
            lower=(*lower[:-1], boundaries.upper[-1]),
            error=boundaries.error,
        )
    return Design(boundaries=boundaries, power=power, inflation=inflation, drift=drift)


def _futility(
    info: Sequence[float], boundaries: Boundaries, drift: float, error: float, spending: Spending
) -> list[float]:
    """Return lower boundaries that spend the second error when the effect is as planned."""
    walk, lower, before = Walk(drift), [], 0.0
    for at, (information, share) in enumerate(zip(info, boundaries.shares, strict=True)):
        spend = spending(error, share)
        part = spend - before

        def overspent(z: float, information: float = information, part: float = part) -> float:
            return walk.below(information, z) - part

        # With more information than is needed, fewer go on than the error allows: every boundary would do.
        enough = walk.below(information, 20.0) > part
        lower.append(float(scipy.optimize.brentq(overspent, -20.0, 20.0, xtol=1e-11)) if enough else 20.0)
        before = spend
        if at + 1 < len(info):
            if lower[-1] >= boundaries.upper[at]:
                lower[-1] = boundaries.upper[at] - 1e-9
            walk.move_on(information, lower[-1], boundaries.upper[at])
    return lower
