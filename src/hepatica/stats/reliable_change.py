"""Whether a change of a score is larger than two draws from one stable person would differ by chance.

The score is a sum of logarithms of analytes held within bounds, as MELD is; each analyte varies within a person by a
coefficient of variation, biological and analytical together. Nothing here knows a participant: values come as arguments.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, isfinite, log, log1p, pi, sqrt

import scipy

ROUNDING_SD = sqrt(2 / 12)
"""SD that rounding two scores to whole points adds to their difference: 0.41."""


@dataclass(frozen=True, kw_only=True)
class Analyte:
    """One term of the score, coefficient × ln(value held from ``low`` to ``high``), and how the value varies."""

    name: str
    value: float
    cv: float
    """Within-person coefficient of variation as a fraction: 0.2 for 20 %."""
    coefficient: float
    low: float = 0.0
    high: float = inf

    def __post_init__(self) -> None:
        """Refuse what cannot be measured."""
        if not (self.value > 0 and isfinite(self.value)):
            raise ValueError(f"{self.name}: a value of {self.value} has no logarithm")
        if not (self.cv >= 0 and isfinite(self.cv)):
            raise ValueError(f"{self.name}: a coefficient of variation of {self.cv} cannot be")
        if not 0 <= self.low < self.high:
            raise ValueError(f"{self.name}: bounds from {self.low} to {self.high} hold nothing")


@dataclass(frozen=True, kw_only=True)
class Noise:
    """SD of a score within one stable person, and what each analyte adds."""

    sd: float
    """By the exact moments of the bounded logarithm."""
    delta_sd: float
    """By the delta method: an analyte beyond its bound adds nothing, as if it could not come back."""
    parts: tuple[tuple[str, float], ...]
    """Analyte and its SD in points of the score."""
    method: str = "log-normal within-person variation, bounded"


@dataclass(frozen=True, kw_only=True)
class ReliableChange:
    """A change against the noise of its two measurements."""

    change: float
    limit: float
    """1.96 times the SD of the difference of two measurements."""
    sd_of_difference: float
    larger_than_noise: bool
    level: float
    rounding_sd: float = ROUNDING_SD
    """Not in ``limit``, which is of the unrounded score: what rounding would add."""
    method: str = "reliable change from within-person variation"

    def sentence(self) -> str:
        """Say whether the change is larger than noise, and how large noise is."""
        verdict = "larger than" if self.larger_than_noise else "within"
        return (
            f"A change of {self.change:.1f} points is {verdict} what two draws from one stable person differ by in "
            f"{self.level:.0%} of cases (±{self.limit:.1f}); rounding both scores would add SD {self.rounding_sd:.2f}."
        )


def meld_analytes(
    *,
    bilirubin: float,
    inr: float,
    creatinine: float,
    bilirubin_cv: float,
    inr_cv: float,
    creatinine_cv: float,
) -> tuple[Analyte, ...]:
    """Give the terms of MELD (bilirubin and creatinine in mg/dL): each at least 1, creatinine at most 4. Source: UNOS 2002."""
    return (
        Analyte(name="bilirubin", value=bilirubin, cv=bilirubin_cv, coefficient=3.78, low=1.0),
        Analyte(name="INR", value=inr, cv=inr_cv, coefficient=11.20, low=1.0),
        Analyte(name="creatinine", value=creatinine, cv=creatinine_cv, coefficient=9.57, low=1.0, high=4.0),
    )


def score_noise(analytes: Sequence[Analyte]) -> Noise:
    """Give the SD of a score whose analytes vary independently: ln x normal with SD √ln(1 + CV²), then held in bounds.

    Raises ValueError for no analyte.
    """
    if not analytes:
        raise ValueError("a score without an analyte has no noise")
    parts = tuple((one.name, abs(one.coefficient) * _bounded_sd(one)) for one in analytes)
    delta = [one.coefficient * _log_sd(one) for one in analytes if one.low < one.value < one.high]
    return Noise(
        sd=sqrt(sum(sd**2 for _, sd in parts)), delta_sd=sqrt(sum(sd**2 for sd in delta)), parts=parts
    )


def reliable_change(
    change: float, before: Sequence[Analyte], after: Sequence[Analyte] | None = None, *, level: float = 0.95
) -> ReliableChange:
    """Set a change of the unrounded score against z √(SD₁² + SD₂²): 1.96 √2 SD where both draws vary alike.

    Without ``after`` the second draw varies as the first. Raises ValueError for a change that is not a number or analytes
    that cannot be. Source: Jacobson and Truax 1991; Fraser and Harris 1989 for the reference change value.
    """
    if not isfinite(change):
        raise ValueError(f"a change of {change} is not a number")
    if not 0 < level < 1:
        raise ValueError(f"a level of {level} does not lie between 0 and 1")
    first = score_noise(before).sd
    second = first if after is None else score_noise(after).sd
    spread = sqrt(first**2 + second**2)
    limit = float(scipy.stats.norm.ppf((1 + level) / 2)) * spread
    return ReliableChange(
        change=change,
        limit=limit,
        sd_of_difference=spread,
        larger_than_noise=abs(change) > limit,
        level=level,
    )


def _log_sd(one: Analyte) -> float:
    return sqrt(log1p(one.cv**2))


def _bounded_sd(one: Analyte) -> float:
    """Return the SD of ln x, x log-normal about its value, held between the logarithms of the bounds."""
    sd = _log_sd(one)
    if sd == 0:
        return 0.0
    centre = log(one.value)
    low = (log(one.low) - centre) / sd if one.low > 0 else -inf
    high = (log(one.high) - centre) / sd if isfinite(one.high) else inf
    below, above = float(scipy.stats.norm.cdf(low)), float(scipy.stats.norm.sf(high))
    at_low, at_high = (_density(end) for end in (low, high))
    inside = 1 - below - above
    mean = at_low - at_high + _times(low, below) + _times(high, above)
    square = inside + _times(low, at_low) - _times(high, at_high)
    square += _times(low, _times(low, below)) + _times(high, _times(high, above))
    return sd * sqrt(max(0.0, square - mean**2))


def _density(z: float) -> float:
    return exp(-z * z / 2) / sqrt(2 * pi)


def _times(end: float, weight: float) -> float:
    """Multiply a standardised bound by its weight; a bound that is not there weighs nothing."""
    return end * weight if isfinite(end) else 0.0
