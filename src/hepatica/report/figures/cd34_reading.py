"""What a pair of liver biopsies lets one say, by a rule fixed before unmasking.

Cells rose when the rate of counted cells grew by the study's ratio or more; so did the sinusoids by theirs. Counts
are compared as exact fractions. The words never say that infused cells stayed: they cannot be told apart.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hepatica.report import text as write
from hepatica.report.text import number

CELLS = "CD34⁺"


@dataclass(frozen=True, kw_only=True)
class Biopsy:
    """One biopsy: counted cells over counted nuclei, the caller's exact interval (per 1 000 nuclei), sinusoids.

    `area` is the CD34⁺ sinusoidal area in per cent of parenchyma, None when it was not measured.
    """

    date: str
    day: int
    cells: int
    nuclei: int
    lower: Decimal
    upper: Decimal
    area: Decimal | None
    href: str = ""

    def __post_init__(self) -> None:
        """Refuse counts and bounds that cannot belong together."""
        if not 0 <= self.cells <= self.nuclei or self.nuclei == 0:
            raise ValueError(
                f"biopsy of {self.date}: {self.cells} cells of {self.nuclei} nuclei is not a count"
            )
        if not self.lower <= Decimal(self.cells) * 1000 / self.nuclei <= self.upper:
            raise ValueError(
                f"biopsy of {self.date}: the interval {self.lower} to {self.upper} misses its own count"
            )

    @property
    def rate(self) -> Fraction:
        """Give cells per 1 000 nuclei, exactly."""
        return Fraction(self.cells * 1000, self.nuclei)

    @property
    def count(self) -> str:
        """Write the numerator and the denominator."""
        return f"{number(self.cells)}/{number(self.nuclei)}"


@dataclass(frozen=True, kw_only=True)
class ReadingRule:
    """The study folder's ratios: from which growth cells, and sinusoids, count as risen."""

    cells_ratio: Decimal
    sinusoid_ratio: Decimal


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The biopsies of one participant; a missing one has its reason in `missing`."""

    digit: int
    code: str
    before: Biopsy | None
    after: Biopsy | None
    missing: str = ""

    def __post_init__(self) -> None:
        """Refuse a gap without a reason."""
        if (self.before is None or self.after is None) and not self.missing:
            raise ValueError(f"participant {self.code}: a biopsy is missing and no reason is given")


def read_pair(pair: Pair, rule: ReadingRule) -> tuple[str, str]:
    """Give the reading of a pair: its sentence in bold and what supports or limits it."""
    before, after = pair.before, pair.after
    if before is None and after is None:
        return "No biopsy.", "Nothing is shown."
    if before is None or after is None:
        return "No pair.", f"{'Baseline' if before else 'Second biopsy'} shown; not imputed."
    if after.cells == 0:
        allowed = number(after.upper, 1)
        words = "No cell found after infusion." if before.cells else "No cell found before or after."
        return words, f"0 of {number(after.nuclei)} still allows {allowed} per {number(1000)}."
    if after.rate > before.rate and after.rate >= before.rate * Fraction(rule.cells_ratio):
        return _rise(before, after, rule)
    fell = before.rate >= after.rate * Fraction(rule.cells_ratio)
    return ("Fewer cells after infusion." if fell else "No change either way."), _count_sentence(after)


def _rise(before: Biopsy, after: Biopsy, rule: ReadingRule) -> tuple[str, str]:
    """Read a rise of cells, which the sinusoids may explain away."""
    sinusoids = _sinusoids(before, after, rule)
    if sinusoids is None:
        return "Rise in cells, sinusoids not measured.", "Without the area a rise cannot be read."
    if sinusoids:
        return (
            "Rise in cells and in sinusoids.",
            "Not evidence of progenitors: capillarisation rose in parallel.",
        )
    overlap = "overlap" if after.lower <= before.upper else "do not overlap"
    return "Rise in cells, sinusoids not risen.", f"Compatible with more {CELLS} cells. Intervals {overlap}."


def _sinusoids(before: Biopsy, after: Biopsy, rule: ReadingRule) -> bool | None:
    if before.area is None or after.area is None:
        return None
    return after.area > before.area and after.area >= rule.sinusoid_ratio * before.area


def _count_sentence(after: Biopsy) -> str:
    noun = "cell" if after.cells == 1 else "cells"
    return f"{write.small(after.cells).capitalize()} {noun} in {number(after.nuclei)} nuclei."
