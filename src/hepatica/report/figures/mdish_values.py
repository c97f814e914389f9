"""What the mDISH picture is drawn from: ALT and bilirubin of one draw, against the own baseline and against the limit."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from hepatica.report import text as write
from hepatica.report.figures.course import Terminal


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A value with its unit and the upper limit of normal of its laboratory on that day, None where none is known.

    Raises ValueError when one of them is not above zero: a ratio on a logarithmic scale needs it.
    """

    value: Decimal
    unit: str
    uln: Decimal | None

    def __post_init__(self) -> None:
        """Refuse what has no logarithm."""
        if self.value <= 0 or (self.uln is not None and self.uln <= 0):
            raise ValueError(
                f"{self.value} {self.unit} with an upper limit of {self.uln} cannot be drawn as a ratio"
            )

    @property
    def of_limit(self) -> Decimal | None:
        """Give the multiple of the upper limit of normal."""
        return None if self.uln is None else self.value / self.uln

    def written(self, decimals: int) -> str:
        """Write the value with its unit: `214 U/L`."""
        return f"{write.number(self.value, decimals)} {self.unit}"


@dataclass(frozen=True, kw_only=True)
class DishDraw:
    """One draw with both values. `day` counts from the infusion; `date` is already written."""

    day: int
    date: str
    alt: Measured
    bilirubin: Measured
    href: str = ""
    why: tuple[str, str] = ("", "")
    """References of ALT and of bilirubin."""


@dataclass(frozen=True, kw_only=True)
class DishGap:
    """A draw that cannot be drawn, and why."""

    day: int | None
    date: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DishCourse:
    """One participant: `digit` is the place in the order of infusion.

    `baseline` is the own value before treatment, None with the reason among the gaps. Draws after `terminal` are not
    of the native liver and are left out. Raises ValueError when two draws have different units.
    """

    digit: int
    code: str
    baseline: DishDraw | None
    draws: tuple[DishDraw, ...] = ()
    gaps: tuple[DishGap, ...] = ()
    terminal: Terminal | None = None

    def __post_init__(self) -> None:
        """Refuse values that cannot be divided by one another."""
        every = [*((self.baseline,) if self.baseline else ()), *self.draws]
        if len({(d.alt.unit, d.bilirubin.unit) for d in every}) > 1:
            raise ValueError(f"{self.code}: ALT and bilirubin of all draws must be in one unit each")

    @property
    def native(self) -> tuple[DishDraw, ...]:
        """Give the draws after baseline up to the end of native follow-up, in order of time."""
        kept = [d for d in self.draws if not self.terminal or d.day <= self.terminal.day]
        return tuple(sorted(kept, key=lambda d: d.day))


@dataclass(frozen=True, kw_only=True)
class DishLines:
    """The study's lines, as multiples: ALT, bilirubin, and the ALT from which the highest mark names its day."""

    alt: Decimal
    bilirubin: Decimal
    named_from: Decimal = Decimal(2)

    def __post_init__(self) -> None:
        """Refuse lines at or below the start of every trail."""
        if min(self.alt, self.bilirubin, self.named_from) <= 1:
            raise ValueError("the lines of the picture are multiples above 1")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A draw as a point of one panel: two multiples."""

    draw: DishDraw
    alt: Decimal
    bilirubin: Decimal


@dataclass(frozen=True, kw_only=True)
class Trail:
    """A participant in one panel: marks in order of time, the first of them the baseline where there is one."""

    course: DishCourse
    marks: tuple[Mark, ...]

    @property
    def later(self) -> tuple[Mark, ...]:
        """Give the marks after baseline."""
        return tuple(mark for mark in self.marks if mark.draw is not self.course.baseline)

    @property
    def start(self) -> Mark | None:
        """Give the mark of the baseline, None where it is not in this panel."""
        return next((mark for mark in self.marks if mark.draw is self.course.baseline), None)

    @property
    def peak(self) -> Mark | None:
        """Give the mark of the highest ALT after baseline, the first of equals."""
        return max(self.later, key=lambda mark: mark.alt, default=None)

    def reached(self, lines: DishLines) -> tuple[bool, bool]:
        """Tell whether ALT and bilirubin came up to their lines after baseline, in one draw or in different ones."""
        return (
            any(mark.alt >= lines.alt for mark in self.later),
            any(mark.bilirubin >= lines.bilirubin for mark in self.later),
        )


def against_baseline(course: DishCourse) -> Trail | None:
    """Give the trail in multiples of the own baseline, from (1, 1); None without a baseline."""
    base = course.baseline
    if base is None:
        return None
    return _trail(course, lambda d: (d.alt.value / base.alt.value, d.bilirubin.value / base.bilirubin.value))


def against_limit(course: DishCourse) -> Trail | None:
    """Give the trail in multiples of the upper limit of normal; None where no draw has both limits."""
    found = _trail(course, lambda d: (d.alt.of_limit, d.bilirubin.of_limit))
    return found if found.marks else None


def _trail(course: DishCourse, ratio: Callable[[DishDraw], tuple[Decimal | None, Decimal | None]]) -> Trail:
    every = (*((course.baseline,) if course.baseline else ()), *course.native)
    marks = (
        Mark(draw=d, alt=alt, bilirubin=bilirubin)
        for d in every
        for alt, bilirubin in (ratio(d),)
        if alt is not None and bilirubin is not None
    )
    return Trail(course=course, marks=tuple(marks))
