"""Counted CD34 cells: numerator and denominator first, every percentage and density with its interval.

No count here is engraftment: the cells are autologous and unlabelled, so infused and resident ones cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from hepatica.stats.intervals import Interval
from hepatica.stats.repeated_counts import exact_of_readings, poisson_of_readings, wilson_of_readings
from hepatica.study.tissue import Flags, Method

SINGLE_STAIN = "CD34+ (endothelial + haematopoietic)"
"""What a single stain counts: most of it is endothelium."""


class Precision(StrEnum):
    """What so many target events are good for."""

    NOT_QUANTIFIABLE = "not quantifiable"
    IMPRECISE = "imprecise"
    QUANTIFIABLE = "quantifiable"


@dataclass(frozen=True, kw_only=True)
class Count:
    """Positive cells of counted cells in an area, by one reading or by several of one specimen added up.

    Readings of one specimen share its cells: rates come from all, interval widths and events from one. Raises ValueError
    for a count that cannot be.
    """

    positive: int
    counted: int
    area_mm2: Decimal | None = None
    """Area in which the cells were counted, added up over the readings; None where one was not recorded."""
    readings: int = 1

    def __post_init__(self) -> None:
        """Refuse more positive than counted, nothing counted, and an area that is none."""
        if self.positive < 0 or self.counted < 1 or self.positive > self.counted:
            raise ValueError(f"{self.positive} positive of {self.counted} counted cells is not a count")
        if self.readings < 1:
            raise ValueError(f"a count cannot come from {self.readings} readings")
        if self.area_mm2 is not None and not (self.area_mm2.is_finite() and self.area_mm2 > 0):
            raise ValueError(f"cells cannot be counted in an area of {self.area_mm2} mm²")

    @property
    def share(self) -> Fraction:
        """Give positive over counted, exactly."""
        return Fraction(self.positive, self.counted)

    @property
    def percent(self) -> Decimal:
        """Give positive cells per hundred counted."""
        return Decimal(100 * self.positive) / self.counted

    @property
    def per_1000(self) -> Decimal:
        """Give positive cells per 1 000 counted."""
        return Decimal(1000 * self.positive) / self.counted

    @property
    def per_mm2(self) -> Decimal | None:
        """Give positive cells per mm²; None where the area was not recorded."""
        return None if self.area_mm2 is None else self.positive / self.area_mm2

    @property
    def events(self) -> Fraction:
        """Give the target events of one reading (the mean over the readings)."""
        return Fraction(self.positive, self.readings)

    def wilson(self, *, level: float = 0.95) -> Interval:
        """Give Wilson's interval of the share (0 to 1), within this specimen."""
        return wilson_of_readings(self.positive, self.counted, self.readings, level=level)

    def exact(self, *, level: float = 0.95) -> Interval:
        """Give the exact (Clopper-Pearson) interval of the share (0 to 1), within this specimen."""
        return exact_of_readings(self.positive, self.counted, self.readings, level=level)

    def density(self, *, level: float = 0.95) -> Interval | None:
        """Give the exact Poisson interval of cells per mm²; None where the area was not recorded."""
        if self.area_mm2 is None:
            return None
        return poisson_of_readings(self.positive, float(self.area_mm2), self.readings, level=level)


def pool(counts: Sequence[Count]) -> Count:
    """Add up the readings of one specimen by one method; ValueError for none."""
    if not counts:
        raise ValueError("there is no reading to add up")
    areas = [count.area_mm2 for count in counts]
    known = [area for area in areas if area is not None]
    return Count(
        positive=sum(count.positive for count in counts),
        counted=sum(count.counted for count in counts),
        area_mm2=sum(known, Decimal(0)) if len(known) == len(areas) else None,
        readings=sum(count.readings for count in counts),
    )


def flag_events(events: int | Fraction, flags: Flags) -> Precision:
    """Say what so many target events are good for by the study's two limits.

    Below the first nothing can be said in numbers; a limit itself belongs to the better side. Source: `Flags.reference`.
    """
    if events < flags.imprecise:
        return Precision.NOT_QUANTIFIABLE
    return Precision.IMPRECISE if events < flags.quantifiable else Precision.QUANTIFIABLE


def label_of(method: Method | None) -> str:
    """Say what a count may be called: the study's words for its method, and without them what claims least."""
    return method.label.en if method else SINGLE_STAIN
