"""What a patient profile is drawn from: plain values, days counted from the infusion."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class ProfileVisit:
    """A visit and its allowed days; `state` is done, missed or planned."""

    name: str
    day: int
    state: Literal["done", "missed", "planned"]
    low: int | None = None
    high: int | None = None
    date: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One value of a track, or the reason why a visit has none."""

    day: int
    date: str = ""
    value: Decimal | None = None
    missing: str = ""
    href: str = ""

    def __post_init__(self) -> None:
        """Refuse a gap without a reason."""
        if self.value is None and not self.missing:
            raise ValueError(f"day {self.day}: give a value, or the reason why there is none")


@dataclass(frozen=True, kw_only=True)
class Track:
    """One measured quantity over time, with its reference range and the value its change counts from."""

    name: str
    unit: str
    values: tuple[Measured, ...]
    decimals: int = 0
    low: Decimal | None = None
    high: Decimal | None = None
    baseline: Decimal | None = None
    threshold: Decimal | None = None
    threshold_name: str = ""

    @property
    def measured(self) -> tuple[Measured, ...]:
        """Give the values that exist, by day."""
        return tuple(sorted((m for m in self.values if m.value is not None), key=lambda m: m.day))


@dataclass(frozen=True, kw_only=True)
class Span:
    """Something that lasted: an event, a drug, a state. `last` is None while it goes on.

    `grade` 1 to 5 darkens it and prints the digit (events) or only darkens it (states); 0 means none. `level` is the
    height of a drug's bar as a share of its highest dose.
    """

    first: int
    last: int | None
    text: str
    detail: str = ""
    grade: int = 0
    level: float = 1.0
    serious: bool = False
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something done on one day; `infusion` marks the giving of cells."""

    day: int
    text: str
    infusion: bool = False
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Everything about one participant on one axis of days."""

    digit: int
    code: str
    first_day: int
    last_day: int
    today: int
    visits: tuple[ProfileVisit, ...] = ()
    meld: Track | None = None
    child_pugh: Track | None = None
    labs: tuple[Track, ...] = ()
    ascites: tuple[Span, ...] = ()
    encephalopathy: tuple[Span, ...] = ()
    events: tuple[Span, ...] = ()
    drugs: tuple[Span, ...] = ()
    procedures: tuple[Moment, ...] = ()
    products: tuple[Span, ...] = ()
    infusions: tuple[Moment, ...] = ()
    now: str = "today"
    """What the last day is called: today, the data cut, or how the course ended."""
