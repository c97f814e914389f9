"""What the MELD picture is drawn from: visits, courses and the study's thresholds, as plain values."""

from dataclasses import dataclass
from decimal import Decimal

from hepatica.report.figures.course import Terminal


@dataclass(frozen=True, kw_only=True)
class MeldPoint:
    """One visit of one person. `raw` is the unrounded MELD, or None with the reason in `missing`.

    `day` counts from the infusion (for a missed visit, the day it was due); `date` is already written; `score` is
    the rounded MELD as printed elsewhere; `child_pugh` is class and points (`B9`) or empty.
    """

    visit: str
    day: int
    date: str = ""
    raw: Decimal | None = None
    score: int | None = None
    child_pugh: str = ""
    missing: str = ""
    remark: str = ""
    href: str = ""
    why: tuple[str, str] = ("", "")
    """References of the unrounded MELD and of its score."""

    def __post_init__(self) -> None:
        """Refuse a point that is neither a value nor a reason."""
        if (self.raw is None) != (self.score is None) or (self.raw is None and not self.missing):
            raise ValueError(
                f"{self.visit}, day {self.day}: give raw and score, or the reason why there is none"
            )


@dataclass(frozen=True, kw_only=True)
class MeldCourse:
    """One participant: `digit` is the place in the order of infusion; the first scored point is the baseline, if there is one."""

    digit: int
    code: str
    points: tuple[MeldPoint, ...]
    terminal: Terminal | None = None
    has_baseline: bool = True
    """Without one the values are drawn, and no change is read from them."""

    @property
    def native(self) -> tuple[MeldPoint, ...]:
        """Give the visits up to the end of native follow-up, by day."""
        kept = (p for p in self.points if not self.terminal or p.day <= self.terminal.day)
        return tuple(sorted(kept, key=lambda p: p.day))

    @property
    def scored(self) -> tuple[MeldPoint, ...]:
        """Give the visits that have a MELD."""
        return tuple(p for p in self.native if p.raw is not None)


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A line of the study configuration, drawn dashed and named."""

    value: Decimal
    name: str
