"""Each participant's change, and what is left of it when measurement error is taken for what it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from hepatica.stats.differences import Number, differences

WARNING = "A large change of one participant is partly measurement error: a responder by the number alone may be none"


@dataclass(frozen=True, kw_only=True)
class Shrunken:
    """Changes drawn towards their mean; ``weight`` is the share of the mean in each."""

    changes: tuple[float, ...]
    shrunken: tuple[float, ...]
    mean: float
    weight: float
    between_sd: float
    """Spread of the true changes; 0 where the error alone explains all that is seen."""
    error_sd: float
    method: str = "shrinkage to the mean, spread by moments"
    warning: str = WARNING


def shrink(values: Sequence[Number], *, error_sd: float) -> Shrunken:
    """Give θ = B mean + (1 - B) d with B = e²/(e² + τ²): e the SD of error in one change, τ² = max(0, s² - e²).

    Rounding two scores to whole points alone makes e at least 0.41. Raises ValueError for no pair, one pair, or an error
    that is not above 0. Source: Efron and Morris 1975.
    """
    if not error_sd > 0:
        raise ValueError(f"a measurement error of {error_sd} cannot be: every change carries some")
    d = differences(values)
    mean, between = float(d.mean()), max(0.0, float(d.var(ddof=1)) - error_sd**2)
    weight = error_sd**2 / (error_sd**2 + between)
    return Shrunken(
        changes=tuple(float(one) for one in d),
        shrunken=tuple(float(weight * mean + (1 - weight) * one) for one in d),
        mean=mean,
        weight=weight,
        between_sd=between**0.5,
        error_sd=error_sd,
    )
