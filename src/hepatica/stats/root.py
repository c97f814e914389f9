"""Where a function crosses zero, to a stated tolerance, by the path that published boundaries were found on.

Exposure-time boundaries are printed to ten digits but were solved to 2^-13: only the same method with the same
tolerance gives the same digits. Source: Brent 1973, chapter 4; the interval is widened as R's uniroot documents.
"""

from collections.abc import Callable

TOLERANCE = 2.0**-13
"""Fourth root of the rounding of a double: what R's uniroot stops at unless told otherwise."""
ROUNDING = 2.0**-52
MOST_STEPS = 1000
WIDENED_BY = 0.01

Function = Callable[[float], float]


def crossing(
    f: Function, low: float, high: float, *, tolerance: float = TOLERANCE, widen: bool = False
) -> float:
    """Give a point where ``f`` is zero, between ``low`` and ``high`` or, if ``widen``, beyond them.

    Raises ValueError when the function has one sign at both ends.
    """
    at_low, at_high = f(low), f(high)
    if widen and at_low * at_high > 0:
        low, at_low, high, at_high = _widened(f, (low, at_low), (high, at_high))
    if at_low * at_high > 0:
        raise ValueError(f"no crossing lies between {low:g} and {high:g}")
    if at_low == 0:
        return low
    if at_high == 0:
        return high
    return _brent(f, (low, at_low), (high, at_high), tolerance)


Point = tuple[float, float]


def _brent(f: Function, before: Point, best: Point, tolerance: float) -> float:
    """Secant or inverse quadratic steps while they pay, halving otherwise; ``other`` lies across the zero."""
    other = before
    for _ in range(MOST_STEPS):
        last_step = best[0] - before[0]
        if abs(other[1]) < abs(best[1]):
            before, best, other = best, other, best
        least = 2 * ROUNDING * abs(best[0]) + tolerance / 2
        half = (other[0] - best[0]) / 2
        if abs(half) <= least or best[1] == 0:
            return best[0]
        step = half
        if abs(last_step) >= least and abs(before[1]) > abs(best[1]):
            step = _interpolated(before, best, other, last_step, least)
        if abs(step) < least:
            step = least if step > 0 else -least
        before = best
        x = best[0] + step
        best = (x, f(x))
        if (best[1] > 0) == (other[1] > 0) and best[1] != 0:
            other = before
    raise ValueError(f"no crossing found in {MOST_STEPS} steps")


def _interpolated(before: Point, best: Point, other: Point, last_step: float, least: float) -> float:
    """Give the interpolated step, or half the interval where it would leave it or not shrink it."""
    across = other[0] - best[0]
    s = best[1] / before[1]
    if before[0] == other[0]:
        p, q = across * s, 1 - s
    else:
        r, t = before[1] / other[1], best[1] / other[1]
        p = s * (across * r * (r - t) - (best[0] - before[0]) * (t - 1))
        q = (r - 1) * (t - 1) * (s - 1)
    p, q = (p, -q) if p > 0 else (-p, q)
    if p < 0.75 * across * q - abs(least * q) / 2 and p < abs(last_step * q / 2):
        return p / q
    return across / 2


def _widened(f: Function, low: Point, high: Point) -> tuple[float, float, float, float]:
    """Move both ends outwards in doubling steps until the signs differ."""
    down, up = (WIDENED_BY * max(1e-4, abs(end[0])) for end in (low, high))
    for _ in range(MOST_STEPS):
        if not low[1] * high[1] > 0:
            break
        low = (low[0] - down, f(low[0] - down))
        high = (high[0] + up, f(high[0] + up))
        down, up = 2 * down, 2 * up
    return (*low, *high)
