"""What must happen by when: legal clocks, stopping rules, the gate before a dose, the hold."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from hepatica.web.shell.geometry import percent, wedge
from hepatica.web.shell.parts.entry import Action
from hepatica.web.shell.parts.visit import Mark


@dataclass(frozen=True, kw_only=True)
class Clock:
    """An obligation with its limit at the end of the bar.

    `alarm` is for a legal limit 24 hours away or less and for nothing else; an in-house limit stays `calm`.
    `late` is a legal limit that has passed, `passed` an in-house one: ochre. `sent_late` was told after its limit: done,
    and ochre for ever.
    """

    state: Literal["alarm", "calm", "sent", "idle", "late", "passed", "sent_late"]
    title: str
    left: str
    """The words of the state: '6 h 30 min left', 'sent at 7 h 20', '2 h late, reason needed'."""
    used: float = 0.0
    """Share of the time that is gone, or was gone when it was sent."""
    mark: Mark | None = None
    limit: str = ""
    """The limit's length, such as '24 hours'."""
    to: str = ""
    """Who must be told."""
    words: str = ""
    left_of: str = ""
    began: str = ""
    now: str = ""
    due: str = ""
    href: str = ""
    action: Action | None = None

    @property
    def width(self) -> str:
        """Length of the bar that is used up."""
        return percent(self.used)

    @property
    def wedge(self) -> str:
        """Path of the time left."""
        return wedge(1 - min(1.0, max(0.0, self.used)))


@dataclass(frozen=True, kw_only=True)
class Meter:
    """A stopping rule: one box per allowed event."""

    name: str
    words: str
    seen: int
    allowed: int
    held: bool = True
    """Whether the rule holds dosing once it is met; else it asks for a review."""

    @property
    def boxes(self) -> list[bool]:
        """One box per event that would meet the rule, filled when seen."""
        return [n < self.seen for n in range(self.allowed)]

    @property
    def state(self) -> str:
        """none, some, near (one away) or met."""
        if self.seen >= self.allowed:
            return "met"
        if self.seen == 0:
            return "none"
        return "near" if self.allowed - self.seen == 1 else "some"

    @property
    def verdict(self) -> str:
        """The state in words."""
        return {
            "met": _("met, on hold") if self.held else _("met, review owed"),
            "none": _("none"),
            "near": _("one away"),
            "some": _("%(seen)s of %(allowed)s") % {"seen": self.seen, "allowed": self.allowed},
        }[self.state]


@dataclass(frozen=True, kw_only=True)
class Clearance:
    """One condition of a gate, with who must give it or when it was met."""

    words: str
    done: bool
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class Gate:
    """The clearances before an act; the act's button is absent until all are met."""

    clearances: tuple[Clearance, ...]
    action: Action | None = None

    @property
    def is_open(self) -> bool:
        """True when every clearance is met and there is at least one."""
        return bool(self.clearances) and all(clearance.done for clearance in self.clearances)


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Dosing stands still: since when and why, what is blocked, what goes on, what lifts it."""

    title: str
    since: str
    blocked: str
    goes_on: str
    lifts: str
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Something that cannot wait, until somebody says that they have it."""

    words: str
    since: str
    key: str
    """What the button sends: the participant's number (or nothing), a space, the alert's name."""
    mine: bool = False
    """Whether the person who looks may acknowledge it."""
    mark: Mark | None = None
