"""How the error is spent over the share of information: Lan-DeMets and Hwang-Shih-DeCani."""

from __future__ import annotations

from collections.abc import Callable
from math import e, exp, log

import scipy

Spending = Callable[[float, float], float]
"""(total error, share of information) → error spent so far."""


def obrien_fleming_like(error: float, share: float) -> float:
    """Spend almost nothing early. Source: Lan and DeMets 1983."""
    return float(2 * scipy.stats.norm.sf(scipy.stats.norm.isf(error / 2) / min(share, 1.0) ** 0.5))


def pocock_like(error: float, share: float) -> float:
    """Spend about evenly. Source: Lan and DeMets 1983."""
    return error * log(1 + (e - 1) * min(share, 1.0))


def hwang_shih_decani(gamma: float) -> Spending:
    """Return the family's member: −4 is near O'Brien-Fleming, 1 near Pocock. Source: Hwang, Shih and DeCani 1990."""

    def spend(error: float, share: float) -> float:
        share = min(share, 1.0)
        return error * share if gamma == 0 else error * (1 - exp(-gamma * share)) / (1 - exp(-gamma))

    return spend
