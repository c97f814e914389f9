"""What the swimlane is drawn from: each participant's visits, cells, events and endings, in days from infusion."""

from dataclasses import dataclass
from decimal import Decimal

from hepatica.report.figures.course import Terminal


@dataclass(frozen=True, kw_only=True)
class LaneVisit:
    """A visit that was due. `day` is the day it took place or, missed, the day it was due; `date` is already written."""

    name: str
    day: int
    done: bool
    date: str = ""
    reason: str = ""
    """Why it was missed; '' where nothing was written."""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class LaneEvent:
    """An adverse event from its first to its last day; `last` is None while it goes on."""

    term: str
    first: int
    last: int | None
    grade: int | None
    related: bool
    serious: bool
    href: str = ""

    def __post_init__(self) -> None:
        """Refuse an event that ends before it starts."""
        if self.last is not None and self.last < self.first:
            raise ValueError(f"{self.term}: ends on day {self.last}, before it starts on day {self.first}")

    @property
    def words(self) -> str:
        """Write the event as its bar does: `2 access-site haematoma · R`."""
        grade = "?" if self.grade is None else str(self.grade)
        # An abbreviation keeps its capitals: `AST raised`, but `fever and chills`.
        term = self.term if self.term[1:2].isupper() else self.term[:1].lower() + self.term[1:]
        return f"{grade} {term}{' · R' if self.related else ''}"


@dataclass(frozen=True, kw_only=True)
class Infusion:
    """Cells given on a day, 10⁶ viable cells per kg of each kind; None where a number is not known."""

    day: int
    cd34: Decimal | None
    msc: Decimal | None
    why: tuple[str, str] = ("", "")


@dataclass(frozen=True, kw_only=True)
class LaneMark:
    """A procedure named by one letter above the lane: M marrow aspiration, B liver biopsy."""

    day: int
    letter: str
    said: str


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One participant. `who` is sex, age and weight; `status` how things stand, in words.

    `last` is the last day on which the person was followed with the native liver; `followed` the last day at all.
    """

    digit: int
    code: str
    who: str
    infused: str
    infusions: tuple[Infusion, ...]
    visits: tuple[LaneVisit, ...]
    events: tuple[LaneEvent, ...]
    marks: tuple[LaneMark, ...]
    endings: tuple[Terminal, ...]
    last: int
    followed: int
    status: str
    completed: str = ""
    """Words for a course that reached its last visit: `month 6 done`."""

    @property
    def terminal(self) -> Terminal | None:
        """Give what ended native follow-up, None where nothing did."""
        return self.endings[0] if self.endings else None

    @property
    def first(self) -> int:
        """Give the first day that is drawn."""
        days = [v.day for v in self.visits] + [e.first for e in self.events] + [m.day for m in self.marks]
        return min([*days, 0])

    @property
    def serious(self) -> int:
        """Count the serious events."""
        return sum(event.serious for event in self.events)

    @property
    def worst(self) -> int | None:
        """Give the worst grade."""
        return max((e.grade for e in self.events if e.grade is not None), default=None)
