"""What the small multiples of the laboratory are drawn from: a panel per analyte, a course per participant."""

from dataclasses import dataclass
from decimal import Decimal

from hepatica.report.figures.course import Terminal


@dataclass(frozen=True, kw_only=True)
class LabPoint:
    """A value on a day from infusion; `date` is already written."""

    day: int
    value: Decimal
    date: str = ""
    why: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class LabCourse:
    """One participant's values of one analyte; `missed` are the days of visits that should have given one."""

    digit: int
    code: str
    points: tuple[LabPoint, ...]
    missed: tuple[int, ...] = ()
    terminal: Terminal | None = None
    high: Decimal | None = None
    """The upper limit of normal of the last value, None where none is known."""

    @property
    def native(self) -> tuple[LabPoint, ...]:
        """Give the values up to the end of native follow-up, by day."""
        kept = (p for p in self.points if not self.terminal or p.day <= self.terminal.day)
        return tuple(sorted(kept, key=lambda p: p.day))


@dataclass(frozen=True, kw_only=True)
class LabPanel:
    """One analyte: its unit, the limits of normal that held, and a course per participant."""

    analyte: str
    name: str
    unit: str
    decimals: int
    courses: tuple[LabCourse, ...]
    lows: tuple[Decimal, ...] = ()
    highs: tuple[Decimal, ...] = ()
    """Every limit that held for somebody: sexes and laboratories may differ."""

    @property
    def above(self) -> tuple[int, int]:
        """Count whose last native value lies above its upper limit, and of how many that can be said."""
        judged = [c for c in self.courses if c.native and c.high is not None]
        return sum(c.native[-1].value > (c.high or 0) for c in judged), len(judged)
