"""The words for a pair of liver biopsies, by the rule that the study fixed before unmasking.

The words never say that infused cells stayed: they cannot be told apart.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hepatica.report import text as write
from hepatica.report.text import number
from hepatica.tissue.reading_rule import ReadingRule, Section, Verdict, read_change

CELLS = "CD34⁺"
LONG = 40
"""A longer label stands at the head of its panel alone."""


@dataclass(frozen=True, kw_only=True)
class Biopsy:
    """One biopsy: counted cells over counted nuclei, the caller's exact interval (per 1 000 nuclei), sinusoids.

    `area` is the CD34⁺ sinusoidal area in per cent of parenchyma, None when it was not measured. `readers` are the
    lowest and the highest area that readers of the same section found; one section has no interval, but its readers
    have a range.
    """

    date: str
    day: int
    cells: int
    nuclei: int
    lower: Decimal
    upper: Decimal
    area: Decimal | None
    href: str = ""
    readers: tuple[Decimal, Decimal] | None = None

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
        if self.readers and (self.area is None or not self.readers[0] <= self.area <= self.readers[1]):
            raise ValueError(f"biopsy of {self.date}: the readers' range misses the area {self.area}")

    @property
    def rate(self) -> Fraction:
        """Give cells per 1 000 nuclei, exactly."""
        return Fraction(self.cells * 1000, self.nuclei)

    @property
    def count(self) -> str:
        """Write the numerator and the denominator."""
        return f"{number(self.cells)}/{number(self.nuclei)}"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The biopsies of one participant; a missing one has its reason in `missing`.

    `label` says what the counted cells may be called. `methods` names two methods that are not compared, else it is ''.
    """

    digit: int
    code: str
    before: Biopsy | None
    after: Biopsy | None
    missing: str = ""
    label: str = CELLS
    methods: str = ""

    def __post_init__(self) -> None:
        """Refuse a gap without a reason."""
        if (self.before is None or self.after is None) and not self.missing:
            raise ValueError(f"participant {self.code}: a biopsy is missing and no reason is given")

    @property
    def backwards(self) -> bool:
        """Tell whether the biopsy after was taken before the one before: then nothing is compared."""
        return self.before is not None and self.after is not None and self.after.day < self.before.day

    @property
    def compared(self) -> bool:
        """Tell whether both biopsies are there, by one method and in their order."""
        return bool(self.before and self.after) and not self.methods and not self.backwards


def judge_pair(pair: Pair, rule: ReadingRule) -> Verdict:
    """Apply the study's rule to a pair."""
    same = not pair.methods and not pair.backwards
    return read_change(_section(pair.before), _section(pair.after), rule, one_method=same)


def read_pair(pair: Pair, rule: ReadingRule) -> tuple[str, str]:
    """Give the reading of a pair: its sentence in bold and what supports or limits it."""
    before, after = pair.before, pair.after
    if before is None and after is None:
        return "No biopsy.", "Nothing is shown."
    if before is None or after is None:
        return "No pair.", f"{'Baseline' if before else 'Second biopsy'} shown; not imputed."
    if pair.backwards:
        return "Not compared.", f"The biopsy after infusion is dated before the first, {after.date}."
    return _words(pair, before, after, judge_pair(pair, rule))


def _words(pair: Pair, before: Biopsy, after: Biopsy, verdict: Verdict) -> tuple[str, str]:
    overlap = "overlap" if after.lower <= before.upper else "do not overlap"
    allowed = f"0 of {number(after.nuclei)} still allows {number(after.upper, 1)} per {number(1000)}."
    words = {
        Verdict.OTHER_METHOD: ("Not compared.", f"Counted by different methods: {pair.methods}."),
        Verdict.NONE_AFTER: (
            "No cell found after infusion." if before.cells else "No cell found before or after.",
            allowed,
        ),
        Verdict.RISE_UNREAD: (
            "Rise in cells, sinusoids not measured.",
            "Without the area a rise cannot be read.",
        ),
        Verdict.RISE_WITH_SINUSOIDS: (
            "Rise in cells and in sinusoids.",
            "Not evidence of progenitors: capillarisation rose in parallel.",
        ),
        Verdict.RISE_ALONE: (
            "Rise in cells, sinusoids not risen.",
            f"Compatible with more {pair.label if len(pair.label) <= LONG else 'counted'} cells. Intervals {overlap}.",
        ),
        Verdict.FEWER: ("Fewer cells after infusion.", _count_sentence(after)),
        Verdict.UNCHANGED: ("No change either way.", _count_sentence(after)),
    }
    return words[verdict]


def _section(biopsy: Biopsy | None) -> Section | None:
    return (
        None
        if biopsy is None
        else Section(share=Fraction(biopsy.cells, biopsy.nuclei), sinusoids=biopsy.area)
    )


def _count_sentence(after: Biopsy) -> str:
    noun = "cell" if after.cells == 1 else "cells"
    return f"{write.small(after.cells).capitalize()} {noun} in {number(after.nuclei)} nuclei."
