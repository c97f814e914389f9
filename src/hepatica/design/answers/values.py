"""What is answered about a design: plain frozen values, ready for a table, a picture or JSON; rates and powers are shares."""

from __future__ import annotations

from dataclasses import dataclass

from hepatica.design.document import Design
from hepatica.design.next.limits import Limit

RATES = (0.05, 0.15, 0.30, 0.50)
"""True rates of an event at which every rule is shown."""


@dataclass(frozen=True, kw_only=True)
class RateOdds:
    """What one rule does at one true rate of its event: exact."""

    rate: float
    acts: float
    """Chance that it pauses or stops the trial at all."""
    treated: float | None
    """Expected number given cells by then, or all; None over exposure time, where it depends on the accrual."""
    events: float
    """Expected number of them with the event."""


@dataclass(frozen=True, kw_only=True)
class RuleOdds:
    """One rule of a design: its boundary, and what it does at each of `RATES`."""

    id: str
    title: str
    layer: str
    """``pause`` or ``stop``."""
    counts: str
    family: str
    participants: int
    """How many it watches: those given cells, or all where nobody is."""
    boundary: tuple[int | None, ...]
    """Fewest with the event that act after 1 to n participants; None where it cannot act yet."""
    false_alarm: float | None
    """Chance of acting at the rate that is borne; None for a review, which bears none."""
    odds: tuple[RateOdds, ...]
    note: str = ""

    def at(self, rate: float) -> RateOdds:
        """Return the odds at one of `RATES`."""
        return next(each for each in self.odds if each.rate == rate)


@dataclass(frozen=True, kw_only=True)
class Harm:
    """Who is exposed to harm at one true rate: how many are given cells, and how many of them have the event."""

    rate: float
    treated: float | None
    """Until the boundary stops, or all; None without a boundary that counts participants."""
    harmed: float | None
    treated_to_pause: float | None
    """Until the first pause for a review; None without such a rule."""


@dataclass(frozen=True, kw_only=True)
class Adjusted:
    """The same question with the baseline adjusted for."""

    power: float
    per_arm: int
    participants: int


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question the design asks of an endpoint: its power as planned, and what the power asked for would cost."""

    name: str
    """In plain words."""
    asks: str
    """Key of the question, as in the document."""
    endpoint: str
    primary: bool
    effect: str
    """The effect sought, in words."""
    asked: float
    """Power asked for."""
    power: float | None
    """At the planned size, unadjusted; None where no formula gives it, and ``note`` says why."""
    per_arm: int | None
    """Participants with a value in an arm of share 1 for the power asked."""
    participants: int | None
    """In all arms, with those expected to drop out."""
    against_main: float | None
    """Participants beside those of a main effect of the same endpoint; None outside a 2 × 2."""
    adjusted: Adjusted | None = None
    """With the baseline, where the analysis adjusts for it."""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One number that so many participants can, or cannot, teach."""

    name: str
    sentence: str
    number: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Duration:
    """How long the design takes, in months, and how that came about."""

    months: float
    accrual: float
    waiting: float
    """Added by the stagger, and by decisions on the dose."""
    follow_up: float
    sentences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One assumption moved from its low to its high value, all others as the design says, and the outcome at both."""

    assumption: str
    unit: str
    low: float
    high: float
    at_low: float
    at_high: float
    source: str

    @property
    def span(self) -> float:
        """How far the outcome moves."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, kw_only=True)
class Unmoved:
    """An assumption on which the outcome does not depend, and why: it has no bar."""

    assumption: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Tornado:
    """How far one outcome leans on each assumption, the farthest first."""

    outcome: str
    base: float
    """At the design's own values."""
    planned: float | None
    """What the design plans of the same quantity; None where it plans none."""
    bars: tuple[Bar, ...]
    unmoved: tuple[Unmoved, ...]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Everything that is known of a design without playing it."""

    design: Design
    participants: int
    months: float
    exposed: int
    """At most so many are given cells; all, where nobody is."""
    duration: Duration
    stopping: tuple[RuleOdds, ...]
    harm: tuple[Harm, ...]
    questions: tuple[Question, ...]
    learned: tuple[Fact, ...]
    tornado: Tornado
    """Of what the design is about: its number for the primary question, or what the disease alone does to its participants."""
    time_tornado: Tornado
    """Of the months it takes."""
    assumes: tuple[str, ...]
    cannot_show: tuple[str, ...]
    """In the design's own words."""
    limits: tuple[Limit, ...]
    """By the rules that hold for every design, the weightiest first: each with a name."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One design as a point of a trade-off."""

    label: str
    kind: str
    per_arm: int
    participants: int
    months: float
    exposed: int
    powers: tuple[tuple[str, float | None], ...]
    """Name of a question of the primary endpoint and its power at the planned size, unadjusted."""
    stops: float | None
    """Chance that the boundary stops it at a true rate of 30 %."""
    treated: float | None
    """Expected number given cells by then."""
    adjusted: tuple[tuple[str, float], ...] = ()
    """The same with the baseline taken off, for each question where the analysis does."""

    def power(self, question: str) -> float | None:
        """Return the unadjusted power for a question by its name; None where the design does not ask it."""
        return dict(self.powers).get(question)

    def with_baseline(self, question: str) -> float | None:
        """Return the power with the baseline adjusted for; None where the analysis adjusts for none."""
        return dict(self.adjusted).get(question)

    def planned(self, question: str) -> float | None:
        """Return the power by the analysis that is planned: adjusted where it adjusts, as it is otherwise."""
        adjusted = self.with_baseline(question)
        return self.power(question) if adjusted is None else adjusted


@dataclass(frozen=True, kw_only=True)
class Limited:
    """One thing that some of the designs cannot show: the sentence of each, '' where it can."""

    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TradeOff:
    """Several designs side by side."""

    points: tuple[Point, ...]
    questions: tuple[str, ...]
    """Names of all questions asked, in their order."""
    comparable: bool
    """Whether the powers may be compared: one primary endpoint, one effect sought, one level."""
    notes: tuple[str, ...]
    limits: tuple[Limited, ...]
    """Sentences stand in the order of the points."""
    assumes: tuple[str, ...]
    cannot_show: tuple[str, ...]
