"""Intervals for one specimen that several readers counted.

Two readers of one section see the same cells, so their counts are no larger sample: the proportion comes from all readings,
the width from one. With one reading these are Wilson's, Clopper and Pearson's and Garwood's intervals.
"""

from __future__ import annotations

from math import sqrt

import scipy

from hepatica.stats.intervals import Interval


def wilson_of_readings(x: int, n: int, readings: int, *, level: float = 0.95) -> Interval:
    """Give Wilson's interval for x of n cells that ``readings`` readings counted together."""
    events, size = _mean(x, n, readings, level)
    z = float(scipy.stats.norm.ppf((1 + level) / 2))
    share, square = events / size, z * z / size
    centre = (share + square / 2) / (1 + square)
    half = z * sqrt(share * (1 - share) / size + square / (4 * size)) / (1 + square)
    return Interval(
        lower=0.0 if x == 0 else centre - half,
        upper=1.0 if x == n else centre + half,
        level=level,
        method="Wilson",
    )


def exact_of_readings(x: int, n: int, readings: int, *, level: float = 0.95) -> Interval:
    """Give Clopper and Pearson's interval for x of n cells that ``readings`` readings counted together."""
    events, size = _mean(x, n, readings, level)
    tail = (1 - level) / 2
    return Interval(
        lower=0.0 if x == 0 else float(scipy.stats.beta.ppf(tail, events, size - events + 1)),
        upper=1.0 if x == n else float(scipy.stats.beta.ppf(1 - tail, events + 1, size - events)),
        level=level,
        method="Clopper-Pearson",
    )


def poisson_of_readings(x: int, exposure: float, readings: int, *, level: float = 0.95) -> Interval:
    """Give Garwood's interval for x events in an exposure (mm²) that ``readings`` readings counted together."""
    if not exposure > 0:
        raise ValueError(f"an exposure cannot be {exposure}")
    events, size = _mean(x, max(x, 1), readings, level)[0], exposure / readings
    tail = (1 - level) / 2
    return Interval(
        lower=0.0 if x == 0 else float(scipy.stats.chi2.ppf(tail, 2 * events)) / 2 / size,
        upper=float(scipy.stats.chi2.ppf(1 - tail, 2 * (events + 1))) / 2 / size,
        level=level,
        method="Poisson exact",
    )


def _mean(x: int, n: int, readings: int, level: float) -> tuple[float, float]:
    if n < 1 or not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is not a proportion")
    if readings < 1:
        raise ValueError(f"a count cannot come from {readings} readings")
    if not 0 < level < 1:
        raise ValueError(f"a confidence level of {level} does not lie between 0 and 1")
    return x / readings, n / readings
