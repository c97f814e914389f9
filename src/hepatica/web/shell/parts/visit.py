"""Who and when: the participant's mark, the window bar, the cell of the matrix, the chip."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hepatica.web.shell.geometry import Scale

SHAPES = ("circle", "square", "triangle", "diamond", "hexagon")
Tone = Literal["", "ok", "warn", "alarm", "accent"]


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A participant: one shape and one colour for ever, in order of infusion; the code always stands beside."""

    code: str
    order: int | None = None
    """1 for the first infused; None while no place in that order is given, drawn as a hollow ring."""

    @property
    def shape(self) -> str:
        """Name of the symbol."""
        return SHAPES[(self.order - 1) % 5] if self.order else "none"

    @property
    def tone(self) -> int:
        """1 to 5; later fives shift by one, so that no pair of shape and colour returns before the 26th."""
        return (self.order - 1 + (self.order - 1) // 5) % 5 + 1 if self.order else 0


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A word with a glyph on a soft ground; `outlined` when it only informs. Never clickable."""

    words: str
    tone: Tone = ""
    icon: str = ""
    outlined: bool = False


@dataclass(frozen=True, kw_only=True)
class Empty:
    """What a list says when nothing is in it: the fact, then what will fill it."""

    title: str
    words: str = ""
    icon: str = "complete"


@dataclass(frozen=True, kw_only=True)
class Window:
    """Allowed days as a pill, the target as a tick, one dot. Days count from the infusion."""

    opens: int
    closes: int
    target: int
    at: int | None = None
    """The day of the dot: today, or the day it was done."""
    state: Literal["planned", "today", "done"] = "today"
    rest: str = ""
    """Words after the verdict, such as 'Day +28, 5 days left'."""

    @property
    def days_out(self) -> int:
        """Days after the window closed; days before it opened are negative; 0 inside."""
        if self.at is None:
            return 0
        return max(0, self.at - self.closes) or min(0, self.at - self.opens)

    @property
    def is_late(self) -> bool:
        """True when the dot stands after the window, or stands before it and the visit was done."""
        return self.days_out > 0 or (self.days_out < 0 and self.state == "done")

    @property
    def look(self) -> str:
        """Class of the dot: planned, today, done or late."""
        return "late" if self.is_late else self.state

    @property
    def verdict(self) -> str:
        """The words that lead: in window, overdue, or out of window."""
        days = abs(self.days_out)
        if self.is_late and self.state == "done":
            return ngettext("Out of window %(n)s day", "Out of window %(n)s days", days) % {"n": days}
        if self.is_late:
            return ngettext("Overdue %(n)s day", "Overdue %(n)s days", days) % {"n": days}
        return "" if self.state == "planned" or self.days_out else _("In window")

    @cached_property
    def _scale(self) -> Scale:
        reach = max(self.closes - self.target, self.target - self.opens, 1)
        if self.days_out:
            return Scale((self.opens, self.closes, self.at or 0), margin=0.15)
        return Scale((self.target - reach, self.target + reach), margin=0.2)

    @property
    def pill_x(self) -> str:
        """Left edge of the pill."""
        return self._scale.x(self.opens if self.opens < self.closes else self.opens - 0.25)

    @property
    def pill_width(self) -> str:
        """Width of the pill; a window of one day is still seen."""
        return self._scale.width(self.opens, self.closes) if self.opens < self.closes else "10%"

    @property
    def tick_x(self) -> str:
        """Place of the target."""
        return self._scale.x(self.target)

    @property
    def dot_x(self) -> str:
        """Place of the dot."""
        return self._scale.x(self.target if self.at is None else self.at)


State = Literal["planned", "due", "started", "open", "complete", "signed", "locked", "notdone"]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One visit of one participant in the matrix."""

    state: State
    date: str
    href: str = ""
    label: str = ""
    """What a screen reader says first: participant and visit."""
    window: Window | None = None
    queries: int = 0
    """What is asked and waits for an answer."""
    answered: int = 0
    """What is answered and waits to be closed."""
    selected: bool = False

    @property
    def words(self) -> str:
        """The state in one word."""
        return {
            "planned": _("Planned"),
            "due": _("Due"),
            "started": _("Started"),
            "open": _("Open"),
            "complete": _("Complete"),
            "signed": _("Signed"),
            "locked": _("Locked"),
            "notdone": _("Not done"),
        }[self.state]

    @property
    def late_days(self) -> int:
        """Days outside the window, early or late; 0 where that means nothing."""
        return abs(self.window.days_out) if self.window and self.window.is_late else 0

    @property
    def tint(self) -> str:
        """Late is ochre, due and started are blue, the rest is paper."""
        if self.late_days:
            return "late"
        return "now" if self.state in ("due", "started") else ""
