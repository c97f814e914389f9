"""What a person types into: a field with its unit, range, change, grade, finding and thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from django.utils.translation import gettext as _

from hepatica.web.shell.geometry import Scale

Kind = Literal["number", "text", "area", "date", "choice", "scale", "shown"]
Save = Literal["", "typing", "here", "server"]
Attributes = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Strip:
    """The reference range with the last value hollow and the value now solid; an open end has no bound."""

    low: Decimal | None
    high: Decimal | None
    now: Decimal | None = None
    last: Decimal | None = None
    words: str = ""
    """The range in words, such as '0.3 to 1.2'."""

    @property
    def is_outside(self) -> bool:
        """True when the value now lies outside its range; compared as Decimal."""
        if self.now is None:
            return False
        return (self.low is not None and self.now < self.low) or (
            self.high is not None and self.now > self.high
        )

    @cached_property
    def _scale(self) -> Scale:
        known = [float(value) for value in (self.low, self.high, self.now, self.last) if value is not None]
        return Scale(known or [0.0], margin=0.12)

    @property
    def band_x(self) -> str:
        """Left edge of the range; an open end runs to the edge of the strip."""
        return "0%" if self.low is None else self._scale.x(float(self.low))

    @property
    def band_width(self) -> str:
        """Width of the range."""
        left = 0.0 if self.low is None else self._scale.share(float(self.low))
        right = 1.0 if self.high is None else self._scale.share(float(self.high))
        return f"{(right - left) * 100:.1f}%"

    @property
    def words_x(self) -> str:
        """Middle of the range, held where its words still fit."""
        left = 0.0 if self.low is None else self._scale.share(float(self.low))
        right = 1.0 if self.high is None else self._scale.share(float(self.high))
        return f"{max(0.22, min(0.78, (left + right) / 2)) * 100:.1f}%"

    @property
    def now_x(self) -> str:
        """Place of the value now."""
        return "" if self.now is None else self._scale.x(float(self.now))

    @property
    def last_x(self) -> str:
        """Place of the last value."""
        return "" if self.last is None else self._scale.x(float(self.last))


@dataclass(frozen=True, kw_only=True)
class Change:
    """How far the value moved, as text the caller computed, and what it was."""

    way: Literal["up", "down", "same"]
    by: str
    was: str = ""


@dataclass(frozen=True, kw_only=True)
class Grade:
    """A CTCAE grade 0 to 5; the number is always inside the mark."""

    number: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer; its key is the digit that picks it."""

    value: str
    words: str
    key: str = ""
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class DateBoxes:
    """Three typed boxes; an unknown part says so, and the echo tells what the date means here."""

    day: str = ""
    month: str = ""
    year: str = ""
    unknown: frozenset[str] = frozenset()
    """Parts known to be unknown: of 'day', 'month', 'year'."""
    lead: str = ""
    echo: str = ""

    @property
    def boxes(self) -> tuple[dict[str, object], ...]:
        """The boxes in the order they are typed."""
        return tuple(
            {"part": part, "name": name, "value": value, "size": size, "unknown": part in self.unknown}
            for part, name, value, size in (
                ("day", _("day"), self.day, 2),
                ("month", _("month"), self.month, 3),
                ("year", _("year"), self.year, 4),
            )
        )


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing a person can do: a link where it has an address, a button otherwise. Verb first."""

    words: str
    href: str = ""
    look: Literal["", "primary", "quiet"] = ""
    icon: str = ""
    key: str = ""
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is odd, its likely causes, at most three actions. The value is kept either way."""

    lead: str
    words: str = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Message:
    """One turn of a query: who, when, what."""

    person: str
    at: str
    words: str
    role: str = ""
    initials: str = ""


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A query at its field; a closed one folds to one line."""

    messages: tuple[Message, ...]
    waits: str = ""
    """Whom it waits for, such as 'Open 19 minutes · waits for K. Rao to close'."""
    closed: str = ""
    post: str = ""
    """Address that takes a reply; none when this person may not answer."""
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One item of a form, with everything that stands beside it."""

    id: str
    name: str
    label: str
    hint: str = ""
    kind: Kind = "text"
    value: str = ""
    unit: str = ""
    state: Literal["rest", "locked", "notdone"] = "rest"
    reason: str = ""
    refusal: str = ""
    """Why the server did not take what is typed; the text stays in the box."""
    save: Save = ""
    strip: Strip | None = None
    change: Change | None = None
    grade: Grade | None = None
    choices: tuple[Choice, ...] = ()
    date: DateBoxes | None = None
    ends: tuple[str, str] = ("", "")
    """Words under the two ends of a scale, each in the person's languages."""
    findings: tuple[Finding, ...] = ()
    threads: tuple[Thread, ...] = ()
    attributes: Attributes = field(default_factory=dict)
    """Attributes of the control itself, such as hx-post."""

    @property
    def is_wide(self) -> bool:
        """True when the control takes the columns of range, change and grade too."""
        return self.kind not in ("number", "shown") and not (self.strip or self.change or self.grade)

    @property
    def described_by(self) -> str:
        """Ids of the sentences that belong to the control, for a screen reader."""
        ids = [f"{self.id}-hint"] if self.hint else []
        ids += [f"{self.id}-refusal"] if self.refusal else []
        ids += [f"{self.id}-finding-{n}" for n in range(1, len(self.findings) + 1)]
        return " ".join(ids)
